"""The two sides of a metric about people, and the cases behind an amount: read, counted, and laid out to be decided."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from data_access.asking import Asked, Key, Part, periods
from data_access.cells import Cell, cells, days, part_of
from data_access.metric import Metric
from data_access.people.counting import Counting
from data_access.people.suppression import CASES
from data_access.selecting import planned
from data_access.warehouse import Rows, ask

# Numerator, denominator, and the cases behind an amount.
Sides = tuple[float | None, ...]
_THOUSAND = 1000
# Of these a few may be anything: seconds, yuan and points are no cases.
_AMOUNT = re.compile(r"(?:^|_)(?:seconds|minutes|fen|issued|redeemed)$")


def read_sides(engine: Engine, metric: Metric, asked: Asked) -> dict[Key, Sides]:
    """Numerator, denominator (None: of nothing), and the cases behind an amount."""
    named = {f"{CASES}{number}": each for number, each in enumerate(metric.held_by)}
    counted = [replace(metric, key=key, numerator=each, denominator=None) for key, each in named.items()]
    found = cells(engine, [metric, *counted], asked)
    keys = dict.fromkeys(key for told in found.values() for key in told)
    none = Cell(None, None)
    return {
        key: (*found[metric.key].get(key, none)[:2], *(found[name].get(key, none).numerator for name in named))
        for key in keys
    }


def read_table(engine: Engine, metric: Metric, asked: Asked) -> pd.DataFrame:
    """The same by month and the dimensions asked for, as rows that are still to be added up: columns of the dimensions,
    month, numerator and, where there are such, denominator and the cases behind an amount.

    A table of a city has thousands of rows: no object is made of each.
    """
    terms = dict(zip(("numerator", "denominator"), metric.terms, strict=False))
    terms |= {f"{CASES}{number}": each for number, each in enumerate(metric.held_by)}
    parts = {name: part_of(metric, each, asked.scope) for name, each in terms.items()}
    if any(part.by(asked) != asked.by for part in parts.values()):
        found = read_sides(engine, metric, asked)
        return parts_of([dict(zip((*asked.by, "month"), key, strict=True)) for key in found], found, metric)
    wanted = planned(list(parts.values()), asked)
    answers = ask(engine, asked.scope.rights, [each.question for each in wanted])
    frames = [_laid_out(rows, each.parts, parts, asked) for each, rows in zip(wanted, answers, strict=True)]
    return pd.concat(frames, ignore_index=True).fillna(dict.fromkeys(parts, 0.0))


def _laid_out(rows: Rows, answered: Sequence[Part], parts: Mapping[str, Part], asked: Asked) -> pd.DataFrame:
    """The rows of one statement, with the sides that it answers."""
    names = (*asked.by, "month")
    columns: dict[str, Any] = {name: list(map(itemgetter(place), rows)) for place, name in enumerate(names)}
    columns["month"] = days(columns["month"])
    for name, part in parts.items():
        if part in answered:
            told = map(itemgetter(len(names) + answered.index(part)), rows)
            columns[name] = np.array(list(told), dtype="float64")
    frame = pd.DataFrame(columns)
    return _carried_on(frame, answered[0], asked) if answered[0].term.stock else frame


def _carried_on(changes: pd.DataFrame, part: Part, asked: Asked) -> pd.DataFrame:
    """How many there are at the end of each month, of what came and went in it."""
    spine = days(periods("month", asked.scope.period.start, min(asked.scope.period.end, part.last)))
    names, month = list(asked.by), np.searchsorted(spine, changes["month"].to_numpy())
    row = changes.groupby(names, sort=False, dropna=False).ngroup().to_numpy()
    members, known = changes[names].drop_duplicates(ignore_index=True), month < len(spine)
    held = members.loc[members.index.repeat(len(spine))].assign(month=np.tile(spine, len(members)))
    for name in changes.columns.difference([*names, "month"]):
        change = np.zeros((len(members), len(spine)))
        np.add.at(change, (row[known], month[known]), changes[name].fillna(0.0).to_numpy()[known])
        held[name] = change.cumsum(axis=1).ravel()
    return held


def minimum_of(metric: Metric, minimum: int) -> int:
    """The smallest count that is told, in the unit that is counted."""
    counted = metric.held_by or (metric.numerator,)
    return minimum * (_THOUSAND if counted[0].plus[0].endswith("_thousandths") else 1)


def parts_of(keys: Sequence[Mapping[str, Any]], found: Mapping[Key, Sides], metric: Metric) -> pd.DataFrame:
    """The rows that are decided: what names each, its numbers, and the cases behind them."""
    numbers = ("numerator", "denominator", *(f"{CASES}{number}" for number, _ in enumerate(metric.held_by)))
    rows = [
        {**key, **{name: each or 0.0 for name, each in zip(numbers, sides, strict=True)}}
        for key, sides in zip(keys, found.values(), strict=True)
    ]
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=["month", "day", "code", *numbers])


def counting_of(metric: Metric) -> Counting:
    """What of a metric counts people or their cases."""
    if metric.held_by:
        return Counting.CASES
    if metric.denominator is None or not is_own(metric):
        return Counting.NUMERATOR
    if metric.is_rate:
        return Counting.SHARE
    return Counting.DENOMINATOR if any(map(_AMOUNT.search, metric.numerator.plus)) else Counting.BOTH


def told_by(metric: Metric) -> Hashable:
    """All of a metric that its table is made from: metrics that differ in their names only have one table."""
    return metric.mart, metric.terms, metric.held_by, metric.is_rate, metric.complete_days_only


def is_own(metric: Metric) -> bool:
    """Whether the denominator, where there is one, is of the same people or cases: of the same mart and kinds."""
    if metric.denominator is None:
        return True
    above, below = (dict(side.where).get("kind") for side in metric.terms)
    return metric.denominator.mart == metric.mart and (above is None or below is None or above == below)
