"""How many there are (registered volunteers) at the end of each month: no two months that are told differ by a few who
came or went between them.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from data_access.metric import Text
from data_access.people.complements import Amounts, Flags, References, Table, choose_references, hide, is_small
from data_access.people.counting import Counting, counts_of
from data_access.people.division_tree import DivisionTree, division_tree
from data_access.people.published import Decided, Published
from data_access.people.suppression import joined, members_of, sides_of
from data_access.scope import Period
from data_access.value import Refusal

NOT_BY_DAYS = Refusal(
    "stock_by_days",
    Text(
        "人数类存量只按月末统计，不按日、按周。",
        "How many people there are is told for the ends of months, not for days and weeks.",
    ),
)
# Marts of which each row is a person: how many there are is held to the same rule where something is divided by it.
OF_PERSONS = ("membership",)


def publish_stock(
    parts: pd.DataFrame, parents: Mapping[str, str], months: Period, *, counting: Counting, minimum: int
) -> Published:
    """As `publish`, of numbers that do not add up over months: only months are decided, each by those before it.

    `parts` has for each month how many there are at its end; `months` begin in the January of the first record.
    """
    tree = division_tree(parents)
    members = members_of(parts)
    sides = sides_of(parts, tree, members, months)
    amounts = counts_of(sides, counting)
    # Of what was never told nothing is learned by how it changed.
    told: Amounts = np.full_like(amounts, np.nan)
    years: list[Decided] = []
    for first in range(0, sides.shape[1], 12):
        year = slice(first, first + 12)
        references = choose_references(tree, amounts[:, year], minimum)
        hidden = [
            _decided(tree, references, amounts[:, : each + 1], told[:, : each + 1], minimum)
            for each in range(*year.indices(sides.shape[1]))
        ]
        years.append(Decided(sides[:, year], np.stack(hidden), amounts[:, year]))
    return Published(tree, members, months, {"month": joined(years)})


def _decided(tree: DivisionTree, references: References, amounts: Amounts, told: Amounts, minimum: int) -> Flags:
    """Which cells of the last of these months are hidden; those that are not are written down as `told`."""
    now, before = amounts[:, -1:], told[:, :-1]
    moved = np.where(np.isnan(before), now, np.abs(now - before))
    # Where nobody came or went by a few since some month, nothing that is hidden together did.
    lately = is_small(moved, minimum).any(axis=(0, 2, 3))
    moved = moved[:, lately].reshape(-1, 1, *now.shape[2:])
    both = np.concatenate([now, moved])
    few = is_small(both, minimum)
    # A few who came or went are no few who are there: their cell is hidden, but may well be known to be large.
    small = np.concatenate([few[: len(now)], np.zeros_like(few[len(now) :])])
    table = Table(tree, references, minimum, small, both, now.sum(axis=0), np.ones(few.shape[1:], dtype=bool))
    hidden: Flags = hide(table, np.any(few, axis=0))[0]
    told[:, -1][:, ~hidden] = now[:, 0][:, ~hidden]
    return hidden
