"""A source is late when one of its lists is older than twice the interval of that list, and not otherwise."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from platforms.folder import Folder
from platforms.station import Station, station

from data_access.connection import ConnectionUrls
from data_access.freshness import Feed, Freshness, SourceState, age

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HEAD = "id,when\n"


@pytest.fixture(scope="module")
def here(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    with station(module_database, tmp_path_factory.mktemp("data")) as opened:
        yield opened


def feed(minutes_ago: float | None, expected: int = 0) -> Feed:
    when = None if minutes_ago is None else NOW - timedelta(minutes=minutes_ago)
    return Feed("event", "grid_event", when, expected_minutes=expected)


def test_awards_of_last_spring_do_not_make_a_platform_late_that_brings_records_every_hour() -> None:
    records, awards = feed(40), feed(60 * 24 * 250, 60 * 24 * 366)
    assert age([records, awards], 60, NOW, NOW) == (records.source_time, 60, False)
    assert age([feed(40), feed(60 * 24 * 250)], 60, NOW, NOW)[2]


def test_a_silent_list_makes_its_source_late_however_new_the_others_are() -> None:
    silent = feed(60 * 24 * 9, 60 * 24)
    assert age([feed(1), silent, feed(1, 10)], 60, NOW, NOW) == (silent.source_time, 60 * 24, True)


def test_a_platform_without_a_clock_is_as_old_as_its_last_answer() -> None:
    assert age([feed(None)], 60, NOW - timedelta(minutes=119), NOW) == (None, 60, False)
    assert age([], 60, NOW - timedelta(minutes=121), NOW)[2]
    assert not age([feed(None)], 60, None, NOW)[2]


@given(st.lists(st.tuples(st.floats(0, 1e5), st.integers(0, 10_000)), min_size=1, max_size=5), st.integers(1, 10_000))
def test_late_is_who_has_a_list_older_than_twice_what_was_agreed_for_it(
    lists: list[tuple[float, int]], agreed: int
) -> None:
    feeds = [feed(minutes, expected) for minutes, expected in lists]
    when, expected, late = age(feeds, agreed, NOW, NOW)
    ratios = [
        (NOW - each.source_time) / timedelta(minutes=each.expected_minutes or agreed)
        for each in feeds
        if each.source_time
    ]
    assert late == (max(ratios) > 2)
    assert when in [each.source_time for each in feeds]
    assert expected in [each.expected_minutes or agreed for each in feeds]


def state(folder: Folder, engine_of: Station) -> SourceState:
    return next(each for each in Freshness(engine_of.engine).sources("3410", NOW) if each.key == folder.key)


def test_a_month_in_which_nothing_happened_is_no_silence(here: Station, tmp_path: Path) -> None:
    path = tmp_path / "drop"
    path.mkdir()
    folder = Folder(here, path, "monthly")
    for month in (8, 9, 10, 11):
        text = f"{HEAD}1,2026-07-02 08:00:00\n" if month == 8 else HEAD
        file = folder.drop(f"2026-{month:02}.csv", text)
        written = datetime(2026, month, 2, tzinfo=UTC).timestamp()
        os.utime(file, (written, written))
        folder.load()
    # Three of the four files are the same to the byte; the youngest of them came on the second of November.
    assert state(folder, here).source_time == datetime(2026, 11, 2, tzinfo=UTC)
    assert folder.keys() == ["1"]
