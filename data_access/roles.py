"""The roles of the warehouse, their generated passwords, and the database they share."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import psycopg2.errors
import psycopg2.extensions
from psycopg2 import sql
from sqlalchemy import URL, make_url

from data_access.connection import OLDEST_VERSION, ConnectionUrls, WarehouseUnavailableError, address, connect

ADMINISTRATOR = "cockpit_administrator"
OWNER, WRITER, READER, APP, PUBLISHER = ROLES = (
    *("cockpit_owner", "cockpit_writer", "cockpit_reader", "cockpit_app", "cockpit_publisher"),
)
# What the reader becomes for viewers of single counties or townships, and the latter until it is told otherwise.
COUNTY_READER, TOWNSHIP_READER = NARROW = ("cockpit_county_reader", "cockpit_township_reader")
DATABASE = "cockpit"
_MAINTENANCE = (None, "", "postgres", "template1")
_RIGHTS = {
    OWNER: "CONNECT, CREATE, TEMPORARY",
    WRITER: "CONNECT, TEMPORARY",
    **dict.fromkeys((READER, APP, PUBLISHER), "CONNECT"),
}


def passwords_file(data: Path) -> Path:
    """Where the passwords are kept: mode 600 in a folder of mode 700."""
    return data / "secrets" / "passwords.json"


def read_passwords(data: Path) -> dict[str, str]:
    """Passwords by role; empty where none were made yet."""
    path = passwords_file(data)
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except (json.JSONDecodeError, TypeError, ValueError):
        raise WarehouseUnavailableError(f"{path} is damaged: restore it from a backup") from None


def ensure_passwords(data: Path) -> dict[str, str]:
    """Passwords of all roles; those still missing are generated and kept."""
    known = read_passwords(data)
    missing = [role for role in (ADMINISTRATOR, *ROLES) if role not in known]
    if missing:
        known |= {role: secrets.token_urlsafe(24) for role in missing}
        _write_private(passwords_file(data), json.dumps(known, indent=1))
    return known


def _write_private(path: Path, content: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def urls_for(base: URL, passwords: dict[str, str]) -> ConnectionUrls:
    """The roles' URLs on the server and database of `base`."""

    def url(role: str) -> str:
        parts = base.set(drivername="postgresql+psycopg2", username=role, password=passwords[role])
        return parts.render_as_string(hide_password=False)

    return ConnectionUrls(*map(url, ROLES))


