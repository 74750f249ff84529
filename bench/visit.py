"""First visits in headless Chromium: the overview, and a static page with the same charts, interleaved."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
import plotly
from playwright.sync_api import Browser, Page, Response, sync_playwright

_ROUNDS = 5
_HERE = "http://127.0.0.1"
_CALLBACK, _BOXES = "/_dash-update-component", "/boxes"
_FLAGS = (
    *("--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"),
    *("--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"),
)
# Looks every frame whether all charts are drawn, and keeps when that last began to hold.
_WATCH = """
window.drawnAt = null;
(function look() {
    const plots = [...document.querySelectorAll('.js-plotly-plot')];
    const maps = plots.map((plot) => plot._fullLayout?.map?._subplot?.map).filter(Boolean);
    const drawn = plots.length === window.expectedCharts && maps.length === window.expectedMaps
        && plots.every((plot) => plot.data?.length && plot.calcdata)
        && maps.every((map) => map.loaded() && map.areTilesLoaded());
    if (!drawn) window.drawnAt = null;
    else if (window.drawnAt === null) window.drawnAt = performance.now();
    requestAnimationFrame(look);
})();
"""
_STEADY = "() => window.drawnAt !== null && performance.now() - window.drawnAt > 1000"
_STATIC = """<!doctype html><html><head><meta charset="utf-8"><title>static</title>
<script src="/plotly.min.js"></script></head><body><script>
fetch('/charts.json').then((answer) => answer.json()).then((charts) => charts.forEach((chart) => {
    const box = document.body.appendChild(document.createElement('div'));
    box.style.width = chart.width + 'px';
    box.style.height = chart.height + 'px';
    Plotly.newPlot(box, chart.figure.data, chart.figure.layout, {displayModeBar: false});
}));
</script></body></html>"""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One callback as the browser asked it, and its answer."""

    body: dict[str, Any]
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit asked: callbacks, and other files that charts need, by path; the boxes of the page; boxes and
    figures of the charts.

    `cookies` are those of who is signed in.
    """

    cookies: dict[str, str]
    exchanges: list[Exchange] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    charts: list[dict[str, Any]] = field(default_factory=list)
    boxes: dict[str, None] = field(default_factory=dict)

    @property
    def maps(self) -> int:
        """How many of the charts are tile maps."""
        return sum("map" in chart["figure"]["layout"] for chart in self.charts)


@contextmanager
def chromium() -> Iterator[Browser | None]:
    """Headless Chromium; None where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        yield browser
        browser.close()


def recorded(browser: Browser, address: str, cookies: Mapping[str, str]) -> Visit:
    """Visit the overview once and keep everything it asked for."""
    visit = Visit(dict(cookies))
    page = _page(browser, visit)
    responses: list[Response] = []

    def note(response: Response) -> None:
        responses.append(response)

    page.on("response", note)
    page.goto(address)
    page.wait_for_selector(".js-plotly-plot", timeout=60_000)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(2_000)
    for response in responses:
        _keep(visit, response)
    for exchange in visit.exchanges:
        for identity, given in exchange.answer["response"].items():
            if "figure" in given:
                visit.charts.append({"figure": given["figure"], **_box(page, orjson.loads(identity)["chart"])})
    page.context.close()
    return visit


def _keep(visit: Visit, response: Response) -> None:
    path = urlsplit(response.url).path
    if path == _CALLBACK and response.status == 200:
        body = orjson.loads(response.request.post_data_buffer or b"{}")
        visit.exchanges.append(Exchange(body, orjson.loads(response.body())))
    elif path == _BOXES:
        told = orjson.loads(response.body())
        visit.boxes.update(dict.fromkeys([*told["boxes"], *told["missed"]]))
    elif response.request.resource_type in ("fetch", "xhr") and response.status == 200 and path != "/version":
        visit.files[path] = response.body()


def static_folder(visit: Visit, folder: Path) -> Path:
    """Write the static page: plotly.js as its package brings it, the same figures, sizes, and files behind them."""
    folder.mkdir()
    (folder / "index.html").write_text(_STATIC, encoding="utf-8")
    (folder / "charts.json").write_bytes(orjson.dumps(visit.charts))
    (folder / "plotly.min.js").write_bytes(
        (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()
    )
    for path, body in visit.files.items():
        target = folder / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
    return folder


def measure(browser: Browser, visit: Visit, cockpit: str, static: str) -> tuple[list[float], list[float]]:
    """Milliseconds from the address to the last chart drawn, with a cold cache: the cockpit's, the static page's."""
    ours, bare = [], []
    for _ in range(_ROUNDS):
        ours.append(_first_visit(browser, visit, f"{cockpit}/"))
        bare.append(_first_visit(browser, visit, f"{static}/index.html"))
    return ours, bare


def _first_visit(browser: Browser, visit: Visit, address: str) -> float:
    page = _page(browser, visit)
    expected = f"window.expectedCharts = {len(visit.charts)}; window.expectedMaps = {visit.maps};"
    page.add_init_script(expected + _WATCH)
    page.goto(address)
    page.wait_for_function(_STEADY, timeout=60_000)
    taken = float(page.evaluate("window.drawnAt"))
    page.context.close()
    return taken


def _page(browser: Browser, visit: Visit) -> Page:
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    context.add_cookies([{"name": name, "value": value, "url": _HERE} for name, value in visit.cookies.items()])
    return context.new_page()


def _box(page: Page, chart: str) -> dict[str, float]:
    found = page.evaluate(
        "(key) => { const box = [...document.querySelectorAll('.dash-graph, .js-plotly-plot')]"
        ".find((each) => each.id && each.id.includes(key)).getBoundingClientRect();"
        "return {width: box.width, height: box.height}; }",
        chart,
    )
    return dict(found)
