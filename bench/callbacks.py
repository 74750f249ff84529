"""Every box and figure of the overview, asked for by itself: warm, after new data, and against a constant callback."""

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
from bench.asked import question
from bench.cockpit import gunicorn
from bench.visit import Visit
from data_access.connection import connect
from etl.marts import raise_version

_ROUNDS = 12
_CALLBACK, _BOXES = "/_dash-update-component", "/boxes"

# Where a question goes, and its body.
Ask = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class CallbackTimes:
    """Milliseconds of every request by way of asking (warm, new, constant), and the bytes of all answers together."""

    warm: list[float]
    new: list[float]
    constant: list[float]
    size: int
    callbacks: int


def measure(visit: Visit, cockpit: str, owner_url: str, folder: Path) -> CallbackTimes:
    """Ask for each box and figure of `visit` in turn, the three ways interleaved. `owner_url` is for raising the
    version."""
    asks: list[Ask] = [(_CALLBACK, exchange.body) for exchange in visit.exchanges]
    asks += [(_BOXES, question("/", "", "", {box: None})) for box in visit.boxes]
    kept = folder / "answers.json"
    times: tuple[list[float], list[float], list[float]] = ([], [], [])
    versions = itertools.count(1)
    headers = {"Accept-Encoding": "br, gzip", "Origin": cockpit}
    with (
        httpx.Client(base_url=cockpit, headers=headers, cookies=visit.cookies, timeout=60, trust_env=False) as ours,
        httpx.Client(headers=headers, timeout=60, trust_env=False) as bare,
    ):
        answers = [ours.post(path, json=body).raise_for_status().json() for path, body in asks]
        kept.write_bytes(orjson.dumps(answers))
        with gunicorn("bench.constant:server", folder, {"BENCH_ANSWERS": str(kept)}) as floor:

            def new(place: int) -> Ask:
                publish(owner_url)
                return asks[place][0], _with_version(asks[place][1], f"bench-{next(versions)}")

            def constantly(place: int) -> Ask:
                return f"{floor}{_CALLBACK}", constant.body(place)

            ways: tuple[tuple[httpx.Client, Callable[[int], Ask]], ...] = (
                (ours, asks.__getitem__),
                (ours, new),
                (bare, constantly),
            )
            for _ in range(_ROUNDS):
                for place in range(len(asks)):
                    _in_turn(ways, place, times, new)
    size = sum(len(orjson.dumps(answer)) for answer in answers)
    return CallbackTimes(*times, size, len(asks))


def _in_turn(
    ways: Sequence[tuple[httpx.Client, Callable[[int], Ask]]],
    place: int,
    times: Sequence[list[float]],
    new: Callable[[int], Ask],
) -> None:
    """One question, each way once."""
    ours = ways[0][0]
    for (client, make), taken in zip(ways, times, strict=True):
        made = make(place)
        if client is ours and make is not new:
            # Whichever process answers, it must have this version's numbers already.
            for _ in range(3):
                _timed(client, made)
        taken.append(_timed(client, made))


def _timed(client: httpx.Client, ask: Ask) -> float:
    started = time.perf_counter()
    response = client.post(ask[0], json=ask[1])
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
    if "version" in body:
        return {**body, "version": token}
    told: dict[str, Any] = {}
    for side in ("inputs", "state"):
        parts: Sequence[dict[str, Any]] = body.get(side, [])
        told[side] = [
            {**each, "value": token} if (each["id"], each["property"]) == ("version", "data") else each
            for each in parts
        ]
    return {**body, **told}
