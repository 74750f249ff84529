"""Every callback of the overview's first visit, asked again: warm, after new data, and against a constant callback."""

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import orjson

from bench import constant
from bench.cockpit import gunicorn
from bench.visit import Visit
from data_access.connection import connect
from etl.marts import raise_version

_ROUNDS = 12
_PATH = "/_dash-update-component"


@dataclass(frozen=True, slots=True)
class CallbackTimes:
    """Milliseconds of every request by way of asking (warm, new, constant), and the bytes of all answers together."""

    warm: list[float]
    new: list[float]
    constant: list[float]
    size: int
    callbacks: int


def measure(visit: Visit, cockpit: str, owner_url: str, folder: Path) -> CallbackTimes:
    """Ask each callback of `visit` in turn, the three ways interleaved. `owner_url` is for raising the version."""
    bodies = [exchange.body for exchange in visit.exchanges]
    answers = [exchange.answer["response"] for exchange in visit.exchanges]
    kept = folder / "answers.json"
    kept.write_bytes(orjson.dumps(answers))
    times: tuple[list[float], list[float], list[float]] = ([], [], [])
    versions = itertools.count(1)
    headers = {"Accept-Encoding": "br, gzip"}
    with (
        gunicorn("bench.constant:server", folder, {"BENCH_ANSWERS": str(kept)}) as floor,
        httpx.Client(base_url=cockpit, headers=headers, cookies=visit.cookies, timeout=60, trust_env=False) as ours,
        httpx.Client(base_url=floor, headers=headers, timeout=60, trust_env=False) as bare,
    ):

        def new(place: int) -> dict[str, Any]:
            publish(owner_url)
            return _with_version(bodies[place], f"bench-{next(versions)}")

        ways: tuple[tuple[httpx.Client, Callable[[int], dict[str, Any]]], ...] = (
            (ours, bodies.__getitem__),
            (ours, new),
            (bare, constant.body),
        )
        for _ in range(_ROUNDS):
            for place in range(len(bodies)):
                for (client, make), taken in zip(ways, times, strict=True):
                    made = make(place)
                    if client is ours and make != new:
                        # Whichever process answers, it must have this version's numbers already.
                        _settle(client, made)
                    taken.append(_timed(client, made))
    size = sum(len(orjson.dumps(answer)) for answer in answers)
    return CallbackTimes(*times, size, len(bodies))


def _settle(client: httpx.Client, body: dict[str, Any]) -> None:
    for _ in range(3):
        _timed(client, body)


def _timed(client: httpx.Client, body: dict[str, Any]) -> float:
    started = time.perf_counter()
    response = client.post(_PATH, json=body)
    taken = 1_000 * (time.perf_counter() - started)
    response.raise_for_status()
    return taken


def publish(owner_url: str, mart: str = "%", days: Sequence[date] = ()) -> None:
    """What a batch leaves behind that changed some days of a mart (none: any); of all of them unless one is named."""
    with connect(owner_url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT city_code, mart FROM cockpit.mart_version WHERE mart LIKE %s ORDER BY 1, 2", (mart,))
        for city, name in cursor.fetchall():
            raise_version(cursor, name, city, days)
    connection.close()


def _with_version(body: dict[str, Any], token: str) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for side in ("inputs", "state"):
        parts: Sequence[dict[str, Any]] = body.get(side, [])
        told[side] = [
            {**each, "value": token} if (each["id"], each["property"]) == ("version", "data") else each
            for each in parts
        ]
    return {**body, **told}
