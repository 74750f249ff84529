"""Collects the metrics of all themes and holds them to what a metric must be."""

import pkgutil
import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import MappingProxyType

from data_access import metrics
from data_access.dimension import DIMENSIONS, VIRTUAL
from data_access.metric import Direction, Metric
from data_access.schema import MARTS

# What is done soon, or at all, says little without how well: such a metric names what it is shown beside.
_SPEED = re.compile(r"(?:^|_)(?:seconds|closed|done|handled|responded|on_time|in_time)$")


def collect_metrics() -> Mapping[str, Metric]:
    """All metrics by key, in the order of their theme files. Raises ValueError on one that is not sound."""
    modules = sorted(each.name for each in pkgutil.iter_modules(metrics.__path__))
    found = [metric for name in modules for metric in import_module(f"{metrics.__name__}.{name}").METRICS]
    refuse_unsound(found)
    return MappingProxyType({metric.key: metric for metric in found})


def refuse_unsound(found: Sequence[Metric]) -> None:
    """Raise ValueError on metrics that cannot be read, say the same twice, or name others that do not exist."""
    keys: set[str] = set()
    same: dict[tuple[object, ...], str] = {}
    for metric in found:
        if metric.key in keys:
            raise ValueError(f"the metric key '{metric.key}' is declared twice")
        keys.add(metric.key)
        _check(metric)
        if (other := same.setdefault(_counted(metric), metric.key)) != metric.key:
            raise ValueError(f"the metrics '{other}' and '{metric.key}' divide the same by the same")
    for metric in found:
        missing = [key for key in (*metric.companions, *filter(None, [metric.matured_by])) if key not in keys]
        if missing:
            raise ValueError(f"the metric '{metric.key}' names metrics that do not exist: {missing}")


def _counted(metric: Metric) -> tuple[object, ...]:
    return tuple(side.counted for side in metric.terms)


def _check_company(metric: Metric) -> None:
    quick = [measure for measure in metric.numerator.plus if _SPEED.search(measure)]
    if quick and metric.direction is not Direction.NONE and not metric.companions:
        raise ValueError(
            f"the metric '{metric.key}' says how soon or how much was done ('{quick[0]}') and names no companion "
            "that says how well, such as the share done again or satisfaction"
        )


def _check(metric: Metric) -> None:
    _check_company(metric)
    spread = MARTS[metric.mart].spread if metric.mart in MARTS else None
    if metric.spread not in ("", spread.name if spread else ""):
        raise ValueError(f"the metric '{metric.key}' tells of a spread that the mart '{metric.mart}' does not keep")
    for side in metric.terms:
        mart = MARTS.get(side.mart)
        if mart is None:
            raise ValueError(f"the metric '{metric.key}' reads the mart '{side.mart}', which does not exist")
        for measure in (*side.plus, *side.minus):
            if measure not in mart.measures:
                raise ValueError(
                    f"the metric '{metric.key}' uses '{measure}', which the mart '{mart.key}' does not keep"
                )
        for name, _members in side.where:
            if name not in VIRTUAL and DIMENSIONS.get(name) not in mart.dimensions:
                raise ValueError(
                    f"the metric '{metric.key}' restricts '{name}', which the mart '{mart.key}' does not keep"
                )


METRICS = collect_metrics()
