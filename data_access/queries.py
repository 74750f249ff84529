"""The read layer: any metric, along any dimension, in one scope, over the narrowest mart that can answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Date, Engine, FromClause, Select, and_, cast, func, select

from data_access.directory import Directory
from data_access.metric import Direction, Metric
from data_access.schema import MARTS
from data_access.scope import Scope
from data_access.statistics import RANKING_MINIMUM, rank_ranges, wilson_interval
from data_access.warehouse import read_connection

# What a number can be broken down by, and the column that holds it.
DIMENSIONS = {
    "county": "county_code",
    "township": "township_code",
    "community": "community_code",
    "grid": "grid_code",
    "kind": "kind",
    "category": "category",
    "source": "source_key",
    "channel": "channel",
    "unit": "unit_code",
}
GRAINS = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class Value:
    """One number with what it is made of; all three None where there is no data."""

    numerator: float | None
    denominator: float | None
    value: float | None


def _sums(metric: Metric, columns: Any, scope: Scope) -> list[ColumnElement[Any]]:
    """The sums of numerator and denominator, restricted to the metric's kinds and to days that count."""
    conditions = []
    if metric.kinds:
        conditions.append(columns["kind"].in_(metric.kinds))
    last_day = columns["day"] < scope.as_of if metric.complete_days_only else columns["day"] <= scope.as_of
    counted = and_(*conditions, last_day)
    sums: list[ColumnElement[Any]] = [func.sum(columns[metric.numerator]).filter(counted)]
    if metric.denominator:
        sums.append(func.sum(columns[metric.denominator]).filter(counted))
    return sums


def _labelled(metrics: Sequence[Metric], columns: Any, scope: Scope) -> list[ColumnElement[Any]]:
    return [
        total.label(f"m{index}_{place}")
        for index, metric in enumerate(metrics)
        for place, total in enumerate(_sums(metric, columns, scope))
    ]


def _value(metric: Metric, numerator: Any, denominator: Any) -> Value:
    above = None if numerator is None else float(numerator)
    below = None if denominator is None else float(denominator)
    return Value(above, below, metric.value(above, below))


class Reads:
    """All numbers a screen, an export or provenance may ask for. Every call takes a scope and keeps to its rights."""

    def __init__(self, engine: Engine, directory: Directory) -> None:
        self._engine = engine
        self._directory = directory

    def total(self, metric: Metric, scope: Scope) -> Value:
        """The metric over the whole scope."""
        return self.totals([metric], scope)[metric.key]

    def totals(self, metrics: Sequence[Metric], scope: Scope) -> dict[str, Value]:
        """Several metrics over the whole scope, by key; one round trip for all that share a mart."""
        found: dict[str, Value] = {}
        for mart in dict.fromkeys(metric.mart for metric in metrics):
            group = [metric for metric in metrics if metric.mart == mart]
            source = self._source(mart, set(), scope)
            row = dict(self._rows(select(*_labelled(group, source.c, scope)), source, scope)[0])
            for index, metric in enumerate(group):
                found[metric.key] = _value(metric, row[f"m{index}_0"], row.get(f"m{index}_1"))
        return found

    def series(self, metric: Metric, grain: str, scope: Scope) -> pd.DataFrame:
        """The metric over time: columns period (first day), numerator, denominator, value; empty periods absent.

        Raises ValueError for a grain that is not day, week (from Monday), month, quarter or year.
        """
        if grain not in GRAINS:
            raise ValueError(f"'{grain}' is not a grain of time; use one of {', '.join(GRAINS)}")
        source = self._source(metric.mart, set(), scope)
        period = cast(func.date_trunc(grain, source.c.day), Date).label("period")
        statement = select(period, *_labelled([metric], source.c, scope)).group_by(period).order_by(period)
        frame = self._frame(metric, "period", self._rows(statement, source, scope))
        return frame.assign(period=pd.to_datetime(frame["period"]))

    def breakdown(self, metric: Metric, by: str, scope: Scope) -> pd.DataFrame:
        """The metric by one dimension: columns code, numerator, denominator, value; members without rows absent.

        Raises ValueError for a dimension that does not exist, LookupError for one the mart does not keep.
        """
        if by not in DIMENSIONS:
            raise ValueError(f"'{by}' is not a dimension; use one of {', '.join(DIMENSIONS)}")
        source = self._source(metric.mart, {DIMENSIONS[by]}, scope)
        code = source.c[DIMENSIONS[by]].label("code")
        statement = select(code, *_labelled([metric], source.c, scope)).group_by(code).order_by(code)
        return self._frame(metric, "code", self._rows(statement, source, scope))

    def ranking(self, metric: Metric, by: str, scope: Scope) -> pd.DataFrame:
        """All divisions of level `by` in the scope, best first, with 95 % intervals and the ranks they allow.

        Columns: code, name_zh, name_en, numerator, denominator, value, low, high (in the metric's unit; rates
        only), rank_low, rank_high (NaN under 30 cases, for counts, and where no direction is good).
        """
        members = self._directory.members(scope.city, by, scope.division)
        frame = members.merge(self.breakdown(metric, by, scope), on="code", how="left")
        parts = zip(frame["numerator"].tolist(), frame["denominator"].fillna(0.0).tolist(), strict=True)
        intervals = [wilson_interval(above, below) if metric.is_rate and below else None for above, below in parts]
        ranked = [
            interval if enough and metric.direction is not Direction.NONE else None
            for interval, enough in zip(intervals, frame["denominator"] >= RANKING_MINIMUM, strict=True)
        ]
        ranks = rank_ranges(ranked, high_is_good=metric.direction is Direction.UP)
        frame["low"] = [interval[0] * metric.scale if interval else float("nan") for interval in intervals]
        frame["high"] = [interval[1] * metric.scale if interval else float("nan") for interval in intervals]
        frame["rank_low"] = [rank[0] if rank else float("nan") for rank in ranks]
        frame["rank_high"] = [rank[1] if rank else float("nan") for rank in ranks]
        worst_last = metric.direction is Direction.DOWN
        return frame.sort_values(["value", "code"], ascending=[worst_last, True], na_position="last", ignore_index=True)

    def _source(self, mart: str, dimensions: set[str], scope: Scope) -> FromClause:
        needed = set(dimensions) | {"kind", "source_key"}
        if scope.division is not None and (column := self._directory.column_of(scope.division)):
            needed.add(column)
        if scope.categories:
            needed.add("category")
        return MARTS[mart].narrowest(needed).table

    def _rows(self, statement: Select[Any], source: FromClause, scope: Scope) -> list[Any]:
        columns = source.c
        conditions = [
            columns.city_code == scope.city,
            columns.day.between(scope.period.start, scope.period.end),
        ]
        if scope.division is not None and (column := self._directory.column_of(scope.division)):
            conditions.append(columns[column] == scope.division)
        for name, wanted in (("kind", scope.kinds), ("category", scope.categories), ("source_key", scope.sources)):
            if wanted:
                conditions.append(columns[name].in_(wanted))
        with read_connection(self._engine, scope.rights) as connection:
            return list(connection.execute(statement.where(*conditions)).mappings())

    @staticmethod
    def _frame(metric: Metric, first: str, rows: list[Any]) -> pd.DataFrame:
        values = [_value(metric, row["m0_0"], row.get("m0_1")) for row in rows]
        return pd.DataFrame(
            {
                first: [row[first] for row in rows],
                "numerator": pd.Series([each.numerator for each in values], dtype="float64"),
                "denominator": pd.Series([each.denominator for each in values], dtype="float64"),
                "value": pd.Series([each.value for each in values], dtype="float64"),
            }
        )
