"""The page of the administrator: who may sign in and whether they can, and what is done to an account, by whom."""

import pytest
from entering import ORIGIN, Entrance, post
from flask.testing import FlaskClient
from screen import build, draw, said
from test_export import restricted, taken

from dashboard.access.audit import Asked
from dashboard.access.log import StoredLog


@pytest.fixture
def administrator(entrance: Entrance) -> FlaskClient:
    """Somebody who may manage accounts; the log says who."""
    name = f"managers_{len(entrance.administration.accounts())}"
    return entrance.signed_in(name, entrance.administration.add(name, "administrator", origin="demonstration"))


def last(entrance: Entrance) -> tuple[str, str, str]:
    line = StoredLog(entrance.administration.engine, entrance.administration.clock).lines(Asked(), count=1)[0]
    return line.event, line.actor, line.subject


def state(entrance: Entrance, name: str) -> tuple[bool, bool]:
    (found,) = [row for row in entrance.administration.accounts() if row.name == name]
    return bool(found.disabled), bool(found.must_change)


def test_accounts_stand_with_role_and_state_and_ones_own_cannot_be_changed() -> None:
    shown = draw(build(), "accounts-list", page="/accounts")
    words = said(shown)
    assert "3 个" in words
    assert "northern_office全部 · everything随角色local可用停用重置密码结束会话" in words
    assert "southern_office全部 · everything随角色local已停用启用" in words
    assert words.endswith("tester全部 · everything随角色local可用")
    assert "hallwall · 站点已无此角色3410main可用撤销" in said(draw(build(), "accounts-screens"))


def test_who_may_not_manage_accounts_sees_none_and_takes_none_out() -> None:
    app, _access = restricted(accounts=False)
    assert "northern_office" not in said(draw(app, "accounts-list")) + said(draw(app, "accounts-screens"))
    assert taken(app, "/export/csv?page=/accounts").status_code == 403
    assert "northern_office" in taken(build(), "/export/csv?page=/accounts").get_data(as_text=True)


def test_an_account_is_disabled_reset_and_signed_out_and_the_log_says_by_whom(
    entrance: Entrance, administrator: FlaskClient, account: tuple[str, str]
) -> None:
    name, password = account
    client = entrance.signed_in(name, password)
    answer = post(administrator, "/accounts/sign-out", account=name)
    assert (answer.status_code, answer.location) == (303, "/accounts")
    assert client.get("/version", base_url=ORIGIN).status_code == 401
    for what, disabled in (("disable", True), ("enable", False)):
        assert post(administrator, f"/accounts/{what}", account=name).status_code == 303
        assert state(entrance, name) == (disabled, False)
    event, actor, subject = last(entrance)
    assert (event, actor[:9], subject) == ("account_enabled", "managers_", name)
    page = post(administrator, "/accounts/reset", account=name)
    fresh = page.text.split("<output>")[1].split("</output>")[0]
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert state(entrance, name) == (False, True)
    assert post(entrance.client(), "/signin", account=name, password=fresh).location == "/signin/password"
    assert post(entrance.client(), "/signin", account=name, password=password).status_code == 401


def test_a_wall_is_revoked(entrance: Entrance, administrator: FlaskClient) -> None:
    token = entrance.administration.add_screen("lobby", "wall", "")
    wall = entrance.client()
    assert wall.get(f"/screen/{token}", base_url=ORIGIN).status_code == 302
    assert post(administrator, "/accounts/revoke", account="lobby").status_code == 303
    assert wall.get("/version", base_url=ORIGIN).status_code == 401


@pytest.mark.parametrize("what", ["disable", "enable", "reset", "sign-out", "revoke"])
def test_what_nobody_may_send_changes_nothing(
    entrance: Entrance, administrator: FlaskClient, account: tuple[str, str], what: str
) -> None:
    name, before = account[0], len(entrance.administration.accounts())
    path = f"/accounts/{what}"
    assert post(administrator, path, origin=None, account=name).status_code == 400
    assert post(administrator, path, origin="https://elsewhere.example", account=name).status_code == 400
    assert post(entrance.client(), path, account=name).status_code == 401
    assert post(entrance.signed_in(*account), path, account=name).status_code == 403
    assert post(administrator, path, account="nobody' OR '1'='1").status_code == 404
    assert post(administrator, "/accounts/promote", account=name).status_code == 404
    assert administrator.get(path, base_url=ORIGIN).status_code in (200, 405)
    assert state(entrance, name) == (False, False)
    assert len(entrance.administration.accounts()) == before


def test_nobody_disables_resets_or_signs_out_themselves_here(entrance: Entrance) -> None:
    name = f"alone_{len(entrance.administration.accounts())}"
    alone = entrance.signed_in(name, entrance.administration.add(name, "administrator", origin="demonstration"))
    for what in ("disable", "reset", "sign-out"):
        answer = post(alone, f"/accounts/{what}", account=name)
        assert (answer.status_code, "另一位" in answer.text) == (400, True)
    assert state(entrance, name) == (False, False)
