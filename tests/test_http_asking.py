"""Questions by POST, answers that say themselves that they are faults, and lists inside of records."""

import logging
from typing import Any
from urllib.parse import parse_qsl

import orjson
import pytest
import structlog
from replay.server import Platform, Reply, Request, script, serving
from replay.sources import http_connector

from etl.connectors.page import Page
from etl.errors import SiteInvalid, SourceChanged, SourceUnavailable

GOOD = {"code": 0, "data": [{"id": "1", "when": None}]}
OK = {"field": "code", "equals": ["0", "200", "true"], "message": "msg", "again": ["429"], "renew": ["401"]}


def body(**value: Any) -> Reply:
    return Reply(orjson.dumps(value))


def read(*replies: Reply, http: dict[str, Any] | None = None, **dataset: Any) -> tuple[list[Page], Platform]:
    with serving(script(*replies)) as platform:
        pages = list(http_connector(platform.url, http, **{"records": "data", **dataset}).pages(None))
    return pages, platform


def pages_by_post(kind: str) -> tuple[list[Page], Platform]:
    def answer(request: Request) -> Reply:
        form = dict(parse_qsl(request.body.decode()))
        page = int(orjson.loads(request.body)["page"]["number"] if kind == "json" else form["page.number"])
        return body(data=[{"id": str(page), "when": None}] if page < 3 else [])

    with serving(answer) as platform:
        connector = http_connector(
            f"{platform.url}/v1?tenant=3410",
            post=kind,
            path="query",
            records="data",
            parameters={"filter.status": "open", "filter.urgent": True},
            since={"parameter": "filter.from", "field": "when"},
            paging={"style": "page", "page_parameter": "page.number", "size_parameter": "page.size", "size": 1},
        )
        return list(connector.pages("2026-11-01 08:00:00")), platform


def test_a_json_question_has_its_dotted_names_nested_and_pages_and_since_inside() -> None:
    pages, platform = pages_by_post("json")
    assert [page.columns["id"] for page in pages] == [["1"], ["2"], []]
    assert [(request.method, request.path, request.query) for request in platform.requests] == [
        ("POST", "/v1/query", (("tenant", "3410"),))
    ] * 3
    assert platform.requests[0].headers["Content-Type"] == "application/json"
    assert orjson.loads(platform.requests[1].body) == {
        "filter": {"status": "open", "urgent": True, "from": "2026-11-01 08:00:00"},
        "page": {"number": 2, "size": 1},
    }


def test_a_form_has_the_names_as_they_are() -> None:
    _, platform = pages_by_post("form")
    assert platform.requests[0].headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert dict(parse_qsl(platform.requests[1].body.decode())) == {
        "filter.status": "open",
        "filter.urgent": "true",
        "filter.from": "2026-11-01 08:00:00",
        "page.number": "2",
        "page.size": "1",
    }


def test_a_post_that_fails_for_a_moment_is_asked_again_with_the_same_body() -> None:
    _, platform = read(Reply(b"", 502), body(**GOOD), post="json", parameters={"a": 1.5})
    assert [request.body for request in platform.requests] == [b'{"a":1.5}'] * 2


@pytest.mark.parametrize("parameters", [{"a": "1", "a.b": "2"}, {"a.b": "2", "a": "1"}])
def test_a_name_that_is_both_a_value_and_an_object_is_a_fault_of_the_site(parameters: dict[str, str]) -> None:
    with pytest.raises(SiteInvalid, match=r"trial/things: parameters: 'a"):
        read(body(**GOOD), post="json", parameters=parameters)


def test_a_platform_that_wants_another_method_says_so() -> None:
    with pytest.raises(SourceChanged, match="declare post = 'json' or 'form'"):
        read(Reply(b"", 405))


@pytest.mark.parametrize("code", [0, "0", 200, "200", True])
def test_an_answer_that_says_it_is_good_is_read(code: Any) -> None:
    (page,), _ = read(body(**{**GOOD, "code": code}), ok=OK)
    assert page.columns["id"] == ["1"]


