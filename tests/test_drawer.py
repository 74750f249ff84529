"""The drawer over any page: which number an address opens, what it says of it, what it refuses, what the log has."""

from typing import Any

import pytest
from fake_lineage import FakeLineage
from fake_reads import FakeFreshness, FakeReads
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from screen import build, draw, said
from test_audit_page import application
from watching import NO_WEBGL, begin, grave, serving, watching

from dashboard.access.audit import Event
from dashboard.drawer.opened import Opened, opened
from dashboard.factory import Cockpit
from dashboard.state import State, parse
from data_access.dimension import DIMENSIONS
from data_access.registry import METRICS

ON_TIME = METRICS["grid_events_on_time"]
numbers = st.builds(
    Opened,
    metric=st.sampled_from(sorted(METRICS)),
    place=st.from_regex(r"[A-Za-z0-9_-]{1,24}", fullmatch=True),
    month=st.builds("{:04d}-{:02d}".format, st.integers(1000, 9999), st.integers(1, 12)),
    part=st.none() | st.tuples(st.sampled_from(sorted(DIMENSIONS)), st.from_regex(r"[\w.+@/-]{0,60}", fullmatch=True)),
)


def asking(search: str, store: str, inside: str) -> dict[str, Any]:
    """The request for what is drawn into a part of the drawer at an address."""
    output = {"id": inside, "property": "children"}
    wanted = [{"id": store, "property": "data", "value": f"{search}#1"}]
    return {"output": f"{inside}.children", "outputs": output, "inputs": wanted, "changedPropIds": [f"{store}.data"]}


def asked(app: Cockpit, search: str, store: str = "drawer-asked", inside: str = "drawer-inside") -> Any:
    """What is drawn into it."""
    answer = app.server.test_client().post("/_dash-update-component", json=asking(search, store, inside))
    assert answer.status_code == 200, answer.text[:300]
    return answer.get_json()["response"][inside]["children"]


def rows(app: Cockpit, search: str) -> Any:
    return asked(app, search, "drawer-rows-asked", "drawer-rows")


@given(numbers)
def test_a_number_survives_its_address(number: Opened) -> None:
    assert opened(number.text) == number
    assert opened(parse(State(drawer=number.text, metric="other").search).drawer) == number


@given(st.text())
def test_what_is_no_number_opens_nothing(text: str) -> None:
    found = opened(text)
    assert found is None or found.text == text


def test_it_says_value_sides_definition_loads_and_that_the_facts_give_the_same() -> None:
    told = said(asked(build(), "?d=grid_events_on_time~341021~2026-10"))
    for text in (
        "歙县 · 2026年10月",
        "由明细重算一致",
        "2,776",
        "3,142",
        "显示值",
        ON_TIME.definition.zh,
        ON_TIME.basis,
    ):
        assert text in told, text
    assert "checksum of" in told
    assert "SELECT sum(on_time) FROM mart" in told
    wrong = said(asked(build(lineage=FakeLineage(wrong=True)), "?d=grid_events_on_time"))
    assert "由明细重算为" in wrong


def test_it_is_of_the_number_s_own_place_and_month_whatever_the_page_shows() -> None:
    there = said(asked(build(), "?p=2026-09&r=341002&m=grid_events_overdue&d=grid_events_on_time~341021~2026-10"))
    assert "歙县 · 2026年10月" in there
    assert "黄山市 · 2026年10月" in said(asked(build(), "?r=341021&d=grid_events_on_time~3410~2026-10"))


@pytest.mark.parametrize(
    "number",
    ["nonsense~3410", "grid_events_on_time~3408", "grid_events_on_time~340802", "grid_events_on_time~3410~2031-01"],
)
def test_what_is_not_there_is_refused_and_not_replaced(number: str) -> None:
    assert "没有这个数字" in said(asked(build(), f"?d={number}"))


def test_the_places_it_is_made_of_open_their_own_drawers() -> None:
    told = str(asked(build(), "?d=grid_events_on_time~3410~2026-10"))
    assert "d=grid_events_on_time~341021~2026-10" in told
    assert "合计等于分子与分母" in told


def test_opening_is_a_line_of_the_log_and_so_is_every_page_of_records() -> None:
    app, log = application()
    asked(app, "?d=grid_events_on_time~341021~2026-10")
    assert (log.kept[0].event, log.kept[0].subject) == (Event.PROVENANCE_OPENED.value, ON_TIME.key)
    assert "341021" in log.kept[0].detail
    first, second = (rows(app, f"?d=grid_events_on_time~341021~2026-10&n={page}") for page in (1, 2))
    assert [line.event for line in log.kept[:2]] == [Event.ROWS_OPENED.value] * 2
    assert "case 0'" in str(first)
    assert "case 100'" in str(second)
    assert "case 0'" not in str(second)
    assert "watermark" in str(first)


