"""Which version of a mart a number is good for follows from the days that batches changed."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from platforms.events import EventPlatform, closed
from platforms.station import Station, station, trial_source
from replay.server import serving

from data_access.connection import ConnectionUrls
from data_access.freshness import Freshness
from data_access.versions import Versions
from data_access.warehouse import open_engine
from etl.batch import transaction
from etl.marts import raise_version

CITY, MART = "3410", "trial"
FIRST = date(2026, 1, 1)
DAY = some.dates(FIRST, FIRST + timedelta(days=400))


@pytest.fixture(scope="module")
def here(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    with station(module_database, tmp_path_factory.mktemp("data")) as opened:
        yield opened


@pytest.fixture(scope="module")
def freshness(here: Station, module_database: ConnectionUrls) -> Iterator[Freshness]:
    reader = open_engine(module_database.reader)
    yield Freshness(reader)
    reader.dispose()


@settings(max_examples=40)
@given(some.lists(some.tuples(some.lists(DAY, max_size=4), some.booleans()), min_size=1, max_size=6), DAY)
def test_a_version_rises_when_and_only_when_a_month_up_to_the_day_changed(
    here: Station, freshness: Freshness, batches: list[tuple[list[date], bool]], until: date
) -> None:
    """A batch names the days it changed, or none, which may be any; somebody looks after each, or later."""
    known = freshness.versions([CITY], Versions())
    before, changed = known.of(CITY, MART, until), False
    for at, (days, looks) in enumerate(batches):
        with transaction(here.engine) as cursor:
            raise_version(cursor, MART, CITY, days)
        changed |= not days or min(days).replace(day=1) <= until
        if looks or at == len(batches) - 1:
            known = freshness.versions([CITY], known)
            assert (known.of(CITY, MART, until) != before) == changed
            before, changed = known.of(CITY, MART, until), False
    assert known == freshness.versions([CITY], Versions())


def test_what_nobody_says_the_months_of_changed_as_a_whole(here: Station, freshness: Freshness) -> None:
    mart, january = "other", date(2026, 1, 31)
    with transaction(here.engine) as cursor:
        raise_version(cursor, mart, CITY, [date(2026, 2, 1)])
    first = freshness.versions([CITY], Versions())
    assert (first.of(CITY, mart, january), first.of(CITY, mart)) == (0, 1)
    with transaction(here.engine) as cursor:
        cursor.execute("UPDATE cockpit.mart_version SET version = version + 1 WHERE mart = %s", (mart,))
    assert freshness.versions([CITY], first).of(CITY, mart, january) == 2
    assert freshness.versions(["1405"], Versions()).of("1405", mart, january) == 0


def test_a_load_says_which_months_it_changed(here: Station, freshness: Freshness) -> None:
    platform = EventPlatform(listed=[closed("a", 1)])
    with serving(platform) as served:
        source = trial_source(served.url, paging={"style": "none"}, since=None)
        here.load(source)
        days = "SELECT DISTINCT date_trunc('month', day)::date FROM cockpit.mart_event_county_day"
        changed = {month for (month,) in here.rows(days)}
        before = freshness.versions([CITY], Versions())
        assert {month for month, _version in before.months[CITY, "event"]} == changed
        here.load(source)
        assert freshness.versions([CITY], before) == before
