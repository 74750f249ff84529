"""Loads while the database dies, the platform fails, or others load at the same time: nothing lost or doubled."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import FAST
from platforms.events import Before, EventPlatform, Record, closed, record
from platforms.killing import COMPLETE, start
from platforms.station import PERSON_KEY, Station, station, trial_source
from replay.pipeline import counted
from replay.server import Reply, Request, serving

from data_access.connection import ConnectionUrls, connect
from data_access.embedded import EmbeddedServer
from data_access.migrate import upgrade
from etl.attempts import run_all
from etl.errors import AlreadyLoading
from etl.ledger import Counts
from etl.run import run_source
from etl.surroundings import read_person_key

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def here(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    # A load holds up to three connections: eight at once in one process need more than a job is given otherwise.
    with station(module_database, tmp_path_factory.mktemp("data"), pool_size=24) as opened:
        yield opened
        assert opened.faults() == []


@pytest.fixture(scope="module")
def own(data_folder_base: Path) -> Iterator[EmbeddedServer]:
    """A server that tests of this module may kill."""
    server = EmbeddedServer(data_folder_base / "faults", lambda sentence: None, FAST)
    upgrade(server.start().owner)
    yield server
    server.stop()


def many(count: int = 1000, start_at: int = 0) -> list[Record]:
    """Records that change one after the other; some of them are closed."""
    states = (closed, record)
    return [states[at % 2](f"r{at:04d}", at / 10 + 1) for at in range(start_at, start_at + count)]


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGQUIT])
def test_a_load_survives_the_death_of_the_database_between_two_batches(
    own: EmbeddedServer, tmp_path: Path, sign: signal.Signals
) -> None:
    reached, died = threading.Event(), threading.Event()
    asked: list[Request] = []

    def before(request: Request) -> None:
        asked.append(request)
        if len(asked) == 12:
            reached.set()
            died.wait(30)

    with dying_load(own, tmp_path, f"between_{sign}", before):
        assert reached.wait(30)
        kill(own, sign)
        died.set()


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGQUIT])
def test_a_load_survives_the_death_of_the_database_within_a_batch(
    own: EmbeddedServer, tmp_path: Path, sign: signal.Signals
) -> None:
    with contextlib.closing(connect(own.urls.writer)) as blocking, blocking.cursor() as cursor:
        # Whoever holds the mart keeps the batch waiting in the middle of its transaction.
        cursor.execute("SELECT pg_advisory_lock(hashtextextended('mart:event:3410', 0))")
        with dying_load(own, tmp_path, f"within_{sign}"):
            waiting = (0,)
            while waiting == (0,):
                cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                waiting = cursor.fetchone() or (0,)
            kill(own, sign)


@contextlib.contextmanager
def dying_load(own: EmbeddedServer, data: Path, key: str, before: Before | None = None) -> Iterator[None]:
    """A load that runs while the block lets the database die; then the server starts again and all must be right."""
    platform = EventPlatform(before=before)
    platform.put(*many())
    with station(own.urls, data) as here, serving(platform) as served, ThreadPoolExecutor(1) as thread:
        source = trial_source(served.url, key)
        load = thread.submit(here.load, source)
        yield
        own.ensure()
        assert load.result(60)["inserted"] + load.result()["unchanged"] >= 1000
        assert len(here.facts(key)) == 1000
        assert here.faults() == []


def kill(own: EmbeddedServer, sign: signal.Signals) -> None:
    """Kill the server's first process and wait until it is gone."""
    process = own._process
    assert process is not None
    process.send_signal(sign)
    process.wait(30)


def once(*replies: Reply, from_page: int) -> Callable[[Request], Reply | None]:
    """Answers these in the platform's place, from so many requests on."""
    left, asked = list(replies), [0]

    def before(_request: Request) -> Reply | None:
        asked[0] += 1
        return left.pop(0) if asked[0] >= from_page and left else None

    return before


PASSING = {
    "500": [Reply(b"<h1>500</h1>", 500), Reply(b"", 502)],
    "429": [Reply(b"{}", 429, {"Retry-After": "0"})],
    "truncated": [Reply(b'{"total": 3, "data": [{"id":', headers=JSON)],
    "cut": [Reply(b'{"total": 3, "data": []}' * 1000, headers=JSON, cut=500)],
    "html": [Reply(b"<html>maintenance</html>", headers={"Content-Type": "text/html"})],
    "slow": [Reply(delay=1.5)],
}


