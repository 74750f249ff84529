"""A map whose style comes late: news, another theme, another window meanwhile break nothing and are shown at last."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from threading import Event
from typing import Any

import pytest
from fake_city import CITY, FakeDirectory
from fake_reads import FakeFreshness, FakeReads
from playwright.sync_api import Browser, expect
from screen import build
from watching import Watched, begin, follow, serving, watching

from dashboard.factory import Cockpit

pytestmark = pytest.mark.long

Application = Callable[..., Iterable[bytes]]
_LATE = 3.0
_PATIENCE = 60.0
_GRID_MAP = "document.querySelector('.grid-map .js-plotly-plot')"
_STYLE = f"{_GRID_MAP}.layout.map.style"
_NUMBERS = f"JSON.stringify({_GRID_MAP}.data[0].z)"
_MAP = f"{_GRID_MAP}._fullLayout.map._subplot.map"
# The fewest pixels between the city's extent and an edge of the box.
_MARGIN = f"""() => {{
    const map = {_MAP}, [w, s, e, n] = {_GRID_MAP}.layout.meta.extent;
    const one = map.project([w, s]), other = map.project([e, n]), box = map.getContainer();
    return Math.min(one.x, other.y, box.clientWidth - other.x, box.clientHeight - one.y);
}}"""
# Whether a map that is taken from the page is whole at that moment.
_WATCH_IT_GO = """() => {
    window.left = document.querySelector('.grid-map .js-plotly-plot');
    const watch = new MutationObserver(() => {
        if (!window.left.isConnected) {
            window.stillThere = Boolean(window.left._fullLayout);
            watch.disconnect();
        }
    });
    watch.observe(document.body, { childList: true, subtree: true });
}"""
_FITS = f"() => {{ const margin = ({_MARGIN})(); return 0 < margin && margin < 16; }}"


def _first(application: Application, before: Callable[[dict[str, Any]], None]) -> Application:
    """The same application; `before` sees every request first, and may take its time."""

    def answer(environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        before(environment)
        return application(environment, start)

    return answer


def _late_style(environment: dict[str, Any]) -> None:
    if "map-style" in environment["PATH_INFO"]:
        time.sleep(_LATE)


class _ThemeAfterNews:
    """Holds the answer to another theme back until the figure was asked for once more, because of news."""

    def __init__(self) -> None:
        self.news = Event()

    def __call__(self, environment: dict[str, Any]) -> None:
        body = environment["wsgi.input"].read(int(environment.get("CONTENT_LENGTH") or 0))
        environment["wsgi.input"] = BytesIO(body)
        if b"overview-grid-map" not in body:
            return
        if json.loads(body)["changedPropIds"] == ["version.data"]:
            self.news.set()
        else:
            self.news.wait(_PATIENCE)


def test_what_happens_while_a_map_loads_is_shown_when_it_has_loaded(browser: Browser) -> None:
    directory, freshness = FakeDirectory(), FakeFreshness()
    reads = FakeReads(grids=list(directory.grids(CITY)["code"]))
    app = build(reads, freshness, directory)
    app.server.wsgi_app = _first(app.server.wsgi_app, _late_style)
    with serving(app) as address, watching(browser, 1366, 768) as watched:
        page = watched.page
        begin(page, address)
        page.wait_for_selector(".grid-map .maplibregl-canvas")
        before = page.evaluate(_NUMBERS)
        reads.shift, freshness.version = 400, 2
        page.set_viewport_size({"width": 1700, "height": 900})
        page.locator("a.btn.sq").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "light")
        _shows(watched, before, "light")
        assert watched.errors == []


def _shows(watched: Watched, before: str, theme: str) -> None:
    """Wait until other numbers are drawn in the theme, and see that both are still there when all is at rest."""
    asked = f"before => {_NUMBERS} !== before && {_STYLE} === '/assets/map-style-{theme}.json'"
    watched.page.wait_for_function(asked, arg=before)
    watched.drawn()
    assert watched.page.evaluate(asked, before)


@dataclass(frozen=True)
class _Map:
    """A map that is drawn, and what its numbers are read from."""

    watched: Watched
    app: Cockpit
    reads: FakeReads
    freshness: FakeFreshness

    def change(self) -> str:
        """Other numbers come in; what was drawn before."""
        before = str(self.watched.page.evaluate(_NUMBERS))
        self.reads.shift += 400
        self.freshness.version += 1
        return before


@pytest.fixture(scope="module")
def drawn(browser: Browser) -> Iterator[_Map]:
    """One map in the dark theme, drawn once for the tests below."""
    directory, freshness = FakeDirectory(), FakeFreshness()
    reads = FakeReads(grids=list(directory.grids(CITY)["code"]))
    app = build(reads, freshness, directory)
    with serving(app) as address, watching(browser) as watched:
        watched.open(address)
        yield _Map(watched, app, reads, freshness)


def test_the_map_fills_its_box_at_every_width_and_keeps_what_the_reader_chose(drawn: _Map) -> None:
    watched, page = drawn.watched, drawn.watched.page
    for width, height in ((1920, 1080), (390, 844), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        watched.drawn()
        page.wait_for_function(_FITS)
    fitted = page.evaluate(f"{_MAP}.getZoom()")
    page.locator(".grid-map").hover()
    page.mouse.wheel(0, -400)
    page.wait_for_function(f"fitted => {_MAP}.getZoom() > fitted + 0.1", arg=fitted)
    watched.drawn()
    chosen = page.evaluate(f"{_MAP}.getZoom()")
    before = drawn.change()
    _shows(watched, before, "dark")
    assert abs(page.evaluate(f"{_MAP}.getZoom()") - chosen) < 0.01
    page.locator("a.btn.sq").click()
    _shows(watched, before, "light")
    assert abs(page.evaluate(f"{_MAP}.getZoom()") - chosen) < 0.01
    assert watched.errors == []


def test_news_during_a_switch_of_theme_lose_neither(drawn: _Map) -> None:
    page, held, plain = drawn.watched.page, _ThemeAfterNews(), drawn.app.server.wsgi_app
    theme = "light" if page.locator("html").get_attribute("data-theme") == "dark" else "dark"
    drawn.app.server.wsgi_app = _first(plain, held)
    page.locator("a.btn.sq").click()
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    _shows(drawn.watched, drawn.change(), theme)
    drawn.app.server.wsgi_app = plain
    assert held.news.is_set()
    assert drawn.watched.errors == []


def test_a_map_that_was_left_is_given_up_once_the_next_page_stands(drawn: _Map) -> None:
    watched, page = drawn.watched, drawn.watched.page
    page.evaluate(_WATCH_IT_GO)
    follow(page, "调解")
    page.wait_for_function("() => !window.left.isConnected && !window.left._fullLayout")
    assert page.evaluate("() => window.stillThere") is True
    # On the way back another one is drawn, which the end of the first does not touch.
    page.go_back()
    watched.drawn()
    assert page.evaluate("() => document.querySelector('.grid-map .js-plotly-plot') !== window.left")
    follow(page, "调解")
    page.wait_for_function("() => !document.querySelector('.grid-map')")
    page.go_back()
    watched.drawn()
    page.wait_for_timeout(2000)
    watched.drawn()
    assert watched.errors == []
