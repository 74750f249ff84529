"""Every way of turning pages beyond plain numbers and headers, how each ends, and what is never mistaken for an end."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from replay.server import Platform, Reply, Request, script, serving
from replay.sources import http_connector

from etl.errors import SourceChanged


def body(numbers: range | list[int], **around: Any) -> bytes:
    return orjson.dumps({"data": [{"id": str(number), "when": "x"} for number in numbers], **around})


def query(request: Request) -> dict[str, str]:
    return dict(request.query)


def read(answer: Callable[[Request], Reply], **dataset: Any) -> tuple[list[str], Platform]:
    with serving(answer) as platform:
        pages = list(http_connector(platform.url, **{"records": "data", **dataset}).pages(None))
    return [key for page in pages for key in page.columns["id"]], platform


def numbers(first: int, last: int) -> list[str]:
    return [str(number) for number in range(first, last + 1)]


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 23), st.integers(1, 7), st.integers(1, 9), st.integers(0, 1), st.booleans(), st.booleans())
def test_offsets_reach_every_record_once(
    count: int, asked: int, given_at_most: int, first: int, until_empty: bool, total: bool
) -> None:
    def answer(request: Request) -> Reply:
        start = int(query(request)["from"]) - first
        end = min(start + int(query(request)["rows"]), start + given_at_most, count)
        return Reply(body(range(start, end), total=count))

    paging = {"style": "offset", "offset_parameter": "from", "first_offset": first, "until_empty": until_empty}
    found, _ = read(answer, paging={**paging, "size_parameter": "rows", "size": asked}, total="total" if total else "")
    assert found == numbers(0, count - 1)


@pytest.mark.parametrize("style", ["offset", "page"])
def test_records_that_are_sent_twice_push_nothing_away(style: str) -> None:
    def answer(request: Request) -> Reply:
        asked = query(request)
        start = int(asked["offset"]) if style == "offset" else 3 * (int(asked["page"]) - 1)
        return Reply(body([number for number in range(start, min(start + 3, 8)) for _ in range(4)], total=8))

    paging = {"style": style, "size_parameter": "rows", "size": 3}
    found, _ = read(answer, paging=paging, total="total")
    assert sorted(set(found)) == numbers(0, 7)


def test_short_pages_are_no_end_where_pages_are_read_until_one_is_empty() -> None:
    pages = {"1": [1, 2, 3], "2": [4], "3": [5, 6], "4": []}
    found, platform = read(
        lambda request: Reply(body(pages[query(request)["page"]])), paging={"style": "page", "until_empty": True}
    )
    assert found == numbers(1, 6)
    assert [each["page"] for each in platform.queries] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("last", [None, "", "absent"])
@pytest.mark.parametrize("kind", [str, int])
def test_cursors_are_followed_until_there_is_none(last: str | None, kind: type) -> None:
    def answer(request: Request) -> Reply:
        page = int(query(request).get("after", "1"))
        following = {"next": kind(page + 1) if page < 3 else last} if page < 3 or last != "absent" else {}
        return Reply(body([page], page=following))

    paging = {"style": "cursor", "cursor": "page.next", "cursor_parameter": "after"}
    found, platform = read(answer, paging=paging, parameters={"area": "341002"})
    assert found == numbers(1, 3)
    assert platform.queries == [{"area": "341002"} | ({"after": str(n)} if n > 1 else {}) for n in (1, 2, 3)]


@pytest.mark.parametrize("flag", [[True, False], ["true", "false"], [1, 0], ["Y", "N"]])
def test_an_empty_page_in_the_middle_is_no_end_where_the_platform_says_that_there_is_more(flag: list[Any]) -> None:
    pages = {"0": [1], "1": [], "2": [2], "3": [3]}

    def answer(request: Request) -> Reply:
        now = query(request).get("cursor", "0")
        return Reply(body(pages[now], next=str(int(now) + 1), more=flag[now == "3"]))

    found, platform = read(answer, paging={"style": "cursor", "cursor": "next", "has_more": "more"})
    assert found == numbers(1, 3)
    assert len(platform.requests) == 4


def test_has_more_ends_numbered_pages_without_another_question() -> None:
    found, platform = read(
        lambda request: Reply(body([int(query(request)["page"])], more=query(request)["page"] != "3")),
        paging={"style": "page", "size": 1, "has_more": "more"},
    )
    assert found == numbers(1, 3)
    assert len(platform.requests) == 3


@pytest.mark.parametrize("absolute", [True, False])
def test_the_next_address_in_the_body_is_followed(absolute: bool) -> None:
    def answer(request: Request) -> Reply:
        page = int(query(request).get("page", "1"))
        origin = f"http://{request.headers['Host']}" if absolute else ""
        address = f"{origin}/list?page={page + 1}" if page < 3 else None
        return Reply(body([page], links={"next": address}))

    found, platform = read(answer, path="list", paging={"style": "next_url", "next_url": "links.next"})
    assert found == numbers(1, 3)
    assert platform.queries == [{}, {"page": "2"}, {"page": "3"}]


def test_the_next_address_on_another_machine_is_never_asked_for() -> None:
    with pytest.raises(SourceChanged, match="no request was sent there"):
        read(
            script(Reply(body([1], next="http://example.org/?page=2"))),
            paging={"style": "next_url", "next_url": "next"},
        )


def test_a_cursor_that_does_not_move_is_a_circle() -> None:
    stuck = iter(range(9))
    with pytest.raises(SourceChanged, match="lead in a circle"):
        read(lambda _: Reply(body([next(stuck)], next="same")), paging={"style": "cursor", "cursor": "next"})


def test_the_same_page_for_ever_is_known_whatever_else_changes_around_it() -> None:
    clock = iter(range(100))
    with pytest.raises(SourceChanged, match=r"the same page twice.*declare paging\.repeats_last = true"):
        read(lambda _: Reply(body([1, 2], asked_at=next(clock))), paging={"style": "page"})


def test_a_platform_that_repeats_its_last_page_ends_there_where_that_is_declared() -> None:
    def answer(request: Request) -> Reply:
        page = min(int(query(request)["page"]), 3)
        return Reply(body([2 * page - 1, 2 * page], total=6))

    paging = {"style": "page", "size": 2, "repeats_last": True}
    assert read(answer, paging=paging)[0] == numbers(1, 6)
    assert read(answer, paging=paging, total="total")[0] == numbers(1, 6)


def test_a_repeated_page_before_the_announced_total_is_never_taken_for_the_end() -> None:
    paging = {"style": "page", "size": 2, "repeats_last": True}
    with pytest.raises(SourceChanged, match="says it has 60 records and repeats its page 1 after 2 of them"):
        read(script(Reply(body([1, 2], total=60))), paging=paging, total="total")


def test_a_list_that_shifts_while_it_is_read_is_whole_after_a_second_pass() -> None:
    listed, asked = [1, 2, 3, 4, 5, 6], []

    def answer(request: Request) -> Reply:
        asked.append(request)
        page = int(query(request)["page"])
        reply = Reply(body(listed[2 * page - 2 : 2 * page]))
        if len(asked) == 1:
            listed.remove(1)
        return reply

    once, _ = read(answer, paging={"style": "page", "size": 2, "until_empty": True})
    assert "3" not in once
    listed[:], asked[:] = [1, 2, 3, 4, 5, 6], []
    twice, _ = read(answer, paging={"style": "page", "size": 2, "until_empty": True, "passes": 2})
    assert set(twice) == set(numbers(1, 6))


def test_of_a_second_pass_only_answers_that_are_new_are_given() -> None:
    listed, asked = [1, 2, 3, 4, 5, 6], []

    def answer(request: Request) -> Reply:
        asked.append(request)
        page = int(query(request)["page"])
        if len(asked) == 5:
            listed[3] = 7
        return Reply(body(listed[2 * page - 2 : 2 * page]))

    paging = {"style": "page", "size": 2, "until_empty": True, "passes": 2}
    found, _ = read(answer, paging=paging)
    assert len(asked) == 8
    assert found == [*numbers(1, 6), "3", "7"]


def test_a_style_without_what_it_needs_is_refused() -> None:
    with pytest.raises(ValueError, match="cursor: style 'cursor' needs the path"):
        http_connector("http://127.0.0.1:9", paging={"style": "cursor"})
    with pytest.raises(ValueError, match="next_url: style 'next_url' needs the path"):
        http_connector("http://127.0.0.1:9", paging={"style": "next_url"})