def test_records_are_listed_of_things_only_and_for_who_may_open_them() -> None:
    app, log = application()
    before = len(log.kept)
    assert "涉及人" in said(rows(app, "?d=disputes_accepted~3410~2026-10"))
    barred, known = application(case_rows=False)
    assert "当前账号不能查看单条记录" in said(rows(barred, "?d=grid_events_on_time~3410~2026-10"))
    assert "当前账号不能查看单条记录" in said(asked(barred, "?d=grid_events_on_time~3410~2026-10"))
    assert len(log.kept) == before
    assert Event.ROWS_OPENED.value not in [line.event for line in known.kept]


def test_every_card_and_tile_is_a_link_to_its_own_drawer_and_no_link_carries_an_open_one() -> None:
    app = build(FakeReads(), FakeFreshness(entity="mediation_case", kind="dispute"))
    tiles = str(draw(app, "mediation-quality", "?p=2026-09&r=341021&d=grid_events_on_time&t=rows"))
    assert "p=2026-09&r=341021&d=mediation_in_town~341021~2026-09" in tiles
    assert "t=rows" not in tiles
    assert "grid_events_on_time" not in tiles
    cards = str(draw(app, "overview-cards"))
    assert cards.count("whole number") == 4
    assert "d=grid_events_overdue~3410~2026-11" in cards


def test_it_opens_by_click_address_and_back_keeps_the_focus_inside_and_stays_when_data_come(browser: Browser) -> None:
    reads = FakeReads()
    with serving(build(reads)) as address, watching(browser, script=NO_WEBGL) as watched:
        page = watched.open(address, drawn=False)
        page.locator(".kpi a.whole").first.click()
        drawer = page.locator("#drawer")
        expect(drawer.get_by_role("heading", name=ON_TIME.name.zh)).to_be_visible()
        assert "d=grid_events_on_time~3410~2026-11" in page.url
        for _step in range(30):
            page.keyboard.press("Tab")
            assert page.evaluate(
                "document.activeElement === document.body || "
                "document.getElementById('drawer').contains(document.activeElement)"
            )
        drawer.get_by_role("tab", name="明细").click()
        expect(drawer.get_by_text("case 0", exact=True)).to_be_visible()
        assert page.locator("#drawer-records").get_by_role("grid").get_attribute("aria-rowcount") == "101"
        assert page.url.endswith("&t=rows")
        page.evaluate("window.dash_clientside.set_props('version', {data: 'newer'})")
        page.wait_for_timeout(300)
        expect(drawer.get_by_text("case 0", exact=True)).to_be_visible()
        assert grave(page) == []
        page.keyboard.press("Escape")
        expect(drawer).not_to_be_visible()
        expect(page).to_have_url(address)
        page.go_forward()
        expect(drawer.get_by_role("tab", name="明细")).to_have_attribute("aria-selected", "true")
        page.go_back()
        expect(drawer).not_to_be_visible()
        expect(page.locator(".kpi a.whole").first).to_be_focused()
        begin(page, f"{address}?d=grid_events_overdue~341021~2026-10&t=quality")
        expect(drawer.get_by_role("tab", name="质量")).to_have_attribute("aria-selected", "true")
        page.locator("#drawer .shut").click()
        assert page.evaluate("location.search") == ""
        _taken_and_large(page)
        assert watched.errors == []
        _missed_and_asked_again(page)


def _taken_and_large(page: Page) -> None:
    """The ranking as a picture, and on the whole screen."""
    ranking = page.locator(".ranking")
    ranking.locator(".panel-tools summary").click()
    with page.expect_download() as taken:
        ranking.locator(".png").click()
    with Image.open(taken.value.path()) as picture:
        assert picture.width > 1000
        assert len(picture.convert("L").histogram()) > len(set(picture.convert("L").histogram())) > 20
    page.keyboard.press("Escape")
    ranking.locator(".who.pick").first.focus()
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement?.querySelector('.ranking')")
    page.keyboard.press("f")
    page.wait_for_function("!document.fullscreenElement")


def _missed_and_asked_again(page: Page) -> None:
    """What never came is said with the way to ask for it at once, and is no longer when it came."""
    missed = page.locator("#missed")
    page.route("**/boxes", lambda route: route.fulfill(status=500, body="fault"))
    page.evaluate("window.cockpitBoxes.again()")
    expect(missed).to_be_visible()
    page.locator("#missed-again").click()
    page.unroute("**/boxes")
    expect(missed).not_to_be_visible()
