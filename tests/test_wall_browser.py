"""A wall in a browser: any shape of window, its keys, what it is told, a scene that fails, a new build, its end."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from soaking import Hall
from watching import Watched, watching

from layouts import collect_scenes

SCENES = tuple(scene.key for scene in collect_scenes())
# Window, canvas, scale and shape by the table of docs/walls.md.
WINDOWS = {
    (1920, 1080): ((1920, 1080), 1.0, "standard"),
    (3840, 2160): ((1920, 1080), 2.0, "standard"),
    (1280, 800): ((1920, 1080), 2 / 3, "standard"),
    (3000, 1080): ((3000, 1080), 1.0, "broad"),
    (3840, 1080): ((3840, 1080), 1.0, "wide"),
    (6656, 1792): ((4011, 1080), 1792 / 1080, "wide"),
    (1080, 1920): ((1080, 1920), 1.0, "tall"),
    (2160, 3840): ((1080, 1920), 2.0, "tall"),
    (900, 1000): ((1080, 1920), 1000 / 1920, "tall"),
    (540, 1620): ((1080, 3240), 0.5, "tall"),
    (1000, 1000): ((1920, 1080), 1000 / 1920, "standard"),
}
_FITTED = """([shape, scale]) => {
    const player = window.wallParts.player;
    return player.shown.shape === shape && Math.abs(player.shape.now.scale - scale) < 0.001;
}"""
_PLACE = """() => {
    const box = document.getElementById('wall').getBoundingClientRect();
    const player = window.wallParts.player.shape.now;
    return [[player.width, player.height], player.scale, player.shape, box.left, box.top, box.width, box.height];
}"""


@pytest.fixture(scope="module")
def hall() -> Iterator[Hall]:
    opened = Hall(SCENES, turn_seconds=3600)
    opened.start()
    yield opened
    opened.end()


@pytest.fixture
def wall(hall: Hall, browser: Browser) -> Iterator[Watched]:
    """A wall that shows its first scene and stays there."""
    with watching(browser) as seen:
        seen.page.goto(f"{hall.address}/wall/main")
        shown(seen.page, SCENES[0])
        yield seen


def shown(page: Page, scene: str) -> None:
    expect(page.locator("#scene")).to_have_attribute("data-scene", scene)


def told(page: Page, **order: Any) -> None:
    """What the server would tell the wall with its next answer."""
    usual = {"mode": "playing", "scene": "", "event": "", "step": 0, "serial": 1}
    page.evaluate("order => window.wallParts.player.take({...window.wallParts.connection.state, order})", usual | order)


def test_the_canvas_keeps_its_shape_in_every_window_and_after_it_changed(wall: Watched) -> None:
    page = wall.page
    for (width, height), (canvas, scale, shape) in WINDOWS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(_FITTED, arg=[shape, scale])
        found = page.evaluate(_PLACE)
        assert found[:3] == [list(canvas), pytest.approx(scale, abs=1e-3), shape]
        left, top, wide, high = found[3:]
        assert (wide, high) == tuple(pytest.approx(side * scale, abs=2) for side in canvas)
        assert wide <= width + 1
        assert high <= height + 1
        # In the middle, but for the two pixels that keep lines from burning in.
        assert abs(left - (width - wide) / 2) <= 3
        assert abs(top - (height - high) / 2) <= 3
    assert page.evaluate("() => getComputedStyle(document.body).cursor") == "none"
    assert (wall.errors, wall.outside) == ([], [])


def test_keys_step_pause_and_go_home(wall: Watched) -> None:
    page = wall.page
    for key, scene in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("Home", 0), ("ArrowLeft", -1)):
        page.keyboard.press(key)
        shown(page, SCENES[scene])
    expect(page.locator("#turn")).to_contain_text("秒后切换")
    page.keyboard.press("p")
    expect(page.locator("#turn")).to_contain_text("已暂停")


@pytest.mark.parametrize("leaves", [True, False], ids=["from an office", "a wall itself"])
def test_escape_leaves_a_wall_that_is_looked_at_from_an_office_only(hall: Hall, browser: Browser, leaves: bool) -> None:
    def frame(route: Route) -> None:
        text = route.fetch().text()
        assert text.count("&#34;leave&#34;:") == 1
        text = re.sub("(&#34;leave&#34;:)(true|false)", rf"\g<1>{str(leaves).lower()}", text)
        route.fulfill(body=text, content_type="text/html")

    with watching(browser) as seen:
        seen.page.route(f"{hall.address}/wall/main", frame)
        seen.page.route(f"{hall.address}/", lambda route: route.fulfill(body="office", content_type="text/html"))
        seen.page.goto(f"{hall.address}/wall/main")
        shown(seen.page, SCENES[0])
        seen.page.keyboard.press("Escape")
        if leaves:
            expect(seen.page.locator("body")).to_have_text("office")
        else:
            seen.page.keyboard.press("ArrowRight")
            shown(seen.page, SCENES[1])


def test_what_the_office_tells_it_does_once(wall: Watched) -> None:
    page = wall.page
    told(page, mode="pinned", scene=SCENES[3])
    shown(page, SCENES[3])
    expect(page.locator("#turn")).to_contain_text("已固定")
    told(page, step=1, serial=2)
    shown(page, SCENES[4])
    told(page, step=1, serial=2)
    page.wait_for_timeout(300)
    shown(page, SCENES[4])


def test_a_scene_that_cannot_be_drawn_is_left_out_and_told(wall: Watched) -> None:
    page = wall.page
    page.route(f"**/scene/{SCENES[1]}?*", lambda route: route.fulfill(status=500, body="。"))
    page.keyboard.press("ArrowRight")
    shown(page, SCENES[2])
    assert page.evaluate("() => Object.keys(window.wallParts.player.skipped)") == [SCENES[1]]


def test_a_new_build_is_loaded_with_the_next_scene_and_once(
    hall: Hall, wall: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, loaded = wall.page, "() => window.wallParts && window.wallParts.health.load"
    load = page.evaluate(loaded)
    monkeypatch.setattr(hall.app.server.extensions["cockpit_walls"], "build", "another")
    page.wait_for_function("() => window.wallParts.player.build === 'another'")
    assert page.evaluate(loaded) == load
    page.keyboard.press("ArrowRight")
    page.wait_for_function("load => window.wallParts && window.wallParts.health.load !== load", arg=load)
    shown(page, SCENES[0])
    load = page.evaluate(loaded)
    page.keyboard.press("ArrowRight")
    shown(page, SCENES[1])
    assert page.evaluate(loaded) == load


def test_news_that_come_faster_than_a_scene_is_drawn_do_not_stop_the_round(wall: Watched) -> None:
    page = wall.page
    page.evaluate("""() => {
        const { player, connection } = window.wallParts, usual = player.fetch.bind(player);
        let count = 0;
        player.fetch = turn => new Promise(done => window.setTimeout(done, 300)).then(() => usual(turn));
        for (const turn of connection.state.playlist) {
            turn.seconds = 1;
        }
        window.setInterval(() => player.take({...connection.state, version: 'news ' + count++}), 20);
        player.rest();
    }""")
    before = page.evaluate("() => window.wallParts.player.changes")
    page.wait_for_function("before => window.wallParts.player.changes >= before + 3", arg=before, timeout=20_000)
    assert page.evaluate("() => window.wallParts.player.skipped") == {}


def test_a_wall_with_nothing_new_asks_one_small_question_at_a_time_and_no_more(hall: Hall, browser: Browser) -> None:
    with watching(browser) as seen:
        # Four times as fast: a question every half second.
        seen.page.goto(f"{hall.address}/wall/main?pace=4&trial=1")
        shown(seen.page, SCENES[0])
        answers: list[tuple[str, int]] = []
        seen.page.on("response", lambda answer: answers.append((answer.url.rsplit("/", 1)[1], answer.status)))
        seen.page.wait_for_timeout(4_100)
        asked = [answer for answer in answers if answer[0] != "report"]
        assert set(asked) == {("state", 304)}
        assert 5 <= len(asked) <= 9


def test_a_wall_whose_session_ended_shows_no_number_any_more(wall: Watched) -> None:
    page = wall.page
    page.route("**/state", lambda route: route.fulfill(status=401, body="。"))
    expect(page.locator("#scene .sentence")).to_contain_text("授权已撤销")
    assert page.locator("#scene .part").count() == 0
    assert page.locator("#sources").inner_text() == ""


def test_whoever_is_away_is_asked_again_within_four_seconds_by_one_question_at_a_time(wall: Watched) -> None:
    pauses, waiting = wall.page.evaluate("""() => {
        const connection = window.wallParts.connection, found = [];
        connection.settings.refresh_seconds = 60;
        connection.later();
        const asks = [], usual = window.setTimeout, clear = window.clearTimeout;
        window.setTimeout = (does, after) => { asks.push(after); return usual(does, after); };
        window.clearTimeout = id => { asks.pop(); return clear(id); };
        connection.lostBy(new Error('away'));
        window.setTimeout = usual;
        window.clearTimeout = clear;
        for (const failures of [1, 2, 3, 9, 99]) {
            connection.failures = failures;
            found.push(Math.max(...Array.from({length: 200}, () => connection.pause())));
        }
        connection.failures = 0;
        return [found, asks];
    }""")
    assert max(pauses) <= 4000
    assert pauses[0] <= 1000 < pauses[2]
    # A scene that could not be had does not wait for the next question, a minute later.
    assert len(waiting) == 1
    assert waiting[0] <= 1000


def test_the_clock_is_the_servers_and_a_slow_answer_does_not_move_it(wall: Watched) -> None:
    drifts = wall.page.evaluate("""() => {
        const clock = window.wallParts.connection.clock, now = Date.now();
        clock.quickest = Infinity;
        clock.heard(now + 60000, now - 5, now + 5);
        const first = clock.drift;
        clock.heard(now + 90000, now - 5000, now + 5000);
        return [first, clock.drift];
    }""")
    assert drifts == [-60, -60]
    expect(wall.page.locator("#line")).to_contain_text("本机时钟偏差 -60 秒")
