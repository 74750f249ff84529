"""A metric over the last months: a value for each month, and the small line of them that stands beside a number."""

from math import nan
from typing import Any

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
        rows = view.reads.series(metric, "month", view.scope.during(months))
    except RefusedError:
        return []
    return each_month(rows["period"], rows["value"], months)


def each_month(firsts: "pd.Series[Any]", values: "pd.Series[Any]", months: Period) -> list[float]:
    """The value of each month by the first days of those that are told; NaN of a month of which nothing is told, which
    has no row, so that it keeps its place."""
    told = dict(zip(pd.to_datetime(firsts), values.astype(float), strict=True))
    return [told.get(first, nan) for first in pd.date_range(months.start, months.end, freq="MS")]


def trend_line(view: View, metric: Metric, box: Box, *, mark: str, target: float | None = None) -> Child:
    """The last twelve months as a small line; nothing where fewer than two are told or they do not compare."""
    values = by_month(view, metric) if metric.comparable_over_time else []
    if sum(known(value) for value in values) < 2:
        return ""
    svg = sparkline(values, box, view.palette, mark=mark, target=target, open_end=view.open_end(metric))
    return picture(svg, "spark", _("近 12 个月"))
