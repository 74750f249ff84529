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
    told = {(first.year, first.month): float(value) for first, value in zip(firsts, values, strict=True)}
    first, last = (day.year * 12 + day.month - 1 for day in (months.start, months.end))
    return [told.get((month // 12, month % 12 + 1), nan) for month in range(first, last + 1)]


def trend_line(view: View, metric: Metric, box: Box, *, mark: str, target: float | None = None) -> Child:
    """The last twelve months as a small line; nothing where fewer than two are told or they do not compare."""
    values = by_month(view, metric) if metric.comparable_over_time else []
    if sum(known(value) for value in values) < 2:
        return ""
    svg = sparkline(values, box, view.palette, mark=mark, target=target, open_end=view.open_end(metric))
    return picture(svg, "spark", _("近 12 个月"))
