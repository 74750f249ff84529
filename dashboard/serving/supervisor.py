"""The process behind `make run`: starts the database and our programs, restarts what fails, ends all of it."""

import secrets
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

import httpx

from dashboard.serving.claim import claim
from dashboard.serving.programs import Plan, Program
from data_access.connection import ConnectionUrls, WarehouseUnavailableError
from data_access.embedded import EmbeddedServer, ExternalServer, Say
from data_access.folder import disk_is_full, full_disk, make_folders, port_is_free
from data_access.logs import last_lines, rotate, tell
from data_access.processes import (
    MARK,
    child_environment,
    end_group,
    end_processes,
    marked_processes,
    signal_group,
    spawn,
)

_TICK_SECONDS = 0.25
_LONGEST_PAUSE_SECONDS = 60.0
_STEADY_SECONDS = 60.0
_READY_SECONDS = 90.0


class _Stopped(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal; raised by the signal handler, caught by run()."""


@dataclass(slots=True)
class _Child:
    program: Program
    process: subprocess.Popen[bytes]
    started: float
    failures: int = 0
    next_start: float | None = None


@dataclass(slots=True)
class Supervisor:
    """Runs one plan on one server until it is told to stop. Use it from the main thread."""

    plan: Plan
    server: EmbeddedServer | ExternalServer
    say: Say = tell
    _children: list[_Child] = field(default_factory=list)
    _urls: ConnectionUrls | None = None
    _mark: str = field(default_factory=lambda: secrets.token_hex(16))
    _lock: IO[str] | None = None
    _database_pause: float = 0.0
    _database_retry: float = 0.0
    _log_retry: float = 0.0
    _log_told: bool = False

    def run(self) -> None:
        """Run until Ctrl-C, SIGTERM or a closed terminal, then end every process that was started.

        Raises CannotRunError or WarehouseUnavailableError with one sentence where it cannot start.
        """
        make_folders(self.plan.data)
        try:
            self._lock = claim(self.plan, self._mark)
        except OSError as error:
            raise self._explained(error) from None
        stopping = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        previous = {number: signal.signal(number, _stop) for number in stopping}
        try:
            self._start_all()
            while True:
                self._tick()
        except _Stopped:
            self.say("正在结束 · ending …")
        except OSError as error:
            raise self._explained(error) from None
        finally:
            for number in stopping:
                signal.signal(number, signal.SIG_IGN)
            self._end_all()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _explained(self, error: OSError) -> Exception:
        return full_disk(self.plan.data) if disk_is_full(error) else error

    def _start_all(self) -> None:
        # It needs no database, and as long as that to be there.
        platform = None if self.plan.platform is None else self._start(self.plan.platform)
        self._urls = self.server.start()
        self.plan.prepare(self._urls)
        web = self._start(self.plan.web)
        self._start_metrics()
        if platform is not None:
            self._wait_ready(platform)
        if self.plan.load is not None:
            self._run_to_end(self.plan.load)
        if self.plan.watch is not None:
            self._start(self.plan.watch)
        if self._wait_ready(web):
            self.say(f"市域治理驾驶舱 · Governance Cockpit → {self.plan.web.url}  (Ctrl-C 结束 · ends)")

    def _start_metrics(self) -> None:
        """The cockpit goes on without what only Prometheus asks for."""
        metrics = self.plan.metrics
        if metrics is None or metrics.address is None:
            return
        if port_is_free(*metrics.address):
            self._start(metrics)
        else:
            self.say(f"port {metrics.address[1]} is taken: no /metrics; set {metrics.setting} to a free port, or to 0")

    def _start(self, program: Program) -> _Child:
        child = _Child(program, self._spawn(program, self._log(program)), time.monotonic())
        self._children.append(child)
        return child

    def _spawn(self, program: Program, log: Path | None) -> subprocess.Popen[bytes]:
        environment = child_environment(self.plan.environment) | {MARK: self._mark, "PYTHONUNBUFFERED": "1"}
        if self._urls is not None:
            environment |= {f"COCKPIT_{role.upper()}_URL": getattr(self._urls, role) for role in program.roles}
        if log is None:
            return spawn(program.command, environment, None, folder=self.plan.folder)
        with log.open("ab") as output:
            return spawn(program.command, environment, output, folder=self.plan.folder)

    def _log(self, program: Program) -> Path:
        return self.plan.data / "logs" / f"{program.name}.log"

    def _run_to_end(self, program: Program) -> None:
        """Run a program on the terminal; its failure is told and does not stop the rest."""
        child = _Child(program, self._spawn(program, None), time.monotonic(), next_start=float("inf"))
        self._children.append(child)
        while child.process.poll() is None:
            self._tick()
        self._children.remove(child)
        if child.process.returncode != 0:
            self.say(f"{program.name} ended with code {child.process.returncode} (see above); going on without it.")

    def _wait_ready(self, child: _Child) -> bool:
        """Wait until a program answers over HTTP; say so where it does not."""
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline and child.failures < 3:
            try:
                httpx.get(child.program.url, timeout=2, trust_env=False)
                return True
            except httpx.HTTPError:
                self._tick()
        self.say(
            f"{child.program.name} does not answer at {child.program.url}: see {self._log(child.program)}; "
            "it is tried again and again"
        )
        return False

    def _tick(self) -> None:
        time.sleep(_TICK_SECONDS)
        now = time.monotonic()
        self._watch_database(now)
        for child in self._children:
            try:
                self._watch_child(child, now)
            except OSError as error:
                self._cannot_write(error, child, now)

    def _watch_child(self, child: _Child, now: float) -> None:
        if now >= self._log_retry:
            rotate(self._log(child.program))
            self._log_told = False
        if child.next_start is None and child.process.poll() is not None:
            self._plan_restart(child, now)
        elif child.next_start is not None and now >= child.next_start:
            child.process = self._spawn(child.program, self._log(child.program))
            child.started, child.next_start = now, None

    def _cannot_write(self, error: OSError, child: _Child, now: float) -> None:
        """Logs wait until there is room again; said once."""
        self._log_retry = now + _LONGEST_PAUSE_SECONDS
        if child.next_start is not None:
            child.next_start = max(child.next_start, self._log_retry)
        if not self._log_told:
            full = f"the disk that holds {self.plan.data} is full, make room there"
            reason = full if disk_is_full(error) else f"{self.plan.data / 'logs'}: {error.strerror or error}"
            self.say(f"the log of {child.program.name} cannot be written ({reason}); going on without")
        self._log_told = True

    def _watch_database(self, now: float) -> None:
        if now < self._database_retry:
            return
        try:
            self.server.ensure()
            self._database_pause = 0.0
        except (WarehouseUnavailableError, OSError) as error:
            sentence = self._explained(error) if isinstance(error, OSError) else error
            self._database_pause = min(_LONGEST_PAUSE_SECONDS, max(1.0, 2 * self._database_pause))
            self._database_retry = now + self._database_pause
            self.say(f"{sentence} (next attempt in {self._database_pause:.0f} s)")

    def _plan_restart(self, child: _Child, now: float) -> None:
        child.failures = 1 if now - child.started > _STEADY_SECONDS else child.failures + 1
        pause = min(_LONGEST_PAUSE_SECONDS, 2.0 ** (child.failures - 1))
        child.next_start = now + pause
        words = (last_lines(self._log(child.program), 1) or ["it wrote nothing"])[0]
        self.say(
            f"{child.program.name} ended with code {child.process.returncode} ({words[:200]}); "
            f"starting it again in {pause:.0f} s. Its log: {self._log(child.program)}"
        )

    def _end_all(self) -> None:
        for child in self._children:
            signal_group(child.process.pid, signal.SIGTERM)
        for child in reversed(self._children):
            end_group(child.process)
        end_processes(marked_processes(MARK, self._mark), seconds=2)
        self.server.stop()
        if sys.stdout.isatty():
            # A progress bar that was ended leaves the cursor hidden.
            tell("\x1b[?25h", end="")
        if self._lock is not None:
            self._lock.close()


def _stop(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)
    raise _Stopped
