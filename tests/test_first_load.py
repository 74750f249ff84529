"""A first load brings the newest days of all sources before anything older, loses nothing, and is not repeated."""

import random
import signal
from collections.abc import Iterator
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from platforms.aged import FIRST, TODAY, aged, ages, by_page, days_ago, long_lived, stored, truth
from platforms.events import EventPlatform
from platforms.jobs import Jobs, eventually
from platforms.killing import COMPLETE, start
from platforms.living import UNTIL
from platforms.station import Station, station
from replay.server import Platform, Reply, Request, serving

from data_access.connection import ConnectionUrls
from etl.attempts import run_all
from etl.life.first_load import NEWEST_DAYS, by_time_first, histories
from etl.life.history import read_history

pytestmark = pytest.mark.long


@pytest.fixture
def platform() -> EventPlatform:
    return long_lived()


@pytest.fixture
def served(platform: EventPlatform) -> Iterator[Platform]:
    with serving(platform) as opened:
        yield opened


@pytest.fixture
def here(database: ConnectionUrls, tmp_path: Path) -> Iterator[Station]:
    with station(database, tmp_path) as opened:
        yield opened
        assert opened.faults() == []


def test_the_newest_days_of_all_sources_come_before_older_ones(
    here: Station, served: Platform, platform: EventPlatform
) -> None:
    plain, windowed = by_page(served, "plain"), by_page(served, "windowed", since={**UNTIL, "start": "2020-01-01"})
    run_all([plain, windowed], here.surroundings, None, FIRST)
    for source in (plain, windowed):
        assert all(oldest <= NEWEST_DAYS for oldest, _ in ages(here, source.key))
        assert {f"r{number}" for number in range(256, 300)} < set(stored(here, source.key)) < truth(platform)
    for source in (plain, windowed):
        newest = len(ages(here, source.key))
        read_history(source, here.surroundings)
        assert set(stored(here, source.key)) == truth(platform)
        assert all(oldest >= NEWEST_DAYS - 1 for oldest, _ in ages(here, source.key)[newest:])
    # Where a platform takes an end, its history is read backwards, too.
    history = ages(here, "windowed")
    assert [each[0] for each in history[1:]] == sorted(each[0] for each in history[1:])


def test_of_the_history_hardly_more_is_asked_for_than_there_is(here: Station, served: Platform) -> None:
    source = by_page(served, "plain")
    here.load(source, FIRST)
    served.requests.clear()
    counts = read_history(source, here.surroundings)
    # 255 records are older than the border, 30 are at it, and a page has 50.
    assert 285 <= counts.extracted <= 285 + 2 * 50
    assert counts.inserted == 255


def test_what_changes_meanwhile_is_not_lost_and_no_older_state_comes_back(
    here: Station, served: Platform, platform: EventPlatform
) -> None:
    source = by_page(served, "plain")
    here.load(source, FIRST)
    platform.now = TODAY + timedelta(hours=4)
    pages: list[str] = []

    def moves_between_pages(request: Request) -> Reply | None:
        """Before each page of the history one record behind and one ahead of it change, the third pair is deleted."""
        at, deleted = len(pages) * 40, int(len(pages) == 2)
        pages.append(request.path)
        platform.put(*[aged(f"r{each:03d}", -0.1, type="P", deleted=deleted) for each in (at, at + 60)])
        if len(pages) % 2 == 0:
            platform.before = None
            here.load(source, FIRST)
        platform.before = moves_between_pages if len(pages) < 4 else None
        return None

    platform.before = moves_between_pages
    read_history(source, here.surroundings)
    here.load(source, FIRST)
    assert len(pages) == 4
    assert set(stored(here, "plain")) == truth(platform) != set(platform.records)
    moved = {key for key in truth(platform) if platform.records[key]["type"] == "P"}
    assert {key for key, category in stored(here, "plain").items() if category == "complaint"} == moved
    assert len(moved) == 6


def test_a_first_load_that_is_killed_again_and_again_ends_as_one_left_alone(
    here: Station, database: ConnectionUrls, served: Platform, platform: EventPlatform, tmp_path: Path
) -> None:
    platform.put(*[aged(f"k{number:04d}", 100 + number / 4) for number in range(1200)])
    chance, kills = random.Random(8), 0
    while True:
        process, left = start(database.writer, served.url, "killed", tmp_path, first=True), iter(range(99))
        at = chance.randrange(2, 10)

        def dies(_request: Request, running: BaseProcess = process, at: int = at, left: Iterator[int] = left) -> None:
            if next(left) == at:
                running.kill()

        platform.before = dies
        process.join()
        if process.exitcode == COMPLETE:
            break
        kills += 1
    assert kills >= 3
    assert set(stored(here, "killed")) == truth(platform)
    platform.before = None
    here.load(by_page(served, "whole"))
    assert here.facts("killed") == here.facts("whole")
    assert here.rows("SELECT count(DISTINCT value) FROM cockpit.watermark") == [(1,)]
    # Batches of the history only after the newest days are in, however often it was killed.
    order = [oldest <= NEWEST_DAYS for oldest, _ in ages(here, "killed")]
    assert order == sorted(order, reverse=True)


def test_a_second_run_does_not_repeat_the_history(database: ConnectionUrls, tmp_path: Path, here: Station) -> None:
    platform = EventPlatform(now=TODAY)
    platform.put(aged("new", 1), aged("old", 300))
    with serving(platform) as served:
        jobs = Jobs(database, tmp_path, served, platform)
        done = jobs("run", "--newest")
        assert done.returncode == 0, done.stderr
        assert "the first load goes on behind the cockpit" in done.stderr
        assert set(stored(here, "trial")) == {"new"}
        assert jobs("run").returncode == 0
        assert set(stored(here, "trial")) == {"new", "old"}
        served.requests.clear()
        done = jobs("run", "--newest")
        assert (done.returncode, done.stderr) == (0, "")
        assert jobs("run").returncode == 0
        # The trial looks back a day at each run.
        assert {query["since"] for query in served.queries} == {days_ago(2)}


def test_lists_that_cannot_be_asked_by_time_are_read_whole_after_the_others(here: Station, served: Platform) -> None:
    whole, timed = (
        by_page(
            served,
            "whole",
            since=None,
            paging={"style": "page", "page_parameter": "page", "size_parameter": "size", "size": 50},
        ),
        by_page(served, "timed"),
    )
    assert [source.key for source in by_time_first([whole, timed], ())] == ["timed", "whole"]
    other = timed.model_copy(update={"key": "other", "city_code": "1405"})
    assert [source.key for source in by_time_first([whole, other, timed], ["1405", timed.city_code])] == [
        *("other", "timed", "whole")
    ]
    here.load(whole, FIRST)
    assert len(stored(here, "whole")) == 330
    assert here.rows("SELECT newest_from, finished_at IS NULL FROM cockpit.first_load") == [(None, False)]
    assert histories(here.engine, whole) == []


def test_watch_reads_the_history_behind_the_newest_days(
    database: ConnectionUrls, tmp_path: Path, here: Station
) -> None:
    platform = EventPlatform(now=TODAY)
    platform.put(aged("new", 1), aged("old", 300))
    with serving(platform) as served:
        jobs = Jobs(database, tmp_path, served, platform)
        process = jobs.start("watch")
        assert eventually(here, 2)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
        assert process.returncode == 130
        assert ages(here, "trial")[-1][0] >= 299
