"""What a database's refusal means, and the sentence for it: never its URL, its password or a value of a record."""

from dataclasses import dataclass, field

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from etl.connectors.faults import TransientError, quoted
from etl.errors import JobError, SourceChanged, SourceUnavailable

# SQLSTATE: connection, resources, operator intervention, rollback by the server.
_PASSING_STATES = ("08", "53", "57P", "40")
_TIMED_OUT = frozenset({"57014", "1969", "3024", "SQLITE_INTERRUPT"})
_SQLITE = "SQLITE_"
_LOCKED = frozenset({"SQLITE_BUSY", "SQLITE_LOCKED"})
# Python's own words, which come without a code.
_UNDECODED = "Could not decode to UTF-8"
# Where drivers keep the code of an error.
_STATES = ("pgcode", "sqlstate", "sqlite_errorname")
# A value that does not fit a type: the database's message would quote it.
_OF_A_VALUE = "22"
# Numbers of MySQL and MariaDB: lost, too many connections, shutting down, deadlock, lock wait, killed.
_PASSING_NUMBERS = frozenset(
    {
        *("1040", "1042", "1053", "1077", "1079", "1152", "1158", "1159", "1160", "1161", "1184", "1203", "1205"),
        *("1213", "1317", "1927", "2002", "2003", "2006", "2013", "2055"),
    }
)
_REFUSING_NUMBERS = frozenset(
    {"1044", "1045", "1049", "1130", "1142", "1227", "1251", "1275", "1524", "1698", "2059", "4151"}
)
# PostgreSQL's driver gives no SQLSTATE while connecting, only words.
_PASSING_WORDS = (
    *("starting up", "shutting down", "too many", "in recovery", "reserved", "refused", "timeout", "timed out"),
    *("could not translate", "could not connect", "could not receive", "could not send", "no route", "unreachable"),
    *("closed the connection", "reset by peer", "no such file"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a database is, as far as it may be said, where its URL is kept, and what must never be said."""

    url: URL = field(repr=False)
    kept: str
    secrets: tuple[str, ...] = field(repr=False)
    statement_seconds: float

    def __str__(self) -> str:
        if self.url.get_backend_name() == "sqlite" and self.url.database:
            return f"the database file {self.url.database.partition('?')[0].rpartition('/')[2]}"
        host = self.url.host or "a local file or socket"
        port = f":{self.url.port}" if self.url.port else ""
        return f"the database at {host}{port}"


def fault_of(error: Exception, place: Place, *, connecting: bool) -> JobError | TransientError:
    """The error to raise for one of SQLAlchemy or of the system."""
    code = _code(error)
    if _UNDECODED in _message(error):
        return misread(place)
    if connecting:
        return _refusal(error, code, place)
    if code in _TIMED_OUT:
        return SourceUnavailable(
            f"{place} did not finish a statement within {place.statement_seconds:g} s; ask for an index on the columns "
            "it is sorted by, or raise sql.statement_seconds"
        )
    lost = getattr(error, "connection_invalidated", False) or isinstance(error, OSError)
    if lost or code.startswith(_PASSING_STATES) or code in _PASSING_NUMBERS:
        return TransientError(f"{place} broke off")
    if code in _LOCKED:
        return TransientError(f"{place} is locked by somebody who writes to it")
    if (not code or code.startswith(_SQLITE)) and isinstance(error, (OperationalError, InterfaceError)):
        return TransientError(f"{place} failed ({type(error).__name__})")
    said = f" (code {code})" if code else ""
    if not code.startswith(_OF_A_VALUE) or len(code) != 5:
        said = f": {quoted(_message(error), place.secrets)}{said}"
    return SourceChanged(f"{place} refuses the statement{said}; check the dataset's select, since and rights")


def misread(place: Place) -> SourceChanged:
    """The error for text that is not in the encoding that the connection says."""
    return SourceChanged(
        f"{place} sends text in another encoding than its connection says; name the right one in the URL "
        "(PostgreSQL: ?client_encoding=gb18030, MySQL: ?charset=gb18030); a SQLite file is always read as UTF-8"
    )


def _refusal(error: Exception, code: str, place: Place) -> JobError | TransientError:
    words = _message(error).lower()
    passing = isinstance(error, (OperationalError, InterfaceError, OSError)) and code not in _REFUSING_NUMBERS
    if passing and place.url.get_backend_name() == "postgresql":
        passing = any(each in words for each in _PASSING_WORDS)
    if passing:
        return TransientError(f"{place} cannot be reached")
    user = f" as '{place.url.username}'" if place.url.username else ""
    return SourceChanged(
        f"{place} refuses us{user}; check user, password and database name in {place.kept}, and that this machine "
        "may connect"
    )


def _code(error: Exception) -> str:
    """SQLSTATE, the number of MySQL and MariaDB, or SQLite's name; '' where the driver gives none."""
    original = error.orig if isinstance(error, DBAPIError) else None
    first = original.args[0] if original is not None and original.args else None
    if isinstance(first, int):
        return str(first)
    state = next(filter(None, (getattr(original, name, None) for name in _STATES)), None)
    return state if isinstance(state, str) else ""


def _message(error: Exception) -> str:
    original = error.orig if isinstance(error, DBAPIError) else None
    parts = [part for part in getattr(original, "args", ()) if isinstance(part, str)]
    lines = (parts[-1] if parts else str(original or "")).strip().splitlines()
    return lines[0] if lines else type(error).__name__
