"""Numbers that one web process read for all of its server: in its memory, and in files for those beside it."""

import logging
import os
import shutil
from contextlib import suppress
from pathlib import Path
from threading import Lock
from time import monotonic, time
from typing import Any

import psutil
from cachelib import BaseCache, FileSystemCache
from cachelib.serializers import SimpleSerializer
from cachetools import TTLCache
from flask import Flask

# A number is shared soon after it was read, or not at all: its key carries the versions of its marts, which go on.
_SHARED_SECONDS = 900
# To write a file takes a millisecond; what is read nearly as soon each process reads for itself.
_WORTH_SECONDS = 0.01
_REST_SECONDS = 60.0
_BESIDE_BYTES = 700
_FOLDERS = "numbers-"
_log = logging.getLogger(__name__)


# Between what was asked and the versions it was answered from.
_VERSIONS = " as of "


def numbered(asked: str, versions: str) -> str:
    """The key of an answer: of what was asked, from what versions."""
    return f"{asked}{_VERSIONS}{versions}"


class NearNumbers(BaseCache):
    """Keeps in memory, of each question the last answer only: nobody asks again for what there is newer data of. The
    answers that were asked for last stay, up to `most` bytes."""

    def __init__(self, most: int, seconds: int) -> None:
        super().__init__(seconds)
        # Pickled, so that nobody changes what another is given.
        self._pickle = SimpleSerializer()
        self._answers: TTLCache[str, tuple[str, bytes]] = TTLCache(most, seconds, getsizeof=_size)
        self._keeping = Lock()

    def get(self, key: str) -> Any:
        asked, _as_of, versions = key.partition(_VERSIONS)
        with self._keeping:
            found = self._answers.get(asked)
        return self._pickle.loads(found[1]) if found is not None and found[0] == versions else None

    def set(self, key: str, value: Any, timeout: Any = None) -> bool:
        asked, _as_of, versions = key.partition(_VERSIONS)
        pickled = self._pickle.dumps(value)
        if pickled is None:
            return False
        with self._keeping, suppress(ValueError):
            # Raises where an answer alone is larger than all that is kept.
            self._answers[asked] = versions, pickled
            return True
        return False

    def clear(self) -> bool:
        with self._keeping:
            self._answers.clear()
        return True


def _size(answer: tuple[str, bytes]) -> int:
    """About what an answer takes, with its question and what python holds beside."""
    versions, pickled = answer
    return len(pickled) + len(versions) + _BESIDE_BYTES


class SharedNumbers(BaseCache):
    """Keeps in memory, and writes what took long to read into files that the processes beside this one look into first.

    Where they cannot be written, because the disk is full, it goes on in memory and tries again after a minute.
    """

    def __init__(self, folder: Path, most: int, seconds: int) -> None:
        super().__init__(seconds)
        self._folder = folder
        self._near = NearNumbers(most, seconds)
        # Without a threshold: to keep one it reads every file. What is old is swept away here.
        self._far = FileSystemCache(str(folder), threshold=0, default_timeout=_SHARED_SECONDS)
        self._rests_until = float("-inf")
        # Since when what is not known is being read.
        self._asked: dict[str, float] = {}
        self._swept_at = monotonic()

    def get(self, key: str) -> Any:
        found = self._near.get(key)
        if found is None and (found := self._far.get(key)) is not None:
            self._near.set(key, found)
        if found is None:
            self._asked[key] = monotonic()
        return found

    def set(self, key: str, value: Any, timeout: Any = None) -> bool:
        kept = bool(self._near.set(key, value, timeout))
        now = monotonic()
        slow = now - self._asked.pop(key, now) >= _WORTH_SECONDS
        if slow and now >= self._rests_until and not self._write(key, value):
            self._rests_until = now + _REST_SECONDS
        self._sweep()
        return kept

    def _write(self, key: str, value: Any) -> bool:
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, exist_ok=True)
        return bool(self._far.set(key, value))

    def _sweep(self) -> None:
        if monotonic() - self._swept_at < _SHARED_SECONDS:
            return
        self._swept_at = monotonic()
        # What was asked for and could not be read.
        self._asked.clear()
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


def numbers_kept(app: Flask, config: dict[str, Any], args: Any, kwargs: Any) -> BaseCache:
    """What Flask-Caching is given as the type of its cache."""
    most, seconds = int(config["CACHE_BYTES"]), int(config["CACHE_DEFAULT_TIMEOUT"])
    folder = config.get("CACHE_DIR")
    return SharedNumbers(Path(folder), most, seconds) if folder else NearNumbers(most, seconds)
