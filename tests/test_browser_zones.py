"""Days and times are those of the site's zone, wherever the server and the browser are."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fake_reads import FakeFreshness, FakeReads
from playwright.sync_api import Browser
from screen import build, draw, said
from signed_in import sign_in
from watching import serving

from dashboard.factory import Cockpit
from layouts import collect_pages

# Half past midnight on the first of November in Shanghai: still October in most of the world, and later that day in
# some of it.
NOW = datetime(2026, 10, 31, 16, 42, tzinfo=UTC)
ZONES = ("Pacific/Pago_Pago", "Asia/Shanghai", "Pacific/Kiritimati")


@pytest.fixture
def app() -> Cockpit:
    return build(FakeReads(), FakeFreshness(now=NOW), now=NOW)


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The zone of the server's machine."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def every_panel(app: Cockpit) -> dict[str, str]:
    return {panel.key: said(draw(app, panel.key)) for page in collect_pages() for panel in page.panels}


@pytest.fixture(scope="module")
def at_home() -> dict[str, str]:
    """What all pages say where the server is in the site's zone."""
    return every_panel(build(FakeReads(), FakeFreshness(now=NOW), now=NOW))


def test_every_panel_says_the_same_wherever_the_server_is(app: Cockpit, zone: str, at_home: dict[str, str]) -> None:
    assert time.strftime("%d", time.localtime(NOW.timestamp())) == ("31" if zone == ZONES[0] else "01")
    told = every_panel(app)
    assert told == at_home
    assert "11-01 00:30" in told["sources-table"]


def test_a_page_says_the_same_wherever_the_browser_is(app: Cockpit, browser: Browser) -> None:
    found = {}
    with serving(app) as address:
        for zone in ZONES:
            context = browser.new_context(timezone_id=zone, locale="zh-CN")
            sign_in(context)
            page = context.new_page()
            page.goto(f"{address}sources")
            page.get_by_text("多网合一平台").first.wait_for()
            # Every box has said what it shows.
            page.wait_for_function(
                "() => document.querySelector('.tile') && !document.querySelector('#first-look, [data-asked]')"
            )
            assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == zone
            found[zone] = page.inner_text("body")
            context.close()
    assert "11-01 00:30" in found[ZONES[0]]
    assert "2026年10月" in found[ZONES[0]]
    assert len(set(found.values())) == 1
