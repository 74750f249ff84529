"""What is published of a city's table, kept while its months are the same: hiding small numbers takes long."""

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from threading import Lock
from typing import Any, TypeVar, cast

from sqlalchemy import Engine

from data_access.known_versions import known_versions
from data_access.versions import Versions, read_versions

Found = TypeVar("Found")
# Two years of all metrics about people by a few dimensions each; most are small, the largest below a megabyte.
_MOST = 400


class KeptTables:
    """The tables of one process, by question; each is good for the versions of its marts up to its last month.

    A question carries the rights it was asked with, so that nobody is given what another's rights had read.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: dict[Hashable, tuple[Sequence[int], Any]] = {}
        self._known: dict[str, Versions] = {}
        self._lock = Lock()

    def of(
        self, question: Hashable, city: str, marts: tuple[str, ...], until: date, make: Callable[[], Found]
    ) -> Found:
        """The table of a question, made anew where what one of the marts says of days up to `until` has changed."""
        found = self._kept.get(question)
        known = known_versions()
        # A page asks for many numbers of one table: that it is still the same was found out when it began to ask.
        told = known and [known.of(city, mart, until) for mart in marts]
        if found is not None and found[0] == told:
            return cast(Found, found[1])
        # Before the table is made: it can only be newer than the versions it is kept with.
        versions = self._versions(city, marts, until)
        if found is not None and found[0] == versions:
            return cast(Found, found[1])
        made = make()
        with self._lock:
            # The one that was made first goes first.
            self._kept.pop(question, None)
            self._kept[question] = versions, made
            while len(self._kept) > _MOST:
                self._kept.pop(next(iter(self._kept)))
        return made

    def _versions(self, city: str, marts: tuple[str, ...], until: date) -> Sequence[int]:
        versions = read_versions(self._engine, [city], self._known.get(city, Versions()))
        self._known[city] = versions
        return [versions.of(city, mart, until) for mart in marts]
