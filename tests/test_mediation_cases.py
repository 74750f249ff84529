"""Mediation cases: after any storm every measure is what the newest states say; what cannot be true is put aside."""

from collections import Counter
from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platforms.events import COMMUNITIES, EventPlatform, Record, local
from platforms.mediation import CASES, Case
from platforms.station import Station, trial_source
from sqlalchemy import text

from data_access.schema import MARTS
from etl.entities import ENTITIES
from etl.source import Source

ENTITY = ENTITIES["mediation_case"]
_NUMBERS = count()


def case_source(url: str, batch_rows: int = 100) -> Source:
    """A platform that calls everything what the warehouse calls it."""
    fields = {
        field.name: {"field": field.name, "same": True} if field.type == "code" else field.name
        for field in ENTITY.fields
    }
    return trial_source(
        url,
        f"cases_{next(_NUMBERS)}",
        batch_rows,
        entity="mediation_case",
        kind="dispute",
        paging={"style": "none"},
        since=None,
        place={"division": "community", "longitude": "longitude", "latitude": "latitude"},
        fields=fields,
    )


def newest(loads: list[list[Case]]) -> list[Case]:
    """The latest state of each key, a deletion before a state of its moment, then the last one told."""
    known: dict[str, Case] = {}
    for each in (each for load in loads for each in load):
        held = known.get(each.key)
        if held is None or (each.changed, each.deleted) >= (held.changed, held.deleted):
            known[each.key] = each
    return [each for each in known.values() if not each.deleted]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(loads=st.lists(st.lists(CASES, max_size=10), min_size=1, max_size=3), batch_rows=st.integers(1, 8))
def test_after_any_storm_each_measure_is_what_the_newest_states_say(
    here: Station, platform: EventPlatform, url: str, loads: list[list[Case]], batch_rows: int
) -> None:
    source = case_source(url, batch_rows)
    for load in loads:
        platform.listed = [each.record() for each in load]
        assert "rejected" not in here.load(source)
    expected: Counter[tuple[date, str]] = Counter()
    for case in newest(loads):
        expected.update(case.counts())
    for grain in MARTS["mediation_case"].tables:
        assert measured(here, source, grain.table.name) == {key: value for key, value in expected.items() if value}
    assert here.faults() == []


def measured(here: Station, source: Source, table: str) -> dict[tuple[date, str], int]:
    """The measures of a source that are not zero, by day."""
    names = MARTS["mediation_case"].measures
    sums = ", ".join(f"sum({name})" for name in names)
    rows = here.rows(f"SELECT day, {sums} FROM cockpit.{table} WHERE source_key = :key GROUP BY day", key=source.key)
    return {(row[0], name): int(value) for row in rows for name, value in zip(names, row[1:], strict=True) if value}


GOOD: Record = {
    "record_key": "a",
    "occurred_at": local(0),
    "found_at": local(0),
    "accepted_at": local(2),
    "due_at": local(500),
    "closed_at": local(50),
    "status": "closed",
    "source_kind": "looked_for",
    "outcome": "succeeded",
    "agreement": "written",
    "closed_level": "village",
    "prevented": "none",
    "confirmed_at": local(70),
    "fulfil_due_on": "2026-03-20",
    "fulfilled_on": "2026-03-10",
    "people_count": 2,
    "amount": 1200.5,
    "category": "neighbours",
    "channel": "people",
    "community": COMMUNITIES[0],
    "longitude": 118.3,
    "latitude": 29.7,
}
NEVER = "9999-12-31 00:00:00"
BROKEN: dict[str, Record] = {
    "found_after_accepted": {"found_at": local(3)},
    "accepted_before_occurred": {"accepted_at": local(-1), "found_at": None},
    "closed_before_occurred": {"closed_at": local(1)},
    "due_before_occurred": {"due_at": local(-1)},
    "confirmed_before_closed": {"confirmed_at": local(49)},
    "fulfilled_before_occurred": {"fulfilled_on": "2026-03-01"},
    "in_the_future": {"confirmed_at": NEVER},
    "fulfilled_in_the_future": {"fulfilled_on": "9999-12-31"},
    "occurred_before_1990": {"occurred_at": "1900-01-01 00:00:00"},
    "closed_without_close_time": {"closed_at": None, "confirmed_at": None},
    "outcome_without_close_time": {"closed_at": None, "confirmed_at": None, "status": "mediating"},
    "agreement_without_success": {"outcome": "failed"},
    "confirmed_without_written_agreement": {"agreement": "oral"},
    "fulfilment_without_agreement": {"agreement": "none", "confirmed_at": None},
    "people_count_out_of_range": {"people_count": -1},
    "amount_out_of_range": {"amount": 1e13},
    "amount_not_a_number": {"amount": "about a thousand"},
    "fulfilled_on_not_a_day": {"fulfilled_on": "soon"},
}


def test_every_check_of_the_entity_has_its_example() -> None:
    assert {check.reason for check in ENTITY.checks} <= BROKEN.keys()


@pytest.mark.parametrize("reason", BROKEN)
def test_what_cannot_be_true_is_put_aside_with_its_reason(
    here: Station, platform: EventPlatform, url: str, reason: str
) -> None:
    source = case_source(url)
    platform.listed = [{**GOOD, **BROKEN[reason]}, {**GOOD, "record_key": "good"}]
    assert here.load(source) == {"extracted": 2, "inserted": 1, "rejected": 1}
    assert here.rows("SELECT reason FROM cockpit.quarantine WHERE source_key = :s", s=source.key) == [(reason,)]


def test_a_case_keeps_its_community_and_no_point_and_what_it_was_called(
    here: Station, platform: EventPlatform, url: str
) -> None:
    source = case_source(url)
    platform.listed = [GOOD]
    here.load(source)
    query = "SELECT community_code, category, channel, amount, fact::text FROM cockpit.mediation_case AS fact "
    ((community, category, channel, amount, row),) = here.rows(f"{query} WHERE source_key = :s", s=source.key)
    assert (community, category, channel, amount) == (COMMUNITIES[0], "neighbours", "people", 1200.5)
    assert "118.3" not in row
    assert {"longitude", "latitude", "grid_code", "person_key"}.isdisjoint(ENTITY.table.columns.keys())


def test_a_reopened_case_leaves_every_measure_of_its_end(here: Station, platform: EventPlatform, url: str) -> None:
    source = case_source(url)
    platform.listed = [GOOD]
    here.load(source)
    platform.listed = [{**GOOD, "status": "mediating"}]
    assert here.load(source)["updated"] == 1
    left = measured(here, source, "mart_mediation_case_county_day")
    assert {name for _, name in left} == {
        *("found", "found_handled", "accepted", "looked_for", "due", "due_succeeded_or_open", "overdue_open"),
        *("confirmed", "fulfil_due", "fulfilled"),
    }


def test_a_day_of_the_mart_is_recomputed_from_the_rows_of_that_day_alone(here: Station) -> None:
    with here.engine.begin() as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        query = "SELECT * FROM cockpit.mediation_case_contribution WHERE city_code = '3410' AND day = '2026-03-02'"
        plan = "\n".join(connection.scalars(text(f"EXPLAIN {query}")))
    counted = ("found_on", "accepted_on", "closed_on", "confirmed_on", "due_on", "fulfil_due_on")
    assert [day for day in counted if f"({day} = '2026-03-02'::date)" not in plan] == []
    assert "Seq Scan" not in plan
