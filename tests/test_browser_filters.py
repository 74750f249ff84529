"""Filters in a browser: set, seen in the address, undone by keys and by going back; the link copied; no cut text."""

from collections.abc import Iterator

import pytest
from fake_reads import FakeFreshness, FakeReads
from playwright.sync_api import Browser, Page, expect
from screen import build
from watching import NO_WEBGL, Watched, begin, grave, serving, watching

pytestmark = pytest.mark.long

NEIGHBOURS, BOTH = "f=mediation_case_category:neighbours", "f=mediation_case_category:neighbours,medical"
_WIDE = "document.documentElement.scrollWidth > window.innerWidth"
# What stands in the bar and is cut off, or lies outside it.
_CUT = """() => [...document.querySelectorAll('.scope-bar :is(a, b, summary, button, .fresh)')].filter(each => {
    const box = each.getBoundingClientRect();
    return box.width && !each.closest('.menu') && getComputedStyle(each).position !== 'absolute' &&
        (each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== 'inline' ||
         box.right > window.innerWidth || box.left < 0);
}).map(each => each.textContent)"""
_NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"


# What news do that put the lines of a panel in another order.
_REVERSED = """() => {
    const lines = document.querySelector('.types .split-lines'), panel = lines.closest('[id^="{"]');
    const drawn = panel.cloneNode(true), again = drawn.querySelector('.split-lines');
    again.replaceChildren(...[...again.children].reverse());
    window.cockpit_parts.draw(panel, drawn.innerHTML);
}"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(build(FakeReads(), FakeFreshness(entity="mediation_case", kind="dispute"))) as served:
        yield served


@pytest.fixture(scope="module")
def at_desk(browser: Browser, address: str) -> Iterator[Watched]:
    with watching(browser, 1440, 900, script=NO_WEBGL + _NO_CLIPBOARD) as watched:
        yield watched


def _chosen(page: Page, *filters: str) -> None:
    """The filters that the bar says are set, and the address says too."""
    expect(page.locator(".filter.set")).to_have_count(len(filters))
    assert [each for each in filters if each not in page.url] == []
    assert page.url.count("f=") == len(filters)


def test_who_is_on_a_line_stays_on_it_where_news_put_it_elsewhere(at_desk: Watched, address: str) -> None:
    page = at_desk.page
    begin(page, f"{address}mediation?theme=dark&p=2026-09")
    lines = page.locator(".types .split-lines .who")
    first, count = lines.first.inner_text(), lines.count()
    assert count > 2
    for place in (0, 1):
        page.locator(".types .split-lines a.number").nth(place).focus()
        number = page.locator(":focus").get_attribute("href")
        page.evaluate(_REVERSED)
        expect(lines.nth(count - 1 if lines.first.inner_text() != first else 0)).to_have_text(first)
        assert page.locator(":focus").get_attribute("href") == number
    assert at_desk.errors == []


def test_a_line_a_menu_and_keys_set_and_clear_filters_and_back_goes_through_them(
    at_desk: Watched, address: str
) -> None:
    page = at_desk.page
    begin(page, f"{address}mediation?theme=dark&p=2026-09")
    line = page.locator(".types a.pick").first
    line.focus()
    page.keyboard.press("Space")
    _chosen(page, NEIGHBOURS)
    expect(page.locator(".types a.pick.aside")).to_have_count(3)
    # Arrows go to the next line; the bar is drawn anew meanwhile and takes nothing away.
    page.locator(".types a.pick").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".types a.pick").nth(1)).to_be_focused()
    page.locator(".filter summary").first.click()
    item = page.locator(".filter .menu .item", has_text="medical").first
    item.focus()
    page.keyboard.press("Enter")
    _chosen(page, BOTH)
    expect(page.locator(".filter details[open]")).to_have_count(1)
    expect(item).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".filter details[open]")).to_have_count(0)
    _chosen(page, BOTH)
    page.reload()
    expect(page.locator("#first-look")).not_to_be_attached()
    _chosen(page, BOTH)
    page.go_back()
    _chosen(page, NEIGHBOURS)
    page.locator("body").click(position={"x": 2, "y": 400})
    page.keyboard.press("Escape")
    _chosen(page)
    begin(page, f"{address}grid?p=2026-09&f=event_category:road&f=source:a")
    _chosen(page, "f=event_category:road", "f=source:a")
    page.keyboard.press("Shift+Escape")
    _chosen(page)
    assert at_desk.errors == []


def test_the_breadcrumb_goes_down_beside_and_up(at_desk: Watched, address: str) -> None:
    page = at_desk.page
    begin(page, f"{address}mediation?p=2026-09")
    below = page.locator(".crumbs .below details")
    below.locator("summary").click()
    below.get_by_text("歙县").click()
    expect(page.locator(".crumb")).to_have_count(2)
    assert page.url.endswith("r=341021")
    below.locator("summary").click()
    below.get_by_text("徽城镇").click()
    expect(page.locator(".crumb")).to_have_count(3)
    page.locator(".crumb").nth(2).locator("summary").click()
    page.locator(".crumb .item", has_text="深渡镇").click()
    expect(page.locator(".crumb").nth(2).locator("a").first).to_have_attribute("href", "?p=2026-09&r=341021101")
    page.keyboard.press("Backspace")
    expect(page.locator(".crumb")).to_have_count(2)


def test_without_a_clipboard_the_address_stands_there_selected_and_keys_are_listed(
    at_desk: Watched, address: str
) -> None:
    page = at_desk.page
    begin(page, f"{address}mediation?p=2026-09&{NEIGHBOURS}")
    page.locator(".copy-link").click()
    expect(page.locator(".copied input")).to_have_value(page.url)
    assert page.evaluate("String(document.getSelection())") == page.url
    expect(page.locator(".copied")).to_contain_text("Ctrl-C")
    page.locator("h1").click()
    expect(page.locator(".copied input")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="按键一览")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="按键一览")).to_be_hidden()
    _chosen(page, NEIGHBOURS)


def test_axe_finds_nothing_grave_in_a_filtered_page_and_nothing_is_cut_off(at_desk: Watched, address: str) -> None:
    page = at_desk.page
    for theme, language in (("dark", "zh"), ("light", "en")):
        begin(page, f"{address}mediation?theme={theme}&lang={language}&p=2026-09&r=341021100&{BOTH}")
        expect(page.locator(".types a.pick.selected")).to_have_count(2)
        page.locator(".filter summary").first.click()
        assert grave(page) == [], theme
    begin(page, f"{address}demands?lang=en&p=2026-09&r=341021100&f=event_category:neighbours&f=unit:contract")
    expect(page.locator(".filter.set")).to_have_count(2)
    for width in (1920, 1440, 1024, 768, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert not page.evaluate(_WIDE), width
        assert page.evaluate(_CUT) == [], width
    assert at_desk.errors == []
    assert at_desk.outside == []
