"""What browser tests share: an application served in a thread, and a page with everything one would suffer from."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from dash import Dash
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, expect
from signed_in import sign_in
from werkzeug.serving import make_server

# No box is asked for, no callback is on its way, no figure is being drawn, and the heat map is painted, at rest and as
# large as its box.
_DRAWN = """() => {
    const plot = document.querySelector('.grid-map .js-plotly-plot');
    const map = plot && plot._fullLayout && plot._fullLayout.map && plot._fullLayout.map._subplot.map;
    const fits = each => each._fullLayout && each._fullLayout.width === each.clientWidth;
    return Boolean(map && [...document.querySelectorAll('.js-plotly-plot')].every(fits) &&
        map.loaded() && map.areTilesLoaded() && !map.isMoving() &&
        plot._fullLayout.width === plot.clientWidth && plot._fullLayout.height === plot.clientHeight) &&
        !document.querySelector('#first-look, [data-asked], .dash-graph--pending') &&
        !document.querySelector('[data-dash-is-loading="true"]');
}"""
_MAP_STYLE = "document.querySelector('.grid-map .js-plotly-plot')?.layout?.map?.style"
_OTHER_LANGUAGE = re.compile("中 / EN|EN / 中")
_PATIENCE_MS = 60_000
# For `watching`: a browser that draws no maps; painting thousands of grids without a graphics card takes long.
NO_WEBGL = """const get = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return kind.startsWith('webgl') ? null : get.call(this, kind, ...rest);
};
delete window.WebGLRenderingContext;"""


@dataclass
class Watched:
    """A page, its complaints, and the requests that left the machine."""

    page: Page
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def watch(self) -> "Watched":
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        self.page.on("request", lambda request: self._note(request.url))
        return self

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            self.outside.append(url)

    def open(self, address: str, *, drawn: bool = True) -> Page:
        """Open an address and wait until every panel, and with `drawn` every chart, is there."""
        begin(self.page, address)
        self.page.wait_for_selector(".rank.head")
        if drawn:
            self.drawn()
        return self.page

    def drawn(self) -> None:
        """Wait until everything asked for is on the screen."""
        self.page.wait_for_function(_DRAWN)

    def switch_theme(self, theme: str) -> None:
        """Press the button of the theme, which must lead to this one, and wait until all is drawn in it."""
        self.page.locator("a.btn.sq").click()
        expect(self.page.locator("html")).to_have_attribute("data-theme", theme)
        self.page.wait_for_function(f"() => {_MAP_STYLE} === '/assets/map-style-{theme}.json'")
        self.drawn()

    def switch_language(self, language: str) -> None:
        """Follow the link to the other language, which must be this one, and wait until all is drawn in it."""
        self.page.get_by_text(_OTHER_LANGUAGE).click()
        expect(self.page.locator("html")).to_have_attribute("lang", language)
        self.drawn()


@contextmanager
def serving(app: Dash) -> Iterator[str]:
    """Serve an application on a free port; gives its address."""
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def watching(browser: Browser, width: int = 1920, height: int = 1080, script: str = "") -> Iterator[Watched]:
    """A page of its own with nothing remembered; `script` runs in it before anything else."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    sign_in(context)
    if script:
        context.add_init_script(script)
    context.set_default_timeout(_PATIENCE_MS)
    yield Watched(context.new_page()).watch()
    context.close()


def grave(page: Page) -> list[str]:
    """What axe finds that is serious or critical, and where; to write down what is in order would be half its work."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{each['id']}: {[node['target'] for node in each['nodes']][:4]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def differ(one: bytes, other: bytes) -> int:
    """How many pixels of two pictures differ."""
    with Image.open(BytesIO(one)) as first, Image.open(BytesIO(other)) as second:
        difference = ImageChops.difference(first.convert("RGB"), second.convert("RGB")).convert("L")
        return sum(difference.histogram()[17:])


def bright(picture: bytes) -> float:
    """The share of a picture that is as bright as white paper."""
    with Image.open(BytesIO(picture)) as image:
        grey = image.convert("L")
        return sum(grey.histogram()[245:]) / (grey.width * grey.height)


def begin(page: Page, address: str) -> None:
    """Open an address and wait until the page lives: before, its first look has the same parts."""
    page.goto(address)
    page.wait_for_selector("#first-look", state="detached")


def follow(page: Page, name: str) -> None:
    """Open a page by the navigation, which is one button where the window is narrow."""
    button = page.locator(".nav .all > summary")
    expect(button).to_be_attached()
    if button.is_visible():
        button.click()
    page.locator(".nav a:visible", has_text=name).click()
