"""What a reader without a mouse or without eyes needs: axe finds nothing grave; title, language, focus, skip link."""

from collections.abc import Iterator

import pytest
from fake_city import CITY, FakeDirectory
from fake_reads import FakeReads
from playwright.sync_api import Browser, ViewportSize, expect
from screen import build
from watching import Watched, begin, grave, serving, watching

pytestmark = pytest.mark.long

_DESK, _PHONE = ViewportSize(width=1920, height=1080), ViewportSize(width=390, height=844)
_FOCUSED = """() => {
    const each = document.activeElement, style = getComputedStyle(each), box = each.getBoundingClientRect();
    const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    return { name: each.tagName + ' ' + (each.textContent || '').slice(0, 30), seen: seen,
             there: box.width > 0 && box.right > 0, page: each === document.body };
}"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    directory = FakeDirectory()
    with serving(build(FakeReads(grids=list(directory.grids(CITY)["code"])), directory=directory)) as served:
        yield served


@pytest.fixture(scope="module")
def at_desk(browser: Browser, address: str) -> Iterator[Watched]:
    """One page, drawn once, dark and Chinese: what is tried last changes both."""
    with watching(browser) as watched:
        watched.open(f"{address}?theme=dark&lang=zh")
        yield watched


def test_both_maps_are_pictures_with_a_sentence(at_desk: Watched) -> None:
    page = at_desk.page
    expect(page.get_by_role("img", name="最需关注 歙县")).to_be_visible()
    expect(page.get_by_role("img", name="2,612 个网格")).to_be_visible()
    expect(page.locator(".ranks li")).to_have_count(7)


def test_the_keyboard_skips_to_the_page_and_always_sees_where_it_is(at_desk: Watched) -> None:
    page = at_desk.page
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    seen = []
    for _step in range(80):
        page.keyboard.press("Tab")
        found = page.evaluate(_FOCUSED)
        if found["page"]:
            break
        assert found["there"], found
        assert found["seen"], found
        seen.append(found["name"])
    assert len(seen) > 20
    page.mouse.click(2, 2)
    skip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    assert at_desk.errors == []


def test_axe_finds_nothing_grave_in_both_themes_and_languages_at_a_desk_and_on_a_phone(at_desk: Watched) -> None:
    """All four of theme and language, beginning with dark and Chinese; nothing else of the page is loaded anew."""
    _grave_at(at_desk, "dark zh", _DESK, _PHONE)
    at_desk.switch_theme("light")
    _grave_at(at_desk, "light zh", _PHONE, _DESK)
    at_desk.switch_language("en")
    _grave_at(at_desk, "light en", _DESK, _PHONE)
    at_desk.switch_theme("dark")
    _grave_at(at_desk, "dark en", _PHONE, _DESK)
    assert at_desk.errors == []


def _grave_at(watched: Watched, what: str, *sizes: ViewportSize) -> None:
    for size in sizes:
        watched.page.set_viewport_size(size)
        watched.drawn()
        assert grave(watched.page) == [], (what, size)


def test_title_and_language_of_the_document_follow_the_choice(at_desk: Watched, address: str) -> None:
    page = at_desk.page
    begin(page, f"{address}?lang=en")
    expect(page).to_have_title("Huangshan Governance Cockpit")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    begin(page, f"{address}?lang=zh")
    expect(page).to_have_title("黄山市市域社会治理驾驶舱")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
