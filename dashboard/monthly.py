"""A metric over the last months: a value for each month, and the small line of them that stands beside a number."""

from math import nan

import pandas as pd

from dashboard.components import Child, picture
from dashboard.figures.runs import known
from dashboard.figures.svg import Box, sparkline
from dashboard.language import gettext as _
from dashboard.view import View
from data_access.metric import Metric
from data_access.scope import Period
from data_access.value import RefusedError


def by_month(view: View, metric: Metric) -> list[float]:
    """The value of each month of the metric's trend, oldest first; none where the numbers are refused."""
    months = view.trend(metric)
    try:
        return each_month(view.reads.series(metric, "month", view.scope.during(months)), months)
    except RefusedError:
        return []


def each_month(rows: pd.DataFrame, months: Period) -> list[float]:
    """The `value` of the row of each month (column `period`: its first day); NaN of a month of which nothing is told,
    which has no row, so that it keeps its place."""
    told = dict(zip(rows["period"], rows["value"].astype(float), strict=True))
    return [told.get(first, nan) for first in pd.date_range(months.start, months.end, freq="MS")]


def trend_line(view: View, metric: Metric, box: Box, *, mark: str, target: float | None = None) -> Child:
    """The last twelve months as a small line; nothing where fewer than two are told or they do not compare."""
    values = by_month(view, metric) if metric.comparable_over_time else []
    if sum(known(value) for value in values) < 2:
        return ""
    svg = sparkline(values, box, view.palette, mark=mark, target=target, open_end=view.open_end(metric))
    return picture(svg, "spark", _("近 12 个月"))
