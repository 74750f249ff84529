"""Walks through the rows of a table or a query in one order, chunk by chunk, on again after a lost connection."""

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import structlog
from sqlalchemy import ColumnElement, Select, and_, bindparam, literal, or_, select
from sqlalchemy.types import NullType

from etl.connectors.faults import TransientError
from etl.connectors.sql_relation import Relation
from etl.connectors.sql_session import Database
from etl.errors import SourceChanged, SourceUnavailable
from etl.source import Sql

ROWS = 5000
# The number by which MySQL's driver says that a column is BIT.
_BIT = 16

_log = structlog.get_logger(__name__)

Row = Sequence[Any]
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Walk:
    """Rows in one order. `key`: the order's columns single out a row, so reading can go on after any of them.

    `doubtful`: columns of the key that the database does not keep from being empty.
    """

    relation: Relation
    columns: tuple[str, ...]
    order: tuple[str, ...]
    key: bool
    where: tuple[ColumnElement[bool], ...]
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows as the driver gave them; `moment` is the database's time before they were asked for."""

    rows: Sequence[Row]
    moment: datetime
    bits: frozenset[int] = frozenset()


class Reader:
    """Reads walks from one database; waits between tries until `stopped` is set."""

    def __init__(self, sql: Sql, database: Database, name: str, stopped: threading.Event) -> None:
        self._sql, self._database, self._name, self._stopped = sql, database, name, stopped

    def retried(self, look: Callable[[], Found]) -> Found:
        """What `look` gives, tried again while the database cannot be reached. Raises SourceUnavailable."""
        tries = 0
        while True:
            try:
                return look()
            except TransientError as error:
                tries += 1
                self._again(error, tries, lost=False)

    def rows(self, walk: Walk) -> Iterator[Rows]:
        """All rows of a walk; after a lost connection from where it stopped.

        Raises SourceUnavailable, or SourceChanged where the key singles out no rows.
        """
        self.retried(lambda: self._check_key(walk))
        place: Row | None = None
        tries, at = 0, [walk.columns.index(name) for name in walk.order]
        while True:
            number = 0
            try:
                for rows in self._chunk(walk, place):
                    yield rows
                    number += len(rows.rows)
                    place, tries = [rows.rows[-1][index] for index in at], 0
            except TransientError as error:
                tries += 1
                self._again(error, tries, lost=place is not None and not walk.order)
                continue
            if not walk.key or number < self._sql.chunk_rows:
                return

    def _check_key(self, walk: Walk) -> None:
        if not walk.doubtful:
            return
        empty = [walk.relation.clause.c[name].is_(None) for name in walk.doubtful]
        with self._database.session() as connection:
            found = connection.execute(select(literal(1)).where(*walk.where, or_(*empty)).limit(1)).first()
        if found is not None:
            # What is empty comes neither before nor after anything, so such rows would be passed over.
            names = ", ".join(walk.doubtful)
            raise SourceChanged(f"some rows have no {names}; set select.key to columns that are never empty")

    def _chunk(self, walk: Walk, place: Row | None) -> Iterator[Rows]:
        with self._database.session() as connection:
            moment = self._database.now(connection)
            asked = connection.execution_options(yield_per=ROWS).execute(_statement(walk, place, self._sql.chunk_rows))
            described = asked.cursor.description if asked.cursor and self._database.kind == "mysql" else ()
            bits = frozenset(index for index, each in enumerate(described or ()) if each[1] == _BIT)
            left, before = self._sql.chunk_rows, place
            for rows in asked.partitions():
                before = _one_by_one(walk, before, rows)
                kept = rows[:left] if walk.key else rows
                left -= len(kept)
                if kept:
                    yield Rows(kept, moment, bits)

    def _again(self, error: TransientError, tries: int, *, lost: bool) -> None:
        """Wait before another try. Raises SourceUnavailable where there is none left, or no place to go on from."""
        if lost:
            raise SourceUnavailable(
                f"{error} while rows without a key were read; the next run reads them anew. Set select.key so that "
                "reading can go on where it stopped"
            )
        if tries > self._sql.retries:
            raise SourceUnavailable(
                f"{error} ({tries} tries); what was loaded stays, the next run continues from there"
            )
        wait = random.uniform(0, min(self._sql.longest_wait_seconds, 0.5 * 2**tries))  # nosec B311
        _log.warning("database asked again", source=self._name, reason=str(error), attempt=tries, wait=round(wait, 1))
        if self._stopped.wait(wait):
            raise SourceUnavailable("reading was stopped while waiting for the database")


def _one_by_one(walk: Walk, before: Row | None, rows: Sequence[Row]) -> Row | None:
    """The place of the last row. Raises SourceChanged where two rows have the same: one would be passed over."""
    if not walk.key:
        return before
    at = [walk.columns.index(name) for name in walk.order]
    for row in rows:
        here = [row[index] for index in at]
        if here == before:
            names = ", ".join(walk.order)
            raise SourceChanged(f"two rows have the same {names}; set select.key to columns that are unique")
        before = here
    return before


def _statement(walk: Walk, place: Row | None, limit: int) -> Select[Any]:
    columns = walk.relation.clause.c
    statement = select(*[columns[name] for name in walk.columns]).where(*walk.where)
    statement = statement.order_by(*[columns[name] for name in walk.order])
    if place is not None and walk.order:
        statement = statement.where(_after([columns[name] for name in walk.order], place, walk.key))
    # One more row than a chunk has shows whether the row after its last is another one.
    return statement.limit(limit + 1) if walk.key else statement


def _after(columns: Sequence[ColumnElement[Any]], place: Row, strictly: bool) -> ColumnElement[bool]:
    """Whether a row comes after `place` in the order of `columns`; without a key the rows at `place` come again."""
    first, value = columns[0], given(place[0])
    if len(columns) == 1:
        return first > value if strictly else first >= value
    # What the first column says alone lets the database use its index.
    return and_(first >= value, or_(first > value, _after(columns[1:], place[1:], strictly)))


def given(value: object) -> ColumnElement[Any]:
    """A value as the driver takes it, whatever its column is."""
    return bindparam(None, value, type_=NullType(), unique=True)
