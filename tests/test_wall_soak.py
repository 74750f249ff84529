"""A wall through hundreds of scenes (`make soak`: thousands): nothing grows, stops, or is complained of."""

import gc
import os
import sys
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from playwright.sync_api import Browser
from soaking import Hall, SoakedWall, Weight, soaked

from dashboard.kept.cache import Watch
from layouts import collect_scenes

CHANGES = int(os.environ.get("COCKPIT_CHANGES", "200"))
LONG = CHANGES >= 1000
SCENES = tuple(scene.key for scene in collect_scenes()) if LONG else ("overview", "attention", "grid")
# In a long run there are new data twice in five scenes.
NEWS = CHANGES * 2 // 5 if LONG else 30
FROM = 200 if LONG else 60
# By its 200th scene a wall has run for two hours and a half: its timer struck 9,000 times and it asked 1,800 times, and
# what is used so often is compiled. At this pace that is three minutes, ten questions and fifty beats a second.
WARM_SECONDS = 180 if LONG else 0
GROWTH = 1.05 if LONG else 1.25
# What the scripts themselves keep, without the code that the browser compiles of them.
OWN_GROWTH = 1.02
# So soon after the return of who was away a wall goes on; so long they are away, for the pauses to be the longest.
RECOVERY_SECONDS, AWAY_SECONDS = 10, 20
# How often there are new data meanwhile, and how often it is looked how far the wall is.
_NEWS_SECONDS, _LOOK_MS = 0.15, 3000 if LONG else 1500
# A wall that shows no other scene for so long has stopped; on a busy machine a single look may see none.
_STOPPED_SECONDS = 15
WALLS, POLLS = 50, 720 if LONG else 6


