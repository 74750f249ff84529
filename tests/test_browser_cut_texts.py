"""English is longer than Chinese: on every page, at every width, no text is cut off and nothing stands out sideways."""

from collections.abc import Iterator

import pytest
from fake_city import CITY, FakeDirectory
from fake_reads import FakeFreshness, FakeReads
from playwright.sync_api import Browser, expect
from screen import build
from watching import NO_WEBGL, Watched, serving, watching

from layouts import collect_pages

pytestmark = pytest.mark.long

PAGES = [page.path for page in collect_pages()]
_WIDTHS = (1920, 1440, 1280, 1024, 768, 390)
_LOADED = """() => !document.querySelector('#first-look, #page .skeleton, [data-asked], .dash-graph--pending') &&
    !document.querySelector('[data-dash-is-loading="true"]') &&
    document.querySelector('#page .panel') !== null"""
# The texts that a box around them cuts off and that nothing scrolls to. What is cut on purpose says itself in a title.
_CUT = """() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    const aside = '.hidden-text, .skip, dialog, script, style, details:not([open]) > .menu, .js-plotly-plot, [title]';
    while (texts.nextNode()) {
        const text = texts.currentNode, range = document.createRange(), free = { x: false, y: false };
        if (!text.textContent.trim() || text.parentElement.closest(aside) || !text.parentElement.checkVisibility()) {
            continue;
        }
        range.selectNodeContents(text);
        const lines = [...range.getClientRects()].filter(each => each.width > 0);
        for (let box = text.parentElement; box && box !== document.body; box = box.parentElement) {
            const style = getComputedStyle(box), ends = box.getBoundingClientRect();
            free.x ||= /auto|scroll/.test(style.overflowX);
            free.y ||= /auto|scroll/.test(style.overflowY);
            const hides = way => !free[way.at(-1).toLowerCase()] && /hidden|clip/.test(style[way]);
            if (style.display !== 'inline' && lines.some(each =>
                hides('overflowX') && (each.left < ends.left - 1 || each.right > ends.right + 1) ||
                hides('overflowY') && (each.top < ends.top - 3 || each.bottom > ends.bottom + 3))) {
                found.push(text.textContent.trim());
                break;
            }
        }
    }
    return found;
}"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    directory = FakeDirectory()
    reads = FakeReads(grids=list(directory.grids(CITY)["code"]))
    with serving(build(reads, FakeFreshness(entity="mediation_case", kind="dispute"), directory=directory)) as served:
        yield served


@pytest.fixture(scope="module")
def at_desk(browser: Browser, address: str) -> Iterator[Watched]:
    with watching(browser, 1920, 900, script=NO_WEBGL) as watched:
        yield watched


@pytest.mark.parametrize("path", PAGES)
def test_no_english_text_is_cut_off_at_any_width(at_desk: Watched, address: str, path: str) -> None:
    page = at_desk.page
    page.goto(f"{address.rstrip('/')}{path}?lang=en&p=2026-09")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.wait_for_function(_LOADED)
    for width in _WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(_CUT) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") == width, width
    page.set_viewport_size({"width": 1920, "height": 900})
    assert at_desk.errors == []
