"""A dump of the warehouse holds every row, and a restored one is the same: the commands of docs/operations.md."""

import os
import subprocess
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Server
from platforms.events import EventPlatform, closed, record
from platforms.station import station, trial_source
from psycopg2 import sql
from replay.server import serving
from sqlalchemy import make_url

from data_access.binaries import find_binaries
from data_access.connection import ConnectionUrls, connect
from data_access.schema import metadata

TABLES = [table.name for table in metadata.sorted_tables]


@pytest.fixture
def filled(database: ConnectionUrls, tmp_path: Path) -> ConnectionUrls:
    """A database with something in facts, marts, ledger and quarantine, in two cities."""
    platform = EventPlatform(listed=[record("a", 1), closed("b", 20), record("broken", 1, reported=None)])
    with station(database, tmp_path / "data") as here, serving(platform) as served:
        source = trial_source(served.url, paging={"style": "none"}, since=None)
        for city in ("3410", "1405"):
            here.load(source.model_copy(update={"city_code": city}))
    return database


def program(name: str, url: str, *options: str) -> subprocess.CompletedProcess[str]:
    """One of PostgreSQL's programs as the owner; the password is in the environment."""
    at = make_url(url)
    plain = f"postgresql://{at.username}@{at.host}:{at.port}/{at.database}"
    path = find_binaries().folder / name
    given = {**os.environ, "PGPASSWORD": str(at.password)}
    return subprocess.run([path, f"--dbname={plain}", *options], env=given, capture_output=True, text=True, check=False)


def empty_database(server: Server) -> str:
    """The owner's URL of a new database that holds nothing."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    connection = connect(server.administrator)
    with connection.cursor() as cursor:
        create = "CREATE DATABASE {} OWNER cockpit_owner TEMPLATE template0 ENCODING 'UTF8'"
        cursor.execute(sql.SQL(create).format(sql.Identifier(name)))
    connection.close()
    return make_url(server.urls.owner).set(database=name).render_as_string(hide_password=False)


def counts(server: Server, url: str) -> dict[str, int]:
    """Rows a table, counted by an administrator whom no policy binds."""
    connection = connect(
        make_url(server.administrator).set(database=make_url(url).database).render_as_string(hide_password=False)
    )
    found = {}
    with connection.cursor() as cursor:
        for name in TABLES:
            cursor.execute(sql.SQL("SELECT count(*) FROM cockpit.{}").format(sql.Identifier(name)))
            found[name] = int((cursor.fetchone() or (0,))[0])
    connection.close()
    return found


@pytest.mark.parametrize("migrated", [False, True])
def test_a_dump_holds_every_row_and_is_restored(
    server: Server, filled: ConnectionUrls, new_database: Callable[[], ConnectionUrls], tmp_path: Path, migrated: bool
) -> None:
    dump = tmp_path / "cockpit.dump"
    done = program("pg_dump", filled.owner, "--enable-row-security", "--format=custom", f"--file={dump}")
    assert (done.returncode, done.stderr) == (0, "")
    other = new_database().owner if migrated else empty_database(server)
    clean = ("--clean", "--if-exists") if migrated else ()
    done = program("pg_restore", other, *clean, "--single-transaction", "--exit-on-error", str(dump))
    assert (done.returncode, done.stderr) == (0, "")
    before = counts(server, filled.owner)
    assert before["event"] == 4
    assert before["watermark"] == before["batch"] == before["quarantine"] == 2
    assert counts(server, other) == before
    assert program("psql", other, "--command=SELECT cockpit.refresh_statistics('event')").returncode == 0
