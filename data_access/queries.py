"""The read layer: any metric, along any dimension, in one scope, over the narrowest mart that can answer."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from data_access.asking import Asked, filters
from data_access.by_hour import by_hour
from data_access.cells import Cell, Cells, cells, columns, days, side_by_side
from data_access.dimension import DIMENSIONS, GRAINS, VIRTUAL, grain_of
from data_access.directory import Directory
from data_access.distribution import distribution
from data_access.doors import Door, Doors
from data_access.fineness import asked_wrongly
from data_access.hot_spots import HotSpots, hot_spots
from data_access.metric import Metric
from data_access.people.kept import KeptTables
from data_access.people.reads import People
from data_access.people.ripening import assert_told_whole
from data_access.permission import WHOLE_ONLY, Permission, Reach
from data_access.ranking import Among, Told, among, ranking
from data_access.records import records, rows_refused
from data_access.ripening import done_by
from data_access.scope import Scope
from data_access.value import Refusal, RefusedError, Value

__all__ = ["Reads", "Value"]

_NUMBERS = ("numerator", "denominator", "value")
_RANKS = ("rank_low", "rank_high")


class Reads:
    """All numbers a screen, an export or provenance may ask for. Every call takes a scope and keeps to its rights.

    A frame has the columns numerator, denominator, value (NaN: no data) and withheld (true: there is data, not told).
    Every call raises RefusedError, a LookupError with a sentence for people, for what a metric does not answer, and
    LookupError for dimensions that no grain of its mart keeps together. `from_facts` reads what facts contribute and
    not the marts: the same numbers, recomputed.

    `publisher` is an engine of the role that reads sums of whole cities: what all may know of public metrics, and what
    small numbers are hidden in (None: who sees single divisions is told neither); `keep` keeps the latter for all.
    """

    def __init__(
        self,
        engine: Engine,
        directory: Directory,
        *,
        publisher: Engine | None = None,
        small_count: int = 5,
        from_facts: bool = False,
        keep: bool = False,
    ) -> None:
        self._directory, self._from_facts = directory, from_facts
        self._doors = Doors(engine, publisher, Permission(directory))
        self._people = People(self._doors, directory, small_count, KeptTables(engine) if keep else None)

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
            engine, asked = self._doors.open(metric, asked)
            return _value(metric, done_by(engine, metric, asked, until)[1])
        whole = self.total(metric, scope)
        assert_told_whole(asked, self._level(scope), until)
        now, then = done_by(self._doors.own, metric, asked, until)
        return _value(metric, Cell(None, None, True) if whole.withheld else self._people.ripened(metric, then, now))

    def series(self, metric: Metric, grain: str, scope: Scope) -> pd.DataFrame:
        """The metric over time: column period (first day) and the numbers; empty periods absent.

        Raises ValueError for a grain that is not day, week (from Monday), month, quarter or year.
        """
        return self._frame(metric, ("period",), scope, grain=grain_of(grain))

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
        (NaN under 30 cases, for counts, and where no direction is good). Who sees some of them only is told of these,
        with their ranks among all of the city where the metric is public.
        """
        members = self._directory.members(scope.city, by, scope.division)
        told = self._told(metric, 1, scope, (by,))
        own = members
        if scope.rights.level != "city":
            own = members[[self._doors.permission.is_own(scope.rights, code) for code in members["code"]]]
        found = ranking(metric, own, told)
        if len(own) == len(members):
            return found
        # Among some of them they have no rank.
        if metric.protected or by != scope.rights.level or filters(scope):
            return found.assign(**dict.fromkeys(_RANKS, float("nan")))
        ranks = self._of_all(metric, by, scope).set_index("code")
        return found.assign(**{name: ranks[name].reindex(found["code"]).to_numpy() for name in _RANKS})

    def among(self, metric: Metric, scope: Scope) -> Among:
        """Where the scope's division stands among all of its level in the city: what all may know of a public metric,
        without the names and values of others.

        Raises RefusedError for metrics that are about people, for the city itself, and for a scope that is filtered.
        """
        level = self._level(scope)
        self._asked([metric], scope)
        if metric.protected or level == "city" or filters(scope):
            raise RefusedError(WHOLE_ONLY)
        return among(self._of_all(metric, level, scope), scope.division or "")

    def distribution(self, metric: Metric, scope: Scope, shares: Sequence[float] = (0.5, 0.9, 0.95)) -> pd.DataFrame:
        """How long the cases behind a mean took: see data_access.distribution. Raises RefusedError where unknown."""
        asked = self._asked([metric], scope)
        if self._doors.permission.reach(metric, scope) is Reach.SHARED:
            raise RefusedError(WHOLE_ONLY)
        # Of people it says how many cases there are: only where that is told anyway.
        withheld = metric.protected and self.total(metric, scope).withheld
        return distribution(self._doors.own, metric, asked, shares, withheld=withheld)

    def by_hour(self, metric: Metric, scope: Scope, zone: str) -> pd.DataFrame:
        """When in the week what a count counts was reported, by the clock of `zone`: see data_access.by_hour."""
        asked = self._asked([metric], scope)
        if self._doors.permission.reach(metric, scope) is Reach.SHARED:
            raise RefusedError(WHOLE_ONLY)
        return by_hour(self._doors.own, metric, asked, zone)

    def hot_spots(self, metric: Metric, scope: Scope) -> HotSpots:
        """Where more was reported in a month than by chance: see data_access.hot_spots."""
        asked = self._asked([metric], scope)
        self._doors.permission.reach(metric, scope, ("grid",))
        return hot_spots(self._doors.own, metric, asked)

    def rows(self, metric: Metric, scope: Scope, limit: int = 100, offset: int = 0) -> pd.DataFrame:
        """The records that count, by source and key: both, numerator, denominator, and what the record says of itself.

        Their numerators add up to the metric's, and so do the denominators that are of the same mart. Raises
        RefusedError for metrics about people, for those of the ledger, and for viewers who may not open records.
        """
        asked = self._asked([metric], scope)
        if refused := self.rows_refused(metric, scope):
            raise RefusedError(refused)
        return records(self._doors.own, metric, asked, limit, offset)

    def rows_refused(self, metric: Metric, scope: Scope) -> Refusal | None:
        """Why the records behind a number are not listed for the viewer; None where they are."""
        if refused := rows_refused(metric, scope):
            return refused
        return WHOLE_ONLY if self._doors.permission.reach(metric, scope) is Reach.SHARED else None

    def _cells(
        self, metrics: Sequence[Metric], scope: Scope, by: tuple[str, ...] = (), grain: str | None = None
    ) -> Mapping[str, Cells]:
        asked = self._asked(metrics, scope, by, grain)
        level = self._level(scope)
        found: dict[str, Cells] = {}
        public: dict[Door, list[Metric]] = {}
        for metric in metrics:
            if not metric.protected:
                public.setdefault(self._doors.open(metric, asked), []).append(metric)
        for (engine, question), wanted in public.items():
            found |= cells(engine, wanted, question)
        return found | {each.key: self._people.cells(each, asked, level) for each in metrics if each.protected}

    def _asked(
        self, metrics: Sequence[Metric], scope: Scope, by: tuple[str, ...] = (), grain: str | None = None
    ) -> Asked:
        for name in by:
            if name not in DIMENSIONS | VIRTUAL:
                raise ValueError(f"'{name}' is not a dimension; use one of {', '.join(DIMENSIONS | VIRTUAL)}")
        for metric in metrics:
            self._doors.permission.reach(metric, scope, by)
            if refusal := asked_wrongly(metric, by, grain, self._level(scope), scope):
                raise RefusedError(refusal)
        column = None if scope.division is None else self._directory.column_of(scope.division)
        return Asked(scope, column, by, grain, self._from_facts)

    def _of_all(self, metric: Metric, by: str, scope: Scope) -> pd.DataFrame:
        """The ranking of all divisions of a level in the city, of which only what all may know is told."""
        asked = Asked(scope.within(None), None, (by,), None, self._from_facts)
        engine, asked = self._doors.whole(asked)
        keys, above, below = columns(engine, metric, asked)
        told = Told(keys, above, below, np.zeros(len(above), dtype="bool"))
        return ranking(metric, self._directory.members(scope.city, by, None), told)

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
        keys = [days(key) if name == "period" else key for name, key in zip(names, told.keys, strict=True)]
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
            engine, asked = self._doors.open(metric, self._asked([metric], scope, by, grain))
            keys, above, below = columns(engine, metric, asked)
            return Told(keys, above, below, np.zeros(len(above), dtype="bool"))
        found = self._cells([metric], scope, by, grain)[metric.key]
        keys, above, below = side_by_side(found, width)
        hidden = dict.fromkeys(key for key, cell in found.items() if cell.withheld)
        return Told(keys, above, below, np.array([key in hidden for key in zip(*keys, strict=True)], dtype="bool"))


def _value(metric: Metric, cell: Cell) -> Value:
    return Value(*cell[:2], metric.value(*cell[:2]), cell.withheld)
