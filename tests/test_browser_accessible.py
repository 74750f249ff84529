"""What a reader without a mouse or without eyes needs: axe finds nothing grave; title, language, focus, skip link."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from fake_city import CITY, FakeDirectory
from fake_reads import FakeReads
from playwright.sync_api import Browser, Page, expect
from screen import build
from watching import serving, watching

from dashboard.factory import Cockpit

pytestmark = pytest.mark.long

_FOCUSED = """() => {
    const each = document.activeElement, style = getComputedStyle(each), box = each.getBoundingClientRect();
    const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    return { name: each.tagName + ' ' + (each.textContent || '').slice(0, 30), seen: seen,
             there: box.width > 0 && box.right > 0, page: each === document.body };
}"""


def _app() -> Cockpit:
    directory = FakeDirectory()
    return build(FakeReads(grids=list(directory.grids(CITY)["code"])), directory=directory)


def _grave(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {[node['target'] for node in each['nodes']][:4]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("size", [(1920, 1080), (390, 844)])
def test_axe_finds_nothing_grave_in_both_themes_and_languages(browser: Browser, size: tuple[int, int]) -> None:
    with serving(_app()) as address:
        for theme, language in (("dark", "zh"), ("light", "en"), ("light", "zh"), ("dark", "en")):
            with watching(browser, *size) as watched:
                page = watched.open(f"{address}?theme={theme}&lang={language}")
                assert _grave(page) == [], f"{theme} {language}"


def test_title_and_language_of_the_document_follow_the_choice(browser: Browser) -> None:
    with serving(_app()) as address, watching(browser) as watched:
        page = watched.open(f"{address}?lang=en", drawn=False)
        expect(page).to_have_title("Huangshan Governance Cockpit")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.goto(f"{address}?lang=zh")
        expect(page).to_have_title("黄山市市域社会治理驾驶舱")
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_both_maps_are_pictures_with_a_sentence(browser: Browser) -> None:
    with serving(_app()) as address, watching(browser) as watched:
        page = watched.open(address)
        expect(page.get_by_role("img", name="最需关注 歙县")).to_be_visible()
        expect(page.get_by_role("img", name="2,612 个网格")).to_be_visible()
        expect(page.locator(".ranks li")).to_have_count(7)


def test_the_keyboard_skips_to_the_page_and_always_sees_where_it_is(browser: Browser) -> None:
    with serving(_app()) as address, watching(browser) as watched:
        page = watched.open(address)
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
        page.reload()
        page.wait_for_selector(".rank.head")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        assert watched.errors == []
