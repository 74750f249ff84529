"""Where a map cannot be drawn, a sentence and a table stand in its place, on the colour of the page."""

import pandas as pd
import pytest
from fake_city import CITY, FakeDirectory
from fake_reads import FakeReads
from playwright.sync_api import Browser, Page, ViewportSize, expect
from screen import build, demonstration_site
from watching import NO_WEBGL, bright, serving, watching

pytestmark = pytest.mark.long


class _NoGrids(FakeDirectory):
    """A city whose site has no file of grids."""

    def grids(self, city: str) -> pd.DataFrame:
        return super().grids(city).iloc[:0]


class _NoShapes(FakeDirectory):
    """A city whose counties have names but no boundaries."""

    def divisions(self, city: str, level: str) -> pd.DataFrame:
        return super().divisions(city, level).assign(geometry=None)


_COUNTY, _GRID = ".area-m", ".area-g"
# At a desk, then as small as a phone.
_SIZES: tuple[ViewportSize, ...] = ({"width": 1920, "height": 1080}, {"width": 390, "height": 844})


def _stands_in(page: Page, place: str, sentence: str, rows: int) -> None:
    """The sentence and the table are seen, the chart is not, and nothing is as bright as paper in the dark theme."""
    panel = page.locator(place)
    expect(panel.locator(".note.plain")).to_contain_text(sentence)
    expect(panel.locator("table.t tbody tr")).to_have_count(rows)
    expect(panel.locator("table.t")).to_be_visible()
    expect(panel.locator(".js-plotly-plot")).not_to_be_visible()
    assert bright(panel.screenshot()) < 0.02
    inside = "each => each.scrollWidth <= each.clientWidth"
    assert panel.evaluate(inside), "the table is wider than its panel"


def test_hidden_boundaries_leave_tables(browser: Browser) -> None:
    directory = FakeDirectory()
    reads = FakeReads(grids=list(directory.grids(CITY)["code"]))
    app = build(reads, directory=directory, site=demonstration_site(show_boundaries=False))
    with serving(app) as address, watching(browser) as watched:
        page = watched.open(address, drawn=False)
        for size in _SIZES:
            page.set_viewport_size(size)
            _stands_in(page, _COUNTY, "不显示边界", 7)
            _stands_in(page, _GRID, "不显示边界", 8)
        assert watched.errors == []


def test_without_grids_the_townships_stand_in(browser: Browser) -> None:
    with serving(build(directory=_NoGrids())) as address, watching(browser) as watched:
        page = watched.open(address, drawn=False)
        for size in _SIZES:
            page.set_viewport_size(size)
            _stands_in(page, _GRID, "没有网格边界文件", 4)
            expect(page.locator(f"{_COUNTY} .js-plotly-plot")).to_be_visible()
        assert watched.errors == []


def test_without_county_shapes_both_maps_are_tables(browser: Browser) -> None:
    directory = _NoShapes()
    reads = FakeReads(grids=list(directory.grids(CITY)["code"]))
    with serving(build(reads, directory=directory)) as address, watching(browser) as watched:
        page = watched.open(address, drawn=False)
        _stands_in(page, _COUNTY, "没有边界文件", 7)
        _stands_in(page, _GRID, "没有县区边界文件", 8)
        assert watched.errors == []


def test_without_webgl_the_ranked_table_stands_in(browser: Browser) -> None:
    directory = FakeDirectory()
    reads = FakeReads(grids=list(directory.grids(CITY)["code"]))
    with serving(build(reads, directory=directory)) as address, watching(browser, 1366, 768, NO_WEBGL) as watched:
        page = watched.open(address, drawn=False)
        _stands_in(page, _GRID, "WebGL", 8)
        assert watched.errors == []
