"""The HTTP connector meets faults: what passes is tried again, what stays is one sentence, and no secret gets out."""

import logging
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st
from replay.server import Reply, Request, script, serving
from replay.sources import http_connector

from etl.connectors import exchange
from etl.connectors.body import BrokenBodyError, decode
from etl.errors import SiteInvalid, SourceChanged, SourceUnavailable
from etl.source import Secret

GOOD = Reply(b'[{"id": "1", "when": "2026-11-01T08:00:00+08:00"}]')
HTML = Reply(b"<!DOCTYPE html><html>planted-in-the-answer</html>" * 4000, 500, {"Content-Type": "text/html"})
AUTH = {"auth": {"kind": "bearer", "token": {"env": "TRIAL_TOKEN"}}}

TRANSIENT = {
    "500 with HTML": HTML,
    "502": Reply(b"", 502),
    "503 with Retry-After": Reply(b"", 503, {"Retry-After": "1"}),
    "429": Reply(b"", 429),
    "408": Reply(b"", 408),
    "cut off": Reply(GOOD.body, cut=20),
    "nothing at all": Reply(GOOD.body, cut=0),
    "too long a Content-Length": Reply(GOOD.body, headers={"Content-Length": "9999"}, cut=9999),
    "too short a Content-Length": Reply(GOOD.body, headers={"Content-Length": "30", "Connection": "close"}, cut=9999),
    "no JSON": Reply(b"[{'id': 1}]"),
    "an HTML page with status 200": Reply(HTML.body, 200),
    "an empty body": Reply(b""),
    "broken gzip": Reply(GOOD.body, headers={"Content-Encoding": "gzip"}),
    "bytes that are no text": Reply(b'[{"id": "\xff"}]'),
    "an encoding that does not exist": Reply(GOOD.body, headers={"Content-Type": "application/json; charset=none"}),
}


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=TRANSIENT.keys())
def test_what_may_pass_is_tried_again(fault: Reply) -> None:
    with serving(script(fault, fault, GOOD)) as platform:
        (page,) = http_connector(platform.url, AUTH).pages(None)
    assert page.columns["id"] == ["1"]
    assert len(platform.requests) == 3


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=TRANSIENT.keys())
def test_what_does_not_pass_is_one_sentence(fault: Reply) -> None:
    with serving(script(fault)) as platform, pytest.raises(SourceUnavailable) as caught:
        list(http_connector(f"{platform.url}/api?key=planted-key", AUTH).pages(None))
    sentence = str(caught.value)
    assert sentence.startswith(f"trial/things: {platform.url}/api ")
    assert sentence.endswith("(4 tries); what was loaded stays, the next run continues from there")
    assert "planted" not in sentence
    assert len(platform.requests) == 4


def test_an_answer_that_does_not_come_is_tried_again() -> None:
    with serving(script(Reply(GOOD.body, delay=1.0), GOOD)) as platform:
        (page,) = http_connector(platform.url, {"timeout_seconds": 0.3}).pages(None)
    assert page.columns["id"] == ["1"]


def test_a_platform_that_is_not_there_is_one_sentence() -> None:
    with serving(script(GOOD)) as platform:
        url = platform.url
    with pytest.raises(SourceUnavailable, match=r"cannot be reached: .* \(4 tries\)"):
        list(http_connector(url).pages(None))


@pytest.mark.parametrize("dated", [True, False])
def test_retry_after_is_waited_for(dated: bool) -> None:
    after = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True) if dated else "1"
    with serving(script(Reply(b"", 429, {"Retry-After": after}), GOOD)) as platform:
        started = time.monotonic()
        list(http_connector(platform.url, {"longest_wait_seconds": 30}).pages(None))
    assert 0.9 <= time.monotonic() - started < 20


def test_retry_after_is_not_waited_for_longer_than_declared() -> None:
    with serving(script(Reply(b"", 429, {"Retry-After": "86400"}), GOOD)) as platform:
        started = time.monotonic()
        list(http_connector(platform.url, {"longest_wait_seconds": 0.2}).pages(None))
    assert 0.2 <= time.monotonic() - started < 20


@pytest.mark.parametrize(
    ("status", "http", "advice"),
    [
        (401, AUTH, "check that the environment variable TRIAL_TOKEN holds a token"),
        (403, {"auth": {"kind": "api_key", "key": {"file": "trial.key"}}}, "check that the file trial.key holds"),
        (401, {}, r"declare \[http.auth\]"),
        (404, {}, "check base_url and the dataset's path"),
        (400, {}, "check the dataset's parameters, since and paging"),
        (301, {}, "put the new address into base_url"),
    ],
)
def test_what_stays_stops_at_once_with_what_to_do(status: int, http: dict[str, Any], advice: str) -> None:
    with (
        serving(script(Reply(b"planted", status, {"Location": "http://127.0.0.1:9/"}))) as platform,
        pytest.raises(SourceChanged, match=advice) as caught,
    ):
        list(http_connector(platform.url, http).pages(None))
    assert f"answered {status}" in str(caught.value)
    assert "planted" not in str(caught.value)
    assert len(platform.requests) == 1


