"""Signing in over HTTP with a real database: pages, cookies, refusals; and no route that opens without a session."""

import re

import pytest
from entering import HOST, ORIGIN, Entrance, anybody, application, held, post, with_cookie
from sqlalchemy import text

from dashboard.access.guard import OPEN, local_path
from dashboard.access.signed import COOKIE
from data_access.connection import ConnectionUrls
from data_access.warehouse import open_engine


def test_without_a_session_no_route_opens_but_those_that_are_listed(entrance: Entrance) -> None:
    client, seen = entrance.client(), set()
    for rule in entrance.app.server.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "x", rule.rule)
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            answer = client.open(path, method=method, base_url=ORIGIN)
            seen.add(rule.endpoint)
            if rule.endpoint in OPEN:
                assert answer.status_code not in (401, 500), path
            elif answer.status_code == 302:
                assert answer.location.startswith("/signin"), path
            else:
                assert answer.status_code == 401, f"{method} {path}"
                assert answer.text.endswith("。"), path
    assert {"/", "/<path:path>", "/_dash-update-component", "/_dash-layout", "version", "grids"} <= seen - OPEN


def test_what_is_listed_as_open_exists_and_shows_no_number(entrance: Entrance) -> None:
    assert {rule.endpoint for rule in entrance.app.server.url_map.iter_rules()} >= OPEN


def test_a_page_asks_to_sign_in_and_goes_on_where_one_wanted_to(entrance: Entrance, account: tuple[str, str]) -> None:
    client = entrance.client()
    answer = client.get("/?p=2026-10&r=341021", base_url=ORIGIN)
    assert answer.location == "/signin?next=%2F%3Fp%3D2026-10%26r%3D341021"
    page = client.get(answer.location, base_url=ORIGIN).text
    assert '<input type="hidden" name="next" value="/?p=2026-10&amp;r=341021">' in page
    name, password = account
    entered = post(client, "/signin", account=name, password=password, next="/?p=2026-10&r=341021")
    assert entered.location == "/?p=2026-10&r=341021"
    assert client.get(entered.location, base_url=ORIGIN).status_code == 200
    assert client.get("/version", base_url=ORIGIN).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "evil", "", None),
        *("/a\nb", "/ x", "/signout", "/signin?next=/", "\\/x", "/\t/evil.example", "/_dash-layout", "/screen/x"),
    ],
)
def test_signing_in_leads_to_no_other_place(path: str | None) -> None:
    assert local_path(path) == "/"


def test_pages_of_this_server_are_gone_on_to() -> None:
    for path in ("/", "/mediation", "/?p=2026-10&r=341021", "/sources?x=https://a.example"):
        assert local_path(path) == path


def test_the_cookie_is_for_this_server_alone_and_for_no_script(entrance: Entrance, account: tuple[str, str]) -> None:
    name, password = account
    plain = post(entrance.client(), "/signin", account=name, password=password).headers["Set-Cookie"]
    assert plain.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(plain.split("; "))
    assert "Secure" not in plain
    origin = f"https://{HOST}"
    typed = {"account": name, "password": password}
    over_tls = entrance.client().post("/signin", data=typed, base_url=origin, headers={"Origin": origin})
    assert "Secure" in over_tls.headers["Set-Cookie"].split("; ")
    assert "max-age" in over_tls.headers["Strict-Transport-Security"]
    assert name not in plain


def test_a_forged_or_foreign_cookie_opens_nothing(entrance: Entrance, account: tuple[str, str]) -> None:
    client = entrance.signed_in(*account)
    value = held(client)
    for forged in (value[:-3] + ("AAA" if value[-3:] != "AAA" else "BBB"), "x", "", value.split(".")[0]):
        stranger = with_cookie(entrance.app, forged)
        assert stranger.get("/version", base_url=ORIGIN).status_code == 401


def test_signing_out_ends_the_session_and_not_only_the_cookie(entrance: Entrance, account: tuple[str, str]) -> None:
    client = entrance.signed_in(*account)
    copied = with_cookie(entrance.app, held(client))
    assert post(client, "/signout").location == "/signin"
    assert copied.get("/version", base_url=ORIGIN).status_code == 401


def test_a_disabled_account_is_out_with_its_next_request(entrance: Entrance, account: tuple[str, str]) -> None:
    client = entrance.signed_in(*account)
    entrance.administration.disable(account[0])
    assert client.get("/version", base_url=ORIGIN).status_code == 401
    assert client.get("/", base_url=ORIGIN).location == "/signin"


