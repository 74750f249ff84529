"""The drawer of every role over a real warehouse: what it says is theirs and true, and of others it says nothing."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from everybody import Everybody, everybody_in
from screen import said
from seen_city import COUNTIES, TOWNSHIPS
from test_drawer import asking
from test_viewer_pages import BOXES, CODES, ROLES, body, others, post

from data_access.connection import ConnectionUrls

METRIC = "grid_events_reported"
PLACES = ("3410", *COUNTIES, *TOWNSHIPS, "341021001001", "341021001001001")
STORES = (("drawer-asked", "drawer-inside"), ("drawer-rows-asked", "drawer-rows"))


@pytest.fixture(scope="module")
def everybody(module_database: ConnectionUrls) -> Iterator[Everybody]:
    with everybody_in(module_database) as opened:
        yield opened


@pytest.mark.parametrize("role", [role for role in ROLES if others(role)])
def test_nothing_of_others_is_told_after_somebody_who_sees_all(everybody: Everybody, role: str) -> None:
    for name in ("everything", role):
        client = everybody.enter(name)[1]
        for place in PLACES:
            search = f"?d={METRIC}~{place}~2026-10"
            for store, inside in STORES:
                told = post(client, asking(search, store, inside))
                assert name != role or not set(CODES.findall(told)) & others(role), (place, inside)


@pytest.mark.parametrize(("role", "place"), [("everything", "341021"), ("county", "341002"), ("township", "341002001")])
def test_the_number_is_what_sql_says_and_so_are_the_records(everybody: Everybody, role: str, place: str) -> None:
    client = everybody.enter(role)[1]
    column = "county_code" if len(place) == 6 else "township_code"
    ((count,),) = everybody.every(
        "SELECT count(*) FROM cockpit.event WHERE kind = 'grid_event' "
        f"AND occurred_on BETWEEN '2026-10-01' AND '2026-10-31' AND {column} = :place",
        place=place,
    )
    search = f"?d={METRIC}~{place}~2026-10"
    told = post(client, asking(search, *STORES[0]))
    assert f'"children":["{count:,}",' in told
    keys: set[str] = set()
    for page in range(1, count // 100 + 2):
        keys |= set(re.findall(r'"(e\d+)"', post(client, asking(f"{search}&n={page}", *STORES[1]))))
    assert len(keys) == count


def numbers_in(drawn: Any) -> Iterator[tuple[str, str]]:
    """Every number that is a link: its text and its address."""
    if isinstance(drawn, list):
        for each in drawn:
            yield from numbers_in(each)
    elif isinstance(drawn, dict):
        props = drawn.get("props", {})
        if props.get("className") == "number":
            yield said(drawn), props["href"]
        yield from numbers_in(props.get("children"))


def test_every_number_on_every_page_opens_the_drawer_of_that_very_number(everybody: Everybody) -> None:
    client = everybody.enter("everything")[1]
    shown: dict[str, str] = {}
    for part, name, key in BOXES:
        if part == "panel":
            answer = json.loads(post(client, body(part, name, key, "?p=2026-10&m=grid_events_reported"))).get(
                "response"
            )
            shown |= {
                href: text for text, href in numbers_in([each.get("children") for each in (answer or {}).values()])
            }
    told = {href: text for href, text in shown.items() if re.match(r"[\d,.]+", text) and "*" not in text}
    assert len(told) > 40
    for href in sorted(told):
        answer = json.loads(post(client, asking(href, *STORES[0])))["response"]["drawer-inside"]["children"]
        (value,) = (part for part in parts_of(answer) if part["props"].get("className", "").startswith("val "))
        assert number(said(value)) == number(told[href]), (href, told[href], said(value))


def parts_of(drawn: Any) -> Iterator[dict[str, Any]]:
    if isinstance(drawn, list):
        for each in drawn:
            yield from parts_of(each)
    elif isinstance(drawn, dict):
        yield drawn
        yield from parts_of(drawn.get("props", {}).get("children"))


def number(text: str) -> str:
    """The number a text begins with."""
    found = re.match(r"[\d,.]+", text)
    return found[0] if found else text