@dataclass(frozen=True, slots=True)
class Preparation:
    """Makes roles and database through an administrator's URL; `ours` marks the embedded server.

    On a server that is ours a role's password is set to the one we keep; on any other server a role that
    exists is left as it is, because another machine may be using it.
    """

    administrator_url: str
    passwords: dict[str, str]
    ours: bool

    def run(self) -> ConnectionUrls:
        """Make what is missing. Raises WarehouseUnavailableError with one sentence where that cannot be done."""
        administrator = make_url(self.administrator_url)
        database = DATABASE if administrator.database in _MAINTENANCE else str(administrator.database)
        with_default = administrator if administrator.database else administrator.set(database="postgres")
        connection = self._connected(with_default.render_as_string(hide_password=False))
        urls = urls_for(administrator.set(database=database), self.passwords)
        try:
            existing = _names(connection, "SELECT rolname FROM pg_roles")
            for role in ROLES:
                if role not in existing:
                    self._create(connection, role)
            _ensure_narrow(connection, existing)
            self._ensure_database(connection, database)
            if self.ours:
                with connection.cursor() as cursor:
                    cursor.execute("REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC")
            for role, url in zip(ROLES, urls.every, strict=True):
                if role in existing:
                    self._check_password(connection, role, url)
        except psycopg2.errors.InsufficientPrivilege as error:
            raise WarehouseUnavailableError(
                f"the user {administrator.username} of COCKPIT_DATABASE_URL may not prepare {address(urls.owner)} "
                f"({_first_line(error)}): give it CREATEROLE and CREATEDB, or make the roles and the database "
                "as docs/operations.md describes"
            ) from None
        finally:
            connection.close()
        return urls

    def _connected(self, url: str) -> psycopg2.extensions.connection:
        try:
            connection = connect(url)
        except psycopg2.OperationalError as error:
            raise WarehouseUnavailableError(
                f"PostgreSQL at {address(url)} cannot be reached ({_first_line(error)}): start it, "
                "or correct COCKPIT_DATABASE_URL"
            ) from None
        version = connection.server_version // 10_000
        if version < OLDEST_VERSION:
            connection.close()
            raise WarehouseUnavailableError(
                f"PostgreSQL at {address(url)} is version {version}; {OLDEST_VERSION} or newer is needed: upgrade it, "
                "or leave COCKPIT_DATABASE_URL empty to use the embedded one"
            )
        return connection

    def _create(self, connection: psycopg2.extensions.connection, role: str) -> None:
        statement = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
        with connection.cursor() as cursor:
            cursor.execute(statement.format(sql.Identifier(role), sql.Literal(self._verifier(connection, role))))

    def _verifier(self, connection: psycopg2.extensions.connection, role: str) -> str:
        """The password as the server stores it, so that a server which logs statements never logs a password."""
        return psycopg2.extensions.encrypt_password(
            self.passwords[role], role, scope=connection, algorithm="scram-sha-256"
        )

    def _ensure_database(self, connection: psycopg2.extensions.connection, database: str) -> None:
        name = sql.Identifier(database)
        with connection.cursor() as cursor:
            if database not in _names(connection, "SELECT datname FROM pg_database"):
                cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
                if not (cursor.fetchone() or (False,))[0]:
                    cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))
                create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'")
                cursor.execute(create.format(name, sql.Identifier(OWNER)))
            cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
            for role, rights in _RIGHTS.items():
                grant = sql.SQL("GRANT {} ON DATABASE {} TO {}")
                cursor.execute(grant.format(sql.SQL(rights), name, sql.Identifier(role)))

    def _check_password(self, connection: psycopg2.extensions.connection, role: str, url: str) -> None:
        try:
            connect(url).close()
        except psycopg2.OperationalError as error:
            if not self.ours:
                raise WarehouseUnavailableError(
                    f"the role {role} exists at {address(url)} but not with the password kept here "
                    f"({_first_line(error)}): copy secrets/passwords.json from the machine that made it, "
                    "or drop the role"
                ) from None
            statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
            with connection.cursor() as cursor:
                cursor.execute(statement.format(sql.Identifier(role), sql.Literal(self._verifier(connection, role))))


def _ensure_narrow(connection: psycopg2.extensions.connection, existing: set[str]) -> None:
    """The roles that see less, and that the reader begins as the one that sees least."""
    with connection.cursor() as cursor:
        for role in NARROW:
            if role not in existing:
                cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
        member = f"SELECT roleid::regrole FROM pg_auth_members WHERE member = '{READER}'::regrole"  # nosec B608
        members = _names(connection, member)
        for role in NARROW:
            if role not in members:
                grant = sql.SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE")
                cursor.execute(grant.format(sql.Identifier(role), sql.Identifier(READER)))
        own = f"setrole = '{READER}'::regrole AND setdatabase = 0"
        begun = f"SELECT setconfig FROM pg_db_role_setting WHERE {own}"  # nosec B608
        if not any(f"role={TOWNSHIP_READER}" in each for each in _names(connection, begun)):
            begin = sql.SQL("ALTER ROLE {} SET role = {}")
            cursor.execute(begin.format(sql.Identifier(READER), sql.Identifier(TOWNSHIP_READER)))


def _names(connection: psycopg2.extensions.connection, query: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {str(row[0]) for row in cursor.fetchall()}


def _first_line(error: psycopg2.Error) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
