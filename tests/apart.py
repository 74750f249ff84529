"""Runs a program in a process of its own, and says what it printed and how much memory it and its helpers took."""

import contextlib
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

_FOLDER = Path(__file__).resolve().parent
_STATUS = Path("/proc/self/status")
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
_SAMPLE_SECONDS = 0.05
# What getrusage calls the largest size begins with that of the process which started this one: a test session's.
_LAST_LINE = f"""
import re as _re, pathlib as _pathlib
print(_re.search({_PEAK.pattern!r}, _pathlib.Path({str(_STATUS)!r}).read_text())[1])
"""


@dataclass(frozen=True, slots=True)
class Apart:
    """What a program printed, line by line, and its largest size with that of its largest helper, in MiB."""

    lines: list[str]
    mebibytes: float


def run_apart(program: str, *arguments: str, seconds: float = 110) -> Apart:
    """Run Python source, with the project and the tests to import from. Raises where it fails or takes longer.

    The two largest sizes need not have been at the same moment: more than the truth is possible, less is not.
    """
    if not _STATUS.exists():
        pytest.skip("the system does not tell the size of a process")
    command = [sys.executable, "-c", program + _LAST_LINE, *arguments]
    found = {**os.environ, "PYTHONPATH": os.pathsep.join((str(_FOLDER.parent), str(_FOLDER)))}
    helpers: dict[int, int] = {}
    with subprocess.Popen(command, env=found, stdout=subprocess.PIPE, text=True) as process:
        try:
            printed = _printed(process, helpers, seconds)
        finally:
            process.kill()
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command[:2], printed)
    *lines, own = printed.splitlines()
    return Apart(lines, (int(own) + max(helpers.values(), default=0)) / 1024)


def _printed(process: "subprocess.Popen[str]", helpers: dict[int, int], seconds: float) -> str:
    """All that the process prints; meanwhile `helpers` keeps the largest size of each of its own, in KiB."""
    for _ in range(int(seconds / _SAMPLE_SECONDS)):
        try:
            return process.communicate(timeout=_SAMPLE_SECONDS)[0]
        except subprocess.TimeoutExpired:
            for helper in _helpers(process.pid):
                # The last figure stands: one that has only just been started still shows the size of its parent.
                with contextlib.suppress(OSError):
                    if peak := _PEAK.search(Path(f"/proc/{helper}/status").read_text(encoding="utf-8")):
                        helpers[helper] = int(peak[1])
    raise TimeoutError(f"not done after {seconds:g} s")


def _helpers(process: int) -> list[int]:
    """The processes that a process started itself."""
    found: list[int] = []
    for thread in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, thread.read_text(encoding="utf-8").split())
    return found
