"""A map whose style comes late: news, another theme, another window meanwhile break nothing and are shown at last."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from fake_reads import CITY, FakeDirectory, FakeFreshness, FakeReads
from playwright.sync_api import Browser, expect
from screen import build
from watching import DRAWN, serving, watching

_LATE = 3.0
_GRID_MAP = "document.querySelector('.grid-map .js-plotly-plot')"
_STYLE = f"{_GRID_MAP}.layout.map.style"
# The share of the box's height or width, whichever is larger, that the extent of the city fills.
_FILLED = f"""() => {{
    const graph = {_GRID_MAP}, map = graph._fullLayout.map._subplot.map, [w, s, e, n] = graph.layout.meta.extent;
    const one = map.project([w, s]), other = map.project([e, n]), box = map.getContainer();
    return [one.x, other.y, box.clientWidth - other.x, box.clientHeight - one.y];
}}"""


def _late(inner: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """The same application whose map styles take their time."""

    def answer(environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if "map-style" in environment["PATH_INFO"]:
            time.sleep(_LATE)
        return inner(environment, start)

    return answer


def test_what_happens_while_a_map_loads_is_shown_when_it_has_loaded(browser: Browser) -> None:
    directory, freshness = FakeDirectory(), FakeFreshness()
    reads = FakeReads(grids=list(directory.grids(CITY)["code"]))
    app = build(reads, freshness, directory)
    app.server.wsgi_app = _late(app.server.wsgi_app)
    with serving(app) as address, watching(browser, 1366, 768) as watched:
        page = watched.page
        page.goto(address)
        page.wait_for_selector(".grid-map .maplibregl-canvas")
        before = page.evaluate(f"{_GRID_MAP}.data[0].z")
        reads.shift, freshness.version = 400, 2
        page.set_viewport_size({"width": 1700, "height": 900})
        page.locator(".btn.sq").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "light")
        page.wait_for_function(f"() => {_STYLE} === '/assets/map-style-light.json'", timeout=60_000)
        page.wait_for_function(DRAWN, timeout=60_000)
        assert page.evaluate(f"{_GRID_MAP}.data[0].z") != before
        assert watched.errors == []


def test_the_map_fills_its_box_at_every_width_and_keeps_what_the_reader_chose(browser: Browser) -> None:
    directory, freshness = FakeDirectory(), FakeFreshness()
    reads = FakeReads(grids=list(directory.grids(CITY)["code"]))
    with serving(build(reads, freshness, directory)) as address, watching(browser) as watched:
        page = watched.open(address)
        for width, height in ((1920, 1080), (1366, 768), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(1_500)
            margins = page.evaluate(_FILLED)
            assert min(margins) > 0, f"{width}: part of the city is outside the box, {margins}"
            assert min(margins) < 16, f"{width}: the map is smaller than its box, {margins}"
        page.locator(".grid-map").hover()
        page.mouse.wheel(0, -400)
        page.wait_for_timeout(1_500)
        chosen = page.evaluate(f"{_GRID_MAP}._fullLayout.map._subplot.map.getZoom()")
        reads.shift, freshness.version = 400, 2
        page.wait_for_timeout(3_000)
        assert abs(page.evaluate(f"{_GRID_MAP}._fullLayout.map._subplot.map.getZoom()") - chosen) < 0.01
        assert watched.errors == []
