"""Who asks: passwords, keys and tokens go where the platform wants them, are renewed once, and are never shown."""

import base64
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import orjson
import pytest
import structlog
from replay.server import Platform, Reply, Request, script, serving
from replay.sources import PATHS, http_connector, make_source, secret_of

from etl.connectors.http import HttpConnector
from etl.errors import SiteInvalid, SourceChanged, SourceUnavailable

GOOD = b'[{"id": "1", "when": null}]'
SECRET = {"env": "TRIAL_SECRET"}
OAUTH = {"kind": "oauth2", "token_url": "/oauth/token", "client_id": "cockpit", "client_secret": SECRET}


def test_a_password_goes_with_every_request() -> None:
    with serving(script(Reply(GOOD))) as platform:
        list(http_connector(platform.url, {"auth": {"kind": "basic", "user": "张", "password": SECRET}}).pages(None))
    kind, _, pair = platform.requests[0].headers["Authorization"].partition(" ")
    assert (kind, base64.b64decode(pair).decode()) == ("Basic", "张:planted-token-4711")


@pytest.mark.parametrize("post", [None, "form"])
def test_a_key_may_go_into_a_parameter_of_the_address(post: str | None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    auth = {"kind": "api_key", "parameter": "appkey", "key": SECRET}
    with serving(script(Reply(GOOD), Reply(b"", 400))) as platform:
        connector = http_connector(platform.url, {"auth": auth}, post=post, parameters={"a": "1"})
        list(connector.pages(None))
        with pytest.raises(SourceChanged) as caught:
            list(connector.pages(None))
    assert platform.queries[0] == {"appkey": "planted-token-4711"} | ({} if post else {"a": "1"})
    assert "planted" not in f"{caught.value} {caplog.text}"


class Tokens:
    """A platform with a token endpoint: every token is good until it is ended."""

    def __init__(self, **answer: Any) -> None:
        self.given: list[str] = []
        self.good: set[str] = set()
        self.asked: list[Request] = []
        self.answer: dict[str, Any] = {"token_type": "Bearer", "expires_in": 3600, **answer}
        self.fault: Reply | None = None
        self.refusing = False

    def __call__(self, request: Request) -> Reply:
        if request.path != "/oauth/token":
            token = request.headers.get("Authorization", "").removeprefix("Bearer ")
            return Reply(GOOD if token in self.good else b"", 200 if token in self.good else 401)
        self.asked.append(request)
        if self.fault:
            fault, self.fault = self.fault, None
            return fault
        self.given.append(f"issued-token-{len(self.given)}")
        if not self.refusing:
            self.good.add(self.given[-1])
        return Reply(orjson.dumps({**self.answer, "access_token": self.given[-1]}))


def connector(platform: Platform, now: Callable[[], datetime], **auth: Any) -> HttpConnector:
    http = {"base_url": f"{platform.url}/api", "auth": {**OAUTH, **auth}, "retries": 2, "longest_wait_seconds": 0}
    source = make_source({"http": http}, {})
    return HttpConnector(source, source.datasets[0], PATHS, secret_of, now)


def clock() -> datetime:
    return datetime.now(UTC)


def test_a_token_is_fetched_once_and_kept_until_shortly_before_it_ends() -> None:
    tokens, times = Tokens(), [clock()]
    with serving(tokens) as platform:
        for minutes in (0, 30, 58, 59.5, 60):
            times.append(times[0] + timedelta(minutes=minutes))
            list(connector(platform, lambda: times[-1], scope="read", parameters={"audience": "city"}).pages(None))
    assert len(tokens.given) == 2
    assert dict(parse_qsl(tokens.asked[0].body.decode())) == {
        "grant_type": "client_credentials",
        "client_id": "cockpit",
        "client_secret": "planted-token-4711",  # pragma: allowlist secret
        "scope": "read",
        "audience": "city",
    }


def test_a_token_that_the_platform_ended_early_is_fetched_anew_once() -> None:
    tokens = Tokens()
    with serving(tokens) as platform:
        list(connector(platform, clock).pages(None))
        tokens.good.clear()
        (page,) = connector(platform, clock).pages(None)
        assert page.columns["id"] == ["1"]
        assert len(tokens.given) == 2
        tokens.good.clear()
        tokens.refusing = True
        with pytest.raises(SourceChanged, match=r"answered 401: it refuses us; check that the environment variable"):
            list(connector(platform, clock).pages(None))
    assert len(tokens.asked) == 3


def test_the_client_may_say_who_it_is_by_basic_and_the_answer_may_be_wrapped() -> None:
    tokens = Tokens(data={"token": "wrapped-token", "expire": "7200"})
    tokens.good.add("wrapped-token")
    with serving(tokens) as platform:
        auth = {"credentials": "basic", "token": "data.token", "expires_in": "data.expire"}
        (page,) = connector(platform, clock, **auth).pages(None)
    assert len(page) == 1
    pair = base64.b64decode(tokens.asked[0].headers["Authorization"].removeprefix("Basic "))
    assert pair == b"cockpit:planted-token-4711"
    assert b"client" not in tokens.asked[0].body.replace(b"client_credentials", b"")


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Reply(b'{"error": "invalid_client"}', 401), "gave no token and answered 401; check token_url, client_id"),
        (Reply(b'{"error": "planted"}'), r"answered without a token at 'access_token'; check token in \[http\.auth\]"),
        (Reply(b'{"access_token": "two\\nlines"}'), "answered without a token"),
        (Reply(b"x" * 2 * 1024**2), "answered more than a token"),
    ],
)
def test_no_token_is_one_sentence(fault: Reply, sentence: str) -> None:
    tokens = Tokens()
    tokens.fault = fault
    with serving(tokens) as platform, pytest.raises(SourceChanged, match=sentence) as caught:
        list(connector(platform, clock).pages(None))
    assert "planted" not in str(caught.value)


def test_a_token_endpoint_that_fails_for_a_moment_is_asked_again() -> None:
    tokens = Tokens()
    with serving(tokens) as platform:
        for fault in (Reply(b"", 503), Reply(b"<html>")):
            tokens.fault = fault
            assert len(list(connector(platform, clock, scope=str(fault.status)).pages(None))) == 1
    assert len(tokens.asked) == 4


def test_nothing_of_a_token_is_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    tokens = Tokens()

    def answer(request: Request) -> Reply:
        reply = tokens(request)
        return reply if request.path == "/oauth/token" else Reply(b"", 500)

    with (
        serving(answer) as platform,
        structlog.testing.capture_logs() as logs,
        pytest.raises(SourceUnavailable) as caught,
    ):
        list(connector(platform, clock).pages(None))
    shown = f"{caught.value} {logs} {caplog.text}"
    assert [hidden for hidden in ("planted", "issued-token") if hidden in shown] == []


@pytest.mark.parametrize("url", ["ftp://x/token", "http://x.example/token", "https://x:y/token"])
def test_a_token_address_that_gives_the_secret_away_is_a_fault_of_the_site(url: str) -> None:
    with pytest.raises(SiteInvalid, match=r"http\.auth\.token_url"):
        list(http_connector("https://127.0.0.1:9", {"auth": {**OAUTH, "token_url": url}}).pages(None))
