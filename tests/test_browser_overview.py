"""The overview in a real browser: it draws without a complaint, keeps its state in the address, and stays live."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fake_city import CITY, FakeDirectory
from fake_reads import FakeFreshness, FakeReads
from playwright.sync_api import Browser, expect
from screen import build
from watching import Watched, begin, differ, follow, serving, watching

pytestmark = pytest.mark.long

COUNTY_MAP, GRID_MAP = ".county-map", ".grid-map"
# What the two maps show now: the numbers behind them as one text.
_PLOTS = "[...document.querySelectorAll('.js-plotly-plot')]"
_COUNTS = f"{_PLOTS}.map(each => JSON.stringify(each.data.map(trace => [trace.text, trace.z]))).join()"


@dataclass
class Served:
    """A running application whose data a test may change."""

    address: str
    reads: FakeReads
    freshness: FakeFreshness

    def publish(self, shift: int) -> None:
        """New data, as a committed batch would bring."""
        self.reads.shift += shift
        self.freshness.version += 1


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    directory = FakeDirectory()
    reads, freshness = FakeReads(grids=list(directory.grids(CITY)["code"])), FakeFreshness()
    with serving(build(reads, freshness, directory)) as address:
        yield Served(address, reads, freshness)


@pytest.fixture(scope="module")
def at_desk(served: Served, browser: Browser) -> Iterator[Watched]:
    """One page in the dark theme, drawn once, with what other people do to it."""
    with watching(browser) as watched:
        watched.open(f"{served.address}?theme=dark")
        yield watched


def _drawn_by_ourselves(watched: Watched, theme: str) -> None:
    page = watched.page
    assert page.locator(".kpi").count() == 4
    assert page.locator("html").get_attribute("data-theme") == theme
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert watched.errors == []
    assert watched.outside == []


def test_the_page_draws_without_errors_and_asks_nobody_else(at_desk: Watched) -> None:
    _drawn_by_ourselves(at_desk, "dark")


def test_new_data_changes_cards_and_both_maps_without_a_reload(served: Served, at_desk: Watched) -> None:
    page = at_desk.page
    page.evaluate("window.stillHere = true")
    page.locator("summary", has_text="统计期").click()
    page.locator(".rank .pick").nth(2).focus()
    card = page.locator(".kpi .val").nth(1)
    before = card.text_content()
    counts = page.evaluate(_COUNTS)
    pictures = {name: page.locator(name).screenshot() for name in (COUNTY_MAP, GRID_MAP)}
    served.publish(400)
    expect(card).not_to_have_text(before or "")
    page.wait_for_function(f"before => {_COUNTS} !== before", arg=counts)
    at_desk.drawn()
    for name, picture in pictures.items():
        assert differ(picture, page.locator(name).screenshot()) > 500, f"{name} still shows the old data"
    assert page.evaluate("window.stillHere")
    assert page.locator(".menu.months").is_visible(), "a redraw closed an open menu"
    assert page.evaluate("document.activeElement.className") == "who pick whole"
    assert at_desk.errors == []


def test_a_click_on_the_map_chooses_a_county_and_back_returns(at_desk: Watched) -> None:
    page = at_desk.page
    page.locator(".rank", has_text="祁门县").click()
    expect(page.locator(".say")).to_contain_text("祁门县网格事件按期处置率")
    assert "r=341024" in page.url
    box = page.locator(COUNTY_MAP).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.55)
    expect(page.locator(".say")).to_contain_text("歙县网格事件按期处置率")
    assert "r=341021" in page.url
    page.go_back()
    expect(page.locator(".say")).to_contain_text("祁门县")
    page.go_back()
    expect(page.locator(".say")).to_contain_text("主要差在歙县")
    page.locator("summary", has_text="统计期").click()
    page.locator(".menu.months .item", has_text="3月").first.click()
    expect(page.locator("summary", has_text="统计期")).to_contain_text("2026年3月")
    assert "p=2026-03" in page.url
    assert at_desk.errors == []


def test_language_and_theme_switch_and_are_kept(served: Served, at_desk: Watched) -> None:
    page = at_desk.page
    at_desk.drawn()
    begin(page, f"{served.address}?p=2026-09")
    at_desk.switch_language("en")
    expect(page.locator(".say")).to_contain_text("Grid events closed on time")
    assert "p=2026-09" in page.url
    dark = page.locator(".grid-map").screenshot()
    at_desk.switch_theme("light")
    assert differ(dark, page.locator(".grid-map").screenshot()) > 5_000
    begin(page, served.address)
    expect(page.locator(".say")).to_contain_text("Grid events")
    at_desk.drawn()
    _drawn_by_ourselves(at_desk, "light")


def test_a_map_is_as_large_as_before_when_its_box_is_so_again(served: Served, browser: Browser) -> None:
    # The size is known before the picture has followed it, so both are waited for together.
    settled = """before => { const map = document.querySelector('.county-map .js-plotly-plot');
        const shown = map._fullLayout.xaxis.range.reduce((west, east) => east - west);
        return Math.abs(map._fullLayout.width - map.clientWidth) < 2 && Math.abs(shown / before - 1) < 0.01; }"""
    shown = """() => document.querySelector('.county-map .js-plotly-plot')._fullLayout.xaxis.range
        .reduce((west, east) => east - west)"""
    with watching(browser, 1600, 900) as watched:
        page = watched.open(served.address)
        before = page.evaluate(shown)
        for width in (800, 1024, 1600):
            page.set_viewport_size({"width": width, "height": 900})
            deadline = time.monotonic() + 10
            while not page.evaluate(settled, before):
                assert time.monotonic() < deadline, page.evaluate(shown)
                page.wait_for_timeout(100)
        assert watched.errors == []


def test_a_phone_has_one_column_large_targets_and_readable_text(served: Served, browser: Browser) -> None:
    with watching(browser, 390, 844) as watched:
        page = watched.open(served.address)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        low = page.evaluate(
            """() => [...document.querySelectorAll('a:not(.skip), summary, button')]
                .filter(each => each.getClientRects().length && each.getBoundingClientRect().height < 44)
                .map(each => each.textContent)"""
        )
        smallest = page.evaluate(
            """() => Math.min(...[...document.querySelectorAll('body *')]
                .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
                .map(each => parseFloat(getComputedStyle(each).fontSize)))"""
        )
        assert low == []
        assert smallest >= 12
        top, foot = (page.locator(each).bounding_box() for each in (".hdr", ".utilities"))
        # Title and what is looked at in two rows; where to go and the tools at the foot, open to the finger there too.
        assert top is not None
        assert top["height"] <= 96
        assert foot is not None
        assert foot["y"] + foot["height"] == 844
        follow(page, "网格")
        expect(page.locator(".grids")).to_be_visible()
        assert watched.errors == []
