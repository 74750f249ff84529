"""Whatever goes wrong with folders and databases that platforms hand in: status names it, then nothing is missing."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from platforms.demo_station import DemoStation, demo_station

from data_access.connection import ConnectionUrls
from etl.attempts import attempt
from etl.demo.chaos import Chaos
from etl.demo.disturbing import DISTURBANCES
from etl.demo.producers import justice_form, luoding, make_drop_folders, points
from etl.demo.spoiling import Spoiler, Wishes, handed_in
from etl.demo.world import SITE, TIME_ZONE, World
from etl.source import Source
from etl.status import read_status

# The platform's present must be ours: whether a time lies in the future is asked of this machine's clock.
NOW = datetime.now(TIME_ZONE).replace(tzinfo=None, microsecond=0)
STEP = timedelta(days=1)
KINDS = sorted(DISTURBANCES)
POINTS = """
SELECT record_key, CAST(occurred_at AT TIME ZONE 'Asia/Shanghai' AS text), CAST(amount AS int)
FROM cockpit.points_entry WHERE source_key = 'green_coin'
"""
EVENTS = """
SELECT record_key, CAST(occurred_at AT TIME ZONE 'Asia/Shanghai' AS text),
    coalesce(CAST(closed_at AT TIME ZONE 'Asia/Shanghai' AS text), '')
