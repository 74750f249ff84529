"""The boxes of a page in the browser when answers come in another order than questions, late, or not at all."""

from collections.abc import Iterator
from time import sleep

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from screen import build
from watching import NO_WEBGL, Watched, begin, follow, serving, watching

pytestmark = pytest.mark.long

_CALLBACK = "**/_dash-update-component*"
_WAITING = "#page .skeleton, [data-asked]"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(build()) as opened:
        yield opened


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Watched]:
    with watching(browser, 1440, 900, script=NO_WEBGL) as watched:
        begin(watched.page, f"{address}mediation?p=2026-09")
        expect(watched.page.locator(_WAITING)).to_have_count(0)
        yield watched


def _slow_layouts(page: Page) -> None:
    def later(route: Route) -> None:
        if '"page.children"' in (route.request.post_data or ""):
            sleep(0.4)
        route.continue_()

    page.route(_CALLBACK, later)


def test_who_goes_away_and_comes_back_at_once_is_shown_the_page(opened: Watched) -> None:
    page = opened.page
    _slow_layouts(page)
    follow(page, "诉求")
    page.go_back()
    page.wait_for_timeout(1500)
    expect(page.locator(_WAITING)).to_have_count(0)
    expect(page.locator(".types")).to_be_visible()
    assert opened.errors == []


def test_a_question_that_fails_before_its_page_stands_is_asked_again_and_said_no_longer(opened: Watched) -> None:
    page = opened.page
    _slow_layouts(page)
    page.route("**/boxes", lambda route: route.abort(), times=1)
    follow(page, "诉求")
    expect(page.locator(".desk")).to_be_visible()
    expect(page.locator(_WAITING)).to_have_count(0)
    page.wait_for_timeout(3000)
    expect(page.locator("#missed")).not_to_be_visible()
    expect(page.locator("#page .panel").first).to_be_visible()


def test_what_an_address_that_was_left_had_asked_for_fills_nothing(opened: Watched) -> None:
    page = opened.page
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/boxes", hold)
    page.evaluate("history.pushState({}, '', '?p=2026-08')")
    page.wait_for_timeout(300)
    page.unroute("**/boxes")
    page.evaluate("history.pushState({}, '', '?p=2026-09&r=341021')")
    expect(page.locator(".crumb")).to_have_count(2)
    assert len(waiting) == 1
    expect(page.locator(_WAITING)).to_have_count(0)
    expect(page.locator("#missed")).not_to_be_visible()
