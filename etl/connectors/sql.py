"""The SQL connector: selects the mapped columns of a table or a query, chunk by chunk, and never writes."""

import hashlib
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement

from etl.connectors.ahead import one_ahead
from etl.connectors.moments import is_number, read
from etl.connectors.page import Page, shape_of_header
from etl.connectors.sql_relation import Relation, check, open_relation
from etl.connectors.sql_session import Database
from etl.connectors.sql_values import below, readable
from etl.connectors.sql_walk import Reader, Rows, Walk, given
from etl.errors import JobError, SiteInvalid
from etl.source import Dataset, Secret, Source, Sql


class SqlConnector:
    """Reads one dataset of a database; one page ahead of its reader, so close what `pages` gives if you stop."""

    def __init__(
        self,
        source: Source,
        dataset: Dataset,
        paths: Sequence[str],
        secret: Callable[[Secret], str],
        stopped: Callable[[], bool] | None = None,
    ) -> None:
        """`paths` are the columns to keep; `secret` gives the secret behind a reference; `stopped` ends waiting.

        Raises SiteInvalid.
        """
        if source.sql is None:
            raise SiteInvalid(f"{source.key}: declares no [sql]")
        self._source, self._dataset, self._paths = source, dataset, tuple(paths)
        self._database = Database(source.sql, _address(source.sql, secret), source.time_zone)
        self._zone = (dataset.since and dataset.since.time_zone) or source.time_zone
        self._name = f"{source.key}/{dataset.name}"
        self._stopped, self._given_up = threading.Event(), stopped
        self._reader = Reader(source.sql, self._database, self._name, self._stopped)

    def pages(self, since: str | None, until: datetime | None = None) -> Generator[Page, None, None]:
        """The pages, sorted by the column of `since` where there is one, then by key; `since` is its first value.

        `until`: the last one, where there is one.

        Raises SourceUnavailable, SourceChanged, SiteInvalid or JobStopped, each with a sentence that names the dataset.
        """
        try:
            with closing(one_ahead(self._pages(since, until), self._stopped.set, self._given_up)) as pages:
                yield from pages
        except JobError as error:
            raise type(error)(f"{self._name}: {error}") from None
        finally:
            self._database.close()

    def _pages(self, since: str | None, until: datetime | None) -> Generator[Page, None, None]:
        relation, moment = self._reader.retried(self._look)
        number = 0
        for walk in self._walks(relation, self._begin(since), self._compared(until)):
            for rows in self._reader.rows(walk):
                yield self._page(walk, rows, number)
                number += len(rows.rows)
        if number == 0:
            empty = Walk(relation, self._columns(relation, ()), (), False, ())
            yield self._page(empty, Rows((), moment), 0)

    def _look(self) -> tuple[Relation, datetime]:
        with self._database.session() as connection:
            relation = open_relation(connection, self._source, self._dataset)
            check(relation, self._source, self._dataset, self._paths)
        with self._database.session() as connection:
            return relation, self._database.now(connection)

    def _begin(self, since: str | None) -> object:
        """The first value of the since column as the database compares it; None: from the beginning."""
        declared = self._dataset.since
        if declared is None:
            return None
        if since is None and declared.start is not None:
            moment: datetime | None = datetime.combine(declared.start, time(), ZoneInfo(self._zone))
        else:
            moment = read(since, declared.format, self._zone)
        return self._compared(moment)

    def _compared(self, moment: datetime | None) -> object:
        """A moment as the database compares it with the since column; None where there is none."""
        declared = self._dataset.since
        if declared is None or moment is None:
            return None
        if is_number(declared.format):
            return int(moment.timestamp() * (1000 if declared.format == "unix_ms" else 1))
        if declared.format != "iso":
            return moment.astimezone(ZoneInfo(self._zone)).strftime(declared.format)
        return self._database.moment(moment, self._zone)

    def _walks(self, relation: Relation, begin: object, end: object) -> Iterator[Walk]:
        chosen = self._dataset.select
        named = [str(relation.find(name)) for name in (chosen.key if chosen else ())]
        key = tuple(named) or relation.primary_key
        since = relation.find(self._dataset.since.field) if self._dataset.since else None
        columns = self._columns(relation, (*key, *((since,) if since else ())))
        doubtful = tuple(name for name in named if name not in relation.never_empty)
        if since is None:
            yield Walk(relation, columns, key, bool(key), (), doubtful)
            return
        changed = relation.clause.c[since]
        if since not in relation.never_empty:
            # A time of change that is empty is never after another: such rows are read each time.
            yield Walk(relation, columns, key, bool(key), (changed.is_(None),), doubtful)
        where: list[ColumnElement[bool]] = [changed.is_not(None)]
        if begin is not None:
            where.append(changed >= given(begin))
        if end is not None:
            where.append(changed <= given(end))
        order = tuple(dict.fromkeys((since, *key)))
        yield Walk(relation, columns, order, bool(key), tuple(where), doubtful)

    def _columns(self, relation: Relation, order: Sequence[str]) -> tuple[str, ...]:
        mapped = [name for path in self._paths if (name := relation.split(path)[0]) is not None]
        return tuple(dict.fromkeys((*mapped, *order)))

    def _page(self, walk: Walk, rows: Rows, before: int) -> Page:
        relation = walk.relation
        by_name = dict(zip(walk.columns, zip(*rows.rows, strict=True), strict=True)) if rows.rows else {}
        zero_dates = self._database.kind == "mysql"
        columns: dict[str, list[Any]] = {}
        for path in self._paths:
            name, steps = relation.split(path)
            values: Sequence[Any] = by_name.get(str(name), ())
            found = below(values, steps) if steps else values
            bits = name in walk.columns and walk.columns.index(str(name)) in rows.bits
            columns[path] = readable(found, zero_dates=zero_dates, bits=bits)
        declared = {relation.split(path)[0]: path for path in self._paths if not relation.split(path)[1]}
        inside = [path for path in self._paths if relation.split(path)[1]]
        names = [*inside, *[declared.get(name, name) for name in relation.names]]
        return Page(
            columns=columns,
            locators=[f"row {number}" for number in range(before + 1, before + len(rows.rows) + 1)],
            digest=hashlib.sha256(repr(list(columns.items())).encode("utf-8", "surrogatepass")).hexdigest(),
            source_time=rows.moment,
            shape=shape_of_header(names, len(rows.rows)),
        )


def _address(sql: Sql, secret: Callable[[Secret], str]) -> str:
    # Opened to be read only: a file that is missing must not be made.
    return secret(sql.url).strip() if sql.url else f"sqlite:///file:{sql.sqlite}?mode=ro&uri=true"
