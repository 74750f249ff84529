"""What connects to the warehouse: URLs by role, the error that names what is wrong, and the check of a reader."""

from dataclasses import dataclass, field

import psycopg2
import psycopg2.extensions
from sqlalchemy import Engine, make_url, text

OLDEST_VERSION = 16


class WarehouseUnavailableError(Exception):
    """The warehouse cannot be used; the sentence says what happened, to what, and what to do."""


@dataclass(frozen=True, slots=True)
class ConnectionUrls:
    """SQLAlchemy URLs of one database, one a role. They hold passwords: never print or log them."""

    owner: str = field(repr=False)
    writer: str = field(repr=False)
    reader: str = field(repr=False)
    app: str = field(repr=False)
    publisher: str = field(default="", repr=False)

    @property
    def every(self) -> tuple[str, ...]:
        """All of them, in the order of the roles."""
        return self.owner, self.writer, self.reader, self.app, self.publisher


def connect(url: str, *, seconds: int = 10) -> psycopg2.extensions.connection:
    """A psycopg2 connection in autocommit for a SQLAlchemy URL; raises psycopg2.OperationalError."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg2.connect(plain, connect_timeout=seconds, application_name="cockpit")
    connection.autocommit = True
    return connection


def address(url: str) -> str:
    """host:port/database of a URL, for sentences; without user and password."""
    parts = make_url(url)
    return f"{parts.host or 'local socket'}:{parts.port or 5432}/{parts.database or ''}"


_PRIVILEGES = text("""
SELECT session_user AS role, r.rolsuper AS superuser, r.rolbypassrls AS bypassing, r.rolcreaterole AS creating,
  EXISTS (SELECT FROM pg_roles AS o WHERE o.rolname IN ('cockpit_owner', 'cockpit_writer')
    AND pg_has_role(session_user, o.oid, 'MEMBER')) AS member,
  EXISTS (SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('cockpit', 'access') AND c.relowner = r.oid) AS owning
FROM pg_roles AS r WHERE r.rolname = session_user
""")


def assert_reader(engine: Engine) -> None:
    """Raise WarehouseUnavailableError unless the engine's role is bound by row-level security.

    A superuser, a role with BYPASSRLS or CREATEROLE, an owner of a table and whoever may act as the owner or
    the jobs would show every row to every viewer.
    """
    _assert_bound(engine, "COCKPIT_READER_URL", "cockpit_reader")


def assert_app(engine: Engine) -> None:
    """Raise WarehouseUnavailableError unless the role of accounts is as little as that: the log must only grow."""
    _assert_bound(engine, "COCKPIT_APP_URL", "cockpit_app")


def assert_publisher(engine: Engine) -> None:
    """Raise WarehouseUnavailableError unless the role that reads sums of whole cities is as little as that."""
    _assert_bound(engine, "COCKPIT_PUBLISHER_URL", "cockpit_publisher")


def _assert_bound(engine: Engine, variable: str, wanted: str) -> None:
    with engine.connect() as connection:
        row = connection.execute(_PRIVILEGES).one()
    if row.superuser or row.bypassing or row.creating or row.member or row.owning:
        raise WarehouseUnavailableError(
            f"the web process was given the role {row.role}, which row-level security does not bind: "
            f"set {variable} to a URL of the role {wanted}"
        )
