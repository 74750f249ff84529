"""Which proxies are believed, how long a request may ask the database, and how large it may be."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

import pytest
from box_asked import ask as ask_box
from entering import HOST, ORIGIN, Entrance, post
from fake_reads import FakeReads
from flask import Flask, request
from psycopg2.errors import QueryCanceled
from screen import build, chart, draw, said
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from dashboard.serving.front import stand
from data_access import patience
from data_access.connection import ConnectionUrls
from data_access.metric import Metric
from data_access.queries import Value
from data_access.scope import Rights, Scope
from data_access.warehouse import Question, ask, open_engine, read_connection
from settings import SettingsError, read_settings

FORWARDED = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "elsewhere.example"}
TOO_LONG = "查询用时过长，已停止；请缩小范围，或稍后再试。"


@pytest.fixture(autouse=True)
def _patient() -> Iterator[None]:
    yield
    patience.begin(0)


def told(trusted: str, asking: str) -> tuple[str | None, str, str]:
    """Address, scheme and name of a forwarded request, as an application behind these proxies sees them."""
    server = Flask("told")
    stand(server, [ip_network(each) for each in trusted.split()], 5)
    server.get("/")(lambda: {"seen": [request.remote_addr, request.scheme, request.host]})
    answer = server.test_client().get("/", headers=FORWARDED, environ_base={"REMOTE_ADDR": asking}, base_url=ORIGIN)
    assert patience.milliseconds_left() == 0
    address, scheme, host = answer.get_json()["seen"]
    return address, scheme, host


@pytest.mark.parametrize(
    ("trusted", "asking"),
    [("", "127.0.0.1"), ("10.0.0.0/8", "127.0.0.1"), ("10.0.0.0/8 fd00::/8", "::1"), ("0.0.0.0/0", "")],
)
def test_what_somebody_says_of_themselves_counts_as_not_said(trusted: str, asking: str) -> None:
    assert told(trusted, asking) == (asking, "http", HOST)


@pytest.mark.parametrize(("trusted", "asking"), [("10.0.0.5", "10.0.0.5"), ("127.0.0.1 fd00::/8", "fd00::7")])
def test_a_proxy_that_is_trusted_says_who_asks_and_over_tls_but_not_by_which_name(trusted: str, asking: str) -> None:
    assert told(trusted, asking) == ("203.0.113.9", "https", HOST)


def test_behind_a_trusted_proxy_cookies_are_for_tls_only(entrance: Entrance, account: tuple[str, str]) -> None:
    server, form = entrance.app.server, {"account": account[0], "password": account[1]}
    before = server.wsgi_app
    for trusted, secure in (((), False), ((ip_network("127.0.0.1"),), True)):
        stand(server, trusted, 5)
        scheme = "https" if secure else "http"
        headers = FORWARDED | {"Origin": f"{scheme}://{HOST}"}
        answer = entrance.client().post("/signin", data=form, headers=headers, base_url=ORIGIN)
        server.wsgi_app = before
        assert answer.status_code == 302
        assert ("Secure" in answer.headers["Set-Cookie"]) is secure
        assert ("Strict-Transport-Security" in answer.headers) is secure


def test_a_question_is_stopped_when_the_patience_of_who_asks_is_over(database: ConnectionUrls) -> None:
    engine, rights = open_engine(database.reader, pool_size=1), Rights(("3410",))
    slow = Question("SELECT pg_sleep(30)", {})
    patience.begin(0.3)
    for _ in range(2):
        # The second has no time left at all.
        with pytest.raises(OperationalError) as error:
            ask(engine, rights, [Question("SELECT 1", {}), slow])
        assert isinstance(error.value.orig, QueryCanceled)
    with pytest.raises(OperationalError, match="statement timeout"), read_connection(engine, rights) as connection:
        connection.execute(text("SELECT pg_sleep(30)"))
    patience.begin(60)
    assert ask(engine, rights, [Question("SELECT pg_sleep(0.01), 7", {})]) == [[("", 7)]]
    engine.dispose()


def test_what_has_no_transaction_of_a_viewer_has_a_limit_too(database: ConnectionUrls) -> None:
    engine = open_engine(database.app, pool_size=1, seconds=0.2)
    with pytest.raises(OperationalError, match="statement timeout"), engine.connect() as connection:
        connection.execute(text("SELECT pg_sleep(30)"))
    engine.dispose()


class _Stopped(FakeReads):
    """Whose questions the database has stopped, or cannot hear."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__()
        self.cause = cause

    def totals(self, metrics: Any, scope: Scope) -> dict[str, Value]:
        raise OperationalError("SELECT", {}, self.cause)

    def total(self, metric: Metric, scope: Scope) -> Value:
        raise OperationalError("SELECT", {}, self.cause)

    def breakdown(self, metric: Metric, by: str, scope: Scope) -> Any:
        raise OperationalError("SELECT", {}, self.cause)


def test_a_panel_whose_question_took_too_long_says_so_in_its_place() -> None:
    app = build(_Stopped(QueryCanceled()))
    assert said(draw(app, "overview-cards")) == f"{TOO_LONG}重试"
    assert said(draw(app, "overview-cards", lang="en")).startswith("The question took too long")
    assert chart(app, "overview-county-map")["className"] == "drawn-nothing"
    answer = app.server.test_client().get("/export/xlsx?page=/")
    assert (answer.status_code, answer.text) == (503, TOO_LONG)


def test_a_panel_of_a_database_that_is_away_stays_as_it_was() -> None:
    answer = ask_box(build(_Stopped(Exception("gone"))).server.test_client(), "panel:overview-headline")
    assert (answer.status_code, answer.text[:8]) == (503, "数据库暂时连不上")


def test_a_form_that_is_too_large_is_refused_with_a_sentence(entrance: Entrance) -> None:
    answer = post(entrance.client(), "/signin", account="x" * 1_000_001)
    assert (answer.status_code, answer.text) == (413, "请求过大，未予处理。")


@pytest.mark.parametrize(("name", "given"), [("TRUSTED_PROXIES", "the proxy"), ("REQUEST_SECONDS", "0")])
def test_a_proxy_is_an_address_and_a_limit_a_time(monkeypatch: pytest.MonkeyPatch, name: str, given: str) -> None:
    monkeypatch.setenv(f"COCKPIT_{name}", given)
    with pytest.raises(SettingsError, match=f"COCKPIT_{name}: .*given: '{given}'"):
        read_settings()


def test_proxies_are_named_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().trusted_proxies == ()
    monkeypatch.setenv("COCKPIT_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8")
    assert read_settings().trusted_proxies == (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"))
