"""Whether a number is good: its target, its distance to it, and the states in which it is not judged at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isnan

from data_access.directory import Target
from data_access.freshness import SourceState
from data_access.metric import Metric
from data_access.queries import Value
from data_access.statistics import JUDGEMENT_MINIMUM, wilson_interval


class Status(StrEnum):
    """The state a card, a county or a mark is shown in; the value is its CSS class."""

    MISSED = "bad"
    NEAR = "warn"
    MET = "good"
    PLAIN = "plain"
    IMMATURE = "imm"
    LATE = "stale"
    FAILED = "fail"
    NONE = "none"


# Attention first; the order of cards on a phone and of the attention list.
SEVERITY = tuple(Status)


@dataclass(frozen=True, slots=True)
class Judged:
    """A value with its target and the verdict on it; `gap` is value minus target in the metric's unit."""

    status: Status
    target: Target | None
    gap: float | None


def trustworthy(sources: Sequence[SourceState]) -> bool:
    """Whether all these sources are on time: only then is anything ranked or anybody named."""
    return all(source.state == "fresh" for source in sources)


def judge(metric: Metric, value: Value, target: Target | None, sources: Sequence[SourceState], mature: bool) -> Judged:
    """The verdict on a value; data that is absent, failed or not yet mature is not judged."""
    gap = None if target is None or value.value is None else value.value - target.value
    return Judged(_status(metric, value, target, sources, mature), target, gap)


def _status(
    metric: Metric, value: Value, target: Target | None, sources: Sequence[SourceState], mature: bool
) -> Status:
    # What is read for the first time has not failed: its numbers are not all there yet.
    begun = [source for source in sources if not (source.loading and source.state == "missing")]
    mature = mature and len(begun) == len(sources)
    states = {source.state for source in begun}
    if value.value is None:
        return Status.FAILED if "failed" in states else Status.NONE
    if states & {"failed", "missing"}:
        return Status.FAILED
    if not mature:
        return Status.IMMATURE
    if states & {"late", "paused"}:
        return Status.LATE
    return Status.PLAIN if target is None else against(metric, value, target)


def against(metric: Metric, value: Value, target: Target) -> Status:
    """Met; near, where the 95 % interval of a share of cases still reaches the target; else missed.

    Under 12 cases there is no verdict.
    """
    if value.value is None:
        return Status.NONE
    if metric.of_cases and (value.denominator or 0) < JUDGEMENT_MINIMUM:
        return Status.PLAIN
    if target.met_by(value.value):
        return Status.MET
    if metric.of_cases and value.numerator is not None and value.denominator:
        interval = wilson_interval(value.numerator, value.denominator)
        if interval and any(target.met_by(end * metric.scale) for end in interval):
            return Status.NEAR
    return Status.MISSED


def wholly_missed(low: float, high: float, target: Target) -> bool:
    """Whether an interval lies wholly on the wrong side of the target (NaN bounds never do)."""
    return not (isnan(low) or isnan(high) or target.met_by(low) or target.met_by(high))
