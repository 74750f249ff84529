"""What is odd about the records behind a number is told of its own place and period, and of people not at all."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from platforms.events import COMMUNITIES
from platforms.telling import Teller
from sqlalchemy import text

from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.freshness import Freshness
from data_access.lineage import Lineage
from data_access.quality import quality
from data_access.registry import METRICS
from data_access.scope import Period, Rights, Scope
from data_access.warehouse import open_engine

REPORTED, TICKETS = METRICS["grid_events_reported"], METRICS["hotline_reported"]
MARCH = Scope("3410", Period(date(2025, 3, 1), date(2025, 3, 31)), Rights(("3410",)), date(2027, 1, 1))
HERE, THERE = COMMUNITIES[0], COMMUNITIES[2]
NOW = datetime(2027, 1, 1, tzinfo=UTC)


def event(key: str, community: str, category: str, month: int = 3) -> dict[str, object]:
    moments = dict.fromkeys(("occurred_at", "updated_at"), f"2025-{month:02}-05 08:00:00")
    return {**moments, "record_key": key, "community": community, "category": category, "status": "accepted"}


@pytest.fixture(scope="module")
def lineage(module_database: ConnectionUrls, teller: Teller) -> Iterator[Lineage]:
    """Six grid events of March, two with a category that no list has, one from nowhere; one of April; some tickets. One
    of each is put aside.
    """
    events = [event("a", HERE, "appearance"), event("b", HERE, "odd"), event("c", THERE, "odd")]
    events += [event("d", THERE, "appearance"), event("e", "nowhere", "appearance"), event("f", HERE, "odd", month=4)]
    broken = event("z", HERE, "appearance") | {"closed_at": "2024-01-01 08:00:00", "status": "closed"}
    teller.load("grids", "event", "grid_event", [*events, broken])
    tickets = [event(f"t{number}", HERE, "odd") for number in range(8)]
    teller.load("calls", "event", "hotline_ticket", [*tickets, broken])
    with teller.station.engine.begin() as connection:
        for key, kind in (("grids", "grid_event"), ("calls", "hotline_ticket")):
            connection.execute(
                text(f"INSERT INTO cockpit.source VALUES ('3410', '{key}', 'x', 'x', 'event', 60, true)")
            )
            named = "city_code, source_key, dataset, entity, kind"
            connection.execute(
                text(
                    f"INSERT INTO cockpit.source_dataset ({named}) VALUES ('3410', '{key}', 'told', 'event', '{kind}')"
                )
            )
        # As a code map leaves what it does not know.
        unknown = "UPDATE cockpit.event SET category = 'unmapped', category_source = category WHERE category = 'odd'"
        connection.execute(text(unknown))
        connection.execute(text("UPDATE cockpit.event SET due_basis = 'rule_provisional' WHERE record_key = 'd'"))
    engine = open_engine(module_database.reader)
    yield Lineage(engine, Directory(engine))
    engine.dispose()


def found(lineage: Lineage, teller: Teller, scope: Scope) -> list[tuple[object, ...]]:
    trusted = quality(Freshness(teller.station.engine).sources("3410", NOW), REPORTED, NOW)
    told = lineage.explain(REPORTED, scope, trusted).findings
    return [tuple(row) for row in told[["finding", "records", "of"]].values.tolist()]


def test_findings_are_of_the_place_and_the_period_asked_about(lineage: Lineage, teller: Teller) -> None:
    assert found(lineage, teller, MARCH) == [("category", 2, 5), ("place", 1, 5), ("provisional", 1, 5)]
    assert found(lineage, teller, MARCH.within(HERE[:6])) == [("category", 1, 2)]
    assert found(lineage, teller, MARCH.within(THERE[:6])) == [("category", 1, 2), ("provisional", 1, 2)]
    april = MARCH.during(Period(date(2025, 4, 1), date(2025, 4, 30)))
    assert found(lineage, teller, april) == [("category", 1, 1)]
    assert found(lineage, teller, replace(MARCH, division=HERE[:6], sources=("calls",))) == []


def test_of_people_nothing_is_told_that_their_tables_may_hide(lineage: Lineage, teller: Teller) -> None:
    trusted = quality(Freshness(teller.station.engine).sources("3410", NOW), TICKETS, NOW)
    told = lineage.explain(TICKETS, MARCH, trusted)
    assert told.value.value == 8
    assert told.findings.empty


def test_set_aside_are_records_of_the_lists_behind_a_number(lineage: Lineage, teller: Teller) -> None:
    for metric, source in ((REPORTED, "grids"), (TICKETS, "calls")):
        trusted = quality(Freshness(teller.station.engine).sources("3410", NOW), metric, NOW)
        # Told of both sources, it takes the lists of one.
        everything = replace(trusted, sources=("calls", "grids"))
        assert lineage.explain(metric, MARCH, everything).aside["source_key"].tolist() == [source]
