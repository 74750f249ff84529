"""A number beside what it is compared with: the month before (环比), the year before (同比), the target and the gap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from data_access.directory import Target
from data_access.metric import Metric
from data_access.period import Comparison, counted, earlier, mature
from data_access.quality import Quality
from data_access.scope import Scope
from data_access.value import RefusedError, Value


class Totals(Protocol):
    """What gives the metric over a scope: reads, cached or not."""

    def total(self, metric: Metric, scope: Scope) -> Value: ...


class Ripening(Totals, Protocol):
    """What gives the metric as it stood by a day besides."""

    def done_by(self, metric: Metric, scope: Scope, until: date) -> Value: ...


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
class AtEqualMaturity:
    """A period that may still move beside earlier ones as they stood `days` whole days after their own end.

    `share`, from 0 to 1, is how mature it is: how much is in by the metric that says so, else the part of what an
    earlier period counts now that it counted then (None: nothing tells). `final` is the month before as it is now,
    where it no longer moves.
    """

    days: int
    share: float | None
    compared: tuple[Compared, ...]
    final: Value | None


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


def at_equal_maturity(
    reads: Ripening, metric: Metric, scope: Scope, trusted: Quality, matured_by: Metric | None = None
) -> AtEqualMaturity | None:
    """The value beside that of the month before and of a year before, all as they stood equally long after their end.

    Only days that are over count, on all sides. `matured_by` is the metric that says how much of this one is in. None
    where the days of either are not all there, or it is not kept when things were done.
    """
    through = scope.as_of - timedelta(days=1)
    days = counted(scope.period, through, complete_days_only=False)
    pairs = earlier(days) if days else ()
    if not pairs or not all(trusted.whole(each) for pair in pairs for each in (pair.now, pair.before)):
        return None

    def stood(pair: Comparison) -> Compared:
        age = through - pair.now.end
        now, before = (reads.done_by(metric, scope.during(each), each.end + age) for each in (pair.now, pair.before))
        return Compared(now, before, pair.now.days if pair.shortened else None)

    try:
        found = tuple(map(stood, pairs))
        share, final = _share(reads, metric, scope, tuple(zip(pairs, found, strict=True)))
        told = None if matured_by is None else _told_share(matured_by, reads.total(matured_by, scope))
    except RefusedError:
        return None
    return AtEqualMaturity((through - pairs[0].now.end).days, share if told is None else told, found, final)


def _share(
    reads: Totals, metric: Metric, scope: Scope, found: Sequence[tuple[Comparison, Compared]]
) -> tuple[float | None, Value | None]:
    """Of the newest earlier period that no longer moves: how much of it was there then; the month before, as it is."""
    settled = [each for each in found if mature(each[0].before, metric.maturity_lag_days, scope.as_of)]
    if not settled:
        return None, None
    pair, stood = settled[0]
    now = reads.total(metric, scope.during(pair.before))
    final = now if pair is found[0][0] and pair.before.is_month else None
    return _part(stood.before, now), final


def _part(then: Value, now: Value) -> float | None:
    """How much of what came in there was then: of what is divided by, where that comes later too."""
    comes_later = then.denominator != now.denominator
    before, after = (then.denominator, now.denominator) if comes_later else (then.numerator, now.numerator)
    return None if before is None or not after else before / after


def _told_share(metric: Metric, value: Value) -> float | None:
    return None if value.value is None or not metric.is_rate else min(value.value / metric.scale, 1.0)


def weighted(values: Mapping[str, Value], weights: Mapping[str, float]) -> float | None:
    """The mean of values by key, as their weights say; None where any of them is not known or not told."""
    told = {key: values[key].value for key in weights}
    found = [each for each in told.values() if each is not None]
    if not weights or len(found) < len(told):
        return None
    return sum(weight * each for weight, each in zip(weights.values(), found, strict=True)) / sum(weights.values())


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
