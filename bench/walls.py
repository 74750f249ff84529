"""Fifty walls that ask every five seconds: what one costs the server, and what they do to the pages of offices."""

import asyncio
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from bench.asked import asked_by, question
from bench.cockpit import gunicorn
from bench.people import signed_in
from dashboard.access.secret import cookie_secret
from data_access.embedded import running_server
from data_access.migrate import upgrade
from data_access.site import Site
from data_access.site_roles import read_roles
from layouts import collect_pages

_OFFICES, _WALLS = 6, 50
# Rounds without walls and with them take turns, so that what else the machine does falls on both.
_ROUNDS, _SECONDS = 4, 20.0
_ASK_SECONDS = 5.0
_PAUSE_SECONDS = (0.1, 0.5)
_BOXES = "/boxes"


@dataclass(slots=True)
class Hall:
    """Milliseconds of the offices' requests without and with walls, of the walls' own, and what those brought."""

    before: float
    without: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    walls: list[float] = field(default_factory=list)
    again: int = 0
    bytes: int = 0
    not_modified: int = 0
    processor: dict[bool, float] = field(default_factory=lambda: {False: 0.0, True: 0.0})
    after: float = 0.0


def measure(data: Path, site: Site, say: Callable[[str], None]) -> Hall:
    """On the warehouse of the data folder `data`, in which no cockpit runs."""
    found, roles = Hall(os.getloadavg()[0]), read_roles(site.folder)
    with running_server(data, say=lambda _: None) as urls:
        upgrade(urls.owner)
        given = {f"COCKPIT_{name}_URL": getattr(urls, name.lower()) for name in ("READER", "APP", "PUBLISHER")}
        with (
            signed_in(urls.app, roles, cookie_secret(data, None), (_OFFICES, _WALLS)) as viewers,
            gunicorn("app:server", data, given) as cockpit,
        ):
            asked = asked_by(viewers, collect_pages(), cockpit, site.screen[0].key)
            say(f"{_OFFICES} offices and {_WALLS} walls at {cockpit}")
            asyncio.run(_rounds(found, asked, cockpit, site.screen[0].key))
    found.after = os.getloadavg()[0]
    return found


async def _rounds(found: Hall, asked: dict[str, Any], cockpit: str, screen: str) -> None:
    # The server closes connections that were idle for two seconds; each question has its own.
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=cockpit, limits=limits, timeout=60, trust_env=False) as client:
        # What is read for the first time is read for nobody.
        await _offices(client, asked, _SECONDS, [])
        for _round in range(_ROUNDS):
            for there in (False, True):
                used = _used()
                times = found.beside if there else found.without
                walls = [_wall(found, client, each["cookie"], screen) for each in asked["walls"]] if there else []
                await asyncio.gather(_offices(client, asked, _SECONDS, times), *walls)
                found.processor[there] += _used() - used


async def _offices(client: httpx.AsyncClient, asked: dict[str, Any], seconds: float, times: list[float]) -> None:
    await asyncio.gather(*(_office(client, asked, each, seconds, times) for each in asked["people"]))


async def _office(
    client: httpx.AsyncClient, asked: dict[str, Any], who: dict[str, Any], seconds: float, times: list[float]
) -> None:
    """Somebody who looks at one page after another, a box at a time."""
    headers = {"Cookie": who["cookie"], "Origin": asked["origin"]}
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        path = random.choice(who["pages"])
        month, panel = random.choice(asked["months"]), random.choice(asked["panels"][path])
        body = question(path, f"?p={month}", "", {panel: None})
        begun = time.perf_counter()
        answer = await client.post(_BOXES, json=body, headers=headers)
        answer.raise_for_status()
        times.append((time.perf_counter() - begun) * 1e3)
        await asyncio.sleep(random.uniform(*_PAUSE_SECONDS))


async def _wall(found: Hall, client: httpx.AsyncClient, cookie: str, screen: str) -> None:
    """A wall with nothing new: a question every five seconds, answered without a body."""
    headers, until = {"Cookie": cookie}, time.monotonic() + _SECONDS
    await asyncio.sleep(random.random() * _ASK_SECONDS)
    while time.monotonic() < until:
        begun = time.perf_counter()
        answer = await client.get(f"/wall/{screen}/state", headers=headers)
        found.walls.append((time.perf_counter() - begun) * 1e3)
        answer.raise_for_status() if answer.status_code != httpx.codes.NOT_MODIFIED else None
        if "If-None-Match" in headers:
            found.again += 1
            found.bytes += len(answer.content)
            found.not_modified += answer.status_code == httpx.codes.NOT_MODIFIED
        headers["If-None-Match"] = answer.headers["ETag"]
        await asyncio.sleep(_ASK_SECONDS)


def _used() -> float:
    """Processor seconds of all that this process started."""
    total = 0.0
    for each in psutil.Process().children(recursive=True):
        try:
            times = each.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total
