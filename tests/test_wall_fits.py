"""On walls of any shape nothing is cut off, nothing lies over something else, no type is too small, in any scene."""

from collections.abc import Iterator

import pytest
from crowded_wall import CrowdedReads, LongNames, ManySources
from fake_city import CITY, on_time_target
from playwright.sync_api import Browser, Page
from screen import build, demonstration_site
from watching import serving, watching

from data_access.screens import Screen, Showing
from data_access.site_text import SiteText
from layouts import collect_scenes

pytestmark = pytest.mark.long

SCENES = tuple(scene.key for scene in collect_scenes())
THEMES = {"zh": "dark", "en": "light"}
SIZES = ((1920, 1080), (3840, 2160), (1280, 800), (3000, 1080), (3840, 1080), (6656, 1792), (1080, 1920))
# Of walls with larger small texts those whose layouts differ.
LAYOUTS = ((1920, 1080), (3840, 1080), (1080, 1920))
# The smallest type in units of the canvas, also of SVG, whose own units are scaled.
_SMALLEST = """() => {
    const wall = document.getElementById('wall');
    const scale = new DOMMatrix(getComputedStyle(wall).transform).a;
    const sizes = [...wall.querySelectorAll('*')]
        .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && e.getClientRects().length)
        .map(e => [e, parseFloat(getComputedStyle(e).fontSize)])
        .map(([e, size]) => size * (e instanceof SVGElement ? e.getScreenCTM().a / scale : 1));
    return Math.min(...sizes);
}"""
# What is wrong with a picture: texts cut off by a box, texts over texts, and parts whose content is larger than they.
# Of a text its ink counts: the box of a line is higher than its letters, so that boxes of tight lines always overlap.
_WRONG = """() => {
    const wall = document.getElementById('wall'), pen = document.createElement('canvas').getContext('2d');
    const walk = document.createTreeWalker(wall, NodeFilter.SHOW_TEXT), found = [], inked = [];
    const seen = element => element.checkVisibility({ visibilityProperty: true });
    while (walk.nextNode()) {
        const text = walk.currentNode, style = getComputedStyle(text.parentElement), range = document.createRange();
        if (!text.textContent.trim() || !seen(text.parentElement) || parseFloat(style.fontSize) === 0) {
            continue;
        }
        range.selectNodeContents(text);
        pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
        const size = pen.measureText(text.textContent.trim());
        const whole = size.fontBoundingBoxAscent + size.fontBoundingBoxDescent;
        const lines = [...range.getClientRects()].filter(line => line.width > 0).map(line => ({
            text, left: line.left, right: line.right,
            top: line.top + line.height / whole * (size.fontBoundingBoxAscent - size.actualBoundingBoxAscent),
            bottom: line.bottom - line.height / whole * (size.fontBoundingBoxDescent - size.actualBoundingBoxDescent),
        }));
        inked.push(...lines);
        for (let box = text.parentElement; box !== document.body; box = box.parentElement) {
            const around = getComputedStyle(box), ends = box.getBoundingClientRect();
            const across = /hidden|clip/.test(around.overflowX), down = /hidden|clip/.test(around.overflowY);
            if (around.display !== 'inline' && lines.some(line =>
                across && (line.left < ends.left - 1 || line.right > ends.right + 1) ||
                down && (line.top < ends.top - 1 || line.bottom > ends.bottom + 1))) {
                found.push('cut off: ' + text.textContent.trim());
                break;
            }
        }
    }
    for (const [at, one] of inked.entries()) {
        for (const other of inked.slice(at + 1)) {
            if (one.text !== other.text &&
                Math.min(one.right, other.right) - Math.max(one.left, other.left) > 3 &&
                Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 3) {
                found.push('over each other: ' + one.text.textContent + ' | ' + other.text.textContent);
            }
        }
    }
    for (const box of wall.querySelectorAll('.part, .inner, .card, .wb, .within, .wh, .wf, li, h2, h3')) {
        const flows = getComputedStyle(box).display !== 'inline' && box.clientWidth > 0;
        if (flows && (box.scrollWidth > box.clientWidth + 2 ||
            !/LI|H2|H3/.test(box.tagName) && box.scrollHeight > box.clientHeight + 3)) {
            found.push(`larger than its box (${box.className}): ${box.textContent.slice(0, 60)}`);
        }
    }
    for (const picture of [...wall.querySelectorAll('.part .pic')].filter(seen)) {
        const box = picture.getBoundingClientRect(), around = picture.closest('.part').getBoundingClientRect();
        if (box.left < around.left - 2 || box.right > around.right + 2 ||
            box.top < around.top - 2 || box.bottom > around.bottom + 2) {
            found.push('a picture that stands out: ' + picture.className);
        }
    }
    return found;
}"""
# As it is after an hour without an answer; looked at before the next one comes.
_LOST = """() => {
    const { connection, player } = window.wallParts;
    Object.assign(connection, { failures: 3, since: Date.now() - 3723000 });
    player.stage.tick(connection, player);
}"""
_BACK = """() => {
    const { connection, player } = window.wallParts;
    connection.failures = 0;
    player.stage.tick(connection, player);
}"""
_SHOWN = """scene => {
    const player = window.wallParts.player;
    return player.shown.key === scene && player.shown.shape === player.shape.now.shape;
}"""


