"""Filtered numbers: those of things as SQL by hand counts them, those of people no more than their table tells."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from seen_city import ALL, COUNTIES, COUNTY, SEASON, TOWNSHIPS, Opened, code_of, opened_city, season

from data_access.connection import ConnectionUrls
from data_access.filters import Filter, restricted
from data_access.registry import METRICS
from data_access.scope import Rights, Scope

REPORTED, ON_TIME = METRICS["grid_events_reported"], METRICS["grid_events_on_time"]
ACCEPTED = METRICS["disputes_accepted"]
OCTOBER = replace(SEASON, start=SEASON.end.replace(day=1))
BY_HAND = """
SELECT count(*) FILTER (WHERE occurred_on BETWEEN :first AND :last),
       count(*) FILTER (WHERE due_on BETWEEN :first AND :last),
       count(*) FILTER (WHERE due_on BETWEEN :first AND :last AND closed_at <= due_at)
FROM cockpit.event
WHERE kind = 'grid_event' AND category = ANY(:categories) AND channel = ANY(:channels) AND source_key = ANY(:sources)
      AND (:place = '' OR county_code = :place OR township_code = :place)
"""


@pytest.fixture(scope="module")
def opened(module_database: ConnectionUrls) -> Iterator[Opened]:
    with opened_city(module_database) as city:
        yield city


def _family(code: str | None, rights: Rights = ALL, members: tuple[str, ...] = ("family",)) -> Scope:
    return restricted(season(rights, code), ACCEPTED, [("mediation_case_category", members)]).during(OCTOBER)


@pytest.mark.parametrize("place", ["", COUNTIES[1], TOWNSHIPS[0]])
@pytest.mark.parametrize(
    ("categories", "channels"),
    [(("road",), ()), ((), ("patrol",)), (("road",), ("patrol",)), (("road", "rubbish"), ("public",)), (("no",), ())],
)
def test_a_number_of_things_is_what_sql_by_hand_counts(
    opened: Opened, place: str, categories: tuple[str, ...], channels: tuple[str, ...]
) -> None:
    sources = [row[0] for row in opened.every("SELECT DISTINCT source_key FROM cockpit.event")]
    wanted: list[Filter] = [("event_category", categories), ("event_channel", channels), ("source", tuple(sources))]
    scope = restricted(season(ALL, place or None), REPORTED, [each for each in wanted if each[1]])
    told = opened.every(
        BY_HAND,
        first=SEASON.start,
        last=SEASON.end,
        categories=list(categories or ("road", "rubbish")),
        channels=list(channels or ("patrol", "public")),
        sources=sources,
        place=place,
    )
    reported, due, on_time = told[0]
    found = opened.reads.totals([REPORTED, ON_TIME], scope)
    assert (found[REPORTED.key].numerator or 0) == reported
    assert (found[ON_TIME.key].numerator or 0, found[ON_TIME.key].denominator or 0) == (on_time, due)


def test_what_no_table_keeps_together_is_a_sentence(opened: Opened) -> None:
    community = restricted(season(ALL, f"{TOWNSHIPS[0]}001"), REPORTED, [("event_category", ("road",))])
    assert code_of(lambda: opened.reads.total(REPORTED, community)) == "not_together"
    town = community.within(TOWNSHIPS[0])
    assert code_of(lambda: opened.reads.breakdown(REPORTED, "grid", town)) == "not_together"
    assert code_of(lambda: opened.reads.series(REPORTED, "month", community)) == "not_together"
    assert code_of(lambda: opened.reads.total(REPORTED, town)) == ""


def test_a_filter_uses_up_the_one_further_dimension_of_people(opened: Opened) -> None:
    scope = _family(None)
    assert code_of(lambda: opened.reads.breakdown(ACCEPTED, "channel", scope)) == "two_dimensions"
    assert code_of(lambda: opened.reads.total(ACCEPTED, replace(scope, sources=("a",)))) == "two_dimensions"
    assert code_of(lambda: opened.reads.breakdown(ACCEPTED, "category", scope)) == ""
    assert code_of(lambda: opened.reads.breakdown(ACCEPTED, "township", scope)) == ""


@pytest.mark.parametrize("rights", [ALL, COUNTY])
def test_a_filtered_number_of_people_is_the_cell_of_the_table_that_is_split(opened: Opened, rights: Rights) -> None:
    for code, sort in product([None, *COUNTIES, *TOWNSHIPS], ("family", "neighbours")):
        if rights is COUNTY and not str(code).startswith("341002"):
            continue
        table = opened.reads.breakdown(ACCEPTED, "category", season(rights, code).during(OCTOBER)).set_index("code")
        found = opened.reads.total(ACCEPTED, _family(code, rights, (sort,)))
        if sort not in table.index:
            assert found.numerator is None
            assert not found.withheld
            continue
        assert found.withheld == table.loc[sort, "withheld"], (code, sort)
        assert found.withheld or found.numerator == table.loc[sort, "numerator"], (code, sort)


def test_what_is_hidden_is_not_told_by_what_a_filter_leaves(opened: Opened) -> None:
    hidden = 0
    for code in TOWNSHIPS:
        whole = opened.reads.total(ACCEPTED, season(ALL, code).during(OCTOBER))
        parts = [opened.reads.total(ACCEPTED, _family(code, ALL, (sort,))) for sort in ("family", "neighbours")]
        both = opened.reads.total(ACCEPTED, _family(code, ALL, ("family", "neighbours")))
        if any(part.withheld for part in parts):
            hidden += 1
            # Neither the other part nor the sum of both stands beside a total that would tell it.
            assert both.withheld
            assert whole.withheld or all(part.withheld for part in parts), code
        else:
            assert both.numerator == sum(part.numerator or 0 for part in parts) == whole.numerator
    assert hidden
