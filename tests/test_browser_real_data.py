"""From the platform to the open page on a real warehouse: a committed batch changes the number, Back leads back."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from platforms.events import COMMUNITIES, EventPlatform, closed, record
from platforms.station import SMALL_CITY, Station, station, trial_source
from playwright.sync_api import Browser, Page, expect
from replay.server import serving as platform_serving
from signed_in import everything
from watching import serving, watching

from dashboard.factory import Warehouse, create_app
from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.freshness import Freshness
from data_access.lineage import Lineage
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.site import read_site
from data_access.warehouse import open_engine
from etl.source import Source
from layouts import collect_pages

pytestmark = pytest.mark.long

# The platform's own moment, 12:00 in Shanghai.
NOW = datetime(2026, 4, 1, 4, 0, tzinfo=UTC)
MARCH = "?p=2026-03&m=grid_events_reported"
TUNXI, SHEXIAN = COMMUNITIES[0], COMMUNITIES[2]
_TOLD_WITHIN_S = 5.0
# Notes in the page itself when a text first differs from what it was.
_NOTE = """text => {
    window.stillHere = true;
    const look = () => {
        const now = document.querySelector('.ranks li .num').textContent;
        if (now !== text && !window.changedAt) { window.changedAt = Date.now() / 1000; }
        requestAnimationFrame(look);
    };
    look();
}"""


@pytest.fixture
def here(database: ConnectionUrls, tmp_path: Path) -> Iterator[Station]:
    with station(database, tmp_path) as opened:
        yield opened


@pytest.fixture
def platform() -> EventPlatform:
    platform = EventPlatform()
    platform.put(*[closed(f"t{each}", 20, community=TUNXI, grid=f"{TUNXI}001") for each in range(3)])
    platform.put(record("s1", 20, community=SHEXIAN, grid=f"{SHEXIAN}001"))
    return platform


@pytest.fixture
def source(platform: EventPlatform) -> Iterator[Source]:
    with platform_serving(platform) as running:
        yield trial_source(running.url)


@pytest.fixture
def address(database: ConnectionUrls, here: Station, source: Source) -> Iterator[str]:
    """The application as the web process builds it, with the reader's engine, on a first load."""
    here.load(source)
    engine = open_engine(database.reader)
    directory = Directory(engine)
    warehouse = Warehouse(Reads(engine, directory), directory, Freshness(engine), Lineage(engine, directory))
    app = create_app(read_site(SMALL_CITY), warehouse, METRICS, collect_pages(), lambda: NOW, everything())
    with serving(app) as served:
        yield served
    engine.dispose()


def _number(page: Page, county: str) -> str:
    return page.locator(".ranks li", has_text=county).locator(".num").inner_text()


def test_a_committed_batch_shows_in_the_open_page_within_seconds(
    browser: Browser, address: str, here: Station, platform: EventPlatform, source: Source
) -> None:
    with watching(browser) as watched:
        page = watched.open(f"{address}{MARCH}", drawn=False)
        assert _number(page, "屯溪区").startswith("3")
        page.evaluate(_NOTE, page.locator(".ranks li .num").first.inner_text())
        platform.put(*[closed(f"n{each}", 30, community=TUNXI, grid=f"{TUNXI}001") for each in range(4)])
        here.load(source)
        committed = time.time()
        expect(page.locator(".ranks li", has_text="屯溪区").locator(".num")).to_contain_text("7", timeout=30_000)
        waited = page.evaluate("window.changedAt") - committed
        assert waited < _TOLD_WITHIN_S, f"the page changed {waited:.1f} s after the commit"
        assert page.evaluate("window.stillHere"), "the page was loaded again"
        assert watched.errors == []


def test_back_works_over_choices_and_new_data(
    browser: Browser, address: str, here: Station, platform: EventPlatform, source: Source
) -> None:
    with watching(browser) as watched:
        page = watched.open(f"{address}{MARCH}", drawn=False)
        page.evaluate("window.stillHere = true")
        page.locator(".rank", has_text="歙县").click()
        expect(page.locator(".rank.selected")).to_contain_text("歙县")
        assert "r=341021" in page.url
        platform.put(closed("n1", 30, community=TUNXI, grid=f"{TUNXI}001"))
        here.load(source)
        expect(page.locator(".ranks li", has_text="屯溪区").locator(".num")).to_contain_text("4", timeout=30_000)
        page.go_back()
        expect(page.locator(".rank.selected")).to_have_count(0)
        assert "r=" not in page.url
        assert _number(page, "屯溪区").startswith("4")
        page.go_forward()
        expect(page.locator(".rank.selected")).to_contain_text("歙县")
        assert page.evaluate("window.stillHere"), "the page was loaded again"
        assert watched.errors == []
