"""Signing in as a person does it, in a real browser: the page in both themes and languages, roles, the way out."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from entering import Entrance
from playwright.sync_api import Browser, Page, expect
from watching import begin, grave, serving

from dashboard.access.demonstration import make_accounts


@pytest.fixture(scope="module")
def address(entrance: Entrance) -> Iterator[str]:
    make_accounts(entrance.administration, lambda _said: None)
    with serving(entrance.app) as served:
        yield served.rstrip("/")


@contextmanager
def opened(browser: Browser, width: int = 1920, height: int = 1080) -> Iterator[tuple[Page, list[str]]]:
    """A page of somebody who is not signed in, and what it complains of."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    page, complaints = context.new_page(), []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page, complaints
    context.close()


def test_the_page_is_for_everybody_in_both_themes_and_languages(browser: Browser, address: str) -> None:
    with opened(browser) as (page, complaints):
        for theme, language in (("dark", "zh"), ("light", "en")):
            page.goto(f"{address}/signin?theme={theme}&lang={language}")
            expect(page.locator("html")).to_have_attribute("data-theme", theme)
            for width, height in ((1920, 1080), (390, 844)):
                page.set_viewport_size({"width": width, "height": height})
                assert grave(page) == []
                assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        # Refusals of the content policy are complaints too.
        assert complaints == []


def test_a_wrong_password_is_said_and_the_right_one_opens_what_was_wanted(
    browser: Browser, address: str, entrance: Entrance
) -> None:
    password = entrance.administration.add("typing_office", "analyst", origin="demonstration")
    with opened(browser) as (page, _complaints):
        page.goto(f"{address}/?p=2026-10")
        expect(page).to_have_url(f"{address}/signin?next=%2F%3Fp%3D2026-10")
        expect(page.locator("#account")).to_be_focused()
        page.keyboard.type("typing_office")
        page.fill("#password", "not it")
        page.get_by_role("button", name="显示").click()
        expect(page.locator("#password")).to_have_attribute("type", "text")
        page.locator("#password").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("账号或密码不符")
        page.fill("#password", password)
        page.locator("#password").press("Enter")
        expect(page).to_have_url(f"{address}/?p=2026-10")
        expect(page.locator("#first-look")).not_to_be_attached()
        page.locator(".controls details").last.click()
        expect(page.locator(".menu.who")).to_contain_text("typing_office")
        page.set_viewport_size({"width": 1440, "height": 900})
        expect(page.locator(".menu.who .lab").first).to_be_visible()
        page.get_by_role("button", name="退出登录").click()
        expect(page).to_have_url(f"{address}/signin")


def test_a_role_that_may_not_see_a_page_is_told_so(browser: Browser, address: str) -> None:
    with opened(browser) as (page, complaints):
        page.goto(f"{address}/signin")
        page.locator("button.role", has_text="审计").click()
        # What is left while it loads leaves the server with a file that nobody reads to its end.
        page.wait_for_url(lambda url: "/signin" not in url)
        page.goto(address)
        expect(page.locator(".denied")).to_contain_text("当前账号无权查看")
        expect(page.locator(".nav a", has_text="总览")).to_have_count(0)
        assert complaints == []


def test_an_administrator_disables_and_resets_accounts_on_their_page(
    browser: Browser, address: str, entrance: Entrance
) -> None:
    entrance.administration.add("far_office", "leader")
    with opened(browser) as (page, complaints):
        page.goto(f"{address}/signin")
        page.locator("button.role", has_text="系统管理").click()
        page.wait_for_url(f"{address}/walls")
        begin(page, f"{address}/accounts")
        row = page.locator(".panel.accounts tr", has_text="far_office")
        expect(row).to_contain_text("待设密码")
        for theme, size in (("light", (390, 844)), ("dark", (1920, 1080))):
            begin(page, f"{address}/accounts?theme={theme}")
            page.set_viewport_size({"width": size[0], "height": size[1]})
            expect(row).to_contain_text("待设密码")
            assert grave(page) == [], theme
        row.get_by_role("button", name="停用").click()
        expect(row).to_contain_text("已停用")
        row.get_by_role("button", name="重置密码").click()
        expect(page.locator("output")).to_contain_text("-")
        page.get_by_role("link", name="返回账号列表").click()
        own = page.locator(".panel.accounts tr", has=page.get_by_role("cell", name="administrator").first)
        expect(own.get_by_role("button")).to_have_count(0)
        assert complaints == []


def test_a_page_whose_session_is_ended_says_so_and_leads_back(
    browser: Browser, address: str, entrance: Entrance
) -> None:
    with opened(browser) as (page, _complaints):
        page.goto(f"{address}/signin")
        page.locator("button.role", has_text="市领导").click()
        page.wait_for_selector(".kpi")
        entrance.administration.revoke_sessions("leader")
        banner = page.locator("#signed-out")
        expect(banner).to_be_visible()
        banner.get_by_role("link").click()
        page.locator("button.role", has_text="市领导").click()
        page.wait_for_selector(".kpi")
        expect(banner).not_to_be_visible()
