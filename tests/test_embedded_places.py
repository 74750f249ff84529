"""Where the database lies and whose server it is: closed folders, full disks, servers of somebody else."""

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from conftest import FAST, Server
from sqlalchemy import make_url

from data_access import cluster as cluster_module
from data_access import roles as roles_module
from data_access.binaries import Binaries, find_binaries
from data_access.connection import ConnectionUrls, WarehouseUnavailableError, connect
from data_access.embedded import EmbeddedServer, running_server
from data_access.folder import free_port, known_urls
from data_access.logs import last_lines, rotate
from data_access.roles import ADMINISTRATOR, NARROW, ROLES, Preparation, read_passwords

_as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only as root is there another user to run the server as")


@pytest.fixture
def closed(data_folder_base: Path) -> Iterator[Path]:
    """A folder that only its owner may enter, as /root is."""
    folder = data_folder_base / "closed"
    folder.mkdir(mode=0o700)
    yield folder
    shutil.rmtree(folder)


def _statement(url: str, *statements: str) -> None:
    connection = connect(url)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def _fails(url: str | None, data: Path) -> str:
    """The one sentence with which a start fails."""
    with (
        pytest.raises(WarehouseUnavailableError) as caught,
        running_server(data, url, say=lambda sentence: None, options=FAST),
    ):
        pass
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


@_as_root
def test_below_a_closed_folder_root_starts_the_server_elsewhere_and_opens_nothing(
    closed: Path, data_folder_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = data_folder_base / "elsewhere"
    installed = find_binaries()
    programs = installed.copy_to(closed / "installed")
    monkeypatch.setattr(cluster_module, "_ELSEWHERE", elsewhere)
    monkeypatch.setattr(cluster_module, "find_binaries", lambda major: programs)
    data = closed / "project" / "var"
    for _ in range(2):
        with running_server(data, say=lambda sentence: None, options=FAST) as urls:
            _statement(urls.reader, "SELECT 1")
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert not (data / "postgres").exists()
    (home,) = elsewhere.iterdir()
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert home.stat().st_uid != 0


def test_a_full_disk_is_one_sentence(data_folder_base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = data_folder_base / "full" / "bin"
    programs.mkdir(parents=True)
    script = "#!/bin/sh\necho 'initdb: error: could not write: No space left on device' >&2; exit 1\n"
    for name in ("initdb", "postgres"):
        (programs / name).write_text(script)
        (programs / name).chmod(0o755)
    monkeypatch.setattr(cluster_module, "find_binaries", lambda major: Binaries(programs, 18))
    data = data_folder_base / "full-data"
    assert _fails(None, data).startswith(f"the disk that holds {data / 'postgres'} is full")
    assert list((data / "postgres").iterdir()) == []


@_as_root
def test_a_disk_that_is_really_full_is_one_sentence(data_folder_base: Path) -> None:
    disk = data_folder_base / "small"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m,mode=755", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not let root mount a small disk")
    try:
        assert "is full" in _fails(None, disk / "var")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_an_unreachable_server_is_one_sentence(tmp_path: Path) -> None:
    port = free_port()
    sentence = _fails(f"postgresql://somebody@127.0.0.1:{port}/postgres", tmp_path)
    assert sentence.startswith(f"PostgreSQL at 127.0.0.1:{port}/postgres cannot be reached")


def test_a_server_that_is_too_old_is_one_sentence(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roles_module, "OLDEST_VERSION", 99)
    assert "99 or newer is needed" in _fails(server.administrator, tmp_path)


def test_roles_of_another_machine_are_left_alone(server: Server, tmp_path: Path) -> None:
    assert "copy secrets/passwords.json" in _fails(server.administrator, tmp_path)
    _statement(server.urls.reader, "SELECT 1")


def test_an_ordinary_administrator_prepares_a_server_and_one_without_rights_is_told(data_folder_base: Path) -> None:
    data, other = data_folder_base / "external", data_folder_base / "external-client"
    with running_server(data, say=lambda sentence: None, options=FAST) as embedded:
        superuser = make_url(embedded.owner).set(
            username=ADMINISTRATOR, password=read_passwords(data)[ADMINISTRATOR], database="postgres"
        )
        _statement(
            superuser.render_as_string(hide_password=False),
            "DROP DATABASE cockpit",
            f"DROP ROLE {', '.join((*ROLES, *NARROW))}",
            "CREATE ROLE helper LOGIN CREATEROLE CREATEDB PASSWORD 'helper'",
            "CREATE ROLE guest LOGIN PASSWORD 'guest'",
            "GRANT CONNECT ON DATABASE postgres TO helper, guest",
        )

        def url(role: str) -> str:
            return superuser.set(username=role, password=role).render_as_string(hide_password=False)

        assert "CREATEROLE and CREATEDB" in _fails(url("guest"), other)
        for _ in range(2):
            with running_server(other, url("helper")) as urls:
                _statement(urls.owner, "CREATE SCHEMA IF NOT EXISTS cockpit")
                _statement(urls.reader, "SELECT 1")
        assert known_urls(other) == urls


def test_a_role_that_exists_keeps_its_password_only_on_servers_that_are_not_ours(data_folder_base: Path) -> None:
    server = EmbeddedServer(data_folder_base / "mended", lambda sentence: None, FAST)
    urls: ConnectionUrls = server.start()
    passwords = read_passwords(data_folder_base / "mended")
    administrator = make_url(urls.owner).set(
        username=ADMINISTRATOR, password=passwords[ADMINISTRATOR], database="postgres"
    )
    superuser = administrator.render_as_string(hide_password=False)
    other = {**passwords, "cockpit_reader": "another"}
    with pytest.raises(WarehouseUnavailableError, match=r"cockpit_reader exists .* not with the password kept here"):
        Preparation(superuser, other, ours=False).run()
    _statement(urls.reader, "SELECT 1")
    fresh = Preparation(superuser, other, ours=True).run()
    _statement(fresh.reader, "SELECT 1")
    with pytest.raises(psycopg2.OperationalError):
        _statement(urls.reader, "SELECT 1")
    server.stop()


def test_a_log_stays_small_and_its_last_words_are_found(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    for round_number in range(6):
        log.write_text(f"{'x' * 90}\n{round_number}\n\n")
        rotate(log, limit=50)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["web.log", "web.log.1", "web.log.2", "web.log.3"]
    assert log.read_text() == ""
    assert last_lines(tmp_path / "web.log.1", 1) == ["5"]
    assert last_lines(tmp_path / "none", 1) == []
