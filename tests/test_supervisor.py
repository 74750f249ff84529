"""The supervisor behind make run: what it starts it ends, what fails it restarts, what cannot start it says."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from stand_in import READY

from data_access.connection import connect
from data_access.folder import free_port, known_urls
from data_access.processes import marked_processes

pytestmark = pytest.mark.long

_PROJECT = Path(__file__).resolve().parents[1]


class Cockpit:
    """A supervised cockpit of stand-ins on a data folder, in a process of its own."""

    def __init__(self, data: Path, port: int, *arguments: str) -> None:
        self.data = data
        command = [sys.executable, "tests/stand_in.py", str(data), str(port), *arguments]
        environment = {**os.environ, "PYTHONPATH": str(_PROJECT), "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            command, cwd=_PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def says(self, words: str) -> str:
        """The next line with `words`; fails where the process ends first."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if words in line:
                return line.strip()
        pytest.fail(f"ended without saying {words!r}")

    def end(self, number: signal.Signals = signal.SIGINT) -> str:
        """Signal the supervisor alone and return what it still said."""
        self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=40)
        return output

    @property
    def family(self) -> list[psutil.Process]:
        """All that it started, programs and database."""
        mark = json.loads((self.data / "run" / "supervisor.json").read_text())["mark"]
        lock = self.data / "postgres" / "cluster" / "postmaster.pid"
        database = [psutil.Process(int(lock.read_text().splitlines()[0]))] if lock.exists() else []
        return [*marked_processes("COCKPIT_RUN", mark), *database]


Start = Callable[..., Cockpit]


@pytest.fixture
def start(data_folder_base: Path, request: pytest.FixtureRequest) -> Iterator[Start]:
    """Starts cockpits and leaves none behind."""
    cockpits: list[Cockpit] = []

    def make(*arguments: str, data: str = "", port: int | None = None) -> Cockpit:
        folder = data_folder_base / (data or str(request.node.name)[:40])
        cockpits.append(Cockpit(folder, port or free_port(), *arguments))
        return cockpits[-1]

    yield make
    for cockpit in cockpits:
        if cockpit.process.poll() is None:
            cockpit.end()
        assert cockpit.process.stdout is not None
        cockpit.process.stdout.close()


def _gone(processes: list[psutil.Process], seconds: float = 10) -> bool:
    """Whether none is left; one that only waits to be collected by process 1 has ended."""
    alive = psutil.wait_procs(processes, timeout=seconds)[1]
    return all(process.status() == psutil.STATUS_ZOMBIE for process in alive)


def test_interrupt_ends_everything_and_the_next_run_is_there_in_seconds(start: Start) -> None:
    cockpit = start("stubborn")
    assert "http://127.0.0.1:" in cockpit.says(READY)
    family = cockpit.family
    # Web, its stubborn child, watch, and the database.
    assert len(family) == 4
    assert (cockpit.data / "given.txt").read_text() == "COCKPIT_APP_URL COCKPIT_PUBLISHER_URL COCKPIT_READER_URL"
    assert "ending" in cockpit.end()
    assert cockpit.process.returncode == 0
    assert _gone(family, seconds=1)
    started = time.monotonic()
    again = start()
    again.says(READY)
    assert time.monotonic() - started < 15
    assert again.end(signal.SIGTERM)
    assert again.process.returncode == 0


def test_a_second_run_and_a_taken_port_are_one_sentence_each(start: Start) -> None:
    first = start(data="first")
    address = first.says(READY)
    second = start(data="first")
    assert "already runs on" in second.says("the cockpit")
    assert second.process.wait(10) == 2
    port = int(address.split("127.0.0.1:")[1].split()[0])
    third = start(data="third", port=port)
    assert third.says("port").endswith(
        f"{port} on 127.0.0.1 is taken by another program: end it, or set COCKPIT_PORT to a free port"
    )
    assert third.process.wait(10) == 2


def test_a_killed_supervisor_leaves_nothing_after_the_next_start(start: Start) -> None:
    cockpit = start("stubborn", data="killed")
    cockpit.says(READY)
    family = cockpit.family
    assert len(family) == 4
    cockpit.end(signal.SIGKILL)
    again = start(data="killed")
    again.says(READY)
    assert _gone(family, seconds=1)


def test_a_failing_program_is_told_and_started_again_with_longer_pauses(start: Start) -> None:
    cockpit = start("failing")
    first = cockpit.says("watch ended")
    assert "the platform said no" in first
    assert "again in 1 s" in first
    assert "again in 2 s" in cockpit.says("watch ended")


def test_a_killed_database_and_a_killed_program_come_back(start: Start) -> None:
    cockpit = start()
    cockpit.says(READY)
    urls = known_urls(cockpit.data)
    assert urls is not None
    *programs, database = cockpit.family
    database.kill()
    cockpit.says("PostgreSQL ended unexpectedly")
    watch = next(process for process in programs if process.cmdline()[-1].startswith("import time"))
    watch.kill()
    cockpit.says("watch ended")
    deadline = time.monotonic() + 20
    while len(cockpit.family) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    connect(urls.reader).close()
