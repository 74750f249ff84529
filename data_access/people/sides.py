"""The two sides of a metric about people, and the cases behind an amount: read, counted, and laid out to be decided."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from data_access.asking import Asked, Key
from data_access.cells import Cell, cells
from data_access.metric import Metric
from data_access.people.counting import Counting
from data_access.people.suppression import CASES

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


def is_own(metric: Metric) -> bool:
    """Whether the denominator, where there is one, is of the same people or cases: of the same mart and kinds."""
    if metric.denominator is None:
        return True
    above, below = (dict(side.where).get("kind") for side in metric.terms)
    return metric.denominator.mart == metric.mart and (above is None or below is None or above == below)
