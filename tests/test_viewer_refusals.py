"""What is not a viewer's to ask is refused with a sentence, and what nobody checked finds nothing in the database."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pandas as pd
import pytest
from seen_city import ALL, CITY, COUNTY, SEASON, TOWNSHIP, Opened, code_of, opened_city, season

from data_access.asking import Asked
from data_access.cells import cells
from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.freshness import Freshness
from data_access.permission import NOT_PERMITTED
from data_access.quality import quality
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.scope import Rights, Scope
from data_access.value import RefusedError
from data_access.warehouse import open_engine

ON_TIME, ACCEPTED = METRICS["grid_events_on_time"], METRICS["disputes_accepted"]


@pytest.fixture(scope="module")
def opened(module_database: ConnectionUrls) -> Iterator[Opened]:
    with opened_city(module_database) as city:
        yield city


def test_themes_depth_and_records_are_refused_with_a_sentence(opened: Opened) -> None:
    reads, scope = opened.reads, season(replace(ALL, themes=("mediation",), depth="county", rows=False))
    with pytest.raises(RefusedError, match="does not see metrics of this theme"):
        reads.totals([ACCEPTED, ON_TIME], scope)
    with pytest.raises(RefusedError, match="does not go down that far"):
        reads.breakdown(ACCEPTED, "township", scope)
    with pytest.raises(RefusedError, match="does not go down that far"):
        reads.total(ACCEPTED, scope.within("341002001"))
    assert reads.total(ACCEPTED, scope) == reads.total(ACCEPTED, season(ALL))
    with pytest.raises(RefusedError, match="may not open single records"):
        opened.lineage.rows(ON_TIME, season(replace(ALL, rows=False)))


def test_records_and_provenance_are_those_of_the_viewer(opened: Opened) -> None:
    engine = open_engine(opened.urls.writer, pool_size=1)
    trusted = quality(Freshness(engine).sources(CITY), ON_TIME, pd.Timestamp("2026-11-20", tz="UTC").to_pydatetime())
    engine.dispose()
    listed = "SELECT record_key FROM cockpit.event WHERE due_on BETWEEN :first AND :last AND {} = :code ORDER BY 1"
    for rights, column, code in ((COUNTY, "county_code", "341002"), (TOWNSHIP, "township_code", "341002001")):
        rows = opened.lineage.rows(ON_TIME, season(rights, code), limit=5000)
        known = opened.every(listed.format(column), first=SEASON.start, last=SEASON.end, code=code)
        assert sorted(rows["record_key"]) == [key for (key,) in known] != []
        explained = opened.lineage.explain(ON_TIME, season(rights, code), trusted)
        assert explained.value == explained.recomputed == opened.reads.total(ON_TIME, season(ALL, code))
        assert rows["numerator"].sum() == explained.value.numerator
        assert explained.rows_refused is None
        shared = opened.lineage.explain(ON_TIME, season(rights), trusted)
        assert shared.value == opened.reads.total(ON_TIME, season(ALL))
        assert (shared.recomputed.withheld, len(shared.batches), len(shared.corrections)) == (True, 0, 0)
        assert shared.rows_refused is not None
        assert code_of(partial(opened.lineage.rows, ON_TIME, season(rights))) == NOT_PERMITTED


def test_a_scope_that_nobody_checked_finds_nothing_of_others_in_the_database(opened: Opened) -> None:
    reader = open_engine(opened.urls.reader, pool_size=1)
    forged = (
        (COUNTY, "county_code", "341021"),
        (COUNTY, "township_code", "341021001"),
        (TOWNSHIP, "township_code", "341002100"),
        (TOWNSHIP, "county_code", "341002"),
        (replace(ALL, themes=("mediation",)), "county_code", "341002"),
        (Rights(()), "county_code", "341002"),
    )
    for rights, column, code in forged:
        for facts in (False, True):
            asked = Asked(Scope(CITY, SEASON, rights, season(ALL).as_of, code), column, ("category",), None, facts)
            counted = cells(reader, [ON_TIME], asked)[ON_TIME.key]
            # Of the county it lies in a township finds its own rows.
            assert bool(counted) == (rights is TOWNSHIP and code == "341002"), (rights, column, facts)
    reader.dispose()


def test_without_a_publisher_single_divisions_are_told_nothing_of_what_they_lie_in(opened: Opened) -> None:
    reader = open_engine(opened.urls.reader, pool_size=1)
    alone = Reads(reader, Directory(reader))
    assert alone.total(ON_TIME, season(COUNTY, "341002")) == opened.reads.total(ON_TIME, season(COUNTY, "341002"))
    for ask in (
        lambda: alone.total(ON_TIME, season(COUNTY)),
        lambda: alone.total(ACCEPTED, season(COUNTY, "341002")),
        lambda: alone.among(ON_TIME, season(COUNTY, "341002")),
    ):
        assert code_of(ask) == NOT_PERMITTED
    reader.dispose()
