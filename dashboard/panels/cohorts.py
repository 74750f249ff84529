"""What is still open, by the month it came in: of each month's cases how many are dealt with, and how many not."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, frame, listing
from dashboard.drawer.numbers import value_link
from dashboard.language import gettext as _
from dashboard.panels.beside import beside
from dashboard.panels.filter_words import nothing
from dashboard.rows import rows_of
from dashboard.told import hidden, number, rows_told, unconnected
from dashboard.view import View
from data_access.metric import Metric
from data_access.period import trend
from data_access.scope import Period

_MONTHS = 6


def cohorts(view: View, name: str, title: str, key: str) -> Component:
    """The last months, the newest first, by a share whose numerator is what is dealt with."""
    metric = view.metrics[key]
    scope = view.scope.during(trend(view.scope.period, _MONTHS))
    rows, why = rows_told(view, lambda: view.reads.series(metric, "month", scope))
    known = [row for row in rows_of(rows) if row.withheld or row.denominator] if not why else []
    refused = unconnected(view, [metric]) or why
    if refused or not known:
        return frame(name, title, "", [html.P(refused or nothing(view), className="body t2 sm")])
    said = metric.denominator_name or metric.numerator_name
    heads = [
        _("月份"),
        said.in_language(view.language),
        metric.numerator_name.in_language(view.language),
        _("尚未"),
        metric.name.in_language(view.language),
    ]
    lines = [_line(view, metric, row) for row in reversed(known)]
    foot = [html.P(line, className="xs muted") for line in [beside(view, metric, view.scope)] if line]
    return frame(
        name,
        title,
        _("按受理月份，截至取数时"),
        [html.Div([listing("", heads, lines), *foot], className="body scroll")],
    )


def _line(view: View, metric: Metric, row: Any) -> list[Child]:
    """A month's cases: all, those dealt with, the rest, and the share; a month that is hidden is hidden whole."""
    first = row.period
    month = Period.month(first.year, first.month)
    counts: list[Child] = (
        [hidden()] * 3
        if row.withheld
        else [fmt.plain(row.denominator), fmt.plain(row.numerator), fmt.plain(row.denominator - row.numerator)]
    )
    share = value_link(view, metric, number(view, metric, row), scope=view.scope.during(month))
    return [fmt.month(first, view.language), *counts, share]
