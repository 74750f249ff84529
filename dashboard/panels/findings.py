"""What the data say needs saying: plain facts found once, worded by the headline and the attention list."""

from dataclasses import dataclass

from dashboard.judge import Judged
from dashboard.panels.ranking import below_target
from dashboard.rows import rows_of
from dashboard.view import View
from data_access.directory import Target
from data_access.freshness import SourceState
from data_access.metric import Metric
from data_access.queries import Value

OVERDUE = "grid_events_overdue"


@dataclass(frozen=True, slots=True)
class Finding:
    """A county that wholly misses its target, with its open overdue events and their share of the city's."""

    code: str
    name: str
    value: float
    target: Target
    overdue: float | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Situation:
    """The leading metric's value and verdict, the counties to blame, and the sources that are not on time."""

    metric: Metric
    value: Value
    judged: Judged
    counties: tuple[Finding, ...]
    troubled: tuple[SourceState, ...]


def situation(view: View, metric: Metric) -> Situation:
    """The facts of the view's period."""
    value = view.reads.total(metric, view.scope)
    counties = _counties(view, metric)
    troubled = tuple(source for source in view.sources if source.state != "fresh")
    return Situation(metric, value, view.judged(metric, value, view.scope.division), counties, troubled)


def _counties(view: View, metric: Metric) -> tuple[Finding, ...]:
    rows = below_target(view, metric)
    if rows.empty:
        return ()
    overdue: dict[str, float] = {}
    whole = 0.0
    if OVERDUE in view.metrics:
        table = view.reads.breakdown(view.metrics[OVERDUE], view.compared_level, view.city_wide)
        counted = table[table["value"].notna()]
        overdue = dict(zip(counted["code"], counted["value"], strict=True))
        whole = sum(overdue.values())
        if view.partial:
            # Who sees a part of the city knows its total all the same.
            whole = view.reads.total(view.metrics[OVERDUE], view.city_wide).value or 0.0
    found = []
    for row in rows_of(rows):
        target = view.target(metric, str(row.code))
        if target is None:
            continue
        count = overdue.get(str(row.code))
        share = count / whole if count is not None and whole else None
        found.append(Finding(str(row.code), view.name(row), row.value, target, count, share))
    return tuple(found)
