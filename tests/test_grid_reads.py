"""What the page of grids reads besides marts: the hours of the week, by the site's clock and the viewer's rights."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from filled_marts import TOWN, VILLAGE, write_places
from sqlalchemy import Engine, insert

from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.schema import UNMAPPED, event
from data_access.scope import Period, Rights, Scope
from data_access.value import RefusedError
from data_access.warehouse import open_engine

REPORTED = METRICS["grid_events_reported"]
MARCH = Scope("3410", Period(date(2026, 3, 1), date(2026, 3, 31)), Rights(("3410",)), date(2026, 11, 20))
ZONE = "Asia/Shanghai"


def fact(key: str, when: datetime, place: str = TOWN, **also: Any) -> dict[str, Any]:
    """A grid event that was reported at a moment, in Shanghai on 4 March."""
    codes = dict.fromkeys(("category", "channel", "unit_code", "status"), UNMAPPED)
    where = {"county_code": place[:6], "township_code": place[:9], "community_code": place, "grid_code": f"{place}001"}
    times = {"occurred_at": when, "occurred_on": date(2026, 3, 4), "loaded_at": when}
    identity = {"city_code": "3410", "source_key": "hand", "record_key": key, "kind": "grid_event", "batch_id": uuid4()}
    return {**codes, **where, **times, **identity, "rework_count": 0, **also}


@pytest.fixture(scope="module")
def reads(module_database: ConnectionUrls) -> Iterator[Reads]:
    writer, reader = open_engine(module_database.writer), open_engine(module_database.reader)
    write_places(writer)
    _fill(writer)
    yield Reads(reader, Directory(reader))
    writer.dispose()
    reader.dispose()


def _fill(writer: Engine) -> None:
    # Wednesday, 4 March 2026, 00:30 in Shanghai is Tuesday in Greenwich.
    late = datetime(2026, 3, 3, 16, 30, tzinfo=UTC)
    noon = datetime(2026, 3, 4, 4, 5, tzinfo=UTC)
    with writer.begin() as connection:
        for row in (
            fact("a", late),
            fact("b", noon),
            fact("c", noon, VILLAGE),
            fact("d", noon, kind="hotline_ticket"),
            fact("e", noon, occurred_on=date(2026, 4, 1)),
        ):
            connection.execute(insert(event).values(**row))


def test_hours_are_those_of_the_sites_clock(reads: Reads) -> None:
    assert reads.by_hour(REPORTED, MARCH, ZONE).values.tolist() == [[3, 0, 1], [3, 12, 2]]
    assert reads.by_hour(REPORTED, MARCH, "UTC").values.tolist() == [[2, 16, 1], [3, 4, 2]]


def test_hours_are_told_of_every_place_down_to_the_grid(reads: Reads) -> None:
    assert reads.by_hour(REPORTED, MARCH.within(VILLAGE), ZONE)["numerator"].tolist() == [1]
    grid = replace(MARCH, extra=(("grid", (f"{TOWN}001",)),))
    assert reads.by_hour(REPORTED, grid, ZONE)["numerator"].sum() == 2


def test_no_hours_are_told_of_people_of_rates_or_to_who_may_not_see_the_place(reads: Reads) -> None:
    for key in ("hotline_reported", "grid_events_on_time"):
        with pytest.raises(RefusedError):
            reads.by_hour(METRICS[key], MARCH, ZONE)
    county = replace(MARCH, rights=Rights(("3410",), counties=("341002",)))
    with pytest.raises(RefusedError, match="neither split nor filtered"):
        reads.by_hour(REPORTED, county, ZONE)
    assert reads.by_hour(REPORTED, county.within("341002"), ZONE)["numerator"].sum() == 3
    elsewhere = replace(MARCH, rights=Rights(("3408",)))
    assert reads.by_hour(REPORTED, elsewhere, ZONE).empty