FROM cockpit.event WHERE source_key = 'luoding'
"""
COUNTS = """
SELECT record_key, CAST(occurred_on AS text), CAST(value AS int)
FROM cockpit.reported_count WHERE source_key = 'justice_form'
"""


@dataclass
class Office:
    """A platform of the demonstration that hands something in, with its switch, and the cockpit that reads it."""

    here: DemoStation
    key: str
    produce: Callable[[World, Path], None]
    query: str
    clock: list[datetime]
    world: World = field(init=False)
    spoiler: Spoiler = field(init=False)
    chaos: Chaos = field(init=False)

    def __post_init__(self) -> None:
        first = (self.clock[0] - timedelta(days=40)).date().replace(day=1)
        self.world = World(history_from=first, clock=lambda: self.clock[0])
        make_drop_folders(self.world, self.data)
        self.spoiler = Spoiler(self.world, self.data)
        self.chaos = Chaos({}, Wishes(SITE, self.data))

    @property
    def data(self) -> Path:
        return self.here.surroundings.data_folder

    @property
    def source(self) -> Source:
        """As the demonstration declares it, but without patience."""
        source = self.here.sources[self.key]
        if source.sql:
            hasty = {"retries": 0, "longest_wait_seconds": 0, "statement_seconds": 1.0}
            return source.model_copy(update={"sql": source.sql.model_copy(update=hasty)})
        assert source.files is not None
        return source.model_copy(update={"files": source.files.model_copy(update={"settle_seconds": 0.0})})

    def work(self) -> None:
        """What the process that makes files and databases does every minute."""
        self.produce(self.world, self.data)
        self.spoiler.tend(anew=True)

    def load(self) -> dict[str, Any]:
        """One pass, whatever comes of it; what status says then."""
        attempt(self.source, self.here.surroundings)
        (entry,) = read_status(self.here.surroundings.engine, [self.source])
        return entry

    def facts(self) -> set[tuple[Any, ...]]:
        """What the warehouse knows."""
        return set(self.here.rows(self.query))


@pytest.fixture(scope="module")
def here(demonstration_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoStation]:
    with demo_station(demonstration_database, tmp_path_factory.mktemp("data"), {}) as opened:
        yield opened


def opened(here: DemoStation, key: str, produce: Callable[[World, Path], None], query: str, days: int) -> Office:
    office = Office(here, key, produce, query, [NOW - days * STEP])
    office.work()
    assert office.load()["rows"] > 100
    return office


@pytest.fixture(scope="module")
def ledger(here: DemoStation) -> Office:
    return opened(here, "green_coin", points.produce, POINTS, len(KINDS))


@pytest.fixture(scope="module")
def office(here: DemoStation) -> Office:
    return opened(here, "luoding", luoding.produce, EVENTS, len(KINDS))


def said_of(entry: dict[str, Any]) -> str:
    return str(entry["message"]) if entry["state"] == "failed" else " ".join(entry["findings"])


OF_FILES = {
    "outage": "does not exist or is not mounted",
    "schema": " not loaded, all else in it is (entries: ",
    "encoding": " not loaded, all else in it is (entries: ",
    "endless": "unpacks to more than 200 times its size",
    "duplicates": "repeat a record of the same page: each is counted once",
    "clock": "hours ahead of this machine's clock: such records are put aside",
}


def points_told(ledger: Office) -> set[tuple[Any, ...]]:
    """What the files say: the last of each entry, but what was cancelled."""
    paths = sorted((ledger.data / "drop" / "green_coin").glob("*.csv"), key=lambda each: each.stat().st_mtime)
    found = pd.concat([pd.read_csv(path, encoding="utf-8-sig") for path in paths])
    found = found.drop_duplicates("流水号", keep="last")
    found = found[found["状态"] == "有效"]
    return set(zip(found["流水号"], found["时间"], found["数额"].astype(int), strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_a_drop_folder(ledger: Office, kind: str) -> None:
    before = ledger.facts()
    ledger.chaos.switch(kind, "green_coin")
    ledger.spoiler.tend()
    ledger.clock[0] += STEP
    ledger.work()
    entry = ledger.load()
    assert OF_FILES[kind] in said_of(entry)
    assert (entry["state"] == "failed") == (kind not in ("duplicates", "clock"))
    if kind != "outage":
        # It stays so, pass after pass, and what is said does not change.
        assert said_of(ledger.load()) == said_of(entry)
    if kind != "duplicates":
        assert ledger.facts() == before
    ledger.chaos.switch("off")
    ledger.spoiler.tend()
    assert ledger.facts() != points_told(ledger) or kind == "duplicates"
    entry = ledger.load()
    assert (entry["message"], entry["findings"], entry["rejected"]) == ("", [], 0)
    assert entry["state"] != "failed"
    assert ledger.facts() == points_told(ledger)


OF_DATABASES = {
    "outage": "the database file luoding.db cannot be reached",
    "schema": "T_EVENT",
    "encoding": "sends text in another encoding than its connection says",
    "endless": "the database file luoding.db did not finish a statement within 1 s",
    "duplicates": "repeat a record of the same page: each is counted once",
    "clock": "hours ahead of this machine's clock: such records are put aside",
}


def events_told(office: Office) -> set[tuple[Any, ...]]:
    """What the database says."""
    rows = set()
    with closing(sqlite3.connect(office.data / "platforms" / "luoding.db")) as database:
        for table in ("T_EVENT", "T_WHISTLE"):
            rows |= set(database.execute(f"SELECT key, REPORT_TIME, coalesce(FINISH_TIME, '') FROM {table}"))
    return rows


@pytest.mark.parametrize("kind", KINDS)
def test_a_database(office: Office, kind: str) -> None:
    before = office.facts()
    office.chaos.switch(kind, "luoding")
    office.spoiler.tend()
    office.clock[0] += STEP
    office.work()
    entry = office.load()
    assert OF_DATABASES[kind] in said_of(entry)
    assert (entry["state"] == "failed") == (kind not in ("duplicates", "clock"))
    assert kind == "duplicates" or office.facts() == before
    office.chaos.switch("off")
    office.spoiler.tend()
    assert office.facts() != events_told(office) or kind == "duplicates"
    entry = office.load()
    assert (entry["message"], entry["findings"], entry["rejected"]) == ("", [], 0)
    assert office.facts() == events_told(office)


@pytest.mark.parametrize("kind", ["schema", "encoding", "endless"])
def test_a_workbook(here: DemoStation, kind: str) -> None:
    office = Office(here, "justice_form", justice_form.produce, COUNTS, [NOW])
    office.work()
    before, rows = office.facts(), len(office.facts())
    office.chaos.switch(kind, "justice_form")
    office.spoiler.tend()
    said = office.load()["message"]
    assert "1 file of its folder is not loaded" in said
    assert ".xls" in said
    assert before <= office.facts()
    office.chaos.switch("off")
    office.spoiler.tend()
    assert office.load()["message"] == ""
    assert len(office.facts()) > rows or kind != "schema"


def test_a_new_process_mends_what_an_old_one_left_wrong(here: DemoStation, tmp_path: Path) -> None:
    world = World(history_from=(NOW - timedelta(days=40)).date(), clock=lambda: NOW)
    make_drop_folders(world, tmp_path)
    points.produce(world, tmp_path)
    folder = tmp_path / "drop" / "green_coin"
    true = {path.name: path.read_bytes() for path in folder.iterdir()}
    Wishes(SITE, tmp_path).write({"green_coin": "schema"})
    Spoiler(world, tmp_path).tend()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} != true
    Wishes(SITE, tmp_path).write({})
    Spoiler(world, tmp_path).tend()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == true
    assert not list((tmp_path / "drop").glob(".*"))


def test_every_folder_and_database_of_the_demonstration_has_a_switch(tmp_path: Path) -> None:
    names = set(handed_in(SITE))
    assert {"green_coin", "practice", "wanshitong", "jincheng", "luoding", "reported_facts"} <= names
    chaos = Chaos({}, Wishes(SITE, tmp_path))
    chaos.switch("outage")
    assert f'"{min(names)}": "outage"' in (tmp_path / "platforms" / "chaos.json").read_text("utf-8")
