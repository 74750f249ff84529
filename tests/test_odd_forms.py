"""Rows of every odd form seen in real publications, with invented values: what becomes of each is decided and exact."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from replay.pipeline import Trial, new_york
from replay.recorded import read_recorded, recorded
from replay.server import Reply, Request, serving
from replay.sources import http_connector

from data_access.connection import ConnectionUrls
from etl.errors import SourceUnavailable

ODD = Path(__file__).parent / "odd_forms"
ANSWERS = ODD / "open311"


@pytest.fixture(scope="module")
def trial(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with new_york(module_database, tmp_path_factory.mktemp("data")) as found:
        (found.data / "drop" / "nyc311").mkdir(parents=True)
        yield found


def drop(trial: Trial, name: str, encoding: str = "utf-8") -> None:
    text = (ODD / name).read_bytes().decode("utf-8")
    (trial.data / "drop" / "nyc311" / f"{encoding}_{name}").write_bytes(text.encode(encoding))


@pytest.fixture(scope="module")
def calls(trial: Trial) -> dict[str, int]:
    drop(trial, "nyc311.csv")
    return trial.load("nyc311")


@pytest.fixture(scope="module")
def requests(trial: Trial) -> dict[str, int]:
    """The recorded pages, after a first try that fails with HTML."""
    pages = recorded(ANSWERS)
    asked: list[Request] = []

    def answer(request: Request) -> Reply:
        asked.append(request)
        failed = ANSWERS / "requests.json_start_date_notadate"
        first = read_recorded(failed, Path(f"{failed}.headers"), request.headers["Host"], "now")
        return first if len(asked) == 1 else pages(request)

    with serving(answer) as platform:
        counts = trial.at(platform.url).load("open311")
    assert [query.get("page") for query in platform.queries] == [None, None, "2", "3"]
    return counts


def test_every_row_is_accounted_for(calls: dict[str, int]) -> None:
    assert calls == {"extracted": 27, "inserted": 17, "superseded": 1, "rejected": 9, "unmapped": 4}


def test_what_cannot_be_right_is_in_quarantine_with_its_line(calls: dict[str, int], trial: Trial) -> None:
    rows = trial.rows(
        "SELECT split_part(locator, ':', 2)::int, reason, mapped ->> 'record_key' FROM cockpit.quarantine"
        " WHERE source_key = 'nyc311' AND first_seen = (SELECT min(first_seen) FROM cockpit.quarantine"
        " WHERE source_key = 'nyc311') ORDER BY 1"
    )
    assert rows == [
        (4, "closed_before_occurred", "90000003"),
        (17, "due_before_occurred", "90000016"),
        (18, "occurred_at_not_a_time", "90000017"),
        (19, "record_key_missing", None),
        (20, "closed_without_close_time", "90000019"),
        (21, "occurred_in_the_future", "90000020"),
        (22, "occurred_before_1990", "90000021"),
        (29, "4 cells where the header has 21", None),
        (30, "',' expected after '\"'", None),
    ]


# Key, county, category, channel, unit, status, and in UTC when it occurred and was closed.
EXPECTED = """
90000001 36047 Odd_Parking hotline nypd closed 2023-03-02T05:05:00 2023-03-02T17:05:00
90000002 36047 Odd_Parking hotline nypd reported 2023-03-02T18:00:00 -
90000004 36047 Odd_Parking hotline nypd closed 2023-03-02T14:15:00 2023-03-02T14:15:00
90000005 36081 Odd_Parking hotline dot closed 2023-03-02T14:16:00 2023-03-03T14:16:00
90000006 36005 HEAT/ODD hotline hpd closed 2023-03-02T15:00:00 2023-03-02T15:30:00
90000007 36005 HEAT/ODD hotline hpd closed 2023-03-02T15:01:00 2023-03-02T15:30:00
90000008 36005 HEAT/ODD hotline hpd handling 2023-03-02T15:02:00 -
90000009 36061 Odd_Parking hotline dot closed 2023-03-02T15:03:00 2023-03-02T16:00:00
90000010 36085 Odd_Parking hotline dob dispatched 2023-03-02T15:04:00 -
90000011 unmapped Odd_Parking hotline nypd accepted 2023-03-02T15:05:00 -
90000012 36047 Odd_Parking unmapped nypd handling 2023-03-02T15:06:00 -
90000013 36047 Odd_Parking online nypd unmapped 2023-03-02T15:07:00 -
90000014 36047 Odd_Parking online unmapped reported 2023-03-02T15:08:00 -
90000015 36047 Odd_Parking hotline nypd reported 2023-03-02T15:09:00 -
90000022 36047 Odd_Parking hotline nypd closed 2023-03-12T03:15:00 2023-03-12T07:00:00
90000023 36047 Odd_Parking hotline nypd closed 2023-11-05T02:16:00 2023-11-05T05:30:00
90000024 36047 Odd_Parking hotline nypd closed 2023-03-02T15:17:00 2023-03-02T16:17:00
"""
SHOWN = """
SELECT concat_ws(' ', record_key, county_code, replace(category, ' ', '_'), channel, unit_code, status,
    to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS'),
    coalesce(to_char(closed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS'), '-'))
FROM cockpit.event WHERE source_key = :source ORDER BY record_key
"""


def test_every_accepted_row_is_what_was_decided(calls: dict[str, int], trial: Trial) -> None:
    assert [row[0] for row in trial.rows(SHOWN, source="nyc311")] == EXPECTED.strip().splitlines()
    own = "concat_ws(' ', record_key, channel_source, unit_code_source, status_source)"
    assert trial.tally(own, "'unmapped' IN (channel, unit_code, status) AND source_key = 'nyc311'") == {
        "90000012 UNKNOWN NYPD Started": 1,
        "90000013 MOBILE NYPD Reopened": 1,
        "90000014 ONLINE ODD Open": 1,
    }


def test_nothing_of_a_person_or_of_free_text_is_stored(
    calls: dict[str, int], requests: dict[str, int], trial: Trial
) -> None:
    stored = trial.dump()
    for text in ("â", "\N{RIGHT SINGLE QUOTATION MARK}", "INVENTED", "Handled", "Two lines", "Invented"):
        assert text not in stored
    assert trial.tally("longitude IS NULL AND grid_code = 'unmapped'", "kind = 'hotline_ticket'") == {True: 17}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_the_same_rows_in_another_encoding_change_nothing(calls: dict[str, int], trial: Trial, encoding: str) -> None:
    drop(trial, "nyc311.csv", encoding)
    counts = {"extracted": 27, "unchanged": 17, "superseded": 1, "rejected": 9, "unmapped": 4}
    assert trial.load("nyc311") == counts
    assert trial.load("nyc311") == {}


def test_the_next_day_changes_what_is_newer_and_only_that(fresh_trial: Trial) -> None:
    drop(fresh_trial, "nyc311.csv")
    fresh_trial.load("nyc311")
    shutil.copy(ODD / "nyc311_next_day.csv", fresh_trial.data / "drop" / "nyc311")
    assert fresh_trial.load("nyc311") == {
        "extracted": 4,
        "inserted": 1,
        "updated": 1,
        "unchanged": 1,
        "superseded": 1,
    }
    found = fresh_trial.tally("record_key || ' ' || status", "record_key IN ('90000008', '90000024', '90000028')")
    assert found == {"90000008 closed": 1, "90000024 closed": 1, "90000028 reported": 1}
    marts = fresh_trial.rows("SELECT sum(reported), sum(closed), sum(due) FROM cockpit.mart_event_county_day")
    assert marts == [(18, 10, 1)]


@pytest.fixture
def fresh_trial(database: ConnectionUrls, tmp_path: Path) -> Iterator[Trial]:
    with new_york(database, tmp_path) as found:
        (tmp_path / "drop" / "nyc311").mkdir(parents=True)
        yield found


ANSWERED = """
92000001 36047 road unmapped dot closed 2023-03-02T02:00:00 2023-03-02T04:00:00
92000002 36047 parking unmapped nypd closed 2023-03-02T02:00:00 2023-03-30T01:00:00
92000003 36005 noise unmapped nypd closed 2023-03-02T02:01:00 2023-03-02T04:00:00
92000004 unmapped road unmapped dot closed 2023-03-02T02:02:00 2023-03-02T02:02:00
92000005 36047 road unmapped dot reported 2023-03-02T02:03:00 -
92000006 unmapped unmapped unmapped unmapped closed 2023-03-02T02:04:00 2023-03-02T03:04:00
92000008 unmapped road unmapped dot reported 2023-03-02T02:06:00 -
"""


def test_every_answered_request_is_what_was_decided(requests: dict[str, int], trial: Trial) -> None:
    assert requests == {"extracted": 8, "inserted": 7, "rejected": 1, "unmapped": 3}
    assert [row[0] for row in trial.rows(SHOWN, source="open311")] == ANSWERED.strip().splitlines()
    assert trial.rows("SELECT locator, reason FROM cockpit.quarantine WHERE source_key = 'open311'") == [
        ("page 3, record 1", "closed_before_occurred")
    ]
    points = "SELECT record_key, longitude, latitude FROM cockpit.event WHERE longitude IS NOT NULL ORDER BY record_key"
    assert trial.rows(points) == [(f"9200000{number}", -73.95, 40.65) for number in (1, 2, 5)]


def test_the_page_past_the_end_is_its_404() -> None:
    with serving(recorded(ANSWERS)) as platform:
        paging = {"style": "page", "first_page": 3, "end_status": 404}
        connector = http_connector(f"{platform.url}/api/georeport/v2", path="requests.json", paging=paging)
        assert [len(page) for page in connector.pages(None)] == [2]
    assert [query["page"] for query in platform.queries] == ["3", "4"]


@pytest.mark.parametrize(
    ("path", "parameters", "count"),
    [("requests/92000001.json", {}, 1), ("requests.json", {"status": "nonsense"}, 0)],
)
def test_a_list_of_one_and_an_empty_list_are_lists(path: str, parameters: dict[str, str], count: int) -> None:
    with serving(recorded(ANSWERS)) as platform:
        connector = http_connector(f"{platform.url}/api/georeport/v2", path=path, parameters=parameters)
        assert [len(page) for page in connector.pages(None)] == [count]


def test_a_date_the_server_chokes_on_is_one_sentence() -> None:
    with serving(recorded(ANSWERS)) as platform:
        connector = http_connector(
            f"{platform.url}/api/georeport/v2", path="requests.json", parameters={"start_date": "notadate"}
        )
        with pytest.raises(SourceUnavailable, match=r"requests\.json answered 500 \(4 tries\)"):
            list(connector.pages(None))
