"""What the read layer tells a viewer: what is theirs of the whole city's answer, and no number of anybody else."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from statistics import median

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seen_city import (
    ALL,
    CITY,
    COUNTIES,
    COUNTY,
    SEASON,
    TOWNSHIP,
    TOWNSHIPS,
    Opened,
    code_of,
    opened_city,
    season,
)

from data_access.connection import ConnectionUrls
from data_access.dimension import LEVELS
from data_access.metric import Metric
from data_access.permission import NOT_PERMITTED
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.scope import Rights, Scope
from data_access.value import RefusedError

HERE = {
    key: each
    for key, each in METRICS.items()
    if set(each.marts) <= {"event", "mediation_case", "membership", "register"}
}
PUBLIC = [each for each in HERE.values() if not each.protected and each.theme.key == "grid_events"]
PROTECTED = [each for each in HERE.values() if each.protected and each.theme.key in ("mediation", "volunteers")]
ON_TIME, ACCEPTED = METRICS["grid_events_on_time"], METRICS["disputes_accepted"]


@pytest.fixture(scope="module")
def opened(module_database: ConnectionUrls) -> Iterator[Opened]:
    with opened_city(module_database) as city:
        yield city


def within(code: str, rights: Rights) -> bool:
    return rights.level == "city" or any(code.startswith(own) for own in rights.divisions)


def theirs(rights: Rights, division: str | None, by: str | None, *, protected: bool) -> str:
    """How a question without filters is answered, worked out from the codes: own, shared or '' (not at all)."""
    if rights.level == "city" or (division and within(division, rights)):
        return "own"
    place = division or ""
    if not any(own.startswith(place) for own in rights.divisions):
        return ""
    if by in LEVELS and LEVELS.index(by) >= LEVELS.index(rights.level):
        return "own"
    return "shared" if division is None and by is None and not protected else ""


RIGHTS = st.one_of(
    st.just(ALL),
    st.lists(st.sampled_from(COUNTIES), min_size=1, max_size=3, unique=True).map(
        lambda each: Rights((CITY,), counties=tuple(sorted(each)))
    ),
    st.lists(st.sampled_from(TOWNSHIPS), min_size=1, max_size=3, unique=True).map(
        lambda each: Rights((CITY,), townships=tuple(sorted(each)))
    ),
)
PLACES = st.sampled_from([None, *COUNTIES, *TOWNSHIPS])


def same(mine: pd.DataFrame, whole: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(mine.reset_index(drop=True), whole.reset_index(drop=True))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    RIGHTS,
    st.sampled_from([*PUBLIC, *PROTECTED]),
    PLACES,
    st.sampled_from([None, "county", "township", "category", "kind"]),
    st.sampled_from([None, "month"]),
)
def test_a_viewer_is_told_of_the_whole_citys_answer_what_is_theirs(
    opened: Opened, rights: Rights, metric: Metric, division: str | None, by: str | None, grain: str | None
) -> None:
    asked = partial(answer, opened.reads, metric, by, grain)
    how = theirs(rights, division, by, protected=metric.protected)
    expected = asked(season(ALL, division)) if how else NOT_PERMITTED
    # Within what is theirs nothing is of anybody else, whatever it is called by.
    mine = division is not None and within(division, rights)
    if isinstance(expected, pd.DataFrame) and by in ("county", "township") and not mine:
        expected = expected[np.array([within(code, rights) for code in expected["code"]], dtype=bool)]
    found = asked(season(rights, division))
    if isinstance(expected, str) or isinstance(found, str):
        assert found == expected
    else:
        same(found, expected)


def answer(reads: Reads, metric: Metric, by: str | None, grain: str | None, scope: Scope) -> pd.DataFrame | str:
    """What is told; the code of the refusal, or that no table keeps it, where nothing is."""
    try:
        if by is not None:
            return reads.breakdown(metric, by, scope) if grain is None else reads.matrix(metric, by, grain, scope)
        if grain is not None:
            return reads.series(metric, grain, scope)
        return pd.DataFrame([reads.total(metric, scope)])
    except RefusedError as error:
        return error.refusal.code
    except LookupError:
        return "not kept"


def test_the_answers_are_those_of_sql_over_the_facts(opened: Opened) -> None:
    counted = """
        SELECT count(*) FILTER (WHERE status = 'closed'), count(*) FROM cockpit.event
        WHERE occurred_on BETWEEN :first AND :last AND kind = 'grid_event' AND {} = ANY(:codes)
    """
    reported = METRICS["grid_events_reported"]
    for rights, column in ((ALL, "city_code"), (COUNTY, "county_code"), (TOWNSHIP, "township_code")):
        codes = list(rights.divisions)
        ((_closed, every),) = opened.every(counted.format(column), first=SEASON.start, last=SEASON.end, codes=codes)
        place = None if rights is ALL else codes[0]
        assert opened.reads.total(reported, season(rights, place)).value == every > 0


def test_all_may_know_totals_of_the_city_and_where_they_stand_in_it(opened: Opened) -> None:
    ranked = opened.reads.ranking(ON_TIME, "county", season(ALL)).set_index("code")
    assert ranked["rank_high"].notna().all()
    for rights in (COUNTY, TOWNSHIP):
        assert opened.reads.total(ON_TIME, season(rights)) == opened.reads.total(ON_TIME, season(ALL))
        same(opened.reads.series(ON_TIME, "week", season(rights)), opened.reads.series(ON_TIME, "week", season(ALL)))
    mine = opened.reads.ranking(ON_TIME, "county", season(COUNTY))
    same(mine, ranked.loc[["341002"]].reset_index()[mine.columns])
    inside = partial(opened.reads.ranking, ON_TIME, "township")
    same(inside(season(COUNTY, "341002")), inside(season(ALL, "341002")))
    assert inside(season(COUNTY))["rank_high"].isna().all()
    among = opened.reads.among(ON_TIME, season(COUNTY, "341002"))
    assert among.members == 5
    assert among.median == pytest.approx(median(ranked["value"]))
    assert (among.rank_low, among.rank_high) == tuple(ranked.loc["341002", ["rank_low", "rank_high"]])
    assert among == opened.reads.among(ON_TIME, season(ALL, "341002"))
    own_town = opened.reads.among(ON_TIME, season(TOWNSHIP, "341002001"))
    assert own_town.members == len(TOWNSHIPS)


def test_neither_filters_nor_parts_tell_of_others_and_nothing_of_people(opened: Opened) -> None:
    reads, city = opened.reads, season(COUNTY)
    hours = METRICS["grid_events_hours"]
    asked = {
        "a source": lambda: reads.total(ON_TIME, replace(city, sources=("x",))),
        "a category": lambda: reads.total(ON_TIME, replace(city, categories=("road",))),
        "a unit": lambda: reads.total(ON_TIME, replace(city, extra=(("unit", ("x",)),))),
        "by source": lambda: reads.breakdown(ON_TIME, "source", city),
        "people": lambda: reads.total(ACCEPTED, city),
        "where people stand": lambda: reads.among(ACCEPTED, season(COUNTY, "341002")),
        "quantiles": lambda: reads.distribution(hours, city),
        "another county": lambda: reads.total(ON_TIME, season(COUNTY, "341021")),
        "its rank": lambda: reads.among(ON_TIME, season(COUNTY, "341021")),
        "its townships": lambda: reads.breakdown(ON_TIME, "township", season(COUNTY, "341021")),
        "the county of a township": lambda: reads.total(ON_TIME, season(TOWNSHIP, "341002")),
        "counties, by a township": lambda: reads.ranking(ON_TIME, "county", season(TOWNSHIP)),
    }
    assert {what: code_of(ask) for what, ask in asked.items()} == dict.fromkeys(asked, NOT_PERMITTED)
    same(reads.distribution(hours, season(COUNTY, "341002")), reads.distribution(hours, season(ALL, "341002")))


def test_what_hides_small_numbers_is_the_same_for_every_viewer(opened: Opened) -> None:
    whole = opened.reads.breakdown(ACCEPTED, "township", season(ALL)).set_index("code")
    assert whole["withheld"].any()
    assert not whole["withheld"].all()
    for town in TOWNSHIPS:
        for rights in (Rights((CITY,), townships=(town,)), Rights((CITY,), counties=(town[:6],)), ALL):
            told = opened.reads.total(ACCEPTED, season(rights, town))
            recounted = Reads.total(opened.lineage._facts, ACCEPTED, season(rights, town))
            assert told == recounted
            assert told.withheld == whole.loc[town, "withheld"]
            assert told.value is None or told.value == whole.loc[town, "value"]
