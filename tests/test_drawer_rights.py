"""The drawer of every role over a real warehouse: what it says is theirs and true, and of others it says nothing."""

import csv
import json
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from box_asked import CALLBACK, box
from drawn_numbers import numbers_in, parts_of
from everybody import Everybody, everybody_in
from flask.testing import FlaskClient
from parsed import parsed
from screen import said
from seen_city import COUNTIES, TOWNSHIPS
from test_drawer import asking
from test_viewer_pages import BOXES, CODES, ROLES, others

from dashboard import format as fmt
from data_access.connection import ConnectionUrls
from data_access.registry import METRICS

METRIC = "grid_events_reported"
PLACES = ("3410", *COUNTIES, *TOWNSHIPS, "341021001001", "341021001001001")
STORES = (("drawer-asked", "drawer-inside"), ("drawer-rows-asked", "drawer-rows"))


def post(client: FlaskClient, asked: Any) -> str:
    answer = client.post(CALLBACK, json=asked)
    assert answer.status_code == 200, answer.text[:500]
    return answer.get_data(as_text=True)


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


def test_every_number_on_every_page_opens_the_drawer_of_that_very_number(everybody: Everybody) -> None:
    client = everybody.enter("everything")[1]
    shown: dict[str, str] = {}
    for name in BOXES:
        if name.startswith("panel:"):
            drawn = parsed(box(client, name, "?p=2026-10&m=grid_events_reported"))
            shown |= {href: text for text, href in numbers_in([drawn])}
    told = {href: text for href, text in shown.items() if re.match(r"[\d,.]+", text) and "*" not in text}
    assert len(told) > 40
    for href in sorted(told):
        answer = json.loads(post(client, asking(href, *STORES[0])))["response"]["drawer-inside"]["children"]
        (value,) = (part for part in parts_of(answer) if part["props"].get("className", "").startswith("val "))
        assert number(said(value)) == number(told[href]), (href, told[href], said(value))


@pytest.mark.parametrize("panel", ["overview-ranking", "overview-detail", "mediation-places", "mediation-types"])
def test_the_file_of_a_panel_has_the_numbers_of_its_screen(everybody: Everybody, panel: str) -> None:
    client = everybody.enter("everything")[1]
    shown: dict[str, str] = {}
    for text, href in numbers_in([parsed(box(client, f"panel:{panel}", "?p=2026-10"))]):
        shown.setdefault(href, text)
    page = "/" if panel.startswith("overview") else "/mediation"
    told = client.get(f"/export/csv?page={page}&panel={panel}&p=2026-10").data.decode("utf-8-sig")
    _mark, heads, *rows = csv.reader(StringIO(told))
    for (href, text), row in zip(shown.items(), rows, strict=True):
        line = dict(zip(heads, row, strict=True))
        if text == "隐去":
            assert (line["状态"], line["数值"]) == ("隐去", ""), href
        elif re.match(r"[\d,.]+", text) and "*" not in text:
            value = fmt.parts(float(line["数值"]), METRICS[line["代码"]], "zh")[0]
            assert number(text) == value, href


def number(text: str) -> str:
    """The number a text begins with."""
    found = re.match(r"[\d,.]+", text)
    return found[0] if found else text
