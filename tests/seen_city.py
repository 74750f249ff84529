"""A city of five counties with events, disputes and residents, as facts and in the marts made of them."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from everywhere import usual_row
from sqlalchemy import Engine, insert, text

from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.lineage import Lineage
from data_access.queries import Reads
from data_access.schema import FACTS, division, grid
from data_access.scope import Period, Rights, Scope
from data_access.value import RefusedError
from data_access.warehouse import open_engine
from etl.cursor import Cursor
from etl.marts import refresh_marts

CITY, TODAY = "3410", date(2026, 11, 20)
COUNTIES = ("341002", "341003", "341004", "341021", "341022")
TOWNSHIPS = tuple(f"{county}{number}" for county in COUNTIES for number in ("001", "100", "101"))
ALL = Rights((CITY,))
COUNTY = Rights((CITY,), counties=("341002",))
TOWNSHIP = Rights((CITY,), townships=("341002001",))
SEASON = Period(date(2026, 9, 1), date(2026, 10, 31))


def write_city(engine: Engine) -> None:
    """Divisions, facts and marts."""
    chance = random.Random(16)
    facts = {
        "event": list(_events(chance)),
        "mediation_case": list(_disputes(chance)),
        "membership": list(_volunteers(chance)),
        "register": list(_residents()),
    }
    with engine.begin() as connection:
        connection.execute(insert(division), list(_divisions()))
        connection.execute(insert(grid), list(_grids()))
        for mart, rows in facts.items():
            connection.execute(insert(FACTS[mart]), [usual_row(FACTS[mart]) | row for row in rows])
    raw = engine.raw_connection()
    days = [date(2025, 1, 1), *(date(2026, 8, 1) + timedelta(days=number) for number in range(140))]
    for mart in facts:
        refresh_marts(cast("Cursor", raw.cursor()), mart, CITY, days)
    raw.commit()
    raw.close()


def season(rights: Rights, code: str | None = None, **more: Any) -> Scope:
    """September and October as somebody sees them."""
    return Scope(CITY, SEASON, rights, TODAY, code, **more)


def _divisions() -> Iterator[dict[str, Any]]:
    places = {CITY: ("city", "34")} | dict.fromkeys(COUNTIES, ("county", CITY))
    places |= {town: ("township", town[:6]) for town in TOWNSHIPS}
    places |= {f"{town}001": ("community", town) for town in TOWNSHIPS}
    for code, (level, parent) in places.items():
        names = {"name_zh": code, "name_en": code, "valid_from": date(2020, 1, 1)}
        yield {"code": code, "city_code": CITY, "level": level, "parent_code": parent, **names}


def _grids() -> Iterator[dict[str, Any]]:
    usual = {"valid_from": date(2020, 1, 1), "city_code": CITY, "level": "中", "kind": "基础", "synthetic": True}
    for number, town in enumerate(TOWNSHIPS):
        west, south = 118 + number % 4 / 10, 29 + number // 4 / 10
        ring = [[west, south], [west + 0.1, south], [west + 0.1, south + 0.1], [west, south]]
        names = {"code": f"{town}001001", "name_zh": f"{town}001001", "name_en": f"{town}001001"}
        yield usual | _place(town) | names | {"geometry": {"type": "Polygon", "coordinates": [ring]}}


def _place(township: str) -> dict[str, str]:
    known = township != "unmapped"
    return {
        "city_code": CITY,
        "county_code": township[:6] if known else "unmapped",
        "township_code": township,
        "community_code": f"{township}001" if known else "unmapped",
    }


def _events(chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(1400):
        reported = datetime(2026, 8, 28, tzinfo=UTC) + timedelta(hours=number)
        took = timedelta(hours=chance.randint(1, 200))
        closed = reported + took if chance.random() < 0.8 else None
        due = reported + timedelta(hours=72)
        town = chance.choice([*TOWNSHIPS, TOWNSHIPS[0], TOWNSHIPS[1], "unmapped"])
        yield {
            **_place(town),
            "record_key": f"e{number}",
            "grid_code": f"{town}001001",
            "kind": "grid_event",
            "category": chance.choice(["road", "rubbish"]),
            "channel": chance.choice(["patrol", "public"]),
            "status": "closed" if closed else "accepted",
            "due_basis": "source",
            "occurred_at": reported,
            "responded_at": None,
            "responded_on": None,
            "due_at": due,
            "closed_at": closed,
            "occurred_on": reported.date(),
            "closed_on": closed.date() if closed else None,
            "due_on": due.date(),
            "rework_count": int(chance.random() < 0.1),
            "person_key": None,
            "repeated": None,
        }


def _disputes(chance: random.Random) -> Iterator[dict[str, Any]]:
    moments = {name: None for name, column in FACTS["mediation_case"].columns.items() if name.endswith(("_at", "_on"))}
    for number, town in enumerate(TOWNSHIPS):
        for month in (9, 10):
            for case in range(3 if number in (0, 4) else chance.randint(20, 40)):
                day = date(2026, month, 1 + case % 28)
                yield {
                    **moments,
                    **_place(town),
                    "record_key": f"d{number}-{month}-{case}",
                    "kind": "dispute",
                    "category": chance.choice(["family", "neighbours"]),
                    "status": "accepted",
                    "occurred_on": day,
                    "accepted_at": datetime(2026, month, day.day, 2, tzinfo=UTC),
                    "accepted_on": day,
                    "occurred_at": datetime(2026, month, day.day, 2, tzinfo=UTC),
                    "loaded_at": datetime(2026, 11, 1, tzinfo=UTC),
                }


def _volunteers(chance: random.Random) -> Iterator[dict[str, Any]]:
    for number, town in enumerate(TOWNSHIPS):
        for person in range(chance.choice([3, 40, 60])):
            joined = date(2025, 1, 1) if person % 5 else date(2026, 9, 1 + person % 20)
            yield {
                **_place(town),
                "record_key": f"v{number}-{person}",
                "kind": "volunteer",
                "category": "volunteer",
                "occurred_on": joined,
                "left_on": date(2026, 10, 5) if person % 9 == 0 else None,
                "person_key": f"{number}-{person}",
            }


def _residents() -> Iterator[dict[str, Any]]:
    for number, town in enumerate(TOWNSHIPS):
        yield {
            **_place(town),
            "record_key": f"r{number}",
            "kind": "residents",
            "category": "urban",
            "status": "active",
            "occurred_on": date(2025, 1, 1),
            "ended_on": None,
            "quantity": 1000 * (number + 1),
        }


@dataclass(frozen=True)
class Opened:
    """Reads and lineage as the web process has them, and the writer, who sees every row."""

    reads: Reads
    lineage: Lineage
    urls: ConnectionUrls

    def every(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        engine = open_engine(self.urls.writer, pool_size=1)
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(text(sql), values)]
        engine.dispose()
        return found


@contextmanager
def opened_city(urls: ConnectionUrls) -> Iterator[Opened]:
    """The city in a database, and who reads it: each role over one connection that all its reads share."""
    writer, reader, publisher = (open_engine(url, pool_size=1) for url in (urls.writer, urls.reader, urls.publisher))
    write_city(writer)
    directory = Directory(reader)
    reads = Reads(reader, directory, publisher=publisher)
    yield Opened(reads, Lineage(reader, directory, publisher=publisher), urls)
    for engine in (writer, reader, publisher):
        engine.dispose()


def code_of(read: Callable[[], object]) -> str:
    """Why a question is refused; '' where it is answered."""
    try:
        read()
    except RefusedError as error:
        return error.refusal.code
    return ""
