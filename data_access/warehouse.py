"""How the warehouse is opened: one engine a role, and read transactions that carry the viewer's scope."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from select import POLLIN, poll
from typing import Any

import psycopg2
from psycopg2.errors import DuplicatePreparedStatement, InvalidSqlStatementName
from psycopg2.extensions import cursor as pg_cursor
from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import DBAPIError, DisconnectionError

from data_access.patience import milliseconds_left
from data_access.roles import COUNTY_READER, TOWNSHIP_READER
from data_access.scope import Rights
from data_access.themes import kinds_of

# Whose policies bind a read: a role that sees less is taken on for the transaction.
_ROLES = {"city": "none", "county": COUNTY_READER, "township": TOWNSHIP_READER}

# What a question answered: its rows as the driver gives them.
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Question:
    """SQL as the driver takes it, with the values of its parameters."""

    sql: str
    values: Mapping[str, Any]


def open_engine(url: str, *, pool_size: int = 4, seconds: float = 0) -> Engine:
    """An engine for `url`; connections are looked at before use, so a restarted server is survived.

    No statement takes longer than `seconds`, unless its transaction says so; 0: as long as it takes.
    """
    limit = {"options": f"-c statement_timeout={round(1000 * seconds)}"} if seconds else {}
    engine = create_engine(
        # People write postgresql:// and mean the driver that is installed.
        make_url(url).set(drivername="postgresql+psycopg2"),
        pool_size=pool_size,
        max_overflow=4,
        # Where nobody says goodbye (a cut cable), the system finds out, and ends the connection here.
        connect_args={"connect_timeout": 10, "application_name": "cockpit", "keepalives_idle": 60, **limit},
    )
    event.listen(engine, "checkout", _look)
    return engine


def _look(connection: Any, *_: Any) -> None:
    """Have a connection replaced that the server has ended.

    A server says nothing to whoever asks nothing, unless it ends the connection: where there is nothing to read, all is
    well, and no question has to be sent to find out.
    """
    if not connection.closed:
        heard = poll()
        heard.register(connection.fileno(), POLLIN)
        if not heard.poll(0):
            return
    raise DisconnectionError("the server has ended the connection")


def settings_of(rights: Rights) -> dict[str, str]:
    """What PostgreSQL is told for one transaction: of the viewer, whom policies look at, and how long it may take."""
    return {
        "app.cities": ",".join(rights.cities),
        "app.counties": ",".join(rights.counties or ()),
        "app.townships": ",".join(rights.townships or ()),
        "app.kinds": ",".join(kinds_of(rights.themes)),
        "role": _ROLES[rights.level],
        "statement_timeout": str(milliseconds_left()),
        "transaction_read_only": "on",
        # Screens ask what is answered in milliseconds: to start workers for it takes longer.
        "max_parallel_workers_per_gather": "0",
    }


@contextmanager
def read_connection(engine: Engine, rights: Rights) -> Iterator[Connection]:
    """A read-only transaction that sees the rows of `rights` and no others.

    The scope is set by one statement at the start, for this transaction only. Without it the row-level
    security policies let no row through.
    """
    with engine.connect() as connection, connection.begin():
        connection.execute(select(*(func.set_config(*each, True) for each in settings_of(rights).items())))
        yield connection


def ask(engine: Engine, rights: Rights, questions: Sequence[Question]) -> list[Rows]:
    """The rows that each question answers, each in a transaction like that of `read_connection`.

    A scope and its question are one message without BEGIN and COMMIT: PostgreSQL makes a transaction of all that a
    message says, sets the scope for it, and answers. One way there and back is all that is waited for.
    """
    told = settings_of(rights)
    calls = ", ".join(f"set_config('{name}', %(setting_{place})s, true)" for place, name in enumerate(told))
    settings = {f"setting_{place}": value for place, value in enumerate(told.values())}
    with _driver(engine) as (cursor, _known):
        return [
            _answered(cursor, Question(f"SELECT {calls};\n{question.sql}", {**settings, **question.values}))
            for question in questions
        ]


def ask_prepared(engine: Engine, name: str, question: Question) -> Rows:
    """The rows that a question answers in a transaction of its own, without a viewer: of accounts and sessions.

    What is asked again and again has a name, by which each connection knows its plan: to make one takes longer than to
    answer. A name always stands for the same SQL.
    """
    places = {value: f"${place}" for place, value in enumerate(question.values, 1)}
    execute = f"EXECUTE {name} ({', '.join(f'%({value})s' for value in question.values)})"
    prepare = f"PREPARE {name} AS {question.sql % places}".replace("%", "%%")
    with _driver(engine) as (cursor, known):
        first = execute if name in known else f"{prepare};\n{execute}"
        known[name] = True
        try:
            return _answered(cursor, Question(first, question.values))
        except DBAPIError as error:
            # Behind a pooler each message may reach another server's process, which knows the name or does not.
            if not isinstance(error.orig, (DuplicatePreparedStatement, InvalidSqlStatementName)):
                raise
            again = execute if isinstance(error.orig, DuplicatePreparedStatement) else f"{prepare};\n{execute}"
            return _answered(cursor, Question(again, question.values))


def _answered(cursor: pg_cursor, question: Question) -> Rows:
    try:
        cursor.execute(question.sql, dict(question.values))
        return cursor.fetchall()
    except psycopg2.Error as error:
        # What others raise who ask through SQLAlchemy; neither the scope nor a value belongs into a message.
        raise DBAPIError.instance(question.sql, None, error, psycopg2.Error, hide_parameters=True) from error


@contextmanager
def _driver(engine: Engine) -> Iterator[tuple[pg_cursor, dict[Any, Any]]]:
    """A cursor of the driver's own, on a connection of the pool, and what is known of that connection: what SQLAlchemy
    does around a statement and its rows costs as much again as a short question.
    """
    try:
        kept = engine.raw_connection()
    except psycopg2.Error as error:
        raise DBAPIError.instance(None, None, error, psycopg2.Error, hide_parameters=True) from error
    try:
        connection: Any = kept.driver_connection
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                yield cursor, kept.info
        finally:
            # Whoever has it next begins transactions; of one that the server ended nothing can be said any more.
            if not connection.closed:
                connection.autocommit = False
    finally:
        kept.close()
