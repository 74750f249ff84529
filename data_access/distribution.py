"""How long the cases behind a mean took: quantiles between the two bounds of the histogram's bucket."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Engine, FromClause, func, select

from data_access.asking import Asked, filters
from data_access.cells import last_day
from data_access.dimension import DIMENSIONS
from data_access.metric import Metric, Text
from data_access.schema import MARTS
from data_access.spread import quantile
from data_access.statistics import JUDGEMENT_MINIMUM
from data_access.value import Refusal, RefusedError
from data_access.warehouse import read_connection

_NONE = Refusal(
    "no_histogram",
    Text("该指标没有时长分布。", "There is no histogram of durations for this metric."),
)
_TOO_FINE = Refusal(
    "no_histogram_here",
    Text(
        "时长分布只统计到县（区），不按来源和类型以外的条件筛选。",
        "How long cases took is kept for cities and counties, and filtered by sources and kinds only.",
    ),
)


def distribution(
    engine: Engine, metric: Metric, asked: Asked, shares: Sequence[float], *, withheld: bool = False
) -> pd.DataFrame:
    """Columns share, low, high (in the metric's unit), exact (always false: bounded by the histogram), cases, withheld.

    At least `share` of the cases took no longer than something between `low` and `high`. Under 12 cases no quantile is
    told; of metrics about people that is withheld, and so is all where `withheld` says that their number is. Raises
    RefusedError for a metric without a histogram, and for what the histogram does not keep.
    """
    spread = MARTS[metric.mart].spread
    if not metric.spread or spread is None:
        raise RefusedError(_NONE)
    table = spread.table
    wanted = {DIMENSIONS[name] for name, _ in (*metric.numerator.where, *filters(asked.scope))}
    if asked.column is not None:
        wanted.add(asked.column)
    if not wanted <= set(spread.dimensions):
        raise RefusedError(_TOO_FINE)
    statement = (
        select(table.c.bucket, func.sum(table.c.cases))
        .where(*_conditions(table, metric, asked))
        .group_by(table.c.bucket)
    )
    with read_connection(engine, asked.scope.rights) as connection:
        counts = {int(bucket): int(cases) for bucket, cases in connection.execute(statement)}
    return _quantiles(metric, counts, shares, withheld=withheld)


def _conditions(table: FromClause, metric: Metric, asked: Asked) -> list[ColumnElement[Any]]:
    scope = asked.scope
    last = min(scope.period.end, last_day(metric, scope))
    conditions = [table.c.city_code == scope.city, table.c.day.between(scope.period.start, last)]
    if asked.column is not None:
        conditions.append(table.c[asked.column] == scope.division)
    kept = (*metric.numerator.where, *filters(scope))
    return conditions + [table.c[DIMENSIONS[name]].in_(members) for name, members in kept]


def _quantiles(metric: Metric, counts: dict[int, int], shares: Sequence[float], *, withheld: bool) -> pd.DataFrame:
    cases = sum(counts.values())
    enough = cases >= JUDGEMENT_MINIMUM and not withheld
    bounds = [quantile(counts, share) if enough else None for share in shares]
    low, high = ([each[end] * metric.scale if each else float("nan") for each in bounds] for end in (0, 1))
    withheld = withheld or (metric.protected and cases > 0 and not enough)
    told = float("nan") if withheld else float(cases)
    numbers = {"share": list(shares), "low": low, "high": high, "exact": False, "cases": told, "withheld": withheld}
    return pd.DataFrame(numbers)
