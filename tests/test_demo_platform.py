"""The simulated platform: the same answers every time, each event once, nothing from the future."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from etl.demo.grids import SITE
from etl.demo.platform import Platform

SINCE = date(2026, 9, 1)
NOW = datetime(2026, 11, 20, 9, 42, 0)
# Enough events for what is rare to be there within weeks.
SCALE = 527 / 72
TIMES = ("report_time", "accept_time", "dispatch_time", "close_time", "update_time")
PLANTED = ("NAME", "PHONE", "ID", "ADDRESS", "TEXT", "WECHAT")

Record = dict[str, object]


def frozen(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


@pytest.fixture(scope="module")
def platform() -> Platform:
    return Platform(frozen(NOW), history_from=SINCE, scale=SCALE)


def page(platform: Platform, number: int, size: int = 5000, **values: str) -> dict[str, object]:
    answer: dict[str, object] = json.loads(platform.events({"page": str(number), "page_size": str(size), **values}))
    return answer


def records(platform: Platform, **values: str) -> list[Record]:
    """All records, page by page, as they come."""
    found: list[Record] = []
    number = 1
    while data := page(platform, number, 5000, **values)["data"]:
        assert isinstance(data, list)
        found += data
        number += 1
    return found


@pytest.fixture(scope="module")
def everything(platform: Platform) -> list[Record]:
    return records(platform)


def test_two_platforms_with_the_same_seed_and_clock_say_the_same(platform: Platform) -> None:
    other = Platform(frozen(NOW), history_from=SINCE, scale=SCALE)
    for values in ({"page": "3"}, {"page": "2", "updated_since": "2026-11-19 08:00:00"}):
        assert platform.events(dict(values)) == other.events(dict(values))
    assert platform.events({}) != Platform(frozen(NOW), seed=2, history_from=SINCE, scale=SCALE).events({})


def test_a_later_clock_remembers_what_was_known_before(platform: Platform) -> None:
    later = Platform(frozen(NOW + timedelta(days=30)), history_from=SINCE, scale=SCALE)
    values = {"as_of": NOW.strftime("%Y-%m-%d %H:%M:%S"), "page_size": "5000", "page": "7"}
    assert later.events(values) == platform.events(values)


def test_a_running_clock_comes_to_the_same_as_a_fresh_start() -> None:
    moments = [NOW + timedelta(minutes=37 * step) for step in range(40)] + [NOW + timedelta(days=15)]
    clock = iter([NOW, *moments])
    current = [next(clock)]
    running = Platform(lambda: current[0], history_from=date(2026, 11, 1))
    for moment in moments:
        current[0] = moment
        running.events({})
    fresh = Platform(frozen(moments[-1]), history_from=date(2026, 11, 1))
    assert records(running) == records(fresh)


def test_paging_gives_every_event_once_in_order(platform: Platform, everything: list[Record]) -> None:
    keys = [(str(record["update_time"]), str(record["event_no"])) for record in everything]
    assert keys == sorted(keys)
    first = page(platform, 1)
    assert len({number for _, number in keys}) == first["total"]
    assert first["pages"] == -(-int(str(first["total"])) // 5000)
    assert page(platform, int(str(first["pages"])) + 1)["data"] == []


def test_a_few_events_stand_twice_in_their_page(everything: list[Record]) -> None:
    numbers = [record["event_no"] for record in everything]
    twice = len(numbers) - len(set(numbers))
    assert 5 < twice < 0.005 * len(numbers)


def test_since_leaves_out_only_what_changed_before(platform: Platform, everything: list[Record]) -> None:
    since = "2026-11-18 12:00:00"
    expected = [record for record in everything if str(record["update_time"]) >= since]
    assert records(platform, updated_since=since) == expected
    assert 0 < len(expected) < len(everything)


def test_nothing_is_said_of_the_future_and_status_fits_the_times(everything: list[Record]) -> None:
    now = NOW.strftime("%Y-%m-%d %H:%M:%S")
    for record in everything:
        assert all(record[name] is None or str(record[name]) <= now for name in TIMES)
        assert (record["deadline"] is None) == (record["accept_time"] is None)
        assert (record["unit_name"] is None) == (record["dispatch_time"] is None)
        reached = {"10": "report_time", "20": "accept_time", "30": "dispatch_time", "35": "dispatch_time"}
        status = str(record["status"])
        assert record[reached.get(status, "close_time")] is not None
        assert (record["close_time"] is not None) == (status == "40")


def test_the_oddities_are_there_and_rare(everything: list[Record]) -> None:
    count = len(everything)
    share = {
        "reopened": sum(record["status"] == "35" for record in everything) / count,
        "reworked": sum(record["rework_count"] == 1 for record in everything) / count,
        "deleted": sum(record["is_deleted"] == 1 for record in everything) / count,
        "no point": sum(record["longitude"] is None for record in everything) / count,
        "no grid": sum(record["grid_code"] is None for record in everything) / count,
        "unknown type": sum(record["event_type"] == "1151" for record in everything) / count,
    }
    assert all(0 < value < 0.1 for value in share.values()), share
    assert 0.0001 < share["deleted"] < 0.001
    assert all(record["community_code"] for record in everything)


def test_some_changes_become_known_up_to_three_days_late(platform: Platform, everything: list[Record]) -> None:
    before = (NOW - timedelta(hours=6)).strftime("%Y-%m-%d %H:%M:%S")
    known = {str(record["event_no"]): record for record in records(platform, as_of=before)}
    changed = [record for record in everything if known.get(str(record["event_no"])) != record]
    late = [record for record in changed if str(record["update_time"]) < before]
    oldest = (NOW - timedelta(days=3, hours=6)).strftime("%Y-%m-%d %H:%M:%S")
    assert 0 < len(late) < 0.2 * len(changed)
    assert all(str(record["update_time"]) > oldest for record in late)


def test_every_record_carries_every_planted_field(everything: list[Record]) -> None:
    for record in everything:
        text = json.dumps(record)
        assert all(f"PLANTED-{name}-" in text for name in PLANTED)


def test_points_lie_in_the_grid_that_the_record_names(everything: list[Record]) -> None:
    features = json.loads((SITE / "grids.geojson").read_text(encoding="utf-8"))["features"]
    areas = {feature["properties"]["code"]: shape(feature["geometry"]) for feature in features}
    placed = [record for record in everything if record["longitude"] is not None][:4000]
    grids = np.array([areas[record["grid_code"]] for record in placed])
    points = shapely.points([(record["longitude"], record["latitude"]) for record in placed])
    assert shapely.intersects(grids, points).all()


def test_october_looks_like_the_picture() -> None:
    told = Platform(frozen(datetime(2026, 11, 20, 9, 42)), history_from=date(2026, 4, 1), scale=SCALE)
    due: dict[tuple[str, str], list[int]] = {}
    for record in records(told):
        if record["deadline"] is None:
            continue
        deadline, close = str(record["deadline"]), str(record["close_time"] or "9999")
        for county in ("3410", str(record["community_code"])[:6]):
            counts = due.setdefault((deadline[:7], county), [0, 0])
            counts[0] += close <= deadline
            counts[1] += 1

    def percent(month: str, code: str) -> float:
        on_time, all_due = due[month, code]
        return 100 * on_time / all_due

    assert abs(percent("2026-10", "3410") - 93.6) < 0.7
    assert abs(percent("2026-10", "341021") - 88.8) < 1.5
    falling = [percent(f"2026-{month:02d}", "341021") for month in range(5, 11)]
    assert falling == sorted(falling, reverse=True)


def test_the_scale_multiplies_how_much_happens() -> None:
    one, four = (Platform(frozen(NOW), history_from=date(2026, 10, 20), scale=scale) for scale in (1.0, 4.0))
    counts = [int(str(page(each, 1)["total"])) for each in (one, four)]
    assert 3.8 < counts[1] / counts[0] < 4.2
