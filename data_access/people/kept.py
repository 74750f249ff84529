"""What is published of a city's table, kept while its marts are the same: hiding small numbers takes longest of all."""

from collections.abc import Callable, Hashable, Mapping
from threading import Lock

from sqlalchemy import Engine, select

from data_access.people.suppression import Published
from data_access.schema import mart_version
from data_access.scope import Rights
from data_access.warehouse import read_connection

# Two years of all metrics about people by a few dimensions each; most are small, the largest below a megabyte.
_MOST = 400


class KeptTables:
    """The tables of one process, by question; each is good for the versions of marts that it was made after.

    A question carries the rights it was asked with, so that nobody is given what another's rights had read.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: dict[Hashable, tuple[Mapping[str, int], Published]] = {}
        self._lock = Lock()

    def of(self, question: Hashable, city: str, marts: tuple[str, ...], make: Callable[[], Published]) -> Published:
        """The table of a question, made anew where one of the marts has changed."""
        # Before the table is made: it can only be newer than the versions it is kept with.
        versions = self._versions(city, marts)
        found = self._kept.get(question)
        if found is not None and found[0] == versions:
            return found[1]
        made = make()
        with self._lock:
            # The one that was made first goes first.
            self._kept.pop(question, None)
            self._kept[question] = versions, made
            while len(self._kept) > _MOST:
                self._kept.pop(next(iter(self._kept)))
        return made

    def _versions(self, city: str, marts: tuple[str, ...]) -> Mapping[str, int]:
        told = mart_version.c
        asked = select(told.mart, told.version).where(told.city_code == city, told.mart.in_(marts))
        with read_connection(self._engine, Rights((city,))) as connection:
            return {row.mart: row.version for row in connection.execute(asked)}
