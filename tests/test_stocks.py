"""How many people there are is told month by month, and no month tells a few who came or went since."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from disclosure import Known
from filled_marts import CITY, Row, filled
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cities import COUNTINGS, MINIMUM, City, cities, scattered, until

from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.people.complements import is_small
from data_access.people.counting import Counting, counts_of
from data_access.people.published import Published
from data_access.people.stocks import publish_stock
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.scope import Period, Rights, Scope
from data_access.value import RefusedError

MONTHS = 6
REGISTERED, HOURS_EACH = METRICS["volunteers_registered"], METRICS["volunteer_hours_per_registered"]


def stocks(city: City, away: Sequence[Collection[int]]) -> City:
    """What is there at the end of each month: all that came until then, but for what came in months that are `away`."""
    parents, records = city
    keys = [name for name in records.columns if name not in ("month", "numerator", "denominator")]
    days = sorted(records["month"].unique())
    there = [
        records["month"].isin([each for place, each in enumerate(days[: number + 1]) if place not in gone])
        for number, gone in zip(range(len(days)), away, strict=False)
    ]
    ends = [
        records[kept].groupby(keys, as_index=False).sum(numeric_only=True).assign(month=day)
        for kept, day in zip(there, days, strict=True)
    ]
    return parents, pd.concat(ends, ignore_index=True) if ends else records


def published(city: City, counting: Counting, months: int = MONTHS) -> Published:
    return publish_stock(city[1], city[0], until(months), counting=counting, minimum=MINIMUM)


AWAY = st.lists(st.sets(st.integers(0, MONTHS - 1), max_size=2), min_size=MONTHS, max_size=MONTHS)
CITIES = st.builds(stocks, st.one_of(cities(MONTHS), scattered(MONTHS)), AWAY)


@settings(max_examples=40, deadline=None)
@given(CITIES, st.sampled_from(COUNTINGS))
def test_no_two_months_that_are_told_differ_by_a_few(city: City, counting: Counting) -> None:
    found = published(city, counting)
    months = found.cells["month"]
    amounts = counts_of(months.sides, counting)
    for place in np.ndindex(months.hidden.shape[1:]):
        told = [month for month in range(len(months.hidden)) if not months.hidden[(month, *place)]]
        assert not is_small(amounts[(slice(None), told, *place)], MINIMUM).any()
        for before, after in combinations(told, 2):
            moved = amounts[(slice(None), after, *place)] - amounts[(slice(None), before, *place)]
            assert not is_small(np.abs(moved), MINIMUM).any()


@settings(max_examples=40, deadline=None)
@given(CITIES, st.sampled_from(COUNTINGS))
def test_what_is_hidden_in_a_month_does_not_follow_from_what_is_told_in_it(city: City, counting: Counting) -> None:
    found = published(city, counting)
    tree, months = found.tree, found.cells["month"]
    children = {place: np.flatnonzero(tree.parents == place) for place in range(len(tree.codes))}
    width = months.hidden.shape[-1]

    def smallest(place: int, member: int) -> frozenset[int]:
        members = range(1, width) if member == 0 and width > 1 else [member]
        if len(children[place]):
            return frozenset().union(*(smallest(int(child), each) for child in children[place] for each in members))
        return frozenset(place * width + each for each in members)

    cells = {place: smallest(*place) for place in np.ndindex(months.hidden.shape[1:])}
    for hidden in months.hidden:
        known = Known(cell for place, cell in cells.items() if not hidden[place])
        assert [place for place, cell in cells.items() if hidden[place] and known.tells(cell)] == []


@settings(max_examples=20, deadline=None)
@given(CITIES, st.sampled_from(COUNTINGS))
def test_later_months_change_nothing(city: City, counting: Counting) -> None:
    whole = published(city, counting).cells["month"]
    early = published((city[0], city[1][city[1]["month"] <= date(2025, 3, 28)]), counting, 3).cells["month"]
    if early.hidden.shape[1:] == whole.hidden.shape[1:]:
        assert (whole.hidden[:3] == early.hidden).all()


TOWN = "341002001001"


def joined(day: date, number: int, departed: int = 0) -> Row:
    return Row("membership", day, "volunteer", {"joined": number, "departed": departed}, TOWN)


@pytest.fixture(scope="module")
def reads(module_database: ConnectionUrls) -> Iterator[Reads]:
    """40 volunteers of 2024; in 2025 two more in February, two in March, ten in April; three more in May so far."""
    rows = [joined(date(2024, 6, 1), 40), joined(date(2025, 2, 3), 3, 1), joined(date(2025, 3, 3), 2)]
    rows += [joined(date(2025, 4, 3), 10), joined(date(2025, 5, 2), 3)]
    rows += [
        Row(
            "service_record", date(2025, month, 4), "volunteer_service", {"minutes": 6000, "records": 50, "counted": 50}
        )
        for month in range(1, 5)
    ]
    with filled(module_database, rows) as engine:
        yield Reads(engine, Directory(engine))


def scope(period: Period) -> Scope:
    return Scope(CITY, period, Rights((CITY,)), date(2025, 5, 20))


YEAR = scope(Period(date(2025, 1, 1), date(2025, 5, 20)))


def test_a_month_is_told_when_enough_have_come_since_the_last_that_was(reads: Reads) -> None:
    series = reads.series(REGISTERED, "month", YEAR)
    # Two came in February, four until March; fourteen until April. Three more until today.
    assert series["withheld"].tolist() == [False, True, True, False, True]
    assert series["value"].tolist()[::3] == [40, 54]
    assert reads.total(REGISTERED, scope(Period.month(2025, 3))).withheld
    assert reads.total(REGISTERED, scope(Period(date(2025, 5, 1), date(2025, 5, 20)))).withheld
    assert reads.total(REGISTERED, scope(Period.month(2024, 7))).value == 40
    # The same whatever was asked: the first year decides the next.
    both_years = reads.series(REGISTERED, "month", scope(Period(date(2024, 1, 1), date(2025, 5, 20))))
    assert both_years["withheld"].tolist()[-5:] == [
        False, True, True, False, True,
    ]  # fmt: skip


def test_nothing_is_told_by_days_and_nothing_by_what_is_divided_by_them(reads: Reads) -> None:
    for grain in ("day", "week"):
        with pytest.raises(RefusedError, match="ends of months"):
            reads.series(REGISTERED, grain, scope(Period.month(2025, 4)))
    each = reads.series(HOURS_EACH, "month", scope(Period(date(2025, 1, 1), date(2025, 4, 30))))
    assert each["withheld"].tolist() == [False, True, True, False]
    assert each["denominator"].tolist()[::3] == [40, 54]
    assert reads.total(HOURS_EACH, replace(scope(Period.month(2025, 3)), division=TOWN[:9])).withheld
    assert reads.total(HOURS_EACH, replace(scope(Period.month(2025, 4)), division=TOWN[:9])).denominator == 54


def test_a_month_is_not_told_where_a_few_have_come_or_gone_since_any_month_that_was(database: ConnectionUrls) -> None:
    # 50 in February are told, 42 in March are two more than in January; eleven have left since 62 in April were told.
    rows = [joined(date(2024, 6, 1), 40), joined(date(2025, 2, 3), 10), joined(date(2025, 3, 3), 0, 8)]
    rows += [joined(date(2025, 4, 3), 20), joined(date(2025, 5, 2), 0, 11)]
    with filled(database, rows) as engine:
        series = Reads(engine, Directory(engine)).series(REGISTERED, "month", YEAR)
    assert series["withheld"].tolist() == [False, False, True, False, True]
    assert series["value"].dropna().tolist() == [40, 50, 62]
