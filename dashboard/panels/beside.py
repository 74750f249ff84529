"""How well, beside how soon, where many numbers are shown at once: in maps, rankings and splits one line says it."""

from collections.abc import Callable, Collection

import pandas as pd

from dashboard import format as fmt
from dashboard.language import gettext as _
from dashboard.told import rows_told, told
from dashboard.view import View
from data_access.metric import Metric
from data_access.scope import Scope


def beside(view: View, metric: Metric, scope: Scope, read: Callable[[Metric], pd.DataFrame] | None = None) -> str:
    """The companion without which the metric is never shown: over the scope, and by what `read` gives from the least to
    the most; empty where it needs none.
    """
    other = companion_of(view, metric)
    return "" if other is None else _said(view, other, scope, read)


def beside_each(view: View, metrics: Collection[Metric], scope: Scope, read: Callable[[Metric], pd.DataFrame]) -> str:
    """The same of metrics that are shown together, of companions that are not among them."""
    others = {other.key: other for metric in metrics if (other := companion_of(view, metric)) and other not in metrics}
    return " · ".join(_said(view, other, scope, read) for other in others.values())


def companion_of(view: View, metric: Metric) -> Metric | None:
    """The first of the metrics without which this one is never shown."""
    return next((view.metrics[key] for key in metric.companions if key in view.metrics), None)


def _said(view: View, other: Metric, scope: Scope, read: Callable[[Metric], pd.DataFrame] | None) -> str:
    name, found = other.name.in_language(view.language), told(view, other, scope)
    if found.why:
        return _("并看%(name)s：%(value)s", name=name, value=found.why)
    whole = _("隐去") if found.value.withheld else fmt.quantity(found.value.value, other, view.language)
    rows, why = rows_told(view, lambda: pd.DataFrame() if read is None else read(other))
    values = pd.Series(dtype="float64") if why or rows.empty else rows["value"].dropna()
    if values.empty:
        return _("并看%(name)s：%(value)s", name=name, value=whole)
    low, high = (fmt.quantity(float(end), other, view.language) for end in (values.min(), values.max()))
    return _("并看%(name)s：%(value)s，各项 %(low)s 至 %(high)s", name=name, value=whole, low=low, high=high)