@pytest.mark.parametrize(
    ("body", "path", "found"),
    [
        (b'{"code": 401, "msg": "planted"}', "data.list", "in the body there is an object with keys: 2 .code, msg."),
        (b'{"data": {}}', "data.list", "at 'data' there is an empty object"),
        (b'{"data": {"list": {"id": 1}}}', "data.list", "at 'data.list' there is an object with keys: 1 .id."),
        (b'{"id": "1"}', "", "the body is declared to be the list, but in the body there is an object"),
        (b"[]", "data", "there is a list of 0"),
        (b"null", "", "there is a NoneType"),
    ],
)
def test_a_changed_shape_names_what_was_found_instead(body: bytes, path: str, found: str) -> None:
    with serving(script(Reply(body))) as platform, pytest.raises(SourceChanged, match=found) as caught:
        list(http_connector(platform.url, records=path).pages(None))
    assert "planted" not in str(caught.value)
    assert len(platform.requests) == 1


def test_the_declared_end_on_the_first_page_is_a_wrong_path_and_not_an_empty_platform() -> None:
    with (
        serving(script(Reply(b"", 404))) as platform,
        pytest.raises(SourceChanged, match="answered 404 to the first page; check base_url"),
    ):
        list(http_connector(platform.url, paging={"style": "page", "end_status": 404}).pages(None))


def test_an_endless_body_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "LARGEST_BODY", 1024 * 1024)
    with (
        serving(script(Reply(b"[" + b" " * (3 * 1024 * 1024)))) as platform,
        pytest.raises(SourceChanged, match="more than 1 MiB in one page; declare paging"),
    ):
        list(http_connector(platform.url).pages(None))


def test_no_secret_is_in_any_message_or_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with (
        serving(script(HTML, Reply(b"", 401))) as platform,
        structlog.testing.capture_logs() as logs,
        pytest.raises(SourceChanged) as caught,
    ):
        list(http_connector(platform.url, AUTH).pages(None))
    assert logs[0]["event"] == "platform asked again"
    assert "planted" not in f"{caught.value} {logs} {caplog.text}"
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("value", ["", "  ", "two\nlines-planted", "令牌-planted", "nul\0planted"])
def test_a_secret_that_cannot_be_sent_is_named_by_its_place(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def secret(_: Secret) -> str:
        return value

    monkeypatch.setattr("replay.sources.secret_of", secret)
    with pytest.raises(SiteInvalid, match="the environment variable TRIAL_TOKEN must hold one line") as caught:
        list(http_connector("http://127.0.0.1:9", AUTH).pages(None))
    assert "planted" not in str(caught.value)


def pages_of(count: int) -> Iterator[Reply]:
    return (Reply(b'[{"id": "%d", "when": "x"}]' % number) for number in range(count))


def test_the_next_page_is_fetched_while_this_one_is_used_and_not_more() -> None:
    with serving(script(*pages_of(10))) as platform:
        pages = http_connector(platform.url, paging={"style": "page"}).pages(None)
        next(pages)
        deadline = time.monotonic() + 20
        while len(platform.requests) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.1)
        assert len(platform.requests) == 2
        pages.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("page")]


def test_a_fault_on_a_later_page_comes_after_the_pages_before_it() -> None:
    with serving(script(*pages_of(2), Reply(b"", 401))) as platform:
        pages = http_connector(platform.url, paging={"style": "page"}).pages(None)
        assert [next(pages).columns["id"], next(pages).columns["id"]] == [["0"], ["1"]]
        with pytest.raises(SourceChanged):
            next(pages)


def test_closing_does_not_wait_for_the_next_try() -> None:
    def answer(request: Request) -> Reply:
        first = dict(request.query)["page"] == "1"
        return GOOD if first else Reply(b"", 429, {"Retry-After": "50"})

    with serving(answer) as platform:
        pages = http_connector(platform.url, {"longest_wait_seconds": 60}, paging={"style": "page"}).pages(None)
        next(pages)
        started = time.monotonic()
        pages.close()
    assert time.monotonic() - started < 20


@settings(deadline=None)
@given(st.binary(max_size=60), st.sampled_from([None, "utf-8", "gb18030", "utf-16", "latin-1", "none", "hex"]))
def test_any_bytes_are_a_value_or_a_broken_body(body: bytes, charset: str | None) -> None:
    try:
        found = decode(body, charset)
    except BrokenBodyError:
        return
    assert found is None or isinstance(found, dict | list | str | int | float)
