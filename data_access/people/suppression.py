"""Which numbers about people are published: none under a minimum, and none from which one of those could be told."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from data_access.people.complements import (
    Amounts,
    Numbers,
    References,
    Table,
    choose_references,
    hide,
    is_small,
)
from data_access.people.counting import Counting, counts_of
from data_access.people.division_tree import DivisionTree, division_tree
from data_access.people.lattice import whole_months
from data_access.people.published import MONTHS_OF, Decided, Published
from data_access.scope import Period

_NUMBERS = ("numerator", "denominator")
# Begins the names of columns with the cases behind an amount.
CASES = "cases"


def added(frame: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Sums of rows by the columns `by`, published where every row of a sum is: several members, the days of a week."""
    grouped = frame.groupby(list(by), dropna=False, sort=True)
    found = grouped[list(_NUMBERS)].sum()
    found["published"] = grouped["published"].all()
    found.loc[~found["published"], list(_NUMBERS)] = np.nan
    return found.reset_index()


def publish(
    parts: pd.DataFrame, parents: Mapping[str, str], months: Period, *, counting: Counting, minimum: int
) -> Published:
    """Decide what is published of the months from a January to one that has ended.

    `parts` has the columns month (a day of it), code, numerator, and where there are such denominator and member (of
    the further dimension; "" where a record has none). Each record is in one row, that of the lowest division known of
    it; rows of codes that `parents` does not know are somewhere in the city. Nothing depends on the order of rows, on
    who asks, or on later months. Raises ValueError for a period that is not whole months from a January on.
    """
    if months.start.month != 1 or not whole_months(months):
        raise ValueError(f"{months.start} to {months.end} is not made of whole months from a January on")
    tree = division_tree(parents)
    members = members_of(parts)
    sides = sides_of(parts, tree, members, months)
    cells: dict[str, list[Decided]] = {grain: [] for grain in MONTHS_OF}
    for first in range(0, sides.shape[1], 12):
        for grain, found in zip(MONTHS_OF, _year(tree, sides[:, first : first + 12], counting, minimum), strict=True):
            cells[grain].append(found)
    whole = {grain: joined(found) for grain, found in cells.items()}
    return Published(tree, members, months, whole)


def publish_days(parts: pd.DataFrame, month: Period, *, counting: Counting, minimum: int) -> pd.DataFrame:
    """The days of one month that has ended, of the whole city: columns day, numerator, denominator, published.

    `parts` has the columns day, numerator and, where there is one, denominator. Weeks are `added` from days.
    """
    days = pd.date_range(month.start, month.end)
    names = [f"{day:%d}" for day in days]
    placed = parts.assign(code=pd.to_datetime(parts["day"]).dt.strftime("%d"), month=month.start)
    tree = division_tree(dict.fromkeys(names, "month"))
    sides = sides_of(placed, tree, (), month)
    found = _months(tree, sides, counting, minimum)[0]
    places = np.array([tree.places[name] for name in names])
    told = ~found.hidden[0, places, 0]
    numbers = {
        side: np.where(told, values[0, places, 0], np.nan) for side, values in zip(_NUMBERS, sides[:2], strict=True)
    }
    return pd.DataFrame({"day": days, **numbers, "published": told})


def _month_number(day: object) -> int:
    stamp = pd.Timestamp(day)  # type: ignore[arg-type]
    return stamp.year * 12 + stamp.month


def members_of(parts: pd.DataFrame) -> tuple[str, ...]:
    """The members of the further dimension, in order; none where there is no such dimension."""
    return tuple(sorted(parts["member"].fillna("").unique())) if "member" in parts else ()


def sides_of(parts: pd.DataFrame, tree: DivisionTree, members: Sequence[str], months: Period) -> Amounts:
    """Numerators and denominators by month, division and member (0: all), the divisions summed up from the parts."""
    length = _month_number(months.end) - _month_number(months.start) + 1
    named = (*_NUMBERS, *(name for name in parts if str(name).startswith(CASES)))
    sides: Amounts = np.zeros((len(named), length, len(tree.codes), 1 + len(members)))
    stamps = pd.to_datetime(parts["month"])
    month = (stamps.dt.year * 12 + stamps.dt.month).to_numpy(dtype=np.intp) - _month_number(months.start)
    place = _numbers(parts["code"].fillna(tree.codes[0]), tree.leaf_of)
    numbered = {name: number for number, name in enumerate(members, 1)}
    member = _numbers(parts["member"].fillna(""), numbered.__getitem__) if members else np.zeros_like(place)
    for side, name in zip(sides, named, strict=True):
        if name in parts:
            values = parts[name].fillna(0.0).to_numpy(dtype=np.float64)
            np.add.at(side, (month, place, member), values)
    if members:
        sides[..., 0] = sides.sum(axis=-1)
    for level in reversed(tree.levels):
        families = tree.families_of(level)
        inside = np.add.reduceat(sides[:, :, level], tree.starts[families] + 1 - level.start, axis=2)
        sides[:, :, tree.heads[families]] += inside
    return sides


def _numbers(column: "pd.Series[str]", number_of: Callable[[str], int]) -> Numbers:
    codes, known = pd.factorize(column)
    return np.array([number_of(each) for each in known], dtype=np.intp)[codes]


def _year(tree: DivisionTree, sides: Amounts, counting: Counting, minimum: int) -> tuple[Decided, Decided, Decided]:
    months, references = _months(tree, sides, counting, minimum)
    quarters = _longer(tree, references, months, 3, counting, minimum)
    return months, quarters, _longer(tree, references, quarters, 4, counting, minimum)


def _months(tree: DivisionTree, sides: Amounts, counting: Counting, minimum: int) -> tuple[Decided, References]:
    amounts = counts_of(sides, counting)
    small = is_small(amounts, minimum)
    references = choose_references(tree, amounts, minimum)
    everything = np.ones(small.shape[1:], dtype=bool)
    table = Table(tree, references, minimum, small, amounts, amounts.sum(axis=0), everything)
    return Decided(sides, hide(table, np.any(small, axis=0)), amounts), references


def _longer(
    tree: DivisionTree, references: References, parts: Decided, length: int, counting: Counting, minimum: int
) -> Decided:
    """Periods of `length` parts each, told where neither they nor what their hidden parts leave open is small."""
    whole = len(parts.hidden) // length
    sides, left = (
        values[:, : whole * length].reshape(len(values), whole, length, *values.shape[2:])
        for values in (parts.sides, np.where(parts.hidden, parts.left, 0.0))
    )
    unknown = parts.hidden[: whole * length].reshape(whole, length, *parts.hidden.shape[1:]).sum(axis=1)
    sides, left = sides.sum(axis=2), left.sum(axis=2)
    amounts, can = counts_of(sides, counting), unknown > 0
    small = is_small(amounts, minimum) & can
    hidden = can & (small.any(axis=0) | (unknown == 1) | is_small(left, minimum).any(axis=0))
    table = Table(tree, references, minimum, small, left, amounts.sum(axis=0), can)
    return Decided(sides, hide(table, hidden), left)


def joined(found: Sequence[Decided]) -> Decided:
    """Years one after the other."""
    return Decided(
        np.concatenate([each.sides for each in found], axis=1),
        np.concatenate([each.hidden for each in found]),
        np.concatenate([each.left for each in found], axis=1),
    )
