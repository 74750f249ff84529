"""The process that reads workbooks for us, kept for the next one: to begin it takes longer than to read a form."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO

import orjson

_CHILD = Path(__file__).with_name("workbook_child.py")
# What is larger gets all the memory a process may have; after so many, all that a library never gives back is free.
_SMALL = 1024 * 1024
_MOST = 40


class WorkbookReader:
    """Reads one workbook after the other; use it in a `with`, and from one thread."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._asked = 0

    def __enter__(self) -> "WorkbookReader":
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.end()

    def ask(self, path: Path, sheet: str) -> IO[bytes]:
        """The lines that `workbook_child` writes about a workbook. Who does not read them to the end calls `end`."""
        child = self._child
        if child is None or child.poll() is not None or self._asked >= _MOST or path.stat().st_size > _SMALL:
            self.end()
            child, self._asked = _begin(), 0
            self._child = child
        self._asked += 1
        asked, told = child.stdin, child.stdout
        if asked is None or told is None:
            raise RuntimeError("the process that reads workbooks was begun without pipes")
        # Where it has ended it tells nothing, and that is looked at.
        with suppress(BrokenPipeError):
            asked.write(orjson.dumps([str(path), sheet]) + b"\n")
            asked.flush()
        return told

    def end(self) -> None:
        """End the process; the next workbook gets a new one."""
        if self._child is not None:
            self._child.kill()
            # Waits for it and closes the pipes.
            self._child.communicate()
            self._child = None


def _begin() -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-I", str(_CHILD)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