def test_every_refusal_says_the_same(entrance: Entrance, account: tuple[str, str]) -> None:
    name, password = account
    answers = [post(entrance.client(), "/signin", account=each, password=name[::-1]) for each in (name, "nobody")]
    for _ in range(entrance.roles.sign_in.failures):
        answers.append(post(entrance.client(), "/signin", account=name, password=name[::-1]))
    answers.append(post(entrance.client(), "/signin", account=name, password=password))
    assert {answer.status_code for answer in answers} == {401}
    sentences = {re.search(r'role="alert">.*?</i>(.*?)</p>', answer.text)[1] for answer in answers}  # type: ignore[index]
    assert sentences == {"账号或密码不符，或账号已锁定、停用。"}


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None, "http://127.0.0.1:9"])
def test_a_form_of_another_site_is_refused(entrance: Entrance, account: tuple[str, str], origin: str | None) -> None:
    name, password = account
    client = entrance.client()
    assert post(client, "/signin", origin=origin, account=name, password=password).status_code == 400
    assert post(client, "/signin/demonstration", origin=origin, account="leader").status_code == 400
    assert client.get_cookie(COOKIE, domain="127.0.0.1") is None
    entered = entrance.signed_in(name, password)
    assert post(entered, "/signout", origin=origin).status_code == 400
    assert entered.get("/version", base_url=ORIGIN).status_code == 200


def test_with_a_first_password_nothing_opens_but_the_page_that_replaces_it(entrance: Entrance) -> None:
    name = "first_office"
    first = entrance.administration.add(name, "analyst")
    client = entrance.signed_in(name, first)
    assert client.get("/", base_url=ORIGIN).location == "/signin/password"
    assert client.get("/version", base_url=ORIGIN).status_code == 403
    refused = post(client, "/signin/password", old=first, new="a good new password", again="another one")
    assert (refused.status_code, "不一致" in refused.text) == (400, True)
    changed = post(client, "/signin/password", old=first, new="a good new password", again="a good new password")
    assert changed.location == "/"
    assert client.get("/", base_url=ORIGIN).status_code == 200


def test_one_address_may_try_only_so_often(entrance: Entrance, module_database: ConnectionUrls) -> None:
    engine = open_engine(module_database.app)
    few = entrance.roles.sign_in.model_copy(update={"attempts_a_minute": 3})
    app = application(engine, entrance.roles.model_copy(update={"sign_in": few}), one_click=False)
    other = application(engine, entrance.roles.model_copy(update={"sign_in": few}), one_click=False)
    # Whichever web process is asked, and whatever the account.
    answers = [post(anybody((app, other)[at % 2]), "/signin", account=f"x{at}", password="y") for at in range(5)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
    assert "过于频繁" in answers[-1].text
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT string_agg(key_hash, ' ') FROM access.attempt")).scalar_one()
    assert not {"127.0.0.1", "signin"} & set(kept.replace("/", " ").split())
    engine.dispose()


def test_one_address_may_try_only_so_many_wrong_tokens_of_walls(
    entrance: Entrance, module_database: ConnectionUrls
) -> None:
    engine = open_engine(module_database.app)
    few = entrance.roles.sign_in.model_copy(update={"attempts_a_minute": 3})
    app = application(engine, entrance.roles.model_copy(update={"sign_in": few}), one_click=False)
    token = entrance.administration.add_screen("hall", "wall", "")
    right = [anybody(app).get(f"/screen/{token}", base_url=ORIGIN).status_code for _ in range(5)]
    wrong = [anybody(app).get(f"/screen/{at}", base_url=ORIGIN).status_code for at in range(5)]
    assert (right, wrong) == ([302] * 5, [403, 403, 403, 429, 429])
    engine.dispose()


def test_a_database_that_does_not_answer_signs_nobody_out(entrance: Entrance, account: tuple[str, str]) -> None:
    client = entrance.signed_in(*account)
    url = "postgresql+psycopg2://cockpit_app@127.0.0.1:1/nothing"
    broken = with_cookie(application(open_engine(url), entrance.roles, one_click=False), held(client))
    for path in ("/", "/version"):
        answer = broken.get(path, base_url=ORIGIN)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
        assert "Set-Cookie" not in answer.headers
    assert post(broken, "/signin", account="x", password="y").status_code == 503
    assert client.get("/version", base_url=ORIGIN).status_code == 200


def test_a_role_that_the_site_no_longer_has_opens_nothing(entrance: Entrance, account: tuple[str, str]) -> None:
    client = entrance.signed_in(*account)
    with entrance.administration.engine.begin() as connection:
        connection.execute(text("UPDATE access.account SET role_key = 'gone' WHERE name = :name"), {"name": account[0]})
    assert client.get("/version", base_url=ORIGIN).status_code == 401
