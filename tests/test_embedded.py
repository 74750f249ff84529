"""The embedded PostgreSQL starts, is shared, survives crashes, and stops, whoever runs it in whatever language."""

import os
import signal
import stat
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from conftest import FAST, Server
from psycopg2 import DatabaseError, OperationalError
from sqlalchemy import create_engine, make_url

from data_access.connection import WarehouseUnavailableError, assert_reader, connect
from data_access.embedded import EmbeddedServer, running_server
from data_access.folder import known_urls
from data_access.processes import child_environment, spawn
from data_access.roles import NARROW, ROLES, passwords_file

_ROOT = os.geteuid() == 0
_NOBODY = 65534
_PROJECT = Path(__file__).resolve().parents[1]
_PACKAGES = sysconfig.get_path("purelib")
_SCRIPT = """
import sys, time
from pathlib import Path
from data_access.connection import connect
from data_access.embedded import running_server
with running_server(Path(sys.argv[1]), say=lambda text: None, options=sys.argv[3:]) as urls:
    with connect(urls.owner).cursor() as cursor:
        cursor.execute("SELECT string_agg(w, ' ' ORDER BY w) FROM (VALUES ('b'), ('B'), ('黄'), ('a')) AS words (w)")
        print(cursor.fetchone()[0], flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def data(data_folder_base: Path, request: pytest.FixtureRequest) -> Path:
    """A data folder of one test."""
    return data_folder_base / str(request.node.name).replace("[", "-").replace("]", "")


@pytest.fixture(scope="module")
def own(data_folder_base: Path) -> Iterator[EmbeddedServer]:
    """A server that tests of this module may kill."""
    server = EmbeddedServer(data_folder_base / "own", lambda sentence: None, FAST)
    server.start()
    yield server
    server.stop()


def _start(data: Path, seconds: float, environment: dict[str, str], user: int | None = None) -> subprocess.Popen[str]:
    python = sys.executable if user is None else _python_for_everybody()
    return subprocess.Popen(
        [python, "-c", _SCRIPT, str(data), str(seconds), *FAST],
        cwd=_PROJECT,
        env={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": _PACKAGES, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
    )


def _python_for_everybody() -> str:
    """This Python where an ordinary user may run it, else the system's of the same version."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for program in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        check = ["/bin/sh", "-c", '"$0" -c 0 2>/dev/null', program]
        if subprocess.run(check, user=_NOBODY, cwd="/", check=False).returncode == 0:
            return program
    pytest.skip(f"an ordinary user can run no {version} here")


def _server_of(data: Path) -> psutil.Process:
    lock = data / "postgres" / "cluster" / "postmaster.pid"
    return psutil.Process(int(lock.read_text().splitlines()[0]))


def _one(url: str, query: str) -> object:
    connection = connect(url)
    with connection.cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
    connection.close()
    return row[0] if row else None


def test_roles_own_nothing_they_should_not_and_passwords_are_private(server: Server) -> None:
    query = "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'cockpit\\_%' AND rolname <> 'cockpit_administrator'"
    assert _one(server.urls.reader, query) == len((*ROLES, *NARROW))
    assert _one(server.urls.reader, query + " AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)") == 0
    path = passwords_file(server.data)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_nobody_else_may_connect(server: Server) -> None:
    assert _one(server.administrator, "SELECT has_database_privilege('public', 'cockpit', 'CONNECT')") is False
    with pytest.raises(OperationalError, match="permission denied"):
        connect(make_url(server.urls.reader).set(database="postgres").render_as_string(hide_password=False))


def test_the_server_never_runs_as_root(server: Server) -> None:
    assert _server_of(server.data).uids().real != 0


def test_a_reader_is_let_in_and_everybody_else_is_refused(server: Server) -> None:
    engine = create_engine(server.urls.reader)
    assert_reader(engine)
    engine.dispose()
    for url in (server.administrator, server.urls.owner, server.urls.writer):
        engine = create_engine(url)
        with pytest.raises(WarehouseUnavailableError, match="COCKPIT_READER_URL"):
            assert_reader(engine)
        engine.dispose()


