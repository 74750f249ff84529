"""Child processes that never outlive the cockpit: started in their own group, tied to us, recorded, ended."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

_LAUNCH = Path(__file__).with_name("launch.py")


@dataclass(frozen=True, slots=True)
class User:
    """An ordinary user that a server runs as when we are root."""

    uid: int
    gid: int


# What every process of one run of the cockpit carries in its environment, with a value that is that run's own.
MARK = "COCKPIT_RUN"


def child_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """`environment` with a locale that exists on every machine."""
    kept = {name: value for name, value in environment.items() if not name.startswith("LC_") and name != "LANGUAGE"}
    return {**kept, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def spawn(
    command: Sequence[str | Path],
    environment: Mapping[str, str],
    output: IO[bytes] | int | None,
    *,
    user: User | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    folder: Path = Path("/"),
) -> subprocess.Popen[bytes]:
    """Start `command` in its own process group; it gets `death_signal` when the calling thread ends.

    `output` takes stdout and stderr; None leaves both where ours go. `folder` is where it runs.
    """
    uid, gid = (-1, -1) if user is None else (user.uid, user.gid)
    tie = [str(number) for number in (os.getpid(), int(death_signal), uid, gid)]
    return subprocess.Popen(
        [sys.executable, "-I", "-S", _LAUNCH, *tie, *command],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        cwd=folder,
        process_group=0,
    )


def end_group(process: subprocess.Popen[bytes], seconds: float = 10) -> None:
    """End a child and all of its group: politely first, by force after `seconds`."""
    family = descendants(process.pid)
    signal_group(process.pid, signal.SIGTERM)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        signal_group(process.pid, signal.SIGKILL)
        process.wait()
    end_processes(family, seconds=2)
    signal_group(process.pid, signal.SIGKILL)


def descendants(pid: int) -> list[psutil.Process]:
    """All living children and grandchildren of a process."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []


def marked_processes(name: str, value: str) -> list[psutil.Process]:
    """All processes with `name`=`value` in their environment: a mark no program gets by accident or by its number."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(name) == value:
                found.append(process)
        except psutil.Error:
            continue
    return found


def end_processes(processes: Sequence[psutil.Process], seconds: float) -> None:
    """SIGTERM, and SIGKILL for those that live on after `seconds`."""
    for process in processes:
        _send(process, signal.SIGTERM)
    for process in psutil.wait_procs(processes, timeout=seconds)[1]:
        _send(process, signal.SIGKILL)


def signal_group(group: int, number: signal.Signals) -> None:
    """Signal every process of a group; a group that is gone is fine."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return


def _send(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.Error:
        return
