"""Numbers that one web process read for all of its server: in its memory, and in files for those beside it."""

from contextlib import suppress
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any

from cachelib import BaseCache
from cachelib.serializers import SimpleSerializer
from cachetools import TTLCache
from flask import Flask

from dashboard.kept.shared_files import SharedFiles

_BESIDE_BYTES = 700
# Of what was asked for and could not be read, so many begins are remembered.
_MOST_ASKED = 10_000


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
    """Keeps in memory, and in files what took long to read, into which the processes beside this one look first."""

    def __init__(self, folder: Path, most: int, seconds: int) -> None:
        super().__init__(seconds)
        self._near = NearNumbers(most, seconds)
        self._far = SharedFiles(folder)
        # Since when what is not known is being read.
        self._asked: dict[str, float] = {}

    def get(self, key: str) -> Any:
        found = self._near.get(key)
        if found is None and (found := self._far.get(key)) is not None:
            self._near.set(key, found)
        if found is None:
            if len(self._asked) > _MOST_ASKED:
                self._asked.clear()
            self._asked[key] = monotonic()
        return found

    def set(self, key: str, value: Any, timeout: Any = None) -> bool:
        kept = self._near.set(key, value, timeout)
        now = monotonic()
        self._far.put(key, value, now - self._asked.pop(key, now))
        return kept


def numbers_kept(app: Flask, config: dict[str, Any], args: Any, kwargs: Any) -> BaseCache:
    """What Flask-Caching is given as the type of its cache."""
    most, seconds = int(config["CACHE_BYTES"]), int(config["CACHE_DEFAULT_TIMEOUT"])
    folder = config.get("CACHE_DIR")
    return SharedNumbers(Path(folder), most, seconds) if folder else NearNumbers(most, seconds)
