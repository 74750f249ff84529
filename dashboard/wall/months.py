"""Months beneath what a part says: the trend of what leads where little needs attention, or a count of each month."""

from collections.abc import Sequence

from dash import html

from dashboard import format as fmt
from dashboard.components import Child, picture
from dashboard.figures.runs import known
from dashboard.figures.svg import Box
from dashboard.figures.wall import columns
from dashboard.language import gettext as _
from dashboard.monthly import by_month
from dashboard.told import told
from dashboard.view import View
from dashboard.wall.parts import trend_of
from data_access.metric import Metric

_BENEATH, _COLUMNS = Box(860, 240), Box(560, 300)


def trend_beneath(view: View, _spare: int) -> Sequence[Child]:
    """The last twelve months of the metric that leads, under its name."""
    metric = view.lead
    judged = view.judged(metric, told(view, metric).value, view.scope.division)
    drawn = trend_of(view, metric, judged, _BENEATH)
    name = html.Span(metric.name.in_language(view.language), className="w-sm t2")
    return [] if drawn == "" else [html.H2([_("近 12 个月"), name]), drawn]


def counted_by_month(view: View, metric: Metric) -> Child:
    """How many in each of the last twelve months, as columns; nothing where that is not told."""
    period = view.trend(metric)
    values = by_month(view, metric)
    if not any(known(value) for value in values):
        return ""
    ends = (fmt.month(period.start, view.language), fmt.month(period.end, view.language))
    svg = columns(values, ends, _COLUMNS, view.palette)
    said = " · ".join([metric.name.in_language(view.language), _("近 12 个月")])
    return html.Div([html.P(said, className="w-sm t2"), picture(svg, "months", said)], className="trend by-month")
