"""How many answers a second: sixteen clients ask for panels whose drawing is kept, then for what nobody saw yet."""

import http.client
import itertools
import os
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import orjson

from bench import constant
from bench.asked import asked_by, question
from bench.cockpit import gunicorn
from bench.people import signed_in
from dashboard.access.secret import cookie_secret
from data_access.directory import Directory
from data_access.embedded import running_server
from data_access.migrate import upgrade
from data_access.site import Site
from data_access.site_roles import read_roles
from data_access.warehouse import open_engine
from layouts import collect_pages

_CLIENTS = 16
_SECONDS = 15.0
_PATH, _CALLBACK = "/boxes", "/_dash-update-component"
# A page each of what counts things, of what counts people, and of both.
_PAGES = ("/grid", "/mediation", "/")
# Sees the whole city, and all pages.
_ROLE = "analyst"

Ask = tuple[bytes, dict[str, str]]


@dataclass(slots=True)
class Rate:
    """What was asked for, milliseconds of each answer, in how many seconds, and how many were refused."""

    name: str
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    failed: int = 0


@dataclass(slots=True)
class Throughput:
    """The rates, and the load of the machine before and after."""

    before: float
    rates: list[Rate] = field(default_factory=list)
    after: float = 0.0


def measure(data: Path, site: Site, folder: Path, say: Callable[[str], None]) -> Throughput:
    """On the warehouse of the data folder `data`, in which no cockpit runs."""
    found, roles = Throughput(os.getloadavg()[0]), read_roles(site.folder)
    with running_server(data, say=lambda _: None) as urls:
        upgrade(urls.owner)
        given = {f"COCKPIT_{name}_URL": getattr(urls, name.lower()) for name in ("READER", "APP", "PUBLISHER")}
        engine = open_engine(urls.reader, pool_size=1)
        city = site.cities[0].code
        counties = list(Directory(engine).divisions(city, "county")["code"])
        engine.dispose()
        with (
            signed_in(urls.app, roles, cookie_secret(data, None), (len(roles.roles), 0)) as viewers,
            gunicorn("app:server", data, given) as cockpit,
        ):
            asked = asked_by(viewers, collect_pages(), cockpit, site.screen[0].key)
            cookie = next(each for each, viewer in viewers["people"] if viewer.role_key == _ROLE)
            headers = {"Cookie": cookie, "Origin": asked["origin"], "Content-Type": "application/json"}
            panels = [(path, each) for path in _PAGES for each in asked["panels"][path]]
            usual = [(_body(*each, ""), headers) for each in panels]
            answers = [_once(cockpit, *ask) for _round in range(4) for ask in usual][-len(usual) :]
            say(f"{_CLIENTS} clients at {cockpit}")
            found.rates.append(_rate("kept drawings", cockpit, itertools.cycle(usual)))
            addresses = [f"?p={month}&r={code}" for month in asked["months"] for code in counties]
            others = [(_body(*each, address), headers) for address in addresses for each in panels]
            random.Random(1).shuffle(others)
            found.rates.append(_rate("drawn for the first time", cockpit, iter(others)))
        found.rates.append(_floor([each for each in answers if each], folder))
    found.after = os.getloadavg()[0]
    return found


def _floor(answers: list[bytes], folder: Path) -> Rate:
    """A Dash application that has the same answers ready."""
    ready = folder / "answers.json"
    ready.write_bytes(orjson.dumps([each.decode("utf-8") for each in answers]))
    with gunicorn("bench.constant:server", folder, {"BENCH_ANSWERS": str(ready)}) as bare:
        asks = [
            (orjson.dumps(constant.body(place)), {"Content-Type": "application/json"}) for place in range(len(answers))
        ]
        return _rate("the same answers, ready", bare, itertools.cycle(asks), _CALLBACK)


def _body(path: str, panel: str, search: str) -> bytes:
    return orjson.dumps(question(path, search, "", {panel: None}))


def _rate(name: str, address: str, asks: Iterator[Ask], path: str = _PATH) -> Rate:
    found, begun = Rate(name), time.monotonic()

    def client(_number: int) -> None:
        with _connected(address) as connection:
            while time.monotonic() < begun + _SECONDS and (ask := next(asks, None)) is not None:
                started = time.perf_counter()
                connection.request("POST", path, *ask)
                answer = connection.getresponse()
                answer.read()
                found.times.append((time.perf_counter() - started) * 1e3)
                found.failed += answer.status not in (http.HTTPStatus.OK, http.HTTPStatus.NO_CONTENT)

    with ThreadPoolExecutor(_CLIENTS) as clients:
        list(clients.map(client, range(_CLIENTS)))
    found.seconds = time.monotonic() - begun
    return found


def _once(address: str, body: bytes, headers: dict[str, str]) -> bytes:
    with _connected(address) as connection:
        connection.request("POST", _PATH, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{_PATH} was answered with {answer.status}: {text[:200]!r}")
        return text


@contextmanager
def _connected(address: str) -> Iterator[http.client.HTTPConnection]:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    yield connection
    connection.close()


def table(found: Throughput) -> str:
    """Answers a second and how long they took, as lines of Markdown."""
    lines = [
        f"{_CLIENTS} clients, load {found.before:.1f} before and {found.after:.1f} after.",
        "",
        "| asked for | answers/s | p50 ms | p95 ms | without an answer |",
        "|---|---:|---:|---:|---:|",
    ]
    for rate in found.rates:
        times = sorted(rate.times)
        half, high = (times[int(share * (len(times) - 1))] for share in (0.5, 0.95))
        lines.append(f"| {rate.name} | {len(times) / rate.seconds:.0f} | {half:.0f} | {high:.0f} | {rate.failed} |")
    return "\n".join(lines)
