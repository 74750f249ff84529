"""The first load of the demonstration as `make run` does it, in a folder of its own: seconds, records, processor."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
from psycopg2 import Error as DatabaseError

from data_access.connection import connect
from data_access.folder import free_port, known_urls

_LONGEST = 1800.0
_EVERY = 0.5
# What happens, in this order.
WEB, RECORDS, SAID = "the web server answers", "and there are records", "the cockpit's address is said"
NEWEST, WHOLE = "the newest 90 days of all sources are in", "no source is still loading"
# What stands in the command of each process under the supervisor, and what it is.
_PROCESSES = (
    ("postgres", "PostgreSQL"),
    ("gunicorn", "web"),
    ("etl run", "`etl run`"),
    ("etl watch", "`etl watch`"),
    ("etl.demo", "simulated platforms"),
)
_REST = "the rest"
_STATE = """
SELECT coalesce(sum(records), 0),
    (SELECT count(*) FROM cockpit.first_load WHERE newest_at IS NULL),
    (SELECT count(*) FROM cockpit.first_load WHERE finished_at IS NULL),
    (SELECT count(*) FROM cockpit.first_load)
FROM cockpit.watermark
"""


@dataclass(frozen=True, slots=True)
class Moment:
    """How far the load was, so many seconds after the start: records, and processor seconds by process."""

    seconds: float
    records: int
    processor: Mapping[str, float]


@dataclass(slots=True)
class FirstLoad:
    """What was measured: the moments by what had just come about, and the load of the machine at both ends."""

    before: float
    moments: dict[str, Moment] = field(default_factory=dict)
    after: float = 0.0


def measure(folder: Path, say: Callable[[str], None]) -> FirstLoad:
    """Start the demonstration in `folder`, wait until no source is still loading, and end it."""
    found = FirstLoad(os.getloadavg()[0])
    with _running(folder) as (process, url):
        usage, started = _Usage(process.pid), time.monotonic()
        while WHOLE not in found.moments:
            if process.poll() is not None or time.monotonic() > started + _LONGEST:
                raise RuntimeError(f"the first load did not come to its end; see {folder / 'logs'}")
            time.sleep(_EVERY)
            processor, state = usage.look(), _state(folder)
            for name, reached in _reached(url, folder, found, state):
                if reached and name not in found.moments:
                    found.moments[name] = Moment(time.monotonic() - started, state[0], processor)
                    say(f"{name}: {time.monotonic() - started:.1f} s, {state[0]:,} records")
    found.after = os.getloadavg()[0]
    return found


def _reached(url: str, folder: Path, found: FirstLoad, state: tuple[int, int, int, int]) -> Iterator[tuple[str, bool]]:
    records, without_newest, unfinished, begun = state
    said = (folder / "said.txt").read_text(encoding="utf-8")
    yield WEB, WEB in found.moments or _answers(url)
    yield RECORDS, WEB in found.moments and records > 0
    yield SAID, url in said
    yield NEWEST, begun > 0 and without_newest == 0
    yield WHOLE, begun > 0 and unfinished == 0


@contextmanager
def _running(folder: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    port = free_port()
    variables = {"COCKPIT_DATA": str(folder), "COCKPIT_PORT": str(port), "COCKPIT_PLATFORM_PORT": str(free_port())}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COCKPIT_")}
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "said.txt").open("wb") as said:
        command = [sys.executable, "-m", "dashboard", "run"]
        process = subprocess.Popen(command, env=kept | variables, stdout=said, stderr=subprocess.STDOUT)
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(120)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, trust_env=False, follow_redirects=True).status_code == 200
    except httpx.HTTPError:
        return False


def _state(folder: Path) -> tuple[int, int, int, int]:
    """Records, datasets without their newest days, unfinished, begun; nothing of it before the tables are there."""
    urls = known_urls(folder)
    if urls is None:
        return 0, 0, 0, 0
    try:
        connection = connect(urls.owner, seconds=2)
    except DatabaseError:
        return 0, 0, 0, 0
    try:
        with connection.cursor() as cursor:
            cursor.execute(_STATE)
            (row,) = cursor.fetchall()
    except DatabaseError:
        return 0, 0, 0, 0
    finally:
        connection.close()
    return int(row[0]), int(row[1]), int(row[2]), int(row[3])


class _Usage:
    """Processor seconds of a process and all under it, by what they are; of those that ended what was seen last."""

    def __init__(self, root: int) -> None:
        self._root = psutil.Process(root)
        self._seen: dict[int, tuple[str, float]] = {}

    def look(self) -> dict[str, float]:
        """Processor seconds by name until now."""
        for child in self._root.children():
            try:
                command = " ".join(child.cmdline())
                used = sum(_processor(each) for each in (child, *child.children(recursive=True)))
            except psutil.Error:
                # It has just ended: what was seen of it last counts.
                continue
            if not command:
                # It has ended and is not waited for yet.
                continue
            name = next((name for part, name in _PROCESSES if part in command), _REST)
            self._seen[child.pid] = name, max(used, self._seen.get(child.pid, ("", 0.0))[1])
        times = self._root.cpu_times()
        sums = {_REST: times.user + times.system}
        for name, used in self._seen.values():
            sums[name] = sums.get(name, 0.0) + used
        return sums


def _processor(process: psutil.Process) -> float:
    """Processor seconds of a process and of those under it that have ended."""
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)
