"""Asking for what changed, in the platform's own format and zone, in windows no longer than it gives."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from replay.server import Reply, Request, script, serving
from replay.sources import PATHS, http_connector, make_source, secret_of

from etl.connectors.http import HttpConnector
from etl.connectors.moments import read, written
from etl.connectors.page import Page
from etl.connectors.windows import windows
from etl.declare.http import Since
from etl.since import newest

NOW = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)
SOURCE_TIME = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)


def since(**declared: Any) -> Since:
    return Since.model_validate({"parameter": "from", "field": "when", **declared})


def page(*times: Any) -> Page:
    return Page({"when": list(times)}, ["x"] * len(times), "0" * 64, SOURCE_TIME)


FORMATS = {
    "%Y-%m-%d %H:%M:%S": "2026-11-01 08:00:00",
    "%d/%m/%Y %H:%M": "01/11/2026 08:00",
    "%Y%m%d%H%M%S": "20261101080000",
    "%Y-%m-%dT%H:%M:%S%z": "2026-11-01T08:00:00+0800",
    "iso": "2026-11-01T08:00:00+08:00",
    "unix": "1793491200",
    "unix_ms": "1793491200000",
}


@pytest.mark.parametrize(("layout", "text"), FORMATS.items())
def test_a_time_is_asked_for_and_read_in_the_format_of_the_platform(layout: str, text: str) -> None:
    source = make_source({"http": {"base_url": "http://127.0.0.1:9"}}, {})
    declared = since(format=layout)
    assert written(datetime(2026, 11, 1, tzinfo=UTC), layout, "Asia/Shanghai") == text
    value = int(text) if layout.startswith("unix") else text
    assert newest(declared, page(None, value, "", "never"), None, source)[0] == "2026-11-01T00:00:00+00:00"


def test_the_field_may_be_in_another_format_than_the_parameter_and_the_platform_in_another_zone() -> None:
    source = make_source({"http": {"base_url": "http://127.0.0.1:9"}}, {})
    declared = since(format="unix_ms", field_format="%d/%m/%Y %H:%M", time_zone="UTC")
    told = page("31/10/2026 23:59", "01/11/2026 00:00")
    assert newest(declared, told, None, source) == ("2026-11-01T00:00:00+00:00", timedelta())
    assert walked(None, time_zone="UTC", start=date(2026, 11, 1)) == [
        {"from": "2026-11-01 00:00:00", "to": "2026-11-22 04:30:00"}
    ]
    with pytest.raises(ValueError, match="'Peking' is not a time zone"):
        since(time_zone="Peking")


@pytest.mark.parametrize(
    "value", ["0001-01-01 00:00:00", "9999-12-31 23:59:59", float("nan"), 1e300, True, [], {}, "?"]
)
def test_no_value_of_a_platform_is_a_fault(value: Any) -> None:
    for layout in FORMATS:
        read(value, layout, "Asia/Shanghai")
    assert read("0001-01-01 00:00:00", "%Y-%m-%d %H:%M:%S", "Asia/Shanghai") is None


def test_asking_again_from_the_last_time_works_with_numbers_in_a_json_body() -> None:
    rows = [{"id": str(number), "when": 1793491200 + number // 2} for number in range(7)]

    def answer(request: Request) -> Reply:
        asked = orjson.loads(request.body)
        later = [row for row in rows if int(str(row["when"])) >= asked.get("filter", {}).get("from", 0)]
        start = 3 * (asked["page"] - 1)
        return Reply(orjson.dumps(later[start : start + 3]))

    with serving(answer) as platform:
        declared = {"parameter": "filter.from", "field": "when", "format": "unix", "ordered": True}
        connector = http_connector(
            platform.url, post="json", since=declared, paging={"style": "since", "size": 3, "size_parameter": "size"}
        )
        found = [key for each in connector.pages("1793491200") for key in each.columns["id"]]
    assert sorted(set(found)) == [str(number) for number in range(7)]
    bodies = [orjson.loads(request.body) for request in platform.requests]
    assert bodies[0] == {"filter": {"from": 1793491200}, "page": 1, "size": 3}
    # One second before the newest seen, so that nothing of that second is missed: here where it already was.
    assert bodies[1] == {"filter": {"from": 1793491200}, "page": 2, "size": 3}


def walked(since_text: str | None, **declared: Any) -> list[dict[str, str]]:
    dataset = {"since": {"parameter": "from", "field": "when", "until_parameter": "to", **declared}}
    with serving(script(Reply(b'[{"id": "1", "when": null}]'))) as platform:
        source = make_source({"http": {"base_url": platform.url}}, dataset)
        pages = HttpConnector(source, source.datasets[0], PATHS, secret_of, lambda: NOW).pages(since_text)
        assert [each.locators[0].split(",")[0] for each in pages] == [
            f"page {number}" for number in range(1, len(platform.requests) + 1)
        ]
    return platform.queries


def test_windows_walk_from_the_first_day_to_now() -> None:
    queries = walked(None, format="%Y-%m-%d", window_days=90, start=date(2026, 5, 1))
    assert queries == [
        {"from": "2026-05-01", "to": "2026-07-30"},
        {"from": "2026-07-30", "to": "2026-10-28"},
        {"from": "2026-10-28", "to": "2026-11-23"},
    ]


def test_windows_walk_from_the_last_time_seen() -> None:
    queries = walked("2026-11-20 08:00:00", window_days=2, start=date(2026, 5, 1))
    assert queries == [
        {"from": "2026-11-20 08:00:00", "to": "2026-11-22 08:00:00"},
        {"from": "2026-11-22 08:00:00", "to": "2026-11-22 12:30:00"},
    ]


def test_an_end_without_windows_is_now_and_a_first_day_without_an_end_is_the_start() -> None:
    assert walked(None, format="unix") == [{"to": str(int(NOW.timestamp()))}]
    assert list(windows(since(start=date(2026, 11, 1), format="%Y%m%d"), None, "Asia/Shanghai", NOW)) == [
        {"from": "20261101"}
    ]
    with pytest.raises(ValueError, match="window_days: needs until_parameter and start"):
        since(window_days=90)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 22)),
    st.floats(0.01, 400),
    st.sampled_from(["%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "unix", "iso"]),
)
def test_windows_leave_no_moment_out_and_are_never_too_long(first: datetime, days: float, layout: str) -> None:
    zone = "Asia/Shanghai"
    declared = since(format=layout, until_parameter="to", window_days=max(days, 1), start=date(2026, 1, 1))
    start = written(first.replace(tzinfo=UTC), layout, zone)
    found = list(windows(declared, start, zone, NOW))
    assert found[0]["from"] == start
    assert [each["to"] for each in found[:-1]] == [each["from"] for each in found[1:]]
    end = read(found[-1]["to"], layout, zone)
    assert end is not None
    assert timedelta(seconds=-1) <= end - NOW.replace(microsecond=0) <= timedelta(days=1)
