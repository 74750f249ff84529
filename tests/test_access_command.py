"""Accounts and walls from the terminal, the key of the cookies, secrets in files: real processes, real files."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from entering import Office, utc_now
from platforms.ready import PROJECT, command
from python_calamine import CalamineWorkbook
from signed_in import QUICK, ROLES

from dashboard.access.accounts import Accounts
from dashboard.access.secret import cookie_secret
from data_access.connection import ConnectionUrls
from data_access.site import SiteError
from data_access.site_roles import read_roles
from data_access.warehouse import open_engine
from settings import SettingsError, read_settings


def dashboard(urls: ConnectionUrls, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "COCKPIT_APP_URL": urls.app}
    return command("dashboard", words, environment)


def test_an_account_is_added_listed_reset_and_disabled_from_the_terminal(module_database: ConnectionUrls) -> None:
    added = dashboard(module_database, "users", "add", "county_office", "--role", "county", "--division", "341002")
    assert added.returncode == 0, added.stderr
    password = added.stdout.split()[1]
    engine = open_engine(module_database.app)
    accounts = Accounts(engine, ROLES.sign_in, utc_now, QUICK)
    assert accounts.sign_in("county_office", password)
    environment = {**os.environ, "COCKPIT_APP_URL": module_database.app, "PYTHONIOENCODING": "utf-8"}
    # As people start it; the other commands begin with everything imported.
    asked = [sys.executable, "-m", "dashboard", "users", "list"]
    listed = subprocess.run(asked, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True).stdout
    assert listed.split() == ["county_office", "county", "341002", "local", "first", "password"]
    reset = dashboard(module_database, "users", "reset", "county_office").stdout
    assert not accounts.sign_in("county_office", password)
    assert accounts.sign_in("county_office", reset.split()[1])
    assert "disabled" in dashboard(module_database, "users", "disable", "county_office").stdout
    assert not accounts.sign_in("county_office", reset.split()[1])
    engine.dispose()


def test_who_may_what_is_written_as_a_workbook_and_is_a_line_of_the_log(office: Office, tmp_path: Path) -> None:
    office.administration.add("northern_office", "everything")
    urls = ConnectionUrls("", "", "", office.engine.url.render_as_string(hide_password=False))
    done = dashboard(urls, "permissions", str(tmp_path / "who.xlsx"))
    assert (done.returncode, done.stdout) == (0, f"{tmp_path / 'who.xlsx'}\n"), done.stderr
    book = CalamineWorkbook.from_path(tmp_path / "who.xlsx")
    assert book.sheet_names == ["角色 Roles", "页面 Pages", "主题 Themes", "账号 Accounts", "大屏 Screens"]
    assert any("northern_office" in row for row in book.get_sheet_by_name("账号 Accounts").to_python())
    assert office.log()[-1] == ("export", "done", "operator", "permissions", "xlsx")
    refused = dashboard(urls, "permissions", str(tmp_path / "nowhere" / "who.xlsx"))
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "cannot be written (No such file or directory); name a file in a folder of yours" in refused.stderr
    assert len(office.log()) == 2


def test_what_cannot_be_done_is_one_sentence_and_a_code(module_database: ConnectionUrls) -> None:
    for words, said in (
        (("users", "reset", "nobody"), "there is no account 'nobody'"),
        (("users", "add", "office", "--role", "king"), "there is no role 'king'; there are: leader, "),
        (("screens", "revoke", "nothing"), "there is no screen 'nothing'"),
    ):
        done = dashboard(module_database, *words)
        assert done.returncode == 2
        assert said in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_wall_is_added_with_an_address_and_revoked(module_database: ConnectionUrls) -> None:
    added = dashboard(module_database, "screens", "add", "hall", "--role", "wall", "--playlist", "main")
    assert added.stdout.startswith("hall: /screen/")
    assert "in use" in dashboard(module_database, "screens", "list").stdout
    assert dashboard(module_database, "screens", "revoke", "hall").returncode == 0
    assert "revoked" in dashboard(module_database, "screens", "list").stdout


def test_processes_that_start_at_once_have_one_key_which_nobody_else_may_read(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: cookie_secret(tmp_path, None), range(8)))
    assert len(keys) == 1
    assert len(keys.pop()) == 64
    path = tmp_path / "secrets" / "cookie.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["cookie.key"]
    assert cookie_secret(tmp_path, "given by the environment") == "given by the environment"


def test_a_secret_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "url"
    path.write_text("postgresql://somebody@db.example/cockpit\n", encoding="utf-8")
    monkeypatch.setenv("COCKPIT_APP_URL_FILE", str(path))
    assert read_settings().app_url == "postgresql://somebody@db.example/cockpit"
    monkeypatch.setenv("COCKPIT_APP_URL_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(SettingsError, match=r"COCKPIT_APP_URL_FILE: .* cannot be read"):
        read_settings()


def test_a_site_without_roles_has_the_six_that_are_documented(tmp_path: Path) -> None:
    found = read_roles(tmp_path)
    assert set(found.roles) == {"leader", "analyst", "wall", "data_engineer", "auditor", "administrator"}
    assert not found.demonstration
    assert [key for key, role in found.roles.items() if role.accounts] == ["administrator"]
    assert [key for key, role in found.roles.items() if role.audit] == ["auditor"]
    assert not found.roles["administrator"].themes, "who manages accounts sees no numbers"
    (tmp_path / "roles.toml").write_text("[roles]\n", encoding="utf-8")
    with pytest.raises(SiteError, match="roles"):
        read_roles(tmp_path)
