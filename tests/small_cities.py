"""Small cities with few records about people, and every sum of them as the smallest cells it is made of."""

from collections.abc import Iterable
from datetime import date
from itertools import product

import numpy as np
import pandas as pd
from disclosure import Cell
from hypothesis import strategies as st

from data_access.people.counting import Counting
from data_access.people.division_tree import REST
from data_access.people.published import Cut, Published
from data_access.people.suppression import publish
from data_access.scope import Period

MINIMUM = 5
LENGTHS = {"month": 1, "quarter": 3, "year": 12}
COUNTINGS = (Counting.NUMERATOR, Counting.SHARE)
# Mostly few, sometimes none, sometimes many: what makes tables leak.
COUNTS = st.one_of(st.just(0), st.integers(0, 6), st.integers(0, 25))
Parents = dict[str, str]
City = tuple[Parents, pd.DataFrame]


def until(month: int, year: int = 2025) -> Period:
    return Period(date(2025, 1, 1), Period.month(year, month).end)


@st.composite
def cities(draw: st.DrawFn, months: int, dimensions: int = 1) -> City:
    """A city of some counties and townships, and the records of its months by members of further dimensions."""
    parents: Parents = {}
    for county in "AB"[: draw(st.integers(1, 2))]:
        parents[county] = "city"
        parents |= {f"{county}{number}": county for number in range(draw(st.integers(0, 3)))}
    lowest = sorted(set(parents) - set(parents.values()))
    # Some records are known to be in a county, or in the city, and no more.
    places = [*lowest, *draw(st.sampled_from([[], ["A"], ["city"]]))]
    names = [f"member_{number}" for number in range(draw(st.integers(1, 3)))]
    days = [date(2025, month, 15) for month in range(1, months + 1)]
    keys = list(product(days, places, *[names] * dimensions))
    below = draw(st.lists(COUNTS, min_size=len(keys), max_size=len(keys)))
    missing = draw(st.lists(st.sampled_from([0, 0, 0, 1, 2, 9]), min_size=len(keys), max_size=len(keys)))
    columns = ["month", "code", "member", "other"][: 2 + dimensions]
    frame = pd.DataFrame(keys, columns=columns).assign(
        numerator=[max(0, all_ - few) for all_, few in zip(below, missing, strict=True)],
        denominator=below,
    )
    return parents, frame[frame["denominator"] > 0]


@st.composite
def scattered(draw: st.DrawFn, months: int) -> City:
    """A city with enough records nearly everywhere and few of them in places: what makes long chains of sums."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    parents: Parents = {f"C{number}": "city" for number in range(draw(st.integers(3, 5)))}
    if draw(st.booleans()):
        parents |= {f"C0{number}": "C0" for number in range(4)}
    names = [f"member_{number}" for number in range(draw(st.sampled_from([0, 0, 3, 4])))]
    days = [date(2025, month, 15) for month in range(1, months + 1)]
    keys = list(product(days, sorted(set(parents) - {"C0"}), *[names] * bool(names)))
    few = chance.random(len(keys)) < draw(st.sampled_from([0.1, 0.3, 0.5]))
    below = np.where(few, chance.integers(1, 5, len(keys)), chance.integers(12, 40, len(keys)))
    outside = np.where(few | (chance.random(len(keys)) < 0.5), 0, chance.integers(3, 8, len(keys)))
    frame = pd.DataFrame(keys, columns=["month", "code", "member"][: 3 if names else 2])
    return parents, frame.assign(numerator=below - outside, denominator=below)


def published(city: City, counting: Counting, months: Period) -> Published:
    return publish(city[1], city[0], months, counting=counting, minimum=MINIMUM)


def frame_of(found: Published, cut: Cut) -> pd.DataFrame:
    """The cells of a cut that are there, as rows: period, code, member (None: all), both sides, published."""
    there = cut.there
    rows = [
        (
            cut.firsts[at[0]],
            found.tree.codes[at[1]],
            (None, *found.members)[at[2]],
            *cut.sides[(slice(2), *at)],
            not hidden,
        )
        for at, hidden in np.ndenumerate(cut.hidden)
        if there[at] and not found.tree.codes[at[1]].endswith(REST)
    ]
    frame = pd.DataFrame(rows, columns=["period", "code", "member", "numerator", "denominator", "published"])
    return frame.astype({"numerator": float, "denominator": float, "published": bool})


Place = tuple[str, int, int, int]


def cells_of(found: Published, split: int = 1, position: int = 0) -> dict[Place, Cell]:
    """Every cell by grain, period, division and member, as the smallest cells it is the sum of.

    With `split` other members each smallest cell is one of several; `position` 1 tells the split by those instead.
    """
    divisions, members = len(found.tree.codes), max(1, len(found.members))
    others = range(split)
    leaves = {place: [place] for place in range(divisions) if place not in set(found.tree.parents.tolist())}
    for place in reversed(range(divisions)):
        if place not in leaves:
            below = [child for child in range(divisions) if found.tree.parents[child] == place]
            leaves[place] = [leaf for child in below for leaf in leaves[child]]

    def smallest(months: range, place: int, member: int) -> Iterable[int]:
        chosen = range(members) if member == 0 else [member - 1]
        for month, leaf, mine, other in product(months, leaves[place], chosen, others):
            pair = mine * split + other if position == 0 else other * members + mine
            yield (month * divisions + leaf) * members * split + pair

    return {
        (grain, period, place, member): frozenset(smallest(range(period * size, (period + 1) * size), place, member))
        for grain, size in LENGTHS.items()
        for period, place, member in np.ndindex(found.cells[grain].hidden.shape)
    }


def hidden(found: Published, place: Place) -> bool:
    grain, *cell = place
    return bool(found.cells[grain].hidden[tuple(cell)])
