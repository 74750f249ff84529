"""The overview's reads in cities of several sizes, each beside SQL that a person would write for the same numbers."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from time import perf_counter, process_time
from typing import Any

import pandas as pd
import psutil
from psycopg2.extensions import connection as pg_connection
from psycopg2.extensions import cursor as pg_cursor
from sqlalchemy import Engine, event, text

from bench.database import Databases
from bench.marts import LAST_DAY, Shape, fill
from bench.overview_reads import Read, recorded
from dashboard.factory import Warehouse
from data_access.connection import connect
from data_access.directory import Directory
from data_access.freshness import Freshness
from data_access.lineage import Lineage
from data_access.queries import Reads, Value
from data_access.scope import Rights
from data_access.site import Site
from data_access.warehouse import open_engine, settings_of
from etl.months import sum_months

_CITY = Shape("15,000 grids, 3 kinds")
SHAPES = (
    _CITY,
    replace(_CITY, name="ten times the facts in the same days", a_day=10 * _CITY.a_day),
    replace(_CITY, name="ten times the days", days=10 * _CITY.days),
    replace(_CITY, name="ten times the grids and kinds", grids=10 * _CITY.grids, kinds=10 * _CITY.kinds),
)
_ROUNDS = 20
_WARM = 2


@dataclass(slots=True)
class ReadTimes:
    """Milliseconds of each read of one kind in one city, ours and by hand; statements and rows of ours.

    `alone`: what is written by hand without a transaction, on a connection that has its scope already.
    """

    ours: list[float] = field(default_factory=list)
    by_hand: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)
    answers: int = 0
    # Seconds of the processor in this process and in PostgreSQL: what a busy machine cannot lengthen.
    python: float = 0.0
    postgresql: float = 0.0


@dataclass(slots=True)
class ShapeTimes:
    """What was measured in one city, by kind of read."""

    shape: Shape
    rows: int
    rounds: int
    kinds: dict[str, ReadTimes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Opened:
    """One city's database: the read layer, connections for what is written by hand, and what is measured."""

    engine: Engine
    reads: Reads
    hand: pg_connection
    bare: pg_connection
    rights: Rights
    backend: psutil.Process
    times: ShapeTimes


def measure(made: Databases, site: Site, shapes: Sequence[Shape], say: Callable[[str], None]) -> list[ShapeTimes]:
    """Fill a database for each shape, then ask every read in each of them in turn, ours and by hand."""
    with ExitStack() as stack:
        opened = []
        for shape in shapes:
            say(f"reads: filling {shape.name}")
            opened.append(stack.enter_context(_open(made, site, shape)))
        first = opened[0]
        directory = Directory(first.engine)
        lineage = Lineage(first.engine, directory)
        reads = recorded(site, Warehouse(first.reads, directory, Freshness(first.engine), lineage), first.reads)
        # As the web process does once it is ready.
        gc.collect()
        gc.freeze()
        for number in range(-_WARM, _ROUNDS):
            say(f"reads: round {number + 1}/{_ROUNDS}" if number >= 0 else "reads: warming")
            for read in reads:
                for each in opened:
                    _ask(each, read, kept=number >= 0, ours_first=number % 2 == 0)
        return [each.times for each in opened]


@contextmanager
def _open(made: Databases, site: Site, shape: Shape) -> Iterator[_Opened]:
    urls = made.fresh()
    rows = fill(made.superuser(urls.owner), site.cities[0].code, shape)
    writer = open_engine(urls.writer)
    # The grids have no outlines.
    sum_months(writer, site, LAST_DAY + timedelta(days=1), spots=False)
    writer.dispose()
    engine = open_engine(urls.reader)
    with engine.connect() as connection:
        # Nothing is asked at the same time: the pool needs one connection and keeps it.
        backend = psutil.Process(connection.scalar(text("SELECT pg_backend_pid()")))
    rights = Rights.everything(site.city_codes)
    with closing(connect(urls.reader)) as hand, closing(connect(urls.reader)) as bare:
        hand.autocommit = False
        with bare.cursor() as cursor:
            _tell(cursor, rights, for_transaction=False)
        reads = Reads(engine, Directory(engine))
        yield _Opened(engine, reads, hand, bare, rights, backend, ShapeTimes(shape, rows, _ROUNDS))
    engine.dispose()


def _ask(opened: _Opened, read: Read, *, kept: bool, ours_first: bool) -> None:
    times = opened.times.kinds.setdefault(read.name, ReadTimes())
    ways = (_ours, _by_hand, _alone)
    for way in ways if ours_first else reversed(ways):
        way(opened, read, times if kept else ReadTimes())


def _ours(opened: _Opened, read: Read, times: ReadTimes) -> None:
    before = opened.backend.cpu_times()
    with _counted(opened.engine) as statements:
        python, started = process_time(), perf_counter()
        answer = read.of(opened.reads)
        times.ours.append(1e3 * (perf_counter() - started))
        times.python += process_time() - python
    after = opened.backend.cpu_times()
    times.postgresql += after.user + after.system - before.user - before.system
    times.statements.append(len(statements))
    times.answers = max(times.answers, 1 if isinstance(answer, Value) else len(answer))


def _by_hand(opened: _Opened, read: Read, times: ReadTimes) -> None:
    """Under the same terms: a transaction that has its scope, and a frame where ours is one."""
    started = perf_counter()
    with opened.hand.cursor() as cursor:
        _tell(cursor, opened.rights, for_transaction=True)
        cursor.execute(read.by_hand())
        rows = cursor.fetchall()
        opened.hand.commit()
        if read.by:
            pd.DataFrame(rows, columns=[column.name for column in cursor.description or ()])
    times.by_hand.append(1e3 * (perf_counter() - started))


def _tell(cursor: pg_cursor, rights: Rights, *, for_transaction: bool) -> None:
    """Say who asks, as a read does: for a transaction, or for as long as the connection is open."""
    told = {name: value for name, value in settings_of(rights).items() if name != "transaction_read_only"}
    calls = ", ".join("set_config(%s, %s, %s)" for _ in told)
    cursor.execute(f"SELECT {calls}", [part for each in told.items() for part in (*each, for_transaction)])


def _alone(opened: _Opened, read: Read, times: ReadTimes) -> None:
    """The question, and nothing around it."""
    started = perf_counter()
    with opened.bare.cursor() as cursor:
        cursor.execute(read.by_hand())
        cursor.fetchall()
    times.alone.append(1e3 * (perf_counter() - started))


@contextmanager
def _counted(engine: Engine) -> Iterator[list[str]]:
    """The messages that are sent in the block, each of a scope and a question."""
    found: list[str] = []

    class Noting(pg_cursor):
        def execute(self, query: Any, vars: Any = None) -> None:
            found.append(str(query))
            super().execute(query, vars)

    def note(connection: Any, *_: Any) -> None:
        connection.cursor_factory = Noting

    def forget(connection: Any, *_: Any) -> None:
        connection.cursor_factory = pg_cursor

    event.listen(engine, "checkout", note)
    event.listen(engine, "checkin", forget)
    try:
        yield found
    finally:
        event.remove(engine, "checkout", note)
        event.remove(engine, "checkin", forget)
