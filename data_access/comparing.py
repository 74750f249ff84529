"""A number beside what it is compared with: the month before (环比), the year before (同比), the target and the gap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from data_access.directory import Target
from data_access.metric import Metric
from data_access.period import Comparison, counted, earlier
from data_access.quality import Quality
from data_access.scope import Scope
from data_access.value import RefusedError, Value


class Totals(Protocol):
    """What gives the metric over a scope: reads, cached or not."""

    def total(self, metric: Metric, scope: Scope) -> Value: ...


@dataclass(frozen=True, slots=True)
class Compared:
    """A value and the earlier one it may be compared with; `days` where both are over fewer days than the view's."""

    now: Value
    before: Value
    days: int | None

    @property
    def change(self) -> float | None:
        """By how much the value is more now, in the metric's unit; None where either is not known."""
        if self.now.value is None or self.before.value is None:
            return None
        return self.now.value - self.before.value


@dataclass(frozen=True, slots=True)
class Standing:
    """A value with the target that is valid at the end of the period, and the gap: value minus target."""

    value: Value
    target: Target | None
    gap: float | None


def comparisons(metric: Metric, scope: Scope, trusted: Quality) -> tuple[Comparison, ...]:
    """The days that `compared` compares."""
    days = counted(scope.period, scope.as_of, metric.complete_days_only)
    pairs = earlier(days) if days else ()
    whole = all(trusted.whole(each) for pair in pairs for each in (pair.now, pair.before))
    return pairs if whole else ()


def compared(reads: Totals, metric: Metric, scope: Scope, trusted: Quality) -> list[Compared]:
    """The value beside that of the month before and of a year before, over equally many days.

    Empty where not all days of both are there: what a late source, or one that is still loading, has not brought would
    look like a fall. Empty too where the metric does not tell the days that are left.
    """
    try:
        return [
            Compared(
                reads.total(metric, scope.during(pair.now)),
                reads.total(metric, scope.during(pair.before)),
                pair.now.days if pair.shortened else None,
            )
            for pair in comparisons(metric, scope, trusted)
        ]
    except RefusedError:
        return []


def target_for(targets: Sequence[Target], metric: Metric, division: str, city: str, on: date) -> Target | None:
    """The target valid on a day: the division's own, else the city's; None where no document gives one."""
    valid = [
        each
        for each in targets
        if each.metric_key == metric.key
        and each.valid_from <= on
        and (each.valid_to is None or on < each.valid_to)
        and each.division_code in (division, city)
    ]
    own = [each for each in valid if each.division_code == division]
    found = own or valid
    return found[-1] if found else None


def standing(value: Value, metric: Metric, scope: Scope, targets: Sequence[Target]) -> Standing:
    """A value of a scope against its target."""
    target = target_for(targets, metric, scope.division or scope.city, scope.city, scope.period.end)
    gap = None if target is None or value.value is None else value.value - target.value
    return Standing(value, target, gap)


@dataclass(frozen=True, slots=True)
class AtTarget:
    """How many of the metrics that have a target reach it, and the keys of the three that fall shortest.

    It stands in for an index of the city: no weights are made up, and what has no target or no number counts nowhere.
    """

    met: int
    judged: int
    worst: tuple[str, ...]


def at_target(standings: Mapping[str, Standing]) -> AtTarget:
    """The summary of several metrics by key; how far one falls short is told in shares of its target."""
    judged = {
        key: (each.target.met_by(each.value.value), abs(each.gap or 0.0) / (abs(each.target.value) or 1.0))
        for key, each in standings.items()
        if each.target is not None and each.value.value is not None
    }
    short = sorted((key for key, (met, _far) in judged.items() if not met), key=lambda key: (-judged[key][1], key))
    return AtTarget(sum(met for met, _far in judged.values()), len(judged), tuple(short[:3]))
