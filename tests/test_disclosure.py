"""No number about people that is hidden can be worked out from those that are shown, in space, in time or by kind."""

from datetime import date
from random import Random

import numpy as np
import pandas as pd
import pytest
from disclosure import Known, narrowed
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cities import (
    COUNTINGS,
    LENGTHS,
    MINIMUM,
    City,
    Place,
    cells_of,
    cities,
    frame_of,
    hidden,
    published,
    scattered,
    until,
)

from data_access.people.complements import is_small
from data_access.people.counting import Counting, counts_of
from data_access.people.published import Published
from data_access.scope import Period


def told_though_hidden(found: Published) -> list[Place]:
    cells = cells_of(found)
    known = Known(cell for place, cell in cells.items() if not hidden(found, place))
    return [place for place, cell in cells.items() if hidden(found, place) and known.tells(cell)]


@pytest.mark.parametrize(("months", "examples"), [(1, 60), (3, 100), (6, 80), (12, 20)])
def test_no_hidden_number_follows_from_those_shown(months: int, examples: int) -> None:
    @settings(max_examples=examples, deadline=None)
    @given(st.one_of(cities(months), scattered(months)), st.sampled_from(COUNTINGS))
    def holds(city: City, counting: Counting) -> None:
        assert told_though_hidden(published(city, counting, until(months))) == []

    holds()


@pytest.mark.parametrize("of", ["divisions", "members"])
def test_a_chain_of_sums_through_a_quarter_tells_nothing(of: str) -> None:
    """A and B are hidden in January and February, B and the others in March. Were the quarters of A and B told, they
    would tell B in March: 26 + 10, less the 7 of both in January and in February, less the 20 of A in March.
    """
    counts = {"A": (3, 3, 20), "B": (4, 4, 2), "C": (20, 20, 3), "D": (30, 30, 4), "E": (30, 30, 4)}
    rows = [(date(2025, month, 1), name, each[month - 1]) for name, each in counts.items() for month in (1, 2, 3)]
    records = pd.DataFrame(rows, columns=["month", "code", "numerator"])
    if of == "members":
        records = records.rename(columns={"code": "member"}).assign(code="A")
    city = (dict.fromkeys(counts, "city"), records)
    assert told_though_hidden(published(city, Counting.NUMERATOR, until(3))) == []


@settings(max_examples=60, deadline=None)
@given(st.one_of(cities(3), scattered(3)), st.sampled_from(COUNTINGS))
def test_what_a_sum_leaves_open_is_nothing_or_enough(city: City, counting: Counting) -> None:
    found = published(city, counting, until(3))
    tree, months = found.tree, found.cells["month"]
    amounts = counts_of(months.sides, counting)
    for month, place, member in np.argwhere(~months.hidden):
        children = [child for child in range(len(tree.codes)) if tree.parents[child] == place]
        sums = [(amounts[:, month, children, member], months.hidden[month, children, member])]
        if member == 0:
            sums.append((amounts[:, month, place, 1:], months.hidden[month, place, 1:]))
        for parts, kept in sums:
            assert not is_small((parts * kept).sum(axis=-1), MINIMUM).any()
    told = ~found.cells["quarter"].hidden[0]
    assert not is_small((amounts * months.hidden).sum(axis=1), MINIMUM)[:, told].any()


@settings(max_examples=25, deadline=None)
@given(cities(3, dimensions=2), st.sampled_from(COUNTINGS))
def test_nor_from_tables_by_two_dimensions_side_by_side(city: City, counting: Counting) -> None:
    parents, records = city
    by_one = published((parents, records.drop(columns="other")), counting, until(3))
    by_other = published(
        (parents, records.drop(columns="member").rename(columns={"other": "member"})), counting, until(3)
    )
    if not (by_one.members and by_other.members):
        return
    tables = [
        (by_one, cells_of(by_one, split=len(by_other.members))),
        (by_other, cells_of(by_other, split=len(by_one.members), position=1)),
    ]
    known = Known(cell for found, cells in tables for place, cell in cells.items() if not hidden(found, place))
    told = [
        place for found, cells in tables for place, cell in cells.items() if hidden(found, place) and known.tells(cell)
    ]
    assert told == []
    assert (by_one.cells["month"].hidden[..., 0] == by_other.cells["month"].hidden[..., 0]).all()


