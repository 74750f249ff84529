"""Files that the web processes of one server have in common: what one of them made, those beside it need not make."""

import logging
import os
import shutil
import zlib
from contextlib import suppress
from pathlib import Path
from time import monotonic, time
from typing import Any

import psutil
from cachelib import FileSystemCache
from cachelib.serializers import SimpleSerializer

# What is made is shared soon, or not at all: it is made of versions of marts, which go on.
_SHARED_SECONDS = 900
# To write a file takes a millisecond; what is made nearly as soon each process makes for itself.
_WORTH_SECONDS = 0.01
_REST_SECONDS = 60.0
_FOLDERS = "numbers-"
# Texts become a quarter as large; more effort gains little.
_COMPRESSION = 1
_log = logging.getLogger(__name__)


class SharedFiles:
    """Keeps in files of a folder what took long to make.

    Where they cannot be written, because the disk is full, it goes on without and tries again after a minute.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pickle = SimpleSerializer()
        # Without a threshold: to keep one it reads every file. What is old is swept away here.
        self._files = FileSystemCache(str(folder), threshold=0, default_timeout=_SHARED_SECONDS)
        self._rests_until = float("-inf")
        self._swept_at = monotonic()

    def get(self, key: str) -> Any:
        """What another process, or this one, put there; None where there is nothing, or nothing that can be read."""
        packed = self._files.get(key)
        try:
            return None if packed is None else self._pickle.loads(zlib.decompress(packed))
        except zlib.error:
            return None

    def put(self, key: str, value: Any, seconds: float) -> None:
        """Write what took so many `seconds` to make, where that was long."""
        if seconds >= _WORTH_SECONDS and monotonic() >= self._rests_until and not self._write(key, value):
            self._rests_until = monotonic() + _REST_SECONDS
        self._sweep()

    def _write(self, key: str, value: Any) -> bool:
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, exist_ok=True)
        pickled = self._pickle.dumps(value)
        return pickled is not None and bool(self._files.set(key, zlib.compress(pickled, _COMPRESSION)))

    def _sweep(self) -> None:
        if monotonic() - self._swept_at < _SHARED_SECONDS:
            return
        self._swept_at = monotonic()
        # Another process may be at it as well, or the folder be gone; then there is nothing to sweep.
        with suppress(OSError):
            for file in self._folder.iterdir():
                with suppress(FileNotFoundError):
                    if file.stat().st_mtime < time() - _SHARED_SECONDS:
                        file.unlink()


def folder_of_server(data: Path) -> Path | None:
    """A folder that the processes of this start of the server have in common, and no later one; those of ended servers
    are removed. None where it cannot be made."""
    own = f"{_FOLDERS}{_server_name(os.getppid())}"
    try:
        for left in (data / "run").glob(f"{_FOLDERS}*"):
            if left.name != own and _is_left(left):
                shutil.rmtree(left, ignore_errors=True)
        (data / "run" / own).mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        _log.warning("numbers are not shared by web processes: %s: %s", data / "run", error.strerror)
        return None
    return data / "run" / own


def _is_left(folder: Path) -> bool:
    """Whether nobody uses it: its server has ended, or its number is another's now and nothing was written lately.

    When a process began is told by a clock that may be set: that alone does not say that it is another's.
    """
    number = folder.name.removeprefix(_FOLDERS).partition("-")[0]
    ended = not number.isdecimal() or not psutil.pid_exists(int(number))
    return ended or folder.stat().st_mtime < time() - _SHARED_SECONDS


def _server_name(process: int) -> str:
    """The number of a process with the moment of its start, since numbers come again; empty where there is none."""
    try:
        return f"{process}-{psutil.Process(process).create_time():.0f}"
    except (psutil.NoSuchProcess, ValueError):
        return ""
