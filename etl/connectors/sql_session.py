"""A session with somebody's database: read-only, with time-outs, in the source's time zone, without our secrets."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from psycopg2.extensions import new_type, register_type
from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from etl.connectors.faults import where
from etl.connectors.sql_faults import Place, fault_of, misread
from etl.connectors.sql_patience import limit
from etl.declare.sql import Sql
from etl.errors import SiteInvalid

# The driver that is meant where a URL names none.
_DRIVERS = {
    "postgresql": "postgresql+psycopg2",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
    "oracle": "oracle+oracledb",
    "mssql": "mssql+pymssql",
}
_EXTRAS = {"pymysql": "mysql", "oracledb": "oracle", "pymssql": "sqlserver"}
# date, timestamp, timestamptz: PostgreSQL knows moments that Python does not (infinity, years before 1).
_TIMES_AS_TEXT = new_type((1082, 1114, 1184), "TIMES_AS_TEXT", lambda value, _cursor: value)
# What goes wrong is said in our own sentences; theirs would hold statements.
_SILENT = ("sqlalchemy.engine", "sqlalchemy.pool")

_log = structlog.get_logger(__name__)

Run = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Manner:
    """How one kind of database is spoken to: its clock, what a session begins with, what its driver is told."""

    clock: str = "SELECT CURRENT_TIMESTAMP"
    prepare: Callable[[Run, Sql, str], None] = lambda _run, _sql, _zone: None
    arguments: Callable[[Sql], dict[str, Any]] = lambda _sql: {}


def _postgresql(run: Run, sql: Sql, zone: str) -> None:
    run("SET TRANSACTION READ ONLY")
    run(f"SET LOCAL statement_timeout = {ceil(sql.statement_seconds * 1000)}")
    run(f"SET LOCAL TIME ZONE '{zone}'")
    run("SET LOCAL datestyle = 'ISO'")


def _mysql(run: Run, sql: Sql, zone: str) -> None:
    run("SET SESSION TRANSACTION READ ONLY")
    # Old tables hold 0000-00-00; a strict session would not let us compare with it.
    run("SET SESSION sql_mode = REPLACE(REPLACE(@@sql_mode, 'NO_ZERO_IN_DATE', ''), 'NO_ZERO_DATE', '')")
    _first_that_works(
        run,
        f"SET SESSION max_statement_time = {sql.statement_seconds:g}",
        f"SET SESSION max_execution_time = {ceil(sql.statement_seconds * 1000)}",
    )
    # TIMESTAMP columns come in the session's zone. Names of zones are known only where their tables were loaded.
    if not _first_that_works(run, f"SET time_zone = '{zone}'", *_fixed_offset(zone)):
        raise SiteInvalid(
            f"the database knows no time zone '{zone}'; ask its administrator to load its zones "
            "(mysql_tzinfo_to_sql), or set the source's time_zone to one without summer time"
        )
    run("START TRANSACTION READ ONLY")


def _oracle(run: Run, _sql: Sql, zone: str) -> None:
    run("SET TRANSACTION READ ONLY")
    run(f"ALTER SESSION SET TIME_ZONE = '{zone}'")


# One more kind of database is one more line. One that is not here is read all the same, by what all have in common.
_MANNERS: Mapping[str, Manner] = MappingProxyType(
    {
        "postgresql": Manner(
            "SELECT clock_timestamp()",
            _postgresql,
            lambda sql: {
                "connect_timeout": ceil(sql.timeout_seconds),
                "application_name": "cockpit",
                "keepalives_idle": ceil(sql.timeout_seconds),
                "keepalives_interval": 5,
                "keepalives_count": 3,
            },
        ),
        "mysql": Manner(
            "SELECT UTC_TIMESTAMP(6)",
            _mysql,
            lambda sql: {
                "connect_timeout": ceil(sql.timeout_seconds),
                "read_timeout": ceil(sql.statement_seconds) + 5,
                "write_timeout": ceil(sql.timeout_seconds),
            },
        ),
        "oracle": Manner("SELECT SYS_EXTRACT_UTC(SYSTIMESTAMP) FROM DUAL", _oracle),
        "mssql": Manner("SELECT SYSUTCDATETIME()"),
        "sqlite": Manner(
            "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')",
            lambda run, *_: run("PRAGMA query_only = ON"),
            # How long somebody who writes to it may keep it locked.
            lambda sql: {"timeout": min(sql.timeout_seconds, 5.0)},
        ),
    }
)


class Database:
    """One database, over one connection that is made anew after a fault. Close it."""

    def __init__(self, sql: Sql, text: str, zone: str) -> None:
        """`text` is the URL itself. Raises SiteInvalid, without the URL, where it cannot be used."""
        self._sql = sql
        self._zone = ZoneInfo(zone).key
        kept = where(sql.url) if sql.url else f"sql.sqlite ({sql.sqlite})"
        url = _address(text, kept)
        self.place = Place(url, kept, (text, url.password or ""), sql.statement_seconds)
        name = url.get_backend_name()
        self.kind = "mysql" if name == "mariadb" else name
        self._manner = _MANNERS.get(self.kind, Manner())
        self._engine = _engine(url, self._manner.arguments(sql), self.place)

    @contextmanager
    def session(self) -> Iterator[Connection]:
        """A read-only transaction. Raises TransientError, SourceUnavailable or SourceChanged, also from inside."""
        try:
            connection = self._engine.connect()
        except (SQLAlchemyError, OSError) as error:
            raise fault_of(error, self.place, connecting=True) from None
        driver = connection.connection.dbapi_connection
        whole = False
        try:
            self._prepare(connection)
            yield connection
            whole = True
        except (SQLAlchemyError, OSError) as error:
            raise fault_of(error, self.place, connecting=False) from None
        except UnicodeDecodeError:
            raise misread(self.place) from None
        finally:
            _let_go(connection, driver, whole)

    def close(self) -> None:
        """End the connection."""
        self._engine.dispose()

    def now(self, connection: Connection) -> datetime:
        """The database's own clock, in UTC."""
        value = connection.exec_driver_sql(self._manner.clock).scalar_one()
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        if moment.tzinfo is None:
            known = self.kind in _MANNERS
            moment = moment.replace(tzinfo=UTC if known else ZoneInfo(self._zone))
        return moment.astimezone(UTC)

    def moment(self, moment: datetime, zone: str) -> object:
        """A time as this database compares it with its columns: text with offset for PostgreSQL, else local time."""
        local = moment.astimezone(ZoneInfo(zone))
        if self.kind == "postgresql":
            return local.isoformat()
        plain = local.replace(tzinfo=None)
        return plain.isoformat(" ") if self.kind == "sqlite" else plain

    def _prepare(self, connection: Connection) -> None:
        if self._engine.dialect.driver == "psycopg2":
            register_type(_TIMES_AS_TEXT, connection.connection.dbapi_connection)  # type: ignore[arg-type]
        self._manner.prepare(connection.exec_driver_sql, self._sql, self._zone)
        if self.kind == "sqlite":
            limit(connection.connection.dbapi_connection, self._sql.statement_seconds)