def small_and_narrowed(found: Published, counting: Counting, grains: tuple[str, ...]) -> list[Place]:
    cells = {place: cell for place, cell in cells_of(found).items() if place[0] in grains}
    shown = [cell for place, cell in cells.items() if not hidden(found, place)]
    told = []
    for counts in counts_of(found.cells["month"].sides, counting):
        values = dict(enumerate((counts[..., 1:] if found.members else counts).ravel()))
        for place, cell in cells.items():
            if 0 < sum(values[each] for each in cell) < MINIMUM:
                assert hidden(found, place)
                if narrowed(shown, values, cell):
                    told.append(place)
    return told


def test_a_table_in_which_a_small_number_could_not_move_is_hidden() -> None:
    """Of those outside C has 5 and 4, F has 6: the 4 and the 6 are told apart once the rest of their rows is empty."""
    outside = {"C": (0, 5, 4), "D": (0, 0, 0), "E": (0, 0, 0), "F": (0, 0, 6)}
    rows = [
        (date(2025, 1, 1), code, f"member_{number}", 30 - each, 30)
        for code, members in outside.items()
        for number, each in enumerate(members)
    ]
    records = pd.DataFrame(rows, columns=["month", "code", "member", "numerator", "denominator"])
    found = published((dict.fromkeys(outside, "city"), records), Counting.SHARE, until(1))
    assert small_and_narrowed(found, Counting.SHARE, ("month",)) == []


@settings(max_examples=40, deadline=None)
@given(st.one_of(cities(1), scattered(1)), st.sampled_from(COUNTINGS))
def test_no_small_number_is_narrowed_to_one_value_by_the_others_of_its_month(city: City, counting: Counting) -> None:
    assert small_and_narrowed(published(city, counting, until(1)), counting, ("month",)) == []


@settings(max_examples=40, deadline=None)
@given(cities(5), st.sampled_from(COUNTINGS), st.integers(1, 5), st.integers(0, 4))
def test_a_range_of_months_tells_nothing_that_its_parts_do_not(
    city: City, counting: Counting, first: int, more: int
) -> None:
    found = published(city, counting, until(5))
    last = min(5, first + more)
    period = Period(date(2025, first, 1), Period.month(2025, last).end)
    cells = cells_of(found)
    known = Known(cell for place, cell in cells.items() if not hidden(found, place))
    places = {code: place for place, code in enumerate(found.tree.codes)}
    members = {name: number for number, name in enumerate(found.members, 1)}
    over = frame_of(found, found.over(period))
    for code, name, shown in zip(over["code"], over["member"], over["published"], strict=True):
        member = 0 if pd.isna(name) else members[name]
        parts = [("month", month, places[code], member) for month in range(first - 1, last)]
        assert not shown or known.tells(frozenset().union(*(cells[part] for part in parts)))
        assert shown or any(hidden(found, part) for part in parts)


@settings(max_examples=30, deadline=None)
@given(st.one_of(cities(6), scattered(6)), st.sampled_from(COUNTINGS), st.randoms(use_true_random=False))
def test_later_months_change_nothing_and_the_order_of_rows_is_all_one(
    city: City, counting: Counting, chance: Random
) -> None:
    parents, records = city
    mixed = records.sample(frac=1, random_state=np.random.RandomState(chance.randrange(2**31)))
    whole = published((dict(reversed(parents.items())), mixed), counting, until(6))
    for month in (1, 3, 4):
        early = published((parents, records[records["month"] <= date(2025, month, 28)]), counting, until(month))
        for grain in ("month", "quarter"):
            shown, later = frame_of(early, early.by(grain)), frame_of(whole, whole.by(grain))
            keys = ["period", "code", "member"]
            both = shown.merge(later, on=keys, how="left", suffixes=("", "_later"))
            assert (both["published"] == both["published_later"]).all()
            assert both["numerator"].equals(both["numerator_later"])


@settings(max_examples=30, deadline=None)
@given(cities(12), st.sampled_from(COUNTINGS))
def test_without_small_numbers_all_is_shown_and_adds_up(city: City, counting: Counting) -> None:
    parents, records = city
    large = records.assign(numerator=records["numerator"] + MINIMUM, denominator=records["denominator"] + 2 * MINIMUM)
    found = published((parents, large), counting, until(12))
    for grain in LENGTHS:
        frame = frame_of(found, found.by(grain))
        assert frame["published"].all()
        whole = frame[(frame["code"] == "city") & frame["member"].isna()]
        assert whole["numerator"].sum() == large["numerator"].sum()
        assert whole["denominator"].sum() == large["denominator"].sum()
