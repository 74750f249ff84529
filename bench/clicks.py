"""From page to page and from choice to choice in Chromium: until the last panel stands, and how much came in."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page

from bench.cockpit import gunicorn
from bench.signed_in import signed_in
from bench.visit import chromium
from data_access.embedded import running_server
from data_access.migrate import upgrade
from data_access.site import Site

_ROUNDS = 4
_FIRST = "/"
_LOOKING_MS = 2_000
# Shapes of places are asked for once by whoever has not got them, and kept by their content.
_GEOMETRY = "/geometry/"
# Counts questions on their way; an answer counts as shown when two frames have passed after it.
_WATCH = """
(() => {
    const asked = window.fetch;
    window.onTheWay = 0;
    window.shownAt = 0;
    window.fetch = (...given) => {
        const address = String(given[0]?.url ?? given[0]);
        if (!address.includes('_dash-update-component') && !address.endsWith('/boxes')) return asked(...given);
        window.onTheWay += 1;
        return asked(...given).finally(() => requestAnimationFrame(() => requestAnimationFrame(() => {
            window.onTheWay -= 1;
            window.shownAt = performance.now();
        })));
    };
    addEventListener('click', () => { window.clickedAt = performance.now(); }, true);
})();
"""
_AT_REST = "() => window.onTheWay === 0 && performance.now() - window.shownAt > 600"


@dataclass(frozen=True, slots=True)
class Clicks:
    """Milliseconds until all panels stand, first of all and then again; kB that came in; by what was clicked."""

    before: float
    first: dict[str, float] = field(default_factory=dict)
    again: dict[str, list[float]] = field(default_factory=dict)
    kilobytes: dict[str, float] = field(default_factory=dict)

    def add(self, name: str, milliseconds: float, kilobytes: float) -> None:
        """Take one click in."""
        if name in self.first:
            self.again.setdefault(name, []).append(milliseconds)
        else:
            self.first[name], self.kilobytes[name] = milliseconds, kilobytes


def measure(data: Path, site: Site, folder: Path, say: Callable[[str], None]) -> Clicks:
    """Each page by its link, and a filter on each that has one, on the warehouse of the data folder `data`."""
    found = Clicks(os.getloadavg()[0])
    with running_server(data, say=lambda _: None) as urls, chromium() as browser:
        if browser is None:
            raise RuntimeError("Chromium is missing: make system-deps installs it")
        upgrade(urls.owner)
        given = {"READER": urls.reader, "APP": urls.app, "PUBLISHER": urls.publisher}
        with gunicorn("app:server", folder, {f"COCKPIT_{name}_URL": url for name, url in given.items()}) as cockpit:
            cookies = signed_in(site, urls.app, cockpit)
            with _opened(browser, cockpit, cookies) as page:
                paths = _paths(page)
                for number in range(_ROUNDS):
                    say(f"round {number + 1}/{_ROUNDS} through {len(paths)} pages")
                    for path in (*paths[1:], paths[0]):
                        _click(found, page, path, f'.nav a[href^="{path}"]')
                        _filters(found, page, path)
    return found


@contextmanager
def _opened(browser: Browser, cockpit: str, cookies: dict[str, str]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    context.add_cookies([{"name": name, "value": value, "url": cockpit} for name, value in cookies.items()])
    page = context.new_page()
    page.add_init_script(_WATCH)
    page.goto(f"{cockpit}{_FIRST}")
    page.locator(".nav a").first.wait_for(timeout=60_000)
    _rest(page)
    yield page
    context.close()


def _paths(page: Page) -> list[str]:
    """The pages that the navigation leads to directly."""
    links = page.locator(".nav > span > a").evaluate_all("each => each.map(link => new URL(link.href).pathname)")
    return list(dict.fromkeys(str(path) for path in links))


def _filters(found: Clicks, page: Page, path: str) -> None:
    """The first member of the first filter, and back to all."""
    menu = page.locator(".filters details").first
    if page.locator(".filters details").count() == 0:
        return
    menu.locator("summary").click()
    items = menu.locator(".menu a.item")
    if items.count() < 2:
        menu.locator("summary").click()
        return
    _click(found, page, f"{path}, a filter", ".filters details >> nth=0 >> .menu a.item >> nth=1")
    clear = page.locator(".filters a.clear").first
    if clear.count():
        _click(found, page, f"{path}, the filter let go", ".filters a.clear >> nth=0")


def _click(found: Clicks, page: Page, name: str, selector: str) -> None:
    # Whoever clicks has looked at the page before: its maps are painted, those of the last one are given up.
    page.wait_for_timeout(_LOOKING_MS)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: dict[str, float] = {}
    shapes: set[str] = set()
    session.on("Network.requestWillBeSent", lambda told: _note(told, shapes))
    session.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
    page.locator(selector).first.click()
    page.wait_for_timeout(100)
    _rest(page)
    taken = page.evaluate("() => window.shownAt - window.clickedAt")
    session.detach()
    found.add(name, float(taken), sum(size for key, size in sizes.items() if key not in shapes) / 1024)


def _note(told: dict[str, object], shapes: set[str]) -> None:
    request = told["request"]
    if isinstance(request, dict) and _GEOMETRY in str(request["url"]):
        shapes.add(str(told["requestId"]))


def _rest(page: Page) -> None:
    """Wait until nothing is on its way; the page's own policy forbids to look from within."""
    while not page.evaluate(f"({_AT_REST})()"):
        page.wait_for_timeout(50)


def table(found: Clicks) -> str:
    """Milliseconds and kB of each click."""
    lines = [
        f"Load of the machine before: {found.before:.1f}. One account that sees all; {_ROUNDS} rounds.",
        "",
        "| clicked | first, ms | again, ms (median) | kB without shapes |",
        "|---|---:|---:|---:|",
    ]
    for name, first in found.first.items():
        again = f"{median(found.again[name]):.0f}" if name in found.again else "—"
        lines.append(f"| {name} | {first:.0f} | {again} | {found.kilobytes[name]:.0f} |")
    return "\n".join(lines)
