"""Hot spots are found when a month is added up, written where they are others, and told within a viewer's rights."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from filled_marts import write_places
from screen import demonstration_site
from shapely import box
from shapely.geometry import mapping
from sqlalchemy import Engine, delete, insert, select, text

from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.hot_spots import VERSION
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.schema import MARTS, grid, hot_spot_month, mart_version, month_touched
from data_access.scope import Period, Rights, Scope
from data_access.value import RefusedError
from data_access.warehouse import open_engine
from etl.months import sum_months

REPORTED = METRICS["grid_events_reported"]
MARCH = Scope("3410", Period(date(2026, 3, 1), date(2026, 3, 31)), Rights(("3410",)), date(2026, 11, 20))
TODAY = date(2026, 4, 2)
# Eight by eight squares; the four in the middle of the left half have many, two of which lie in another county.
CROWDED = {(2, 2), (2, 3), (3, 2), (3, 3)}


def place(row: int, column: int) -> dict[str, str]:
    county = "341002" if row < 3 else "341021"
    codes = {"county_code": county, "township_code": f"{county}001", "community_code": f"{county}001001"}
    return {**codes, "grid_code": f"g{row}{column}"}


@pytest.fixture(scope="module")
def writer(module_database: ConnectionUrls) -> Iterator[Engine]:
    engine = open_engine(module_database.writer)
    write_places(engine)
    with engine.begin() as connection:
        for row in range(8):
            for column in range(8):
                codes = place(row, column)
                shape = mapping(box(118 + column / 100, 30 + row / 100, 118.01 + column / 100, 30.01 + row / 100))
                told = {**codes, "code": codes.pop("grid_code"), "city_code": "3410", "geometry": shape}
                told |= {"name_zh": "", "name_en": "", "level": "小", "kind": "基础", "synthetic": True}
                del told["grid_code"]
                connection.execute(insert(grid).values(**told, valid_from=date(2020, 1, 1)))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def reads(module_database: ConnectionUrls, writer: Engine) -> Iterator[Reads]:
    engine = open_engine(module_database.reader)
    yield Reads(engine, Directory(engine))
    engine.dispose()


def report(writer: Engine, crowded: int, day: date = date(2026, 3, 5), kind: str = "grid_event") -> None:
    """One event in every other grid, so many in the crowded ones, and the month marked as touched."""
    mart = MARTS["event"]
    with writer.begin() as connection:
        for table in (mart.tables[-1].table, month_touched):
            connection.execute(delete(table))
        zero = dict.fromkeys(mart.measures, 0)
        rows: list[dict[str, Any]] = [
            {**zero, **place(row, column), "reported": crowded if (row, column) in CROWDED else (row + column) % 2}
            for row in range(8)
            for column in range(8)
        ]
        same = {"city_code": "3410", "day": day, "kind": kind, "source_key": "hand"}
        connection.execute(insert(mart.tables[-1].table), [row | same for row in rows])
        touched = {"city_code": "3410", "mart": "event", "kind": kind, "day": day}
        connection.execute(insert(month_touched).values(**touched))
    sum_months(writer, demonstration_site(), TODAY)


def version(writer: Engine) -> int:
    with writer.connect() as connection:
        told = select(mart_version.c.version).where(mart_version.c.mart == VERSION)
        return connection.scalar(told) or 0


def test_a_crowd_is_found_with_what_is_around_it(writer: Engine, reads: Reads) -> None:
    report(writer, crowded=9)
    found = reads.hot_spots(REPORTED, MARCH)
    assert found.tested == 64
    assert {f"g{row}{column}" for row, column in CROWDED} <= set(found.rows["grid_code"])
    assert found.rows["z"].is_monotonic_decreasing
    assert (found.rows["adjusted"] <= 0.05).all()
    middle = found.rows[found.rows["grid_code"] == "g22"].iloc[0]
    # Four crowded grids, and of the other five two have one.
    assert (middle["reported"], middle["areas"], middle["around"]) == (9, 9, 4 * 9 + 2)


def test_a_month_is_written_again_only_where_it_is_another(writer: Engine, reads: Reads) -> None:
    report(writer, crowded=9)
    before = version(writer)
    report(writer, crowded=9)
    assert version(writer) == before
    report(writer, crowded=1)
    assert version(writer) == before + 1
    assert reads.hot_spots(REPORTED, MARCH).rows.empty
    assert reads.hot_spots(REPORTED, MARCH).tested == 64


def test_a_month_that_runs_or_is_of_people_is_not_looked_at(writer: Engine, reads: Reads) -> None:
    report(writer, crowded=9, day=date(2026, 4, 1))
    april = MARCH.during(Period(date(2026, 4, 1), date(2026, 4, 30)))
    assert reads.hot_spots(REPORTED, april).tested is None
    report(writer, crowded=9, kind="hotline_ticket")
    with writer.connect() as connection:
        assert connection.scalars(select(hot_spot_month.c.kind).distinct()).all() == ["grid_event"]


def test_hot_spots_keep_to_the_viewer_and_to_what_is_reported_of_things(writer: Engine, reads: Reads) -> None:
    report(writer, crowded=9)
    county = replace(MARCH, rights=Rights(("3410",), counties=("341002",)))
    for scope in (county.within("341002"), MARCH.within("341002")):
        assert set(reads.hot_spots(REPORTED, scope).rows["county_code"]) == {"341002"}
    assert reads.hot_spots(REPORTED, replace(MARCH, rights=Rights(("3408",)))).tested is None
    with pytest.raises(RefusedError, match="does not go down that far"):
        reads.hot_spots(REPORTED, replace(MARCH, rights=Rights(("3410",), depth="township")))
    for key in ("hotline_reported", "grid_events_on_time"):
        with pytest.raises(RefusedError, match=r"whole months|smaller places"):
            reads.hot_spots(METRICS[key], MARCH)
    with pytest.raises(RefusedError, match="whole months"):
        reads.hot_spots(REPORTED, MARCH.during(Period(date(2026, 3, 1), date(2026, 3, 30))))


def test_a_city_of_few_grids_is_said_to_have_too_few(writer: Engine, reads: Reads) -> None:
    report(writer, crowded=9)
    with writer.begin() as connection:
        connection.execute(text("UPDATE cockpit.grid SET valid_to = '2026-01-01' WHERE code >= 'g30'"))
    report(writer, crowded=8)
    assert reads.hot_spots(REPORTED, MARCH).tested == 0
    assert reads.hot_spots(REPORTED, MARCH).rows.empty
