"""Databases as cities have them, real and on loopback: a PostgreSQL and a MariaDB that tests fill, kill and start."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
from conftest import FAST
from sqlalchemy import URL, Engine, NullPool, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from data_access.embedded import EmbeddedServer
from data_access.folder import free_port
from data_access.processes import User, child_environment, end_group, spawn
from data_access.roles import ADMINISTRATOR, read_passwords

_FAST_MARIADB = ("--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync", "--skip-log-bin")
_STARTS = 60.0


@dataclass(slots=True)
class Server:
    """A running server of a city: `administrator` is its URL, `kind` postgresql or mariadb."""

    kind: str
    administrator: URL
    start: Callable[[], None]
    kill: Callable[[], None]
    made: int = field(default=0)

    def database(self) -> "SourceDatabase":
        """A new, empty database with a user who may do nothing but read."""
        self.made += 1
        name, user, password = f"city_{uuid.uuid4().hex[:8]}", f"reader_{self.made}", secrets.token_urlsafe(12)
        own = self.administrator.set(database=name)
        with _engine(self.administrator).connect() as connection:
            run = connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql
            run(f"CREATE DATABASE {name}{'' if self.kind == 'postgresql' else ' CHARACTER SET utf8mb4'}")
            if self.kind == "postgresql":
                run(f"CREATE ROLE {user} LOGIN PASSWORD '{password}'")
            else:
                run(f"CREATE USER {user}@'127.0.0.1' IDENTIFIED BY '{password}'")
                run(f"GRANT SELECT ON {name}.* TO {user}@'127.0.0.1'")
        if self.kind == "postgresql":
            with _engine(own).begin() as connection:
                connection.exec_driver_sql(f"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {user}")
        return SourceDatabase(self, _engine(own), own.set(username=user, password=password))


@dataclass(slots=True)
class SourceDatabase:
    """One database of a server: `engine` may do all, `reader` is the URL that a source is given."""

    server: Server
    engine: Engine
    reader: URL

    @property
    def url(self) -> str:
        """The reader's URL with its password."""
        return self.reader.render_as_string(hide_password=False)

    def run(self, *statements: str) -> None:
        """Run statements as the administrator; `{…}` stands for what the two kinds call differently."""
        with self.engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(self.spelled(statement).replace("%", "%%"))

    def spelled(self, statement: str) -> str:
        """A statement in the server's own words."""
        words = _WORDS[self.server.kind]
        for name, word in words.items():
            statement = statement.replace("{" + name + "}", word)
        return statement

    def insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        """Insert rows, all with the same columns."""
        names = list(rows[0])
        values = ", ".join(f":{name}" for name in names)
        with self.engine.begin() as connection:
            connection.execute(text(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})"), rows)


_WORDS = {
    "postgresql": {"moment": "timestamp", "zoned": "timestamptz", "bytes": "bytea", "truth": "boolean"},
    "mariadb": {"moment": "datetime(6)", "zoned": "timestamp(6) NULL", "bytes": "longblob", "truth": "tinyint(1)"},
}


@pytest.fixture(scope="session")
def city_postgresql(data_folder_base: Path) -> Iterator[Server]:
    """A PostgreSQL of its own, so that killing it does not end the warehouse."""
    data = data_folder_base / "city_postgresql"
    embedded = EmbeddedServer(data, lambda _text: None, FAST)
    urls = embedded.start()
    url = make_url(urls.owner).set(
        drivername="postgresql+psycopg2",
        username=ADMINISTRATOR,
        password=read_passwords(data)[ADMINISTRATOR],
        database="postgres",
    )

    def kill() -> None:
        # A postmaster that was killed leaves its children reading on for a moment.
        lines = next(data.glob("**/postmaster.pid")).read_text(encoding="ascii").splitlines()
        _kill(psutil.Process(int(lines[0])))

    yield Server("postgresql", url, embedded.ensure, kill)
    embedded.stop()


@pytest.fixture(scope="session")
def city_mariadb(data_folder_base: Path) -> Iterator[Server]:
    """A MariaDB that an ordinary user runs in a temporary folder."""
    pytest.importorskip("pymysql", reason="missing: PyMySQL (pip install -r requirements-mysql.txt)")
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    program, install = (shutil.which(name, path=path) for name in ("mariadbd", "mariadb-install-db"))
    if program is None or install is None:
        pytest.skip("missing: MariaDB's server (make system-deps installs it)")
    home = data_folder_base / "city_mariadb"
    home.mkdir()
    user = _ordinary_user(home)
    port, password = free_port(), secrets.token_urlsafe(12)
    begin = home / "begin.sql"
    begin.write_text(
        f"CREATE USER IF NOT EXISTS administrator@'127.0.0.1' IDENTIFIED BY '{password}';\n"
        "GRANT ALL ON *.* TO administrator@'127.0.0.1' WITH GRANT OPTION;\n"
    )
    _install(install, home, user)
    running: list[subprocess.Popen[bytes]] = []
    url = URL.create("mysql+pymysql", "administrator", password, "127.0.0.1", port, query={"charset": "utf8mb4"})
    command = [program, "--no-defaults", f"--datadir={home / 'data'}", f"--port={port}", "--bind-address=127.0.0.1"]
    command += [f"--socket={home / 'socket'}", f"--init-file={begin}", "--skip-name-resolve", "--tmpdir=/tmp"]
    command += ["--innodb-buffer-pool-size=64M", "--default-time-zone=+00:00", *_FAST_MARIADB]

    def start() -> None:
        with (home / "log").open("ab") as log:
            running.append(spawn(command, child_environment(os.environ), log, user=user))
        _await(url, home / "log")

    def kill() -> None:
        _kill(psutil.Process(running[-1].pid))
        running[-1].wait()

    start()
    yield Server("mariadb", url, start, kill)
    end_group(running[-1])


@pytest.fixture(params=["postgresql", "mariadb"], scope="module")
def city(request: pytest.FixtureRequest) -> SourceDatabase:
    """A new database on each of the servers in turn, shared by the tests of a module."""
    server: Server = request.getfixturevalue(f"city_{request.param}")
    return server.database()


def _engine(url: URL) -> Engine:
    return create_engine(url, poolclass=NullPool)


def _ordinary_user(home: Path) -> User | None:
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    os.chown(home, entry.pw_uid, entry.pw_gid)
    return User(entry.pw_uid, entry.pw_gid)


def _install(program: str, home: Path, user: User | None) -> None:
    command = [program, "--no-defaults", f"--datadir={home / 'data'}", "--auth-root-authentication-method=normal"]
    command += ["--skip-test-db", "--skip-name-resolve", *_FAST_MARIADB]
    with (home / "log").open("ab") as log:
        made = spawn(command, child_environment(os.environ), log, user=user).wait()
    if made != 0:
        pytest.fail(f"{program} failed: {(home / 'log').read_text(errors='replace')[-2000:]}")


def _await(url: URL, log: Path) -> None:
    deadline = time.monotonic() + _STARTS
    while True:
        try:
            _engine(url).connect().close()
            return
        except OperationalError:
            if time.monotonic() > deadline:
                pytest.fail(f"MariaDB did not start: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.1)


def _kill(process: psutil.Process) -> None:
    family = [process, *process.children(recursive=True)]
    for each in family:
        each.send_signal(signal.SIGKILL)
    psutil.wait_procs(family, timeout=10)
