"""Every number can be recomputed from the facts, and says what it is made of: SQL, loads, corrections, records."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from platforms.events import COMMUNITIES
from platforms.telling import START, Teller, told
from sqlalchemy import text

from data_access.asking import filters
from data_access.connection import ConnectionUrls
from data_access.dimension import DIMENSIONS, VIRTUAL
from data_access.directory import LEVEL_COLUMNS, Directory
from data_access.freshness import Freshness
from data_access.lineage import Lineage, formula
from data_access.metric import Metric
from data_access.quality import quality
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.schema import MARTS
from data_access.scope import Period, Rights, Scope
from data_access.value import RefusedError, Value
from data_access.warehouse import open_engine
from etl.entities import ENTITIES

pytestmark = pytest.mark.long

CITY, RIGHTS = "3410", Rights(("3410",))
_NUMBERS = count()
DAYS = st.integers(-2, 14).map(lambda number: START + timedelta(days=number))
EVENTS = METRICS["grid_events_closing_rate"]
# The month that all days of the records lie in: of people, whole months are told and no others.
MARCH = Period.month(START.year, START.month)
WHOLE = Scope(CITY, MARCH, RIGHTS, START + timedelta(days=60))


@pytest.fixture(scope="module")
def both(module_database: ConnectionUrls, teller: Teller) -> Iterator[tuple[Reads, Reads, Lineage]]:
    engine = open_engine(module_database.reader)
    directory = Directory(engine)
    yield Reads(engine, directory), Reads(engine, directory, from_facts=True), Lineage(engine, directory)
    engine.dispose()


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    first, second = sorted((draw(DAYS), draw(DAYS)))
    period = draw(st.sampled_from([Period(first, second), MARCH]))
    division = draw(st.sampled_from([None, None, "341002", COMMUNITIES[0]]))
    as_of = draw(st.sampled_from([START + timedelta(days=60), START + timedelta(days=5)]))
    return Scope(CITY, period, RIGHTS, as_of, division)


@pytest.fixture(scope="module")
def filled(teller: Teller) -> Teller:
    """Records of every entity, whatever they say: twice, since the first drawn are the plainest."""

    @settings(max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def fill(data: st.DataObject) -> None:
        number = next(_NUMBERS)
        for key, entity in ENTITIES.items():
            kind = data.draw(st.sampled_from(entity.kinds)).key
            teller.load(f"s{number}_{key}", key, kind, data.draw(st.lists(told(entity), min_size=4, max_size=8)))

    fill()
    teller.station.sum_months(CITY)
    return teller


@pytest.fixture(scope="module")
def members(filled: Teller) -> dict[str, dict[str, list[str]]]:
    """What each mart has of each dimension but places: by mart, dimension, member."""
    found: dict[str, dict[str, list[str]]] = {}
    for key, mart in MARTS.items():
        for name, column in DIMENSIONS.items():
            table = next((each.table for each in mart.tables if column in each.dimensions), None)
            if table is None or name in LEVEL_COLUMNS:
                continue
            told = filled.station.rows(
                f"SELECT DISTINCT {column} FROM {table.fullname} WHERE city_code = :city", city=CITY
            )
            found.setdefault(key, {})[name] = sorted(row[0] for row in told if row[0] is not None)
    return found


def narrowed(scope: Scope, known: dict[str, list[str]], chance: Random) -> Scope:
    """The same for some members of one dimension that its records have, or of two."""
    fields = {"kind": "kinds", "category": "categories", "source": "sources"}
    for name in chance.sample(sorted(known), min(len(known), chance.choice([0, 1, 1, 2]))):
        if wanted := tuple(chance.sample(known[name], min(len(known[name]), chance.randint(1, 3)))):
            more = {fields[name]: wanted} if name in fields else {"extra": (*scope.extra, (name, wanted))}
            scope = replace(scope, **more)
    return scope


@settings(
    max_examples=2, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(scope=scopes(), chance=st.randoms())
@example(scope=WHOLE, chance=Random(7))
def test_every_metric_along_every_dimension_is_what_the_facts_give(
    both: tuple[Reads, Reads, Lineage], members: dict[str, dict[str, list[str]]], scope: Scope, chance: Random
) -> None:
    marts, facts, _lineage = both
    for metric in METRICS.values():
        for by in (None, chance.choice(["county", "township", "community", *DIMENSIONS, *VIRTUAL])):
            mine = narrowed(scope, members[metric.mart], chance)
            found = asked(marts, metric, by, mine)
            # Facts could tell more than any grain keeps together.
            again = None if found is None else asked(facts, metric, by, mine)
            assert str(found) == str(again), (metric.key, by, mine)
    # What was drawn may be refused; of the whole month every metric but those of years has a number.
    told = {metric.key: asked(facts, metric, None, WHOLE) for metric in METRICS.values() if metric.whole != "year"}
    assert {key for key, found in told.items() if not isinstance(found, Value)} == set()


def asked(reads: Reads, metric: Metric, by: str | None, scope: Scope) -> Any:
    """The answer, or that there is none: no grain keeps it, or the metric is not told so finely."""
    try:
        return reads.total(metric, scope) if by is None else reads.breakdown(metric, by, scope)
    except RefusedError as refused:
        # Of what no grain keeps together facts may tell.
        return None if refused.refusal.code == "not_together" else refused.refusal
    except LookupError:
        whole = by is None and scope.division is None and not filters(scope)
        return pytest.fail(f"{metric.key} has no total") if whole else None


@pytest.fixture(scope="module")
def loaded(both: tuple[Reads, Reads, Lineage], teller: Teller) -> Scope:
    """Five grid events of two loads: three closed, one of them a year later; one is put aside."""
    common = {"status": "closed", "rework_count": 0, "community": COMMUNITIES[0], "category": "appearance"}
    moment = {"occurred_at": "2025-03-02 08:00:00", "updated_at": "2025-03-09 08:00:00"}
    records = [
        {**common, **moment, "record_key": key, "closed_at": f"{year}-03-05 08:00:00"}
        for key, year in (("a", 2025), ("b", 2025), ("c", 2026))
    ]
    teller.load("traced", "event", "grid_event", records)
    open_ones = [{**common, **moment, "record_key": key, "status": "accepted"} for key in "de"]
    broken = {**common, **moment, "record_key": "f", "closed_at": "2024-01-01 08:00:00"}
    teller.load("traced", "event", "grid_event", [*records, *open_ones, broken])
    return Scope(CITY, Period(date(2025, 3, 1), date(2025, 3, 31)), RIGHTS, date(2027, 1, 1), sources=("traced",))


def test_a_number_says_what_it_is_made_of(
    both: tuple[Reads, Reads, Lineage], teller: Teller, loaded: Scope, module_database: ConnectionUrls
) -> None:
    engine = teller.station.engine
    with engine.begin() as connection:
        for table, row in (
            ("source", "('3410', 'traced', '试验', 'Trial', 'event', 60, true)"),
            ("source_dataset", "('3410', 'traced', 'told', 'event', 'grid_event')"),
        ):
            connection.execute(text(f"INSERT INTO cockpit.{table} VALUES {row}"))
        connection.execute(
            text(
                "INSERT INTO cockpit.correction VALUES "
                "('3410', 'traced', 'a', 'category', 'appearance', 'x', '核实', 'unit', '2025-03-03', now())"
            )
        )
    now = pd.Timestamp("2027-01-01", tz="Asia/Shanghai").to_pydatetime()
    trusted = quality(Freshness(engine).sources(CITY, now), EVENTS, now)
    found = both[2].explain(EVENTS, loaded, trusted)
    assert (found.value.numerator, found.value.denominator, found.value.value) == (3, 5, 60)
    assert found.recomputed == found.value
    assert formula(EVENTS).zh == "100 × 其中已办结件数 ÷ 上报件数"
    (sent,) = found.statements
    assert "mart_event_county_day" in sent.sql
    assert CITY in sent.parameters.values()
    assert found.batches[["source_key", "numerator", "denominator"]].values.tolist() == [
        ["traced", 3, 3],
        ["traced", 0, 2],
    ]
    assert found.batches["content_hash"].str.fullmatch("[0-9a-f]{64}").all()
    assert found.corrections[["source_key", "field", "reason", "records"]].values.tolist() == [
        ["traced", "category", "核实", 1]
    ]
    assert found.aside[["source_key", "reason", "records"]].values.tolist() == [["traced", "closed_before_occurred", 1]]
    assert [each.code for each in found.quality.reasons] == ["late"]
    assert found.changes == EVENTS.changes


def test_filters_leave_the_same_in_marts_and_facts(both: tuple[Reads, Reads, Lineage], loaded: Scope) -> None:
    kept: list[dict[str, Any]] = [{"kinds": ("grid_event",)}, {"categories": ("appearance",)}]
    for more in (*kept, kept[0] | kept[1]):
        found = [reads.total(EVENTS, replace(loaded, **more)) for reads in both[:2]]
        assert [(each.numerator, each.denominator) for each in found] == [(3, 5), (3, 5)], more
    assert all(asked(reads, EVENTS, "county", replace(loaded, categories=("greening",))).empty for reads in both[:2])


def test_the_records_listed_are_those_that_count(both: tuple[Reads, Reads, Lineage], loaded: Scope) -> None:
    marts, facts, lineage = both
    rows = marts.rows(EVENTS, loaded)
    assert rows.equals(lineage.rows(EVENTS, loaded))
    assert rows.equals(facts.rows(EVENTS, loaded))
    assert rows[["record_key", "numerator", "denominator"]].values.tolist() == [
        ["a", 1, 1], ["b", 1, 1], ["c", 1, 1], ["d", 0, 1], ["e", 0, 1],
    ]  # fmt: skip
    assert set(rows["status"]) == {"closed", "accepted"}
    assert "person_key" not in rows
    assert [each for start in range(0, 6, 2) for each in lineage.rows(EVENTS, loaded, 2, start)["record_key"]] == list(
        "abcde"
    )
    elsewhere = Scope(CITY, loaded.period, RIGHTS, loaded.as_of, "341021", sources=loaded.sources)
    assert lineage.rows(EVENTS, elsewhere).empty


def test_records_are_listed_of_things_only_and_for_whom_they_are(
    both: tuple[Reads, Reads, Lineage], loaded: Scope
) -> None:
    blind = replace(loaded, rights=replace(RIGHTS, rows=False))
    for metric, scope, sentence in (
        (METRICS["hotline_closing_rate"], loaded, "single records are not listed"),
        (METRICS["records_rejected"], loaded, "counts loads themselves"),
        (EVENTS, blind, "may not open single records"),
    ):
        with pytest.raises(RefusedError, match=sentence):
            both[0].rows(metric, scope)
    assert both[0].total(EVENTS, blind).value == 60
    # A whole year: some are counted in nothing less.
    city = Scope(CITY, Period(date(2025, 1, 1), date(2025, 12, 31)), RIGHTS, loaded.as_of)
    refused = {key for key, metric in METRICS.items() if not listed(both[0], metric, city)}
    assert refused == {key for key, metric in METRICS.items() if metric.protected or metric.mart == "batch"}


def listed(reads: Reads, metric: Metric, scope: Scope) -> bool:
    try:
        reads.rows(metric, scope, limit=1)
    except RefusedError:
        return False
    return True


def test_nobody_without_rights_learns_where_a_number_comes_from(
    both: tuple[Reads, Reads, Lineage], loaded: Scope
) -> None:
    nobody = Scope(CITY, loaded.period, Rights(()), loaded.as_of, sources=loaded.sources)
    assert both[2].rows(EVENTS, nobody).empty
    found = both[2].explain(EVENTS, nobody, quality([], EVENTS, pd.Timestamp("2027-01-01", tz="UTC").to_pydatetime()))
    assert found.value.value is None
    assert (len(found.batches), len(found.corrections), len(found.aside)) == (0, 0, 0)