def test_an_error_with_status_200_is_one_sentence_with_a_short_scrubbed_message() -> None:
    message = f"张三 13812345678\r\ntoken planted-token-4711 {'长' * 400}"
    auth = {"auth": {"kind": "bearer", "token": {"env": "TRIAL_TOKEN"}}}
    with pytest.raises(SourceChanged) as caught:
        read(body(code=500, msg=message, data=None), ok=OK, http=auth)
    sentence = str(caught.value)
    assert "answered code = 500 (张三 # token … 长长" in sentence
    assert "which is not one of 0, 200, true; look it up in the platform's manual" in sentence
    assert [hidden for hidden in ("13812345678", "planted", "\n", "长" * 190) if hidden in sentence] == []


def test_a_busy_platform_is_asked_again_whatever_its_status(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as logs:
        (page,), platform = read(body(code="429", msg="忙"), body(**GOOD), ok=OK)
    assert (len(page), len(platform.requests)) == (1, 2)
    assert logs[0]["reason"] == "answered code = 429 (忙)"
    with pytest.raises(SourceUnavailable, match=r"answered code = 429 \(忙\) \(4 tries\)"):
        read(body(code="429", msg="忙"), ok=OK)


def test_a_token_that_ended_with_status_200_is_fetched_anew() -> None:
    given = iter(range(1, 9))

    def answer(request: Request) -> Reply:
        if request.path == "/token":
            return body(access_token=f"token-{next(given)}")
        return body(**GOOD) if request.headers["Authorization"] == "Bearer token-2" else body(code=401)

    auth = {"kind": "oauth2", "token_url": "/token", "client_id": "c", "client_secret": {"env": "TRIAL_SECRET"}}
    with serving(answer) as platform:
        (page,) = http_connector(platform.url, {"auth": auth}, records="data", ok=OK).pages(None)
    assert page.columns["id"] == ["1"]
    assert [request.path for request in platform.requests] == ["/token", "/", "/token", "/"]


@pytest.mark.parametrize("value", [{"msg": "?"}, {"code": {"x": 1}}, [1]])
def test_an_answer_that_says_nothing_of_itself_is_no_good_one(value: Any) -> None:
    with pytest.raises(SourceChanged, match=r"and nothing at 'code'; check ok\.field"):
        read(Reply(orjson.dumps(value)), ok=OK)


def test_xml_says_of_itself_whether_it_is_good() -> None:
    verdict = {"field": "head.code", "equals": ["0"], "message": "head.msg"}
    with pytest.raises(SourceChanged, match=r"answered head\.code = 9 \(no\)"):
        read(Reply(b"<r><head><code>9</code><msg>no</msg></head></r>"), body="xml", records="d.e", ok=verdict)


ORDERS = [
    {"no": "A", "items": [{"id": "1", "when": "x"}, {"id": "2"}], "by": {"unit": "u"}},
    {"no": "B", "items": []},
    {"no": "C"},
    {"no": "D", "items": [7, {"id": "3", "parent": "its own"}]},
    "none",
]


def test_every_item_of_a_list_in_a_record_is_a_record_with_its_parent() -> None:
    with serving(script(body(data={"orders": ORDERS}))) as platform:
        connector = http_connector(platform.url, records="data.orders", explode="items")
        connector._paths = ("id", "when", "parent.no", "parent.by.unit")
        (page,) = connector.pages(None)
    assert page.columns == {
        "id": ["1", "2", "3"],
        "when": ["x", None, None],
        "parent.no": ["A", "A", "D"],
        "parent.by.unit": ["u", "u", None],
    }
    assert page.locators[2] == "page 1, record 4, item 2"
    assert page.unreadable == (
        ("page 1, record 4, item 1", "a int where a record was expected"),
        ("page 1, record 5, item 1", "a str where a record was expected"),
    )


def test_pages_of_exploded_records_are_counted_by_the_records_around_the_items() -> None:
    pages, platform = read(
        body(data=ORDERS[:2], total=3), body(data=ORDERS[3:4], total=3), explode="items", total="total",
        paging={"style": "page", "size": 2},
    )  # fmt: skip
    assert [page.columns["id"] for page in pages] == [["1", "2"], ["3"]]
    assert len(platform.requests) == 2
