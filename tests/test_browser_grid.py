"""The page of grids in a browser: axe finds nothing grave, months play, cells open, nothing stands out sideways."""

from urllib.parse import urlsplit

import pytest
from fake_city import CITY, FakeDirectory
from fake_reads import FakeReads
from playwright.sync_api import Browser, expect
from screen import build, chart
from watching import NO_WEBGL, begin, grave, serving, watching

from dashboard.state import parse

pytestmark = pytest.mark.long

_WIDE = "document.documentElement.scrollWidth > window.innerWidth"
_SCROLLED_AND_DRAWN_ANEW = """() => {
    const run = document.querySelector('.run'), strip = run.closest('[id*="grid-strip"]');
    run.scrollLeft = 0;
    const drawn = strip.innerHTML.replaceAll(' data-seen=""', '').replace('</ol>', '<li hidden></li></ol>');
    window.cockpit_parts.draw(strip, drawn);
}"""
_CLICK = """([figure, place, search]) => window.dash_clientside.cockpit.drill(
    { points: [{ curveNumber: 0, pointIndex: place }] }, figure, search)"""


def test_the_page_of_grids_plays_and_is_sound_in_both_themes_and_at_every_width(browser: Browser) -> None:
    with serving(build(FakeReads())) as address, watching(browser, 1440, 900, script=NO_WEBGL) as watched:
        page = watched.page
        begin(page, f"{address}grid?theme=dark&p=2026-09")
        expect(page.locator(".week td")).to_have_count(7 * 24)
        assert grave(page) == []
        # Every hour of the week opens the number that all of them are parts of; the keyboard finds it below them.
        whole = page.locator(".hours .legend a.number")
        page.locator(".week td").nth(30).click()
        expect(page.locator("#drawer")).to_be_visible()
        assert parse(urlsplit(page.url).query).drawer == parse(str(whole.get_attribute("href"))).drawer
        page.keyboard.press("Escape")
        expect(page.locator("#drawer")).not_to_be_visible()
        # The months follow one another to the last.
        play = page.locator(".strip .play")
        play.click()
        expect(play).to_have_attribute("aria-pressed", "true")
        expect(page.locator(".run [aria-current]")).to_contain_text("2026年11月")
        expect(play).to_have_attribute("aria-pressed", "false")
        assert "p=2026-11" in page.url
        begin(page, f"{address}grid?theme=light&lang=en&p=2026-09")
        expect(page.get_by_role("heading", name="When in the week")).to_be_visible()
        for width in (1920, 1440, 1280, 1024, 768, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert not page.evaluate(_WIDE), width
        # The month that is shown was scrolled into sight once; where the reader leaves the strip, it stays.
        assert page.evaluate(
            "() => { const run = document.querySelector('.run'); return run.scrollWidth > run.clientWidth; }"
        )
        page.evaluate(_SCROLLED_AND_DRAWN_ANEW)
        expect(page.locator(".run > [hidden]")).to_be_attached()
        assert page.evaluate("() => document.querySelector('.run').scrollLeft") == 0
        assert grave(page) == []
        assert watched.errors == []
        assert watched.outside == []


def test_a_click_on_a_cell_opens_its_place_and_the_same_again_closes_it(browser: Browser) -> None:
    directory = FakeDirectory()
    grids = directory.grids(CITY)
    app = build(FakeReads(grids=list(grids["code"])), directory=directory)
    county, community, grid = grids["county_code"][0], grids["community_code"][0], grids["code"][0]
    with serving(app) as address, watching(browser, 800, 600, script=NO_WEBGL) as watched:
        page = watched.page
        begin(page, f"{address}grid")
        expect(page.locator(".rank.head")).to_be_visible()

        def click(place: int, search: str) -> object:
            figure = chart(app, "grid-heat-map", search)["figure"]
            return page.evaluate(_CLICK, [{"layout": {"meta": figure["layout"]["meta"]}}, place, search])

        assert click(0, "?p=2026-09") == f"?p=2026-09&r={county}"
        assert click(0, f"?r={community}") == f"?r={community}&g={grid}"
        assert click(0, f"?r={community}&g={grid}") == f"?r={community}"
