"""Search: by Chinese, pinyin initials, English and code, and never what the viewer may not open."""

from typing import Any

import pytest
from fake_city import NOW, FakeDirectory
from fake_lineage import FakeLineage
from fake_reads import FakeFreshness, FakeReads
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect
from screen import build, demonstration_site, signed_in
from signed_in import EVERYTHING, TOKEN, KnownSessions, everything
from watching import begin, serving, watching

from dashboard.access.sessions import Standing
from dashboard.factory import Cockpit, Warehouse, create_app
from data_access.registry import METRICS
from data_access.rights import Role
from data_access.site_roles import SiteRoles
from layouts import collect_pages

APP = build()


def found(app: Cockpit, text: str, **state: str) -> list[dict[str, Any]]:
    answer = app.server.test_client().get("/search.json", query_string={"q": text, "page": "/mediation", **state})
    assert answer.status_code == 200, answer.data[:200]
    hits: list[dict[str, Any]] = answer.get_json()
    return hits


def narrow(role: Role, *divisions: str) -> Cockpit:
    warehouse = Warehouse(FakeReads(), FakeDirectory(), FakeFreshness(), FakeLineage())
    sessions = KnownSessions({TOKEN: Standing("tester", "narrow", divisions)})
    access = everything(SiteRoles(roles={"narrow": role}), sessions)
    return signed_in(create_app(demonstration_site(), warehouse, METRICS, collect_pages(), lambda: NOW, access))


@pytest.mark.parametrize("text", ["歙", "she", "shexian", "341021", "SHEXIAN", " 歙 县 "])
def test_a_county_is_found_by_name_pinyin_english_and_code(text: str) -> None:
    hits = found(APP, text, p="2026-09")
    assert ("歙县", "/mediation?p=2026-09&r=341021") in [(hit["name"], hit["address"]) for hit in hits]


def test_a_place_keeps_what_else_was_chosen_on_the_page_that_is_open() -> None:
    asked = {"p": "2026-09", "m": "disputes_accepted", "f": "mediation_case_category:neighbours", "theme": "light"}
    kept = "p=2026-09&r=341021&m=disputes_accepted&theme=light&f=mediation_case_category:neighbours"
    assert f"/mediation?{kept}" in [hit["address"] for hit in found(APP, "歙县", **asked)]
    elsewhere = found(APP, "歙县", **asked | {"page": "/sources"})
    assert "/?p=2026-09&r=341021&theme=light" in [hit["address"] for hit in elsewhere]
    assert found(APP, "调解", **asked)[0]["address"] == "/mediation?p=2026-09&theme=light"


def test_pages_and_metrics_are_found_by_the_initials_of_their_names() -> None:
    assert found(APP, "tj")[0] | {"note": ""} == {"sort": "页面", "name": "调解", "note": "", "address": "/mediation?"}
    hits = found(APP, "wgsjl")
    assert "网格事件量" in [hit["name"] for hit in hits]
    assert all(hit["address"].startswith("/glossary?") for hit in hits if hit["sort"] == "指标")


def test_the_nearest_comes_first_and_nothing_is_found_by_nothing() -> None:
    assert found(APP, "grid_events_reported")[0]["note"] == "grid_events_reported"
    assert found(APP, "") == found(APP, "   ") == []
    assert found(APP, "there is no such place") == []


def test_a_role_finds_its_own_pages_places_and_themes_only() -> None:
    role = EVERYTHING.model_copy(update={"pages": ("/", "/glossary"), "themes": ("mediation",), "depth": "county"})
    app = narrow(role, "341021")
    names = {hit["name"] for text in ("县", "调解", "网格", "屯溪", "镇", "she") for hit in found(app, text)}
    assert "歙县" in names
    assert not names & {"屯溪区", "休宁县", "调解", "网格", "网格事件量", "徽城镇"}
    assert any("调解" in name for name in names), "metrics of its theme"


def test_who_is_not_signed_in_finds_nothing() -> None:
    answer = FlaskClient(APP.server, use_cookies=False).get("/search.json?q=she")
    assert answer.status_code in (302, 401)
    assert b"341021" not in answer.data


@given(text=st.text(max_size=80), page=st.text(max_size=20))
def test_whatever_is_typed_is_no_fault(text: str, page: str) -> None:
    for hit in found(APP, text, page=page):
        assert hit["address"].startswith("/")
        assert hit["name"]


def test_the_keyboard_opens_chooses_and_goes(browser: Browser) -> None:
    with serving(build(FakeReads())) as address, watching(browser, 1440, 900) as watched:
        page = watched.page
        begin(page, f"{address}audit?p=2026-09")
        expect(page.locator("#search-open")).to_be_visible()
        page.keyboard.press("Control+k")
        page.keyboard.type("shexian")
        expect(page.locator("#search-found a").first).to_contain_text("歙县")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Escape")
        expect(page.locator("#search")).not_to_be_visible()
        page.locator("#search-open").click()
        page.locator("#search-text").fill("tiaojie")
        expect(page.locator("#search-found a").first).to_contain_text("调解")
        page.keyboard.press("Enter")
        expect(page.locator(".nav [aria-current]")).to_contain_text("调解")
        assert "p=2026-09" in page.url
        assert watched.errors == []
