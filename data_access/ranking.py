"""Divisions in the order of a metric's values, with the ranks that intervals allow: only what differs is ranked."""

from collections.abc import Sequence
from math import isnan, nan
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.metric import Direction, Metric, Numbers
from data_access.statistics import RANKING_MINIMUM, rank_ranges, wilson_interval

_Pair = tuple[float, float]
_MEDIAN_MINIMUM = 4


class Told(NamedTuple):
    """What was told of a metric by some dimensions: the keys, and of each both sides and whether they are withheld."""

    keys: list[list[Any]]
    above: Numbers
    below: Numbers
    withheld: NDArray[np.bool_]


class Among(NamedTuple):
    """Where a division stands among its like, without what the others are called and have.

    `members`: how many have a value. `median` of all of them, None under four: of fewer it would be another's number.
    `rank_low`, `rank_high`: the ranks that the intervals allow, None where there are none.
    """

    members: int
    median: float | None
    rank_low: int | None
    rank_high: int | None


def among(ranked: pd.DataFrame, code: str) -> Among:
    """Where `code` stands in a ranking of all."""
    values, own = ranked["value"].dropna(), ranked[ranked["code"] == code]
    ranks = [None if own[name].isna().all() else int(own[name].iloc[0]) for name in ("rank_low", "rank_high")]
    return Among(len(values), float(values.median()) if len(values) >= _MEDIAN_MINIMUM else None, *ranks)


def ranking(metric: Metric, members: pd.DataFrame, told: Told) -> pd.DataFrame:
    """All `members` (code and names), best first; those that nothing is told of last. Columns: see Reads.ranking."""
    codes: list[str] = members["code"].tolist()
    places = {code: place for place, code in enumerate(told.keys[0])}
    # What is put behind each list is what the others have.
    found = np.array([places.get(code, -1) for code in codes], dtype="intp")
    above, below = np.append(told.above, nan)[found], np.append(told.below, nan)[found]
    value = metric.values(above, below)
    intervals = [_interval(metric, *each) for each in zip(above.tolist(), np.nan_to_num(below).tolist(), strict=True)]
    # NaN is no number of cases and never enough.
    ranked = [
        interval if enough and metric.direction is not Direction.NONE else None
        for interval, enough in zip(intervals, (below >= RANKING_MINIMUM).tolist(), strict=True)
    ]
    low, high = _ends(intervals)
    rank_low, rank_high = _ends(rank_ranges(ranked, high_is_good=metric.direction is Direction.UP))
    order = _best_first(codes, value if metric.direction is Direction.DOWN else -value)
    columns = {
        **{name: members[name].array for name in ("code", "name_zh", "name_en")},
        **{"numerator": above, "denominator": below, "value": value},
        "withheld": np.append(told.withheld, False)[found],
        **{"low": low * metric.scale, "high": high * metric.scale, "rank_low": rank_low, "rank_high": rank_high},
    }
    return pd.DataFrame({name: column[order] for name, column in columns.items()}, copy=False)


def _interval(metric: Metric, above: float, below: float) -> _Pair | None:
    # Of what covers something else (bodies of communities) there may be more than of that: no share, no interval.
    return wilson_interval(above, below) if metric.of_cases and below and 0 <= above <= below else None


def _ends(pairs: Sequence[_Pair | tuple[int, int] | None]) -> tuple[Numbers, Numbers]:
    ends = np.array([pair or (nan, nan) for pair in pairs], dtype="float64").reshape(-1, 2)
    return ends[:, 0], ends[:, 1]


def _best_first(codes: Sequence[str], costs: Numbers) -> NDArray[np.intp]:
    """By cost, of equal ones by code; what has none comes last."""
    keys = [(isnan(cost), 0.0 if isnan(cost) else cost, code) for cost, code in zip(costs.tolist(), codes, strict=True)]
    return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype="intp")
