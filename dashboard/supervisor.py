"""The process behind `make run`: starts the database and our programs, restarts what fails, ends all of it."""

import fcntl
import json
import os
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

from dashboard.programs import Plan, Program
from data_access.connection import ConnectionUrls, WarehouseUnavailableError
from data_access.embedded import EmbeddedServer, ExternalServer, Say
from data_access.folder import make_folders, port_is_free
from data_access.logs import last_lines, rotate
from data_access.processes import (
    child_environment,
    end_group,
    end_processes,
    marked_processes,
    signal_group,
    spawn,
)

_MARK = "COCKPIT_RUN"
_TICK_SECONDS = 0.25
_LONGEST_PAUSE_SECONDS = 60.0
_STEADY_SECONDS = 60.0
_READY_SECONDS = 90.0


class CannotRunError(Exception):
    """The cockpit cannot start; the sentence says why and what to do."""


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
    say: Say = print
    _children: list[_Child] = field(default_factory=list)
    _urls: ConnectionUrls | None = None
    _mark: str = field(default_factory=lambda: secrets.token_hex(16))
    _lock: IO[str] | None = None
    _database_pause: float = 0.0
    _database_retry: float = 0.0

    def run(self) -> None:
        """Run until Ctrl-C, SIGTERM or a closed terminal, then end every process that was started.

        Raises CannotRunError or WarehouseUnavailableError with one sentence where it cannot start.
        """
        make_folders(self.plan.data)
        self._claim()
        stopping = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        previous = {number: signal.signal(number, _stop) for number in stopping}
        try:
            self._start_all()
            while True:
                self._tick()
        except _Stopped:
            self.say("正在结束 · ending …")
        finally:
            for number in stopping:
                signal.signal(number, signal.SIG_IGN)
            self._end_all()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _claim(self) -> None:
        """Take the data folder, end what a crash left of the run before, and check that the ports are free."""
        run = self.plan.data / "run"
        lock = (run / "supervisor.lock").open("a+", encoding="utf-8")
        note = run / "supervisor.json"
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            known = _read_note(note)
            raise CannotRunError(
                f"the cockpit already runs on {self.plan.data} at {known.get('url', 'another address')} "
                f"(process {known.get('pid', '?')}): end that one, or set COCKPIT_DATA and COCKPIT_PORT for a second"
            ) from None
        self._lock = lock
        if mark := _read_note(note).get("mark"):
            end_processes(marked_processes(_MARK, mark), seconds=4)
        for program in (self.plan.web, self.plan.platform):
            if program is not None and program.address is not None and not port_is_free(*program.address):
                host, port = program.address
                raise CannotRunError(
                    f"port {port} on {host} is taken by another program: end it, "
                    f"or set {program.setting} to a free port"
                )
        content = {"mark": self._mark, "pid": str(os.getpid()), "url": self.plan.web.url}
        note.write_text(json.dumps(content), encoding="utf-8")

    def _start_all(self) -> None:
        self._urls = self.server.start()
        self.plan.migrate(self._urls.owner)
        if self.plan.platform is not None:
            self._wait_ready(self._start(self.plan.platform))
        if self.plan.load is not None:
            self._run_to_end(self.plan.load)
        web = self._start(self.plan.web)
        if self.plan.watch is not None:
            self._start(self.plan.watch)
        if self._wait_ready(web):
            self.say(f"市域治理驾驶舱 · Governance Cockpit → {self.plan.web.url}  (Ctrl-C 结束 · ends)")

    def _start(self, program: Program) -> _Child:
        child = _Child(program, self._spawn(program, self._log(program)), time.monotonic())
        self._children.append(child)
        return child

    def _spawn(self, program: Program, log: Path | None) -> subprocess.Popen[bytes]:
        environment = child_environment(self.plan.environment) | {_MARK: self._mark, "PYTHONUNBUFFERED": "1"}
        if program.role is not None and self._urls is not None:
            environment[f"COCKPIT_{program.role.upper()}_URL"] = getattr(self._urls, program.role)
        if log is None:
            return spawn(program.command, environment, None, folder=self.plan.folder)
        rotate(log)
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
            rotate(self._log(child.program))
            if child.next_start is None and child.process.poll() is not None:
                self._plan_restart(child, now)
            elif child.next_start is not None and now >= child.next_start:
                child.process = self._spawn(child.program, self._log(child.program))
                child.started, child.next_start = now, None

    def _watch_database(self, now: float) -> None:
        if now < self._database_retry:
            return
        try:
            self.server.ensure()
            self._database_pause = 0.0
        except WarehouseUnavailableError as error:
            self._database_pause = min(_LONGEST_PAUSE_SECONDS, max(1.0, 2 * self._database_pause))
            self._database_retry = now + self._database_pause
            self.say(f"{error} (next attempt in {self._database_pause:.0f} s)")

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
        end_processes(marked_processes(_MARK, self._mark), seconds=2)
        self.server.stop()
        if sys.stdout.isatty():
            # A progress bar that was ended leaves the cursor hidden.
            sys.stdout.write("\x1b[?25h")
            sys.stdout.flush()
        if self._lock is not None:
            self._lock.close()


def _stop(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)
    raise _Stopped


def _read_note(note: Path) -> dict[str, str]:
    try:
        return dict(json.loads(note.read_text(encoding="utf-8")))
    except (FileNotFoundError, json.JSONDecodeError, ValueError):
        return {}