def test_the_log_of_the_server_names_no_value(own: EmbeddedServer) -> None:
    planted = "13800000000"
    connection = connect(own.urls.owner)
    with connection.cursor() as cursor:
        for statement in (f"SELECT '{planted}'::date", f"SELECT '{planted}' FROM nowhere"):
            with pytest.raises(DatabaseError):
                cursor.execute(statement)
    connection.close()
    assert "ready to accept connections" in own.log.read_text()
    assert planted not in own.log.read_text()


def test_a_second_user_shares_the_server_and_leaves_it_running(own: EmbeddedServer) -> None:
    second = EmbeddedServer(own.log.parents[1], lambda sentence: None)
    assert second.start() == own.urls
    second.stop()
    assert _one(own.urls.reader, "SELECT 1") == 1


def test_when_the_owner_ends_another_user_starts_the_server_again_at_the_same_address(data: Path) -> None:
    first, second = (EmbeddedServer(data, lambda sentence: None, FAST) for _ in range(2))
    urls = first.start()
    second.start()
    first.stop()
    second.ensure()
    assert second.urls == urls
    assert _one(urls.reader, "SELECT 1") == 1
    second.stop()


def test_a_killed_server_is_started_again_with_what_was_committed(own: EmbeddedServer) -> None:
    data = own.log.parents[1]
    connection = connect(own.urls.owner)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    connection.close()
    before = own.urls
    _server_of(data).kill()
    psutil.wait_procs([psutil.Process(own._process.pid)] if own._process else [], timeout=5)
    own.ensure()
    assert own.urls == before
    assert _one(own.urls.owner, "SELECT answer FROM kept") == 42


@pytest.mark.parametrize(
    "environment",
    [{}, {"LANG": "zh_CN.UTF-8"}, {"LANG": "zh_CN.UTF-8", "LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"}],
    ids=["without-LANG", "LANG-not-generated", "LC_ALL-not-generated"],
)
def test_any_language_setting_will_do(data: Path, environment: dict[str, str]) -> None:
    process = _start(data, 0, environment)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output.strip()) == (0, "B a b 黄"), errors


@pytest.mark.skipif(not _ROOT, reason="only root can become somebody else; as an ordinary user all tests are this one")
def test_an_ordinary_user_needs_no_rights(data: Path) -> None:
    data.mkdir()
    os.chown(data, _NOBODY, _NOBODY)
    process = _start(data, 0, {}, user=_NOBODY)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output.strip()) == (0, "B a b 黄"), errors
    assert {path.stat().st_uid for path in data.rglob("*")} == {_NOBODY}


def test_a_killed_owner_takes_its_server_along_and_the_next_start_works(data: Path) -> None:
    process = _start(data, 600, {})
    assert process.stdout is not None
    assert process.stdout.readline()
    server = _server_of(data)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert psutil.wait_procs([server], timeout=20)[1] == []
    with running_server(data, say=lambda sentence: None, options=FAST) as urls:
        assert _one(urls.reader, "SELECT 1") == 1


def test_a_leftover_server_is_ended_and_a_misleading_lock_file_dropped(data: Path) -> None:
    said: list[str] = []
    server = EmbeddedServer(data, said.append, FAST)
    server.start()
    cluster = server._cluster
    assert cluster is not None
    server.stop()
    command: list[str | Path] = [cluster.program("postgres"), "-D", cluster.folder, "-c", "unix_socket_directories="]
    leftover = spawn([*command, "-c", "port=1025"], child_environment({}), subprocess.DEVNULL, user=cluster.user)
    lock = cluster.folder / "postmaster.pid"
    while not lock.exists() or "ready" not in lock.read_text():
        assert leftover.poll() is None
    server.start()
    leftover.wait(5)
    assert any("earlier crash" in sentence for sentence in said)
    server.stop()
    lock.write_text(f"{os.getpid()}\n{cluster.folder}\n0\n")
    server.start()
    server.stop()


def test_lost_passwords_are_named(data: Path) -> None:
    with running_server(data, say=lambda sentence: None, options=FAST):
        pass
    passwords_file(data).unlink()
    with (
        pytest.raises(WarehouseUnavailableError, match="restore them from the same backup"),
        running_server(data, say=lambda sentence: None, options=FAST),
    ):
        pass
    assert known_urls(data) is not None
