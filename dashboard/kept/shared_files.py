"""Files that the web processes of one server have in common: what one of them made, those beside it need not make."""

import logging
import os
import shutil
import zlib
from collections.abc import Iterable
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
# What the files of a server may take of the disk, what one process writes before it looks, and what a file takes.
_MOST_BYTES, _SWEPT_AFTER_BYTES, _BLOCK_BYTES = 128 * 1024 * 1024, 16 * 1024 * 1024, 4096
_FOLDERS = "numbers-"
# Texts become a quarter as large; more effort gains little.
_COMPRESSION = 1
_log = logging.getLogger(__name__)


class SharedFiles:
    """Keeps in files of a folder what took long to make.

    Where they cannot be written, because the disk is full, it goes on without and tries again after a minute. Of all
    files those written last stay, up to a size; a sweep takes the others.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pickle = SimpleSerializer()
        # Without a threshold: to keep one it reads every file. What is old is swept away here.
        self._files = FileSystemCache(str(folder), threshold=0, default_timeout=_SHARED_SECONDS)
        self._rests_until = float("-inf")
        self._swept_at, self._written = monotonic(), 0

    def get(self, key: str) -> Any:
        """What another process, or this one, put there; None where there is nothing, or nothing that can be read."""
        packed = self._files.get(key)
        try:
            return None if packed is None else self._pickle.loads(zlib.decompress(packed))
        except Exception as error:  # noqa: BLE001 - what cannot be read is made anew, whatever is wrong with it
            _log.warning("a file that web processes share cannot be read (%s): it is made anew", type(error).__name__)
            return None

    def put(self, key: str, value: Any, seconds: float) -> None:
        """Write what took so many `seconds` to make, where that was long."""
        if seconds >= _WORTH_SECONDS and monotonic() >= self._rests_until and (packed := self._packed(value)):
            with suppress(OSError):
                self._folder.mkdir(mode=0o700, exist_ok=True)
            if not self._files.set(key, packed):
                self._rests_until = monotonic() + _REST_SECONDS
            self._written += max(len(packed), _BLOCK_BYTES)
        self._sweep()

    def _packed(self, value: Any) -> bytes | None:
        try:
            pickled = self._pickle.dumps(value)
        except Exception as error:  # noqa: BLE001 - it was made, and is shown; the others make it for themselves
            _log.warning("%s cannot be shared by web processes (%s)", type(value).__name__, type(error).__name__)
            return None
        return zlib.compress(pickled, _COMPRESSION) if pickled else None

    def _sweep(self) -> None:
        if monotonic() - self._swept_at < _SHARED_SECONDS and self._written < _SWEPT_AFTER_BYTES:
            return
        self._swept_at, self._written = monotonic(), 0
        # The folder may be gone; then there is nothing to sweep.
        with suppress(OSError):
            self._take_away(_newest_first(self._folder))

    def _take_away(self, files: Iterable[tuple[float, int, Path]]) -> None:
        kept = 0
        for written_at, size, file in files:
            kept += max(size, _BLOCK_BYTES)
            if written_at < time() - _SHARED_SECONDS or kept > _MOST_BYTES:
                file.unlink(missing_ok=True)


def _newest_first(folder: Path) -> list[tuple[float, int, Path]]:
    """When the files were written, and their bytes. Another process may be sweeping as well."""
    found = []
    for file in folder.iterdir():
        with suppress(FileNotFoundError):
            told = file.stat()
            found.append((told.st_mtime, told.st_size, file))
    return sorted(found, reverse=True)


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
