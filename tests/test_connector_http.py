"""The HTTP connector walks pages: every paging style, every way they end, and what it asks for."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from replay.server import Reply, Request, script, serving
from replay.sources import http_connector

from etl.connectors.page import Page
from etl.errors import SiteInvalid, SourceChanged

DAY = "2026-11-01T08:00:00+08:00"


def records(*numbers: int) -> bytes:
    return orjson.dumps([{"id": str(number), "when": DAY, "name": "never kept"} for number in numbers])


def keys(pages: list[Page]) -> list[str]:
    return [key for page in pages for key in page.columns["id"]]


def numbered(pages: dict[str, bytes], past: Reply) -> Callable[[Request], Reply]:
    return lambda request: Reply(pages[page]) if (page := dict(request.query)["page"]) in pages else past


def test_one_answer_is_one_page_with_only_the_mapped_paths() -> None:
    reply = Reply(records(1, 2), headers={"Date": "Sun, 01 Nov 2026 00:00:05 GMT"})
    with serving(script(reply)) as platform:
        (page,) = http_connector(platform.url, path="/api/events").pages(None)
    assert page.columns == {"id": ["1", "2"], "when": [DAY, DAY]}
    assert page.locators == ["page 1, record 1", "page 1, record 2"]
    assert page.source_time == datetime(2026, 11, 1, 0, 0, 5, tzinfo=UTC)
    assert len(page.digest) == 64
    assert [request.path for request in platform.requests] == ["/api/events"]


def test_a_page_without_a_readable_date_has_the_time_of_its_arrival() -> None:
    before = datetime.now(UTC)
    with serving(script(Reply(records(1), headers={"Date": "yesterday"}))) as platform:
        (page,) = http_connector(platform.url).pages(None)
    assert before <= page.source_time <= datetime.now(UTC)


@pytest.mark.parametrize("past", [Reply(b"[]"), Reply(b'{"detail":"Invalid page."}', 404), Reply(b"", 204)])
def test_numbered_pages_end_at_an_empty_page_or_at_the_declared_status(past: Reply) -> None:
    with serving(numbered({"1": records(1, 2), "2": records(3, 4)}, past)) as platform:
        paging = {"style": "page", "end_status": 404}
        pages = list(http_connector(platform.url, paging=paging).pages(None))
    assert keys(pages) == ["1", "2", "3", "4"]
    assert [query["page"] for query in platform.queries] == ["1", "2", "3"]
    assert pages[1].locators == ["page 2, record 1", "page 2, record 2"]


def test_a_page_shorter_than_the_first_is_the_last() -> None:
    with serving(numbered({"1": records(1, 2), "2": records(3)}, Reply(status=400))) as platform:
        paging = {"style": "page", "size_parameter": "rows", "size": 2}
        assert keys(list(http_connector(platform.url, paging=paging).pages(None))) == ["1", "2", "3"]
    assert platform.queries == [{"rows": "2", "page": "1"}, {"rows": "2", "page": "2"}]


def test_a_platform_that_gives_fewer_than_asked_for_is_read_to_its_end() -> None:
    pages = {"1": records(1, 2), "2": records(3, 4), "3": records(5)}
    with serving(numbered(pages, Reply(status=400))) as platform:
        paging = {"style": "page", "size_parameter": "rows", "size": 1000}
        assert keys(list(http_connector(platform.url, paging=paging).pages(None))) == ["1", "2", "3", "4", "5"]


def test_a_short_page_that_holds_the_announced_total_needs_no_second_request() -> None:
    body = orjson.dumps({"total": 2, "data": {"list": orjson.loads(records(1, 2))}})
    with serving(script(Reply(body))) as platform:
        connector = http_connector(
            platform.url, records="data.list", total="total", paging={"style": "page", "size": 50}
        )
        (page,) = connector.pages(None)
    assert page.total == 2
    assert len(platform.requests) == 1


@pytest.mark.parametrize(
    ("style", "header", "form"),
    [("next_header", "X-Next-Page-URL", "{}"), ("link_header", "Link", '<{}>; rel="next", </first>; rel="first"')],
)
@pytest.mark.parametrize("absolute", [True, False])
def test_pages_are_followed_by_their_header(style: str, header: str, form: str, absolute: bool) -> None:
    def answer(request: Request) -> Reply:
        page = int(dict(request.query).get("page", "1"))
        origin = f"http://{request.headers['Host']}" if absolute else ""
        address = form.format(f"{origin}/list?page={page + 1}&kept=yes")
        return Reply(records(page), headers={header: address} if page < 3 else {})

    with serving(answer) as platform:
        connector = http_connector(platform.url, path="list", parameters={"open": "1"}, paging={"style": style})
        assert keys(list(connector.pages(None))) == ["1", "2", "3"]
    assert platform.queries == [{"open": "1"}, {"page": "2", "kept": "yes"}, {"page": "3", "kept": "yes"}]


def test_the_since_value_goes_into_its_parameter_only_when_there_is_one() -> None:
    since = {"parameter": "updated_since", "field": "when"}
    with serving(script(Reply(records(1)))) as platform:
        connector = http_connector(f"{platform.url}/v1/", path="/list", since=since)
        list(connector.pages(None))
        list(connector.pages("2026-11-01 08:00:00"))
    assert platform.queries == [{}, {"updated_since": "2026-11-01 08:00:00"}]
    assert platform.requests[0].path == "/v1/list"


def test_compressed_answers_are_read() -> None:
    body = gzip.compress(records(1, 2))
    with serving(script(Reply(body, headers={"Content-Encoding": "gzip"}))) as platform:
        assert keys(list(http_connector(platform.url).pages(None))) == ["1", "2"]
    assert "gzip" in platform.requests[0].headers["Accept-Encoding"]


@pytest.mark.parametrize(("charset", "mark"), [("gb18030", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16", b"")])
def test_json_in_another_encoding_is_read_as_it_is_announced(charset: str, mark: bytes) -> None:
    body = mark + '[{"id": "屯溪-1", "when": "2026-11-01"}]'.encode(charset)
    headers = {"Content-Type": f"application/json; charset={charset}"}
    with serving(script(Reply(body, headers=headers))) as platform:
        assert keys(list(http_connector(platform.url).pages(None))) == ["屯溪-1"]


def test_what_is_not_a_record_is_unreadable_and_the_rest_is_kept() -> None:
    with serving(script(Reply(b'[{"id": "1", "when": null}, 7, "text", {"when": "x"}]'))) as platform:
        (page,) = http_connector(platform.url).pages(None)
    assert page.columns["id"] == ["1", None]
    assert page.locators == ["page 1, record 1", "page 1, record 4"]
    assert page.unreadable == (
        ("page 1, record 2", "a int where a record was expected"),
        ("page 1, record 3", "a str where a record was expected"),
    )


@pytest.mark.parametrize("body", [b"[]", b'{"data": []}', b'{"data": null}'])
def test_an_empty_list_is_no_fault(body: bytes) -> None:
    with serving(script(Reply(body))) as platform:
        path = "" if body == b"[]" else "data"
        pages = list(http_connector(platform.url, records=path, paging={"style": "page"}).pages(None))
    assert keys(pages) == []
    assert len(platform.requests) == 1


def test_a_server_that_repeats_a_page_is_stopped() -> None:
    with serving(script(Reply(records(1, 2)))) as platform:
        connector = http_connector(platform.url, paging={"style": "page"})
        with pytest.raises(SourceChanged, match="trial/things: gave the same page twice"):
            list(connector.pages(None))
    assert len(platform.requests) == 2


def test_a_server_without_an_end_is_given_up() -> None:
    def answer(request: Request) -> Reply:
        return Reply(records(int(dict(request.query)["page"])))

    with serving(answer) as platform:
        connector = http_connector(platform.url, paging={"style": "page", "longest": 5})
        with pytest.raises(SourceChanged, match="gave 5 pages and no end"):
            list(connector.pages(None))
    assert len(platform.requests) == 5


def test_pages_that_lead_in_a_circle_are_stopped() -> None:
    def answer(request: Request) -> Reply:
        page = int(dict(request.query).get("page", "1"))
        return Reply(records(page), headers={"X-Next-Page-URL": f"/?page={page % 3 + 1}"})

    with serving(answer) as platform:
        connector = http_connector(platform.url, paging={"style": "next_header"})
        with pytest.raises(SourceChanged, match="lead in a circle"):
            list(connector.pages(None))
    assert len(platform.requests) < 10


@pytest.mark.parametrize("elsewhere", ["http://127.0.0.1:9/x", "https://{host}/x", "http://example.org/?page=2"])
def test_a_next_page_on_another_machine_is_never_asked_for(elsewhere: str) -> None:
    def answer(request: Request) -> Reply:
        address = elsewhere.format(host=request.headers["Host"])
        return Reply(records(1), headers={"X-Next-Page-URL": address})

    auth = {"kind": "bearer", "token": {"env": "TRIAL_TOKEN"}}
    with serving(answer) as platform:
        connector = http_connector(platform.url, {"auth": auth}, paging={"style": "next_header"})
        with pytest.raises(SourceChanged, match=r"no request was sent there\. Put the address") as caught:
            list(connector.pages(None))
    assert "planted-token" not in str(caught.value)
    assert len(platform.requests) == 1


@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        ({"kind": "bearer", "token": {"env": "TRIAL_TOKEN"}}, "Authorization", "Bearer planted-token-4711"),
        ({"kind": "api_key", "header": "X-Key", "key": {"file": "key"}}, "X-Key", "planted-token-4711"),
    ],
)
def test_the_secret_goes_into_its_header(auth: dict[str, Any], header: str, value: str) -> None:
    with serving(script(Reply(records(1)))) as platform:
        list(http_connector(platform.url, {"auth": auth}).pages(None))
    assert platform.requests[0].headers[header] == value


@pytest.mark.parametrize("address", ["ftp://example.org", "example.org/api", "http://", "http://platform:here/"])
def test_an_address_that_is_none_is_a_fault_of_the_site(address: str) -> None:
    with pytest.raises(SiteInvalid, match=r"trial/things: http\.base_url"):
        list(http_connector(address).pages(None))