def screen(language: str, theme: str, step: int) -> Screen:
    turns = tuple(Showing(scene=scene, seconds=3600) for scene in SCENES)
    given = {"key": f"{language}{step}", "name": SiteText(zh="主屏", en="Main"), "playlist": turns}
    return Screen.model_validate(given | {"language": language, "theme": theme, "text_step": step, "lost_seconds": 10})


@pytest.fixture(scope="module")
def sources() -> ManySources:
    return ManySources()


@pytest.fixture(scope="module")
def address(sources: ManySources) -> Iterator[str]:
    # Of the counties one is below it: what fills the rest of a list stands there, too.
    directory = LongNames([on_time_target(90.0)])
    reads = CrowdedReads(grids=list(directory.grids(CITY)["code"]))
    site = demonstration_site().model_copy(
        update={"screen": tuple(screen(*told, step) for told in THEMES.items() for step in range(3))}
    )
    with serving(build(reads, sources, directory=directory, site=site)) as served:
        yield served.rstrip("/")


@pytest.mark.parametrize("troubled", [False, True])
@pytest.mark.parametrize("language", THEMES)
@pytest.mark.parametrize("step", range(3))
def test_every_scene_fits_and_can_be_read_from_afar_on_walls_of_any_shape(
    browser: Browser, address: str, sources: ManySources, step: int, language: str, troubled: bool
) -> None:
    sources.troubled, sources.state = troubled, "failed" if troubled else "fresh"
    sources.version += 1
    wrong: list[str] = []
    with watching(browser) as seen:
        page = seen.page
        page.goto(f"{address}/wall/{language}{step}?trial=1")
        page.wait_for_function("() => window.wallParts && window.wallParts.player.changes > 0")
        for width, height in LAYOUTS if step else SIZES:
            resize(page, width, height)
            for at, scene in enumerate(SCENES):
                page.evaluate("at => window.wallParts.player.go(at)", at)
                page.wait_for_function(_SHOWN, arg=scene)
                wrong += [f"{scene} at {width}x{height}: {each}" for each in found_wrong(page)]
        assert seen.errors == []
    assert wrong == []


def resize(page: Page, width: int, height: int) -> None:
    """Change the window and tell the wall at once: the browser's own word of it comes a picture later, and until
    then the wall takes itself for what it was."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function("([width, height]) => innerWidth === width && innerHeight === height", arg=[width, height])
    page.evaluate("() => window.dispatchEvent(new Event('resize'))")


def found_wrong(page: Page) -> list[str]:
    """What is wrong with the scene that is shown, and with the same when its connection is lost."""
    found: list[str] = page.evaluate(_WRONG)
    if (smallest := page.evaluate(_SMALLEST)) < 21.9:
        found.append(f"type of {smallest:.1f}")
    lost = page.evaluate(f"() => {{ ({_LOST})(); return ({_WRONG})(); }}")
    page.evaluate(_BACK)
    return found + [f"(without connection) {each}" for each in lost]