@pytest.fixture
def hall(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    """A server that looks for news with every question, as often as the pace brings one."""
    monkeypatch.setattr(Watch, "_SECONDS", 0)
    opened = Hall(SCENES, ask_seconds=60)
    opened.start()
    yield opened
    opened.end()


def play(wall: SoakedWall, hall: Hall, changes: int, news: int) -> None:
    """Let it play on until there were so many changes of scene, and new data so often.

    The page is asked seldom: each time the tool of these tests puts something into it, too.
    """
    seen, since = -1, time.monotonic()
    while (now := (wall.count("changes"), wall.count("news")))[0] < changes or now[1] < news:
        if now[0] > seen:
            seen, since = now[0], time.monotonic()
        assert time.monotonic() - since < _STOPPED_SECONDS, f"the wall stopped after {seen} changes"
        with hall.publishing(_NEWS_SECONDS) if now[1] < news else nullcontext():
            wall.page.wait_for_timeout(_LOOK_MS)


def away(wall: SoakedWall, hall: Hall, what: str) -> None:
    """While nobody answers the scene holds; the banner says so; when somebody does, it goes on by itself."""
    hall.take(what)
    wall.until("!window.wallParts.connection.connected")
    wall.until("!document.getElementById('banner').hidden")
    held = wall.count("changes")
    wall.until("window.wallParts.connection.failures > given", 5)
    assert wall.count("changes") == held
    # Asked without what the tool of these tests would put into the page for it, which is half as heavy as the wall.
    assert wall.page.evaluate("() => document.querySelectorAll('#scene .part').length") > 0
    hall.give_back(what)
    wall.until("window.wallParts.player.changes > given + 3 && document.getElementById('banner').hidden", held)


def test_a_wall_plays_on_and_nothing_grows(hall: Hall, browser: Browser) -> None:
    with soaked(browser, hall) as wall:
        wall.until("window.wallParts && window.wallParts.player.changes > 0")
        load = wall.page.evaluate("() => window.wallParts.health.load")
        # What is shown and compiled the first time that nobody answers does not count as growth.
        play(wall, hall, FROM // 2, 0)
        away(wall, hall, "server")
        play(wall, hall, FROM, NEWS * FROM // CHANGES)
        wall.stand(WARM_SECONDS)
        first = wall.weigh()
        play(wall, hall, CHANGES // 2, NEWS // 2)
        away(wall, hall, "server")
        hall.freshness.state = "failed"
        hall.publish()
        wall.until("document.querySelectorAll('#scene .aged').length > 0")
        play(wall, hall, CHANGES * 3 // 4, NEWS * 3 // 4)
        hall.freshness.state = "fresh"
        away(wall, hall, "database")
        play(wall, hall, CHANGES, NEWS)
        last = wall.weigh()
        _say(wall, first, last)
        assert wall.errors == []
        assert wall.page.evaluate("() => [window.wallParts.health.load, window.contexts]") == [load, 0]
    assert last.own < first.own * OWN_GROWTH
    assert last.heap < first.heap * GROWTH
    assert last.listeners == first.listeners
    # The last scene's may not have been collected yet; each scene would leave one.
    assert last.documents <= first.documents + 3
    # Which scene is shown decides how many elements there are; three of the largest never are.
    assert last.nodes < 3 * first.nodes


@pytest.mark.skipif(not LONG, reason="of make soak: nothing is hastened here")
@pytest.mark.parametrize("what", ["server", "database"])
def test_a_wall_goes_on_within_ten_seconds_of_the_return_of_who_was_away(browser: Browser, what: str) -> None:
    hall = Hall(SCENES, ask_seconds=5)
    hall.start()
    with soaked(browser, hall, pace=1) as wall:
        wall.until("window.wallParts && window.wallParts.player.changes > 1")
        hall.take(what)
        wall.until("!window.wallParts.connection.connected")
        # A scene that was under way may still come.
        wall.page.wait_for_timeout(1000)
        held = wall.count("changes")
        wall.page.wait_for_timeout(1000 * AWAY_SECONDS)
        assert wall.count("changes") == held
        hall.give_back(what)
        since = time.monotonic()
        wall.until("window.wallParts.player.changes > given", held)
        took = time.monotonic() - since
        _write(f"{what} away for {AWAY_SECONDS} s: the next scene {took:.1f} s after its return")
        assert took < RECOVERY_SECONDS
        assert wall.errors == []
    hall.end()


def _say(wall: SoakedWall, first: Weight, last: Weight) -> None:
    played = f"{wall.count('changes')} changes, {wall.count('news')} times new data"
    _write(
        f"{played}; heap {first.heap:.3f} → {last.heap:.3f} MB "
        f"(without compiled code {first.own:.3f} → {last.own:.3f}), nodes {first.nodes} → {last.nodes}, "
        f"listeners {first.listeners} → {last.listeners}, documents {first.documents} → {last.documents}"
    )


def _write(figures: str) -> None:
    """`make soak` shows what was found; a test that passes otherwise says nothing."""
    sys.stdout.write(f"\n{figures}\n")


def _held() -> int:
    """Bytes that are still needed: waste waits for a collection, which tests do seldom."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def test_many_walls_that_ask_again_and_again_leave_nothing_in_the_server(hall: Hall) -> None:
    clients = [hall.app.server.test_client() for _wall in range(WALLS)]
    tags = [client.get("/wall/main/state").headers["ETag"] for client in clients]

    def ask(times: int) -> None:
        for _time in range(times):
            for client, tag in zip(clients, tags, strict=True):
                assert client.get("/wall/main/state", headers={"If-None-Match": tag}).status_code == 304

    ask(2)
    tracemalloc.start()
    ask(1)
    before = _held()
    ask(POLLS)
    after = _held()
    tracemalloc.stop()
    _write(f"{WALLS} walls, {POLLS} questions each: {before / 1024:.0f} → {after / 1024:.0f} kB held")
    # A question holds a few hundred bytes while it is answered; kept for each, it would be megabytes.
    assert after - before < 200_000 + 20 * WALLS
