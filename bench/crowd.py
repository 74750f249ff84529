"""What locust runs: people who open pages, choose another month and go on, and ask for news each second; and walls.

Run by bench.people in the bench's own environment; what is asked stands in the file that BENCH_CROWD names.
"""

import json
import os
import random
import re
from itertools import cycle
from pathlib import Path
from typing import Any

import gevent
from gevent.pool import Pool
from locust import FastHttpUser, between, constant, task

_ASKED = json.loads(Path(os.environ["BENCH_CROWD"]).read_text(encoding="utf-8"))
_CALLBACK, _BOXES = "/_dash-update-component", "/boxes"
# As many connections as a browser opens to one server.
_CONNECTIONS = 6
_SECONDS = 1.0
_SPREAD_SECONDS = 2.0
_WALL_SECONDS = 5.0
# How a figure says what it shows, in the answer and, with the next question, to the server.
_MARK = re.compile(r'"className":"(\w[\w-]*)"\}\}')
_PEOPLE, _WALLS = (cycle(_ASKED[name]) for name in ("people", "walls"))


class Person(FastHttpUser):
    """A browser with one page open: looks, chooses another month or another page, and looks again."""

    fixed_count = len(_ASKED["people"])
    wait_time = between(*_ASKED["looking_seconds"])
    concurrency = _CONNECTIONS

    def on_start(self) -> None:
        self.begin(next(_PEOPLE))

    def begin(self, who: dict[str, Any]) -> None:
        self.headers = {"Accept-Encoding": "gzip", "Origin": _ASKED["origin"], "Cookie": who["cookie"]}
        self.pages, self.search, self.version = who["pages"], "", ""
        self.browser = Pool(_CONNECTIONS)
        self.shown: dict[str, str] = {}
        self.marks: dict[str, str] = {}
        self.path = self.pages[0]
        self.open()
        gevent.spawn(self.listen)

    def listen(self) -> None:
        """Ask for news; what has news is drawn again."""
        gevent.sleep(random.random() * _SECONDS)
        while True:
            with self.client.get("/version", headers=self.headers, name="news", catch_response=True) as answer:
                found = answer.text if answer.status_code == 200 else ""
            if found:
                found = json.loads(found)["version"]
                changed, self.version = self.version not in ("", found), found
                if changed:
                    # As live.js does.
                    gevent.spawn_later(random.random() * _SPREAD_SECONDS, self.hear)
            gevent.sleep(_SECONDS)

    def open(self) -> None:
        """The page by its address: HTML, then what Dash asks for, then what stands on it."""
        self.shown, self.marks = {}, {}
        for path, name in ((self.path, "page"), ("/_dash-layout", "frame"), ("/_dash-dependencies", "frame")):
            self.client.get(path, headers=self.headers, name=name)
        self.follow()

    def follow(self) -> None:
        """A page whose frame is there already, as a link of the navigation opens it."""
        self.shown = {box: mark for box, mark in self.shown.items() if box.startswith("shell:")}
        self.marks = {}
        self.post(_ASKED["page"], {"url.pathname": self.path}, ["url.pathname"])
        self.draw(["url.search"])

    def draw(self, changed: list[str]) -> None:
        """What is drawn already by one question, each of the rest and each figure by its own."""
        self.figures(changed)
        missed = self.ask(dict.fromkeys(self.boxes(), None) | self.shown, "boxes, kept", kept_only=True)
        for box in missed:
            self.browser.spawn(self.ask, {box: None}, "box, asked for")
        self.browser.join()

    def figures(self, changed: list[str]) -> None:
        values = {"url.search": self.search, "version.data": self.version}
        for body in _ASKED["figures"][self.path]:
            self.browser.spawn(self.post, body, values, changed)

    def boxes(self) -> list[str]:
        return [*_ASKED["frame"], *_ASKED["panels"][self.path]]

    def hear(self) -> None:
        """All panels by one question, figures by their own."""
        self.figures(["version.data"])
        self.ask({box: self.shown.get(box) for box in self.boxes()}, "news of boxes", by_itself=True)

    def ask(self, shown: dict[str, str | None], name: str, **how: bool) -> list[str]:
        """The boxes that were missed."""
        asked = {"path": self.path, "search": self.search, "version": self.version, "shown": shown}
        asked |= {"kept_only": False, "by_itself": False} | how
        with self.client.post(_BOXES, json=asked, headers=self.headers, name=name, catch_response=True) as told:
            answer = json.loads(told.text) if told.status_code == 200 else {"boxes": {}, "missed": []}
        self.shown |= {box: each["shown"] for box, each in answer["boxes"].items()}
        return list(answer["missed"])

    def post(self, body: dict[str, Any], values: dict[str, str], changed: list[str]) -> None:
        name = "figure, with news" if changed == ["version.data"] else "figure, asked for"
        box = body.get("box", "")
        sides = {
            side: [
                {**each, "value": each.get("value", values.get(f"{each['id']}.{each['property']}"))} for each in parts
            ]
            for side, parts in body.items()
            if side in ("inputs", "state")
        }
        known = [each for each in changed if any(each == f"{one['id']}.{one['property']}" for one in sides["inputs"])]
        if "state" in sides:
            sides["state"][-1]["value"] = self.marks.get(box)
        asked = {**body, **sides, "changedPropIds": known}
        with self.client.post(_CALLBACK, json=asked, headers=self.headers, name=name, catch_response=True) as answer:
            drawn = _MARK.search(answer.text or "") if answer.status_code == 200 else None
        if drawn:
            self.marks[box] = drawn[1]

    @task(4)
    def another_month(self) -> None:
        self.search = f"?p={random.choice(_ASKED['months'])}"
        self.draw(["url.search"])

    @task(3)
    def another_page(self) -> None:
        self.path = random.choice(self.pages)
        self.follow()

    @task(1)
    def by_address(self) -> None:
        self.path = random.choice(self.pages)
        self.open()


class Wall(FastHttpUser):
    """A wall: asks every five seconds whether there is anything new, and has its scene drawn where there is."""

    fixed_count = len(_ASKED["walls"])
    wait_time = constant(_WALL_SECONDS)

    def on_start(self) -> None:
        self.headers = {"Accept-Encoding": "gzip", "Cookie": next(_WALLS)["cookie"]}
        self.tag, self.version = "", ""
        gevent.sleep(random.random() * _WALL_SECONDS)

    @task
    def ask(self) -> None:
        """Its state; the scene again with news."""
        address = f"/wall/{_ASKED['screen']}"
        headers = {**self.headers, "If-None-Match": self.tag}
        with self.client.get(f"{address}/state", headers=headers, name="wall, state", catch_response=True) as answer:
            state = json.loads(answer.text) if answer.status_code == 200 else None
            self.tag = answer.headers.get("ETag", self.tag)
        if state and state["version"] != self.version:
            self.version = state["version"]
            scene = f"{address}/scene/{state['playlist'][0]['key']}?shape=wide&v={self.version}"
            self.client.get(scene, headers=self.headers, name="wall, scene")