@pytest.mark.parametrize("name", PASSING)
def test_a_fault_that_passes_in_the_middle_of_a_load_is_not_seen_in_its_outcome(here: Station, name: str) -> None:
    platform = EventPlatform(before=once(*PASSING[name], from_page=4))
    platform.put(*many(300))
    with serving(platform) as served:
        source = trial_source(served.url, f"passing_{name}", batch_rows=50)
        http = source.http
        assert http is not None
        source = source.model_copy(update={"http": http.model_copy(update={"timeout_seconds": 0.8})})
        assert here.load(source)["inserted"] == 300


@pytest.mark.parametrize("name", ["500", "429", "truncated", "html"])
def test_a_fault_that_stays_ends_in_a_sentence_and_the_next_run_completes(here: Station, name: str) -> None:
    platform = EventPlatform(before=once(*(PASSING[name] * 3)[:3], from_page=4))
    platform.put(*many(300))
    with serving(platform) as served:
        source = trial_source(served.url, f"staying_{name}", batch_rows=50)
        assert run_all([source], here.surroundings) == {}
        ((reason, sentence),) = here.rows(
            "SELECT reason, sentence FROM cockpit.load_failure WHERE source_key = :s", s=source.key
        )
        assert reason == "SourceUnavailable"
        assert sentence.startswith(f"{source.key}/events: http://127.0.0.1:")
        assert "what was loaded stays" in sentence
        assert 100 <= len(here.facts(source.key)) < 300
        here.load(source)
    assert len(here.facts(source.key)) == 300


def test_one_failing_source_does_not_stop_the_next(here: Station) -> None:
    platform = EventPlatform()
    platform.put(*many(10))
    with serving(platform) as served:
        dead = trial_source("http://127.0.0.1:9", "dead")
        assert list(run_all([dead, trial_source(served.url, "alive")], here.surroundings)) == ["alive"]


def test_of_two_runs_of_one_source_one_works_and_the_other_says_so(here: Station) -> None:
    platform, arrived, go = EventPlatform(), threading.Event(), threading.Event()
    platform.put(*many(300))

    def before(_request: Request) -> None:
        arrived.set()
        go.wait(30)

    platform.before = before
    with serving(platform) as served, ThreadPoolExecutor(1) as thread:
        source = trial_source(served.url, "twice")
        first = thread.submit(here.load, source)
        assert arrived.wait(30)
        with pytest.raises(AlreadyLoading, match="twice: another process is loading this source; nothing was done"):
            here.load(source)
        go.set()
        assert first.result(60)["inserted"] == 300
        assert here.load(source).get("inserted", 0) == 0


def test_eight_sources_of_one_entity_at_once_leave_the_marts_right(here: Station) -> None:
    platform = EventPlatform()
    platform.put(*many(400))

    def load(number: int) -> Counts:
        source = trial_source(served.url, f"eight_{number}", batch_rows=20 + 10 * number)
        return run_source(source, here.surroundings)

    with serving(platform) as served, ThreadPoolExecutor(8) as threads:
        assert [counted(each)["inserted"] for each in threads.map(load, range(8))] == [400] * 8
        platform.put(*many(300, start_at=200))
        assert [counted(each)["inserted"] for each in threads.map(load, range(8))] == [100] * 8
    assert here.faults() == []


def test_eight_processes_start_and_load_at_once(here: Station, module_database: ConnectionUrls) -> None:
    platform = EventPlatform()
    platform.put(*many(200))
    with serving(platform) as served:
        data = here.surroundings.data_folder
        processes = [start(module_database.writer, served.url, f"process_{number}", data) for number in range(8)]
        for process in processes:
            process.join(100)
        assert [process.exitcode for process in processes] == [COMPLETE] * 8
    assert here.faults() == []
    assert here.rows("SELECT count(*) FROM cockpit.event WHERE source_key LIKE 'process%'") == [(1600,)]


def test_processes_that_start_at_once_agree_on_the_key_for_persons(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(read_person_key, [tmp_path] * 64))
    assert len(keys) == 1
    assert len(next(iter(keys))) == len(PERSON_KEY)
