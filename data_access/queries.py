"""The read layer: any metric, along any dimension, in one scope, over the narrowest mart that can answer."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Engine

from data_access.asking import Asked, periods
from data_access.cells import Cell, Cells, cells, columns, last_day, side_by_side
from data_access.dimension import DIMENSIONS, GRAINS, LEVELS, VIRTUAL
from data_access.directory import Directory
from data_access.distribution import distribution
from data_access.metric import Metric, Text
from data_access.people.reads import People
from data_access.people.ripening import assert_told_whole
from data_access.ranking import Told, ranking
from data_access.records import records
from data_access.ripening import done_by
from data_access.scope import Period, Scope
from data_access.value import Refusal, RefusedError, Value

__all__ = ["Reads", "Value"]

_NUMBERS = ("numerator", "denominator", "value")
_WHOLE = {"month": Text("整月", "whole months"), "year": Text("整年", "whole years")}


class Reads:
    """All numbers a screen, an export or provenance may ask for. Every call takes a scope and keeps to its rights.

    A frame has the columns numerator, denominator, value (NaN: no data) and withheld (true: there is data, not told).
    Every call raises RefusedError, a LookupError with a sentence for people, for what a metric does not answer, and
    LookupError for dimensions that no grain of its mart keeps together. `from_facts` reads what facts contribute and
    not the marts: the same numbers, recomputed.
    """

    def __init__(self, engine: Engine, directory: Directory, *, small_count: int = 5, from_facts: bool = False) -> None:
        self._engine = engine
        self._directory = directory
        self._people = People(engine, directory, small_count)
        self._from_facts = from_facts

    def total(self, metric: Metric, scope: Scope) -> Value:
        """The metric over the whole scope."""
        return self.totals([metric], scope)[metric.key]

    def totals(self, metrics: Sequence[Metric], scope: Scope) -> dict[str, Value]:
        """Several metrics over the whole scope, by key; one statement for all that share a table."""
        found = self._cells(metrics, scope)
        return {metric.key: _value(metric, found[metric.key].get((), Cell(None, None))) for metric in metrics}

    def done_by(self, metric: Metric, scope: Scope, until: date) -> Value:
        """The metric over the whole scope as far as things were done by the day `until`, at equal maturity.

        Raises RefusedError where it is not kept when things were done, and for numbers about people but for months of
        the whole city, as old as a month is at the reading.
        """
        asked = self._asked([metric], scope)
        if not metric.protected:
            return _value(metric, done_by(self._engine, metric, asked, until)[1])
        whole = self.total(metric, scope)
        assert_told_whole(asked, self._level(scope), until)
        now, then = done_by(self._engine, metric, asked, until)
        return _value(metric, Cell(None, None, True) if whole.withheld else self._people.ripened(metric, then, now))

    def series(self, metric: Metric, grain: str, scope: Scope) -> pd.DataFrame:
        """The metric over time: column period (first day) and the numbers; empty periods absent.

        Raises ValueError for a grain that is not day, week (from Monday), month, quarter or year.
        """
        return self._frame(metric, ("period",), scope, grain=_grain(grain))

    def breakdown(self, metric: Metric, by: str, scope: Scope) -> pd.DataFrame:
        """The metric by one dimension: column code and the numbers; members without rows absent.

        Raises ValueError for a dimension that does not exist.
        """
        return self._frame(metric, ("code",), scope, (by,))

    def matrix(self, metric: Metric, by: str, across: str, scope: Scope) -> pd.DataFrame:
        """The metric by two dimensions, or a dimension and a grain of time: columns code, across and the numbers.

        Raises ValueError for a dimension that does not exist.
        """
        if across in GRAINS:
            return self._frame(metric, ("code", "across"), scope, (by,), across)
        return self._frame(metric, ("code", "across"), scope, (by, across))

    def ranking(self, metric: Metric, by: str, scope: Scope) -> pd.DataFrame:
        """All divisions of level `by` in the scope, best first, with 95 % intervals and the ranks they allow.

        Columns: code, name_zh, name_en, the numbers, low, high (in the metric's unit; rates only), rank_low, rank_high
        (NaN under 30 cases, for counts, and where no direction is good).
        """
        members = self._directory.members(scope.city, by, scope.division)
        return ranking(metric, members, self._told(metric, 1, scope, (by,)))

    def distribution(self, metric: Metric, scope: Scope, shares: Sequence[float] = (0.5, 0.9, 0.95)) -> pd.DataFrame:
        """How long the cases behind a mean took: see data_access.distribution. Raises RefusedError where unknown."""
        asked = self._asked([metric], scope)
        # Of people it says how many cases there are: only where that is told anyway.
        withheld = metric.protected and self.total(metric, scope).withheld
        return distribution(self._engine, metric, asked, shares, withheld=withheld)

    def rows(self, metric: Metric, scope: Scope, limit: int = 100, offset: int = 0) -> pd.DataFrame:
        """The records that count, by source and key: both, numerator, denominator, and what the record says of itself.

        Their numerators add up to the metric's, and so do the denominators that are of the same mart. Raises
        RefusedError for metrics about people, for those of the ledger, and for viewers who may not open records.
        """
        return records(self._engine, metric, self._asked([metric], scope), limit, offset)

    def _cells(
        self, metrics: Sequence[Metric], scope: Scope, by: tuple[str, ...] = (), grain: str | None = None
    ) -> Mapping[str, Cells]:
        asked = self._asked(metrics, scope, by, grain)
        level = self._level(scope)
        public = [metric for metric in metrics if not metric.protected]
        found = cells(self._engine, public, asked) if public else {}
        return found | {each.key: self._people.cells(each, asked, level) for each in metrics if each.protected}

    def _asked(
        self, metrics: Sequence[Metric], scope: Scope, by: tuple[str, ...] = (), grain: str | None = None
    ) -> Asked:
        for name in by:
            if name not in DIMENSIONS | VIRTUAL:
                raise ValueError(f"'{name}' is not a dimension; use one of {', '.join(DIMENSIONS | VIRTUAL)}")
        for metric in metrics:
            if refusal := asked_wrongly(metric, by, grain, self._level(scope), scope):
                raise RefusedError(refusal)
        column = None if scope.division is None else self._directory.column_of(scope.division)
        return Asked(scope, column, by, grain, self._from_facts)

    def _level(self, scope: Scope) -> str:
        return "city" if scope.division is None else self._directory.level_of(scope.division)

    def _frame(
        self,
        metric: Metric,
        names: tuple[str, ...],
        scope: Scope,
        by: tuple[str, ...] = (),
        grain: str | None = None,
    ) -> pd.DataFrame:
        told = self._told(metric, len(names), scope, by, grain)
        keys = [_days(key) if name == "period" else key for name, key in zip(names, told.keys, strict=True)]
        both = (told.above, told.below, metric.values(told.above, told.below))
        # Nobody else has these columns: they need no copy.
        return pd.DataFrame(
            {**dict(zip((*names, *_NUMBERS), (*keys, *both), strict=True)), "withheld": told.withheld}, copy=False
        )

    def _told(
        self, metric: Metric, width: int, scope: Scope, by: tuple[str, ...] = (), grain: str | None = None
    ) -> Told:
        """What is told of the metric, in the order of its keys of `width` parts."""
        if not metric.protected:
            keys, above, below = columns(self._engine, metric, self._asked([metric], scope, by, grain))
            return Told(keys, above, below, np.zeros(len(above), dtype="bool"))
        found = self._cells([metric], scope, by, grain)[metric.key]
        keys, above, below = side_by_side(found, width)
        hidden = dict.fromkeys(key for key, cell in found.items() if cell.withheld)
        return Told(keys, above, below, np.array([key in hidden for key in zip(*keys, strict=True)], dtype="bool"))


def asked_wrongly(metric: Metric, by: tuple[str, ...], grain: str | None, level: str, scope: Scope) -> Refusal | None:
    """Why what is asked is finer than a metric can be told, in place or in time; None where it is not."""
    finest = max([level, *(name for name in by if name in LEVELS)], key=LEVELS.index)
    if LEVELS.index(finest) > LEVELS.index(metric.finest):
        return Refusal(
            "too_fine",
            Text(f"“{metric.name.zh}”不能按更小的范围拆分。", f"'{metric.name.en}' cannot be told for smaller places."),
        )
    if metric.whole == "day":
        return None
    last = last_day(metric, scope)
    whole = periods(metric.whole, scope.period.start, scope.period.end)
    closed = Period(whole[0], scope.period.end).ends_with(metric.whole) or scope.period.end >= last
    if (
        scope.period.start == whole[0]
        and closed
        and (grain is None or GRAINS.index(grain) >= GRAINS.index(metric.whole))
    ):
        return None
    said = _WHOLE[metric.whole]
    return Refusal(
        "not_whole", Text(f"“{metric.name.zh}”只按{said.zh}统计。", f"'{metric.name.en}' is counted by {said.en} only.")
    )


def _days(days: list[date]) -> NDArray[np.datetime64]:
    return np.array(days, dtype="datetime64[s]")


def _grain(grain: str) -> str:
    if grain not in GRAINS:
        raise ValueError(f"'{grain}' is not a grain of time; use one of {', '.join(GRAINS)}")
    return grain


def _value(metric: Metric, cell: Cell) -> Value:
    return Value(*cell[:2], metric.value(*cell[:2]), cell.withheld)
