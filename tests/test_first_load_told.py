"""What is said of a first load that goes on, and what it leaves alone: failing, paused and stopped sources."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from platforms.aged import FIRST, TODAY, aged, by_page, days_ago, long_lived, state_of, stored, truth
from platforms.events import ZONE, EventPlatform
from platforms.station import Station, station
from replay.server import Platform, Reply, serving

from data_access.connection import ConnectionUrls
from etl.attempts import attempt, run_all
from etl.errors import AlreadyLoading, JobStopped, SourcePaused, SourceUnavailable
from etl.ledger import Counts
from etl.life.first_load import histories
from etl.life.history import attempt_history, read_history, run_newest, run_whole
from etl.life.holding import holding
from etl.life.pause import pause_source, resume_source
from etl.site.reference import load_reference
from etl.status import as_text, read_status


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


def test_where_nothing_changed_for_long_the_history_says_how_far_the_source_was_read(
    here: Station, served: Platform, platform: EventPlatform
) -> None:
    platform.records = {key: each for key, each in platform.records.items() if str(each["updated"]) < days_ago(200)}
    source = by_page(served, "plain")
    for _ in range(2):
        here.load(source, FIRST)
    assert stored(here, "plain") == {}
    read_history(source, here.surroundings)
    assert set(stored(here, "plain")) == truth(platform)
    last = max(str(each["updated"]) for each in platform.records.values())
    known = here.rows("SELECT CAST(value AS timestamptz), source_time FROM cockpit.watermark")
    wanted = datetime.fromisoformat(last).replace(tzinfo=ZONE)
    assert known == [(wanted, wanted)]
    served.requests.clear()
    here.load(source, FIRST)
    assert served.queries[0]["since"] > days_ago(204)


def test_a_history_that_fails_is_no_alarm_and_goes_on_later(
    here: Station, served: Platform, platform: EventPlatform
) -> None:
    source = by_page(served, "plain")
    load_reference(here.surroundings.site, here.engine, [source])
    platform.now = datetime.now(ZONE).replace(tzinfo=None)
    platform.put(aged("now", (TODAY - platform.now) / timedelta(days=1)))
    here.load(source, FIRST)
    assert (state_of(here, "plain").state, state_of(here, "plain").loading) == ("fresh", True)
    platform.before = lambda request: Reply(b"no", 500) if "since" not in dict(request.query) else None
    assert isinstance(attempt_history(source, here.surroundings), SourceUnavailable)
    assert (state_of(here, "plain").state, state_of(here, "plain").loading) == ("fresh", True)
    (entry,) = read_status(here.engine, [source])
    assert "answered 500" in entry["history"]
    assert "older records are still being loaded" in as_text([entry])
    platform.before = None
    attempt_history(source, here.surroundings)
    (entry,) = read_status(here.engine, [source])
    assert (state_of(here, "plain").loading, entry["history"]) == (False, None)


def test_a_platform_that_refuses_us_or_is_paused_is_not_asked_for_its_past(
    here: Station, served: Platform, platform: EventPlatform
) -> None:
    source = by_page(served, "plain")
    here.load(source, FIRST)
    pause_source(here.engine, source)
    assert isinstance(attempt_history(source, here.surroundings), SourcePaused)
    resume_source(here.engine, source)
    platform.before = lambda _: Reply(b"no", 401)
    assert run_all([source], here.surroundings, None, FIRST) == {}
    served.requests.clear()
    assert histories(here.engine, source) == []
    assert attempt_history(source, here.surroundings) == Counts()
    assert served.requests == []
    platform.before = None
    here.load(source, FIRST)
    assert attempt_history(source, here.surroundings) != Counts()
    assert set(stored(here, "plain")) == truth(platform)


def test_a_job_that_is_asked_to_end_ends_after_a_page_and_loses_nothing(
    here: Station, served: Platform, platform: EventPlatform
) -> None:
    source, asked = by_page(served, "plain"), iter([False, False, True])
    stopping = replace(FIRST, stopped=lambda: next(asked))
    platform.put(*[aged(f"n{number:03d}", 1 + number / 100) for number in range(200)])
    assert isinstance(attempt(source, here.surroundings, None, stopping), JobStopped)
    # Two pages of 50, which share a moment.
    assert len(stored(here, "plain")) == 99
    assert here.rows("SELECT count(*) FROM cockpit.load_failure") == [(0,)]
    assert histories(here.engine, source) == []
    run_all([source], here.surroundings, None, FIRST)
    with holding(source, here.surroundings, "backfilling"):
        assert isinstance(attempt_history(source, here.surroundings), AlreadyLoading)
    read_history(source, here.surroundings)
    assert set(stored(here, "plain")) == truth(platform)


def test_a_list_that_waits_for_its_turn_is_said_to_be_coming(here: Station, served: Platform) -> None:
    whole, timed = by_page(served, "whole", since=None, paging={"style": "none"}), by_page(served, "timed")
    load_reference(here.surroundings.site, here.engine, [whole, timed])
    assert run_newest([whole, timed], here.surroundings) == []
    assert (state_of(here, "whole").state, state_of(here, "whole").loading) == ("missing", True)
    assert run_whole([whole, timed], here.surroundings) == []
    assert not state_of(here, "whole").loading
    assert not state_of(here, "timed").loading
    before = here.rows("SELECT count(*) FROM cockpit.first_load WHERE finished_at IS NULL")
    assert run_newest([whole, timed], here.surroundings) == []
    assert here.rows("SELECT count(*) FROM cockpit.first_load WHERE finished_at IS NULL") == before == [(0,)]
