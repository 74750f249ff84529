"""Collects the metrics of all themes and holds them to what a metric must be."""

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from data_access import metrics
from data_access.dimension import DIMENSIONS, VIRTUAL
from data_access.metric import Metric
from data_access.schema import MARTS


def collect_metrics() -> Mapping[str, Metric]:
    """All metrics by key, in the order of their theme files. Raises ValueError on one that is not sound."""
    found: dict[str, Metric] = {}
    for module in sorted(each.name for each in pkgutil.iter_modules(metrics.__path__)):
        for metric in import_module(f"{metrics.__name__}.{module}").METRICS:
            if metric.key in found:
                raise ValueError(f"the metric key '{metric.key}' is declared twice")
            _check(metric)
            found[metric.key] = metric
    for metric in found.values():
        missing = [key for key in (*metric.companions, *filter(None, [metric.matured_by])) if key not in found]
        if missing:
            raise ValueError(f"the metric '{metric.key}' names metrics that do not exist: {missing}")
    return MappingProxyType(found)


def _check(metric: Metric) -> None:
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