def _address(text: str, kept: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise SiteInvalid(
            f"{kept} does not hold a database URL; it looks like postgresql://host:5432/database, with user, a colon, "
            "password and @ before the host"
        ) from None
    if "@" in (url.host or "") or "/" in (url.host or ""):
        raise SiteInvalid(f"in {kept} the password has an @, a / or a colon: write them as %40, %2F and %3A")
    return url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))


def _engine(url: URL, arguments: dict[str, Any], place: Place) -> Engine:
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return create_engine(url, poolclass=QueuePool, pool_size=1, hide_parameters=True, connect_args=arguments)
    except (NoSuchModuleError, ImportError):
        driver = url.drivername.partition("+")[2]
        extra = _EXTRAS.get(driver)
        install = f"pip install -r requirements-{extra}.txt" if extra else "install it (docs/connect/sql.md)"
        raise SiteInvalid(f"the driver for {url.drivername}, named in {place.kept}, is not there; {install}") from None
    except (SQLAlchemyError, ValueError, TypeError):
        raise SiteInvalid(f"the database URL in {place.kept} cannot be used; see docs/connect/sql.md") from None


def _first_that_works(run: Run, *statements: str) -> bool:
    for statement in statements:
        try:
            run(statement)
        except SQLAlchemyError as error:
            if getattr(error, "connection_invalidated", False):
                raise
            continue
        return True
    return False


def _fixed_offset(zone: str) -> tuple[str, ...]:
    """A zone that has not changed its clocks for years, as MySQL writes it; none for one that does."""
    year = datetime.now(UTC).year
    days = [datetime(year - back, month, 1, tzinfo=ZoneInfo(zone)) for back in range(20) for month in range(1, 13)]
    offsets = {day.strftime("%z") for day in days}
    return tuple(f"SET time_zone = '{each[:3]}:{each[3:]}'" for each in offsets) if len(offsets) == 1 else ()


def _let_go(connection: Connection, driver: object, whole: bool) -> None:
    """Give a connection back, or give it up, whatever it is still sending."""
    if whole:
        try:
            connection.rollback()
            connection.close()
            return
        except (SQLAlchemyError, OSError):
            _log.info("database went away", reason="after all rows were read")
    # PyMySQL would read the rest of an answer first, also from a connection that is gone.
    answer = getattr(driver, "_result", None)
    if getattr(answer, "unbuffered_active", False):
        answer.unbuffered_active = False  # type: ignore[union-attr]  # it has one
    connection.invalidate()
    connection.close()
