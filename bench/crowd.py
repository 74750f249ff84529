"""What locust runs: people who open pages, choose another month and go on, and walls; all ask for news each second.

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
_CALLBACK = "/_dash-update-component"
# As many connections as a browser opens to one server.
_CONNECTIONS = 6
_SECONDS = 1.0
_SPREAD_SECONDS = 2.0
# How a box says what it shows, in the answer and, with the next question, to the server.
_MARK = re.compile(r'"(?:shown|className)":"(\w[\w-]*)"\}\}')
_PEOPLE, _WALLS = (cycle(_ASKED[name]) for name in ("people", "walls"))


class _Viewer(FastHttpUser):
    """A browser with one page open: what it shows is asked for again whenever there is news."""

    abstract = True
    concurrency = _CONNECTIONS

    def begin(self, who: dict[str, Any]) -> None:
        self.headers = {"Accept-Encoding": "gzip", "Origin": _ASKED["origin"], "Cookie": who["cookie"]}
        self.pages, self.search, self.version = who["pages"], "", ""
        self.browser = Pool(_CONNECTIONS)
        self.shown: dict[str, str] = {}
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
                    gevent.spawn_later(random.random() * _SPREAD_SECONDS, self.draw, ["version.data"])
            gevent.sleep(_SECONDS)

    def open(self) -> None:
        """The page by its address: HTML, then what Dash asks for, then what stands on it."""
        for path, name in ((self.path, "page"), ("/_dash-layout", "frame"), ("/_dash-dependencies", "frame")):
            self.client.get(path, headers=self.headers, name=name)
        self.follow()

    def follow(self) -> None:
        """A page whose frame is there already, as a link of the navigation opens it."""
        self.shown = {}
        self.post(_ASKED["page"], {"url.pathname": self.path}, ["url.pathname"])
        self.draw(["url.search"])

    def draw(self, changed: list[str]) -> None:
        values = {"url.search": self.search, "url.pathname": self.path, "version.data": self.version}
        for body in (*_ASKED["frame"], *_ASKED["boxes"][self.path]):
            self.browser.spawn(self.post, body, values, changed)
        self.browser.join()

    def post(self, body: dict[str, Any], values: dict[str, str], changed: list[str]) -> None:
        name = "box, with news" if changed == ["version.data"] else "box, asked for"
        inputs = [{**each, "value": values[f"{each['id']}.{each['property']}"]} for each in body["inputs"]]
        known = [each for each in changed if any(each == f"{one['id']}.{one['property']}" for one in inputs)]
        asked, box = {**body, "inputs": inputs, "changedPropIds": known}, str(body["outputs"])
        if "state" in body:
            identity, mark = body["state"]
            asked["state"] = [identity, {**mark, "value": self.shown.get(box)}]
        with self.client.post(_CALLBACK, json=asked, headers=self.headers, name=name, catch_response=True) as answer:
            drawn = _MARK.search(answer.text or "") if answer.status_code == 200 else None
        if drawn:
            self.shown[box] = drawn[1]


class Person(_Viewer):
    """Looks, chooses another month or another page, and looks again."""

    fixed_count = len(_ASKED["people"])
    wait_time = between(*_ASKED["looking_seconds"])

    def on_start(self) -> None:
        self.begin(next(_PEOPLE))

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


class Wall(_Viewer):
    """Shows one page and nothing else."""

    fixed_count = len(_ASKED["walls"])
    wait_time = constant(3600)

    def on_start(self) -> None:
        self.begin(next(_WALLS))

    @task
    def stay(self) -> None:
        """It only waits for news."""
