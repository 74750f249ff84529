"""Rankings claim no order that the data do not show; what is complete counts; time zones of a server do not matter."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from platforms.events import COMMUNITIES, EventPlatform, closed, local, record
from platforms.station import Station, station, trial_source
from replay.server import serving
from sqlalchemy import make_url

from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.scope import Period, Rights, Scope
from data_access.statistics import rank_ranges, wilson_interval
from data_access.warehouse import open_engine

ON_TIME, REPORTED = METRICS["grid_events_on_time"], METRICS["grid_events_reported"]
OVERDUE, HOURS = METRICS["grid_events_overdue"], METRICS["grid_events_hours"]
MARCH = Scope("3410", Period(date(2026, 3, 1), date(2026, 3, 31)), Rights(("3410",)), date(2026, 3, 31))
# Published values of the score interval at 95 %: Newcombe, Statistics in Medicine 17 (1998), table I.
KNOWN = {(8, 10): (0.4902, 0.9433), (81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605), (0, 20): (0.0, 0.1611)}


@pytest.mark.parametrize("cases", KNOWN)
def test_intervals_are_those_of_the_literature(cases: tuple[int, int]) -> None:
    found = wilson_interval(*cases)
    assert found == pytest.approx(KNOWN[cases], abs=5e-5)


def test_no_cases_have_no_interval_and_more_successes_than_cases_are_an_error() -> None:
    assert wilson_interval(0, 0) is None
    with pytest.raises(ValueError, match="3 of 2 is not a share"):
        wilson_interval(3, 2)


def test_ranks_overlap_where_intervals_do() -> None:
    intervals = [(0.9, 0.95), (0.8, 0.92), (0.5, 0.6), None]
    assert rank_ranges(intervals, high_is_good=True) == [(1, 2), (1, 2), (3, 3), None]
    assert rank_ranges(intervals, high_is_good=False) == [(2, 3), (2, 3), (1, 1), None]


def two_counties() -> EventPlatform:
    """屯溪: 40 of 40 on time; 歙县: 20 of 40 and one still open; one is due at the end of March."""
    good, bad = COMMUNITIES[0], COMMUNITIES[2]
    platform = EventPlatform()
    platform.put(*[closed(f"g{number}", 10) for number in range(40)])
    for number in range(40):
        changed = 10 if number < 20 else 50
        platform.put(closed(f"b{number}", changed, community=bad, grid=f"{bad}001"))
    platform.put(record("open", 1, community=bad, grid=f"{bad}001", due=local(30)))
    platform.put(record("later", 1, community=good, grid=f"{good}001", due=local(24 * 29)))
    return platform


@pytest.fixture(scope="module")
def here(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    with station(module_database, tmp_path_factory.mktemp("data")) as opened, serving(two_counties()) as served:
        opened.load(trial_source(served.url))
        yield opened


@pytest.fixture(scope="module")
def reads(here: Station, module_database: ConnectionUrls) -> Iterator[Reads]:
    engine = open_engine(module_database.reader)
    yield Reads(engine, Directory(engine))
    engine.dispose()


def test_a_ranking_names_all_members_best_first_with_interval_and_ranks(reads: Reads) -> None:
    found = reads.ranking(ON_TIME, "county", MARCH)
    assert found["code"].tolist() == ["341002", "341021"]
    assert found["name_zh"].tolist() == ["屯溪区", "歙县"]
    assert found["numerator"].tolist() == [40, 20]
    assert found["denominator"].tolist() == [40, 41]
    assert found["value"].tolist() == pytest.approx([100, 100 * 20 / 41])
    low, high = wilson_interval(20, 41) or (0, 0)
    assert (found["low"].iloc[1], found["high"].iloc[1]) == pytest.approx((100 * low, 100 * high))
    assert found["rank_low"].tolist() == [1, 2]
    assert found["rank_high"].tolist() == [1, 2]


def test_members_without_rows_are_named_and_few_cases_are_not_ranked(reads: Reads) -> None:
    found = reads.ranking(ON_TIME, "community", MARCH).set_index("code")
    assert set(found.index) == set(COMMUNITIES)
    assert found.loc[COMMUNITIES[1], ["value", "low", "rank_low"]].isna().all()
    day = MARCH.during(Period(date(2026, 3, 3), date(2026, 3, 3))).within("341021")
    assert reads.ranking(ON_TIME, "township", day)["rank_low"].tolist() == [1]
    some = MARCH.during(Period(date(2026, 3, 30), date(2026, 3, 31)))
    assert reads.ranking(ON_TIME, "county", some)["rank_low"].isna().all()


def test_counts_and_times_are_not_ranked(reads: Reads) -> None:
    for metric in (REPORTED, OVERDUE, HOURS):
        found = reads.ranking(metric, "county", MARCH)
        assert found[["low", "high", "rank_low", "rank_high"]].isna().all(axis=None)


def test_a_deadline_of_today_is_neither_kept_nor_missed(reads: Reads) -> None:
    whole = reads.total(ON_TIME, MARCH)
    assert (whole.numerator, whole.denominator) == (60, 81)
    day = Period(date(2026, 3, 31), date(2026, 3, 31))
    today = MARCH.during(day)
    assert reads.total(ON_TIME, today).value is None
    tomorrow = Scope("3410", day, MARCH.rights, date(2026, 4, 1))
    assert (reads.total(ON_TIME, tomorrow).numerator, reads.total(ON_TIME, tomorrow).denominator) == (0, 1)
    assert reads.total(OVERDUE, tomorrow).value == 1


def test_what_lies_after_the_reading_is_not_counted(reads: Reads) -> None:
    early = Scope("3410", MARCH.period, MARCH.rights, date(2026, 3, 1))
    assert reads.total(REPORTED, early).value is None
    assert reads.total(REPORTED, MARCH).value == 82


def test_wrong_questions_are_refused(reads: Reads) -> None:
    with pytest.raises(ValueError, match="not a grain"):
        reads.series(ON_TIME, "hour", MARCH)
    with pytest.raises(ValueError, match="not a dimension"):
        reads.breakdown(ON_TIME, "person", MARCH)
    with pytest.raises(LookupError, match="no division"):
        reads.total(ON_TIME, MARCH.within("999999"))


def test_a_scope_of_another_city_sees_nothing(reads: Reads) -> None:
    foreign = Scope("3410", MARCH.period, Rights(("1405",)), MARCH.as_of)
    assert reads.total(REPORTED, foreign).value is None


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_the_time_zone_of_a_server_changes_no_number(
    new_database: Callable[[], ConnectionUrls], here: Station, tmp_path: Path, zone: str
) -> None:
    urls = new_database()
    here_rows = here.rows("SELECT t::text FROM cockpit.mart_event_grid_day AS t ORDER BY 1")

    def zoned(url: str) -> str:
        with_zone = make_url(url).update_query_dict({"options": f"-c timezone={zone}"})
        return with_zone.render_as_string(hide_password=False)

    there_urls = ConnectionUrls(urls.owner, zoned(urls.writer), zoned(urls.reader), urls.app)
    with station(there_urls, tmp_path) as there, serving(two_counties()) as served:
        assert there.rows("SHOW timezone") == [(zone,)]
        there.load(trial_source(served.url))
        assert there.rows("SELECT t::text FROM cockpit.mart_event_grid_day AS t ORDER BY 1") == here_rows
        engine = open_engine(there_urls.reader)
        assert Reads(engine, Directory(engine)).total(ON_TIME, MARCH).value == pytest.approx(100 * 60 / 81)
        engine.dispose()
