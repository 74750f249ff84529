"""Fifty walls, as often as they ask in an hour, of a cockpit that is served: the memory of its processes is flat."""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from served import ROLES, Served, served
from signed_in import SIGNING
from sqlalchemy import make_url

from bench.marts import Shape, fill
from bench.people import signed_in
from data_access.connection import connect
from data_access.roles import ADMINISTRATOR, read_passwords
from data_access.site import read_site
from data_access.warehouse import open_engine
from etl.demo.world import SITE
from etl.marts import raise_version
from etl.site.reference import load_reference

# Of `make soak`: an hour of fifty walls takes minutes.
pytestmark = pytest.mark.skipif(int(os.environ.get("COCKPIT_CHANGES", "200")) < 1000, reason="of make soak")

# A question every five seconds, a scene every 45, a report every minute, and new data as often.
WALLS, ROUNDS = 50, 720
# What the screen `main` shows.
CITY = "3410"
SCENE_ROUNDS, MINUTE_ROUNDS = 9, 12
# What is needed for every wall and scene is there after a quarter of the hour; it is weighed at the end of each.
QUARTER = ROUNDS // 4
GROWTH = 1.03
REPORT = {"load_id": "a", "build": "b", "scene": "overview", "painted_seconds": 0, "nodes": 350, "frames": 1} | {
    "lost": 0,
    "changes": 1,
    "drift_seconds": 0,
    "width": 1920,
    "height": 1080,
}

# What fills the marts knows no outlines; on a wall each grid is drawn.
_SQUARES = """
UPDATE cockpit.grid SET geometry = jsonb_build_object('type', 'Polygon', 'coordinates', jsonb_build_array(
    jsonb_build_array(
        jsonb_build_array(x, y), jsonb_build_array(x + .02, y), jsonb_build_array(x + .02, y + .02),
        jsonb_build_array(x, y)
    )
))
FROM (
    SELECT code AS of, 117.5 + .02 * mod(row_number() OVER (), 50) AS x, 29.5 + .02 * (row_number() OVER () / 50) AS y
    FROM cockpit.grid
) AS placed
WHERE code = of
"""


@dataclass
class Wall:
    """What a wall remembers of the server's answers."""

    client: httpx.Client
    tag: str = ""
    version: str = ""
    turns: list[str] = field(default_factory=list)

    def asks(self, round_now: int) -> list[tuple[str, int]]:
        """One round: its question, and the scene or the report whose time it is."""
        state = self.client.get("/wall/main/state", headers={"If-None-Match": self.tag})
        found = [("state", state.status_code)]
        if state.status_code == 200:
            told = state.json()
            self.tag, self.version = state.headers["ETag"], told["version"]
            self.turns = [turn["key"] for turn in told["playlist"]]
        if state.status_code == 200 or round_now % SCENE_ROUNDS == 0:
            scene = self.turns[round_now // SCENE_ROUNDS % len(self.turns)]
            drawn = self.client.get(f"/wall/main/scene/{scene}", params={"shape": "standard", "v": self.version})
            found.append(("scene", drawn.status_code))
        if round_now % MINUTE_ROUNDS == 0:
            found.append(("report", self.client.post("/wall/main/report", json=REPORT).status_code))
        return found


@pytest.fixture(params=["empty", "filled"])
def cockpit(request: pytest.FixtureRequest, data_folder_base: Path) -> Iterator[Served]:
    """On a warehouse in which nothing is loaded yet, and on one with the events of a city's last thirteen months."""
    with served(data_folder_base / f"hour-{request.param}") as opened:
        if request.param == "filled":
            fill_marts(opened)
        sys.stdout.write(f"\n{request.param} warehouse:\n")
        yield opened


def fill_marts(cockpit: Served) -> None:
    writer = open_engine(cockpit.urls.writer)
    load_reference(read_site(SITE), writer)
    writer.dispose()
    owner = make_url(cockpit.urls.owner)
    administrator = owner.set(username=ADMINISTRATOR, password=read_passwords(cockpit.data)[ADMINISTRATOR])
    url = administrator.render_as_string(hide_password=False)
    fill(url, CITY, Shape("as large as the demonstration", grids=2_600, a_day=150, days=400), datetime.now(UTC).date())
    with connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(_SQUARES)
    connection.close()


def megabytes(cockpit: Served) -> float:
    return sum(process.memory_info().rss for process in cockpit.workers) / 1048576


def news(cockpit: Served) -> None:
    """As a batch leaves them behind."""
    with connect(cockpit.urls.owner) as connection, connection.cursor() as cursor:
        raise_version(cursor, "event", CITY, [datetime.now(UTC).date()])
    connection.close()


def test_an_hour_of_fifty_walls_leaves_the_memory_of_the_web_processes_as_it_was(
    cockpit: Served,
) -> None:
    counted: Counter[tuple[str, int]] = Counter()
    weights = [megabytes(cockpit)]
    with (
        signed_in(cockpit.urls.app, ROLES, SIGNING, (0, WALLS)) as viewers,
        ThreadPoolExecutor(4) as hall,
    ):
        walls = [Wall(_client(cockpit, session)) for session, _viewer in viewers["walls"]]
        for now in range(ROUNDS):
            if now % MINUTE_ROUNDS == 0:
                news(cockpit)
            for found in hall.map(lambda wall: wall.asks(now), walls):  # noqa: B023 - all have answered before the next
                counted.update(found)
            if (now + 1) % QUARTER == 0:
                weights.append(megabytes(cockpit))
        for wall in walls:
            wall.client.close()
    said = ", ".join(f"{name} {status}: {count:,}" for (name, status), count in sorted(counted.items()))
    sys.stdout.write(f"\n{said}\nMB by quarters of the hour: {' → '.join(f'{each:.1f}' for each in weights)}\n")
    assert {status for _name, status in counted} <= {200, 204, 304}
    assert sum(count for (name, _status), count in counted.items() if name == "state") == WALLS * ROUNDS
    assert counted["state", 304] > 0.7 * WALLS * ROUNDS
    assert max(weights[2:]) < GROWTH * weights[1]


def _client(cockpit: Served, session: str) -> httpx.Client:
    return httpx.Client(
        base_url=cockpit.address,
        headers={"Origin": cockpit.address, "Cookie": session},
        timeout=60,
        trust_env=False,
    )
