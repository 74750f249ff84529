"""The load is killed at random moments, again and again; at the end everything is as if nothing had happened."""

import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from platforms.events import COMMUNITIES, EventPlatform, Record, local, record
from platforms.killing import COMPLETE, killed_after, start
from platforms.station import Station, station, trial_source
from replay.server import serving

from data_access.connection import ConnectionUrls

pytestmark = pytest.mark.long

RECORDS, CHANGES = 3_000, 1_000
KILLS = int(os.environ.get("COCKPIT_KILLS", "50"))
# Kills in one pair of databases: with every source more a batch has more to sum up.
LOT = 50
NewDatabase = Callable[[], ConnectionUrls]


def state(number: int, changed: float, chance: random.Random, *, deleted: bool = False) -> Record:
    """One of the many records, in a random state."""
    day, community = chance.randrange(20), chance.choice(COMMUNITIES)
    status = chance.choice(("10", "30", "40"))
    return record(
        f"r{number:04d}",
        changed,
        reported=local(24 * day),
        due=local(24 * day + 48),
        status=status,
        closed=local(24 * day + chance.randrange(96)) if status == "40" else None,
        community=community,
        grid=f"{community}001",
        type=chance.choice("ARP"),
        deleted=int(deleted),
    )


def fill(platform: EventPlatform, seed: int) -> None:
    """Three thousand records that changed in the course of a month."""
    chance = random.Random(seed)
    platform.records.clear()
    platform.put(*[state(number, number / 4, chance) for number in range(RECORDS)])


def change(platform: EventPlatform, seed: int) -> None:
    """A third of them change, some are deleted, a few are new."""
    chance = random.Random(seed + 1)
    chosen = chance.sample(range(RECORDS + 50), CHANGES)
    platform.put(
        *[state(number, 760 + at / 12, chance, deleted=at % 11 == 0) for at, number in enumerate(sorted(chosen))]
    )


@dataclass(frozen=True)
class Pair:
    """Two stations: one whose loads are killed, one whose loads are left alone."""

    urls: ConnectionUrls
    killed: Station
    undisturbed: Station
    data: Path


@pytest.fixture
def pair(new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    data, urls = tmp_path_factory.mktemp("data"), new_database()
    with station(urls, data) as killed, station(new_database(), data) as undisturbed:
        yield Pair(urls, killed, undisturbed, data)


def load_through_kills(pair: Pair, url: str, key: str, chance: random.Random) -> int:
    """Run the source until a run completes; most runs are killed. Returns how many were."""
    kills = 0
    while True:
        process = start(pair.urls.writer, url, key, pair.data)
        kills += killed_after(0.05 + chance.expovariate(3.0), process)
        if process.exitcode == COMPLETE:
            return kills


@pytest.mark.torture
@pytest.mark.timeout(0)
@pytest.mark.parametrize("lot", range(-(-KILLS // LOT)))
def test_a_load_killed_at_random_moments_ends_as_an_undisturbed_one(pair: Pair, lot: int) -> None:
    wanted = min(LOT, KILLS - lot * LOT)
    chance, kills, rounds = random.Random(lot), 0, 0
    platform = EventPlatform(now=datetime(2026, 5, 1))
    with serving(platform) as served:
        while kills < wanted:
            key = f"round_{rounds}"
            for phase in (fill, change):
                phase(platform, 1000 * lot + rounds)
                kills += load_through_kills(pair, served.url, key, chance)
                pair.undisturbed.load(trial_source(served.url, key))
            assert pair.killed.facts(key) == pair.undisturbed.facts(key)
            rounds += 1
    assert pair.killed.faults() == []
    assert everything(pair.killed) == everything(pair.undisturbed)
    assert no_locks_left(pair.killed)


def everything(here: Station) -> list[list[tuple[object, ...]]]:
    """What must not depend on kills: marts, tombstones, rejects, and how far each source has been read."""
    grains = ("county", "township", "category", "grid")
    return [
        *[here.rows(f"SELECT t::text FROM cockpit.mart_event_{grain}_day AS t ORDER BY 1") for grain in grains],
        here.rows("SELECT t::text FROM cockpit.tombstone AS t ORDER BY 1"),
        here.rows("SELECT source_key, value FROM cockpit.watermark ORDER BY 1"),
    ]


def no_locks_left(here: Station) -> bool:
    """Whether the server lets go of a killed session's locks, within seconds."""
    query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database "
    query += "WHERE datname = current_database())"
    for _ in range(100):
        if here.rows(query) == [(0,)]:
            return True
        time.sleep(0.1)
    return False
