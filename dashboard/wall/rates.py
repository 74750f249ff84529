"""Several rates one under the other, each with what it is made of and its own target; and what has grown."""

from collections.abc import Sequence
from math import isnan
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, picture
from dashboard.figures.svg import Interval
from dashboard.figures.wall import interval
from dashboard.judge import wholly_missed
from dashboard.language import gettext as _
from dashboard.panels.filter_words import member_name
from dashboard.panels.split import interval_of
from dashboard.rows import rows_of
from dashboard.told import Told, hidden, made_of, rows_told, told
from dashboard.view import View
from dashboard.wall.parts import counted, part
from data_access.metric import Metric
from data_access.period import trend
from data_access.schema import UNMAPPED
from data_access.scope import Period

_SHOWN = 6
_BEFORE = 3
# A change of a count so small says nothing.
_ENOUGH = 20.0


def rates(view: View, keys: Sequence[str], head: Sequence[Child]) -> Component:
    """Rates on one axis from 0 to 100, with the 95 % interval of each."""
    metrics = [view.metrics[key] for key in keys if key in view.metrics and view.connected(view.metrics[key])]
    lines = [_line(view, metric, told(view, metric)) for metric in metrics]
    shown = html.Ul(lines, className="cis rates") if lines else html.P(_("本市没有接入这类平台。"), className="t2")
    return part("middle", [*head, shown], metrics, view)


def _line(view: View, metric: Metric, found: Told) -> Component:
    name, value = metric.name.in_language(view.language), found.value
    if found.why or value.withheld or value.value is None:
        said: Child = found.why or (hidden() if value.withheld else fmt.NONE)
        return html.Li([html.Span(name, className="who"), html.Span(said, className="refused num t2")])
    target = view.target(metric, view.scope.division) if view.trusted(metric) else None
    drawn = interval_of(metric, value) or Interval(value.value, float("nan"), float("nan"))
    bad = target is not None and wholly_missed(drawn.low, drawn.high, target)
    svg = interval(drawn, target.value if target else None, (0.0, 100.0), view.palette, bad)
    of = made_of(view, metric, value)
    return html.Li(
        [
            html.Span([name, html.Span(of, className="w-min t2 second")], className="who stacked"),
            picture(svg, "ci"),
            html.Span(fmt.quantity(value.value, metric, view.language), className="num"),
        ],
        className="bad" if bad else "",
    )


def grown(view: View, metric: Metric, by: str, named_in: str) -> Component:
    """A count of the period, and its largest members beside the mean of the three months before."""
    found, means = told(view, metric), _means(view, metric, by)
    rows, why = rows_told(view, lambda: view.reads.breakdown(metric, by, view.scope))
    rows = rows[rows["code"] != UNMAPPED].sort_values(["value", "code"], ascending=[False, True]).head(_SHOWN)
    lines = [_member(view, metric, row, means.get(str(row.code)), named_in) for row in rows_of(rows)]
    below = found.why or why or _("较前 %(months)s 月均值", months=_BEFORE)
    return counted(view, metric, found, [below], html.Ul(lines, className="facts"))


def _means(view: View, metric: Metric, by: str) -> dict[str, float]:
    """What each member counted in a month on average, of the whole months before this one."""
    if not view.scope.period.is_month:
        return {}
    last = view.scope.period.previous()
    months = trend(last, _BEFORE)
    rows, why = rows_told(
        view, lambda: view.reads.matrix(metric, by, "month", view.scope.during(Period(months.start, last.end)))
    )
    if why or rows.empty:
        return {}
    counted = rows.groupby("code")["value"].agg(["sum", "count"])
    whole = counted[counted["count"] == _BEFORE]
    return {str(code): float(value) / _BEFORE for code, value in whole["sum"].items() if pd.notna(value)}


def _member(view: View, metric: Metric, row: Any, mean: float | None, named_in: str) -> Component:
    withheld = bool(row.withheld)
    value: Child = hidden() if withheld else fmt.plain(row.value, metric.decimals)
    known = not withheld and mean is not None and mean >= _ENOUGH and not isnan(row.value)
    change = fmt.change(row.value, mean, metric, view.language) if known and mean is not None else ""
    name = member_name(view, named_in, str(row.code))
    return html.Li(
        [
            html.Span(name, className="who"),
            html.Span([html.Span(value, className="t2"), html.B(change, className="num")], className="row"),
        ]
    )


def behind(view: View, metric: Metric, by: str, named_in: str) -> Component:
    """Members of a dimension by a rate, the lowest first, each with what it is made of."""
    rows, why = rows_told(view, lambda: view.reads.breakdown(metric, by, view.scope))
    rows = rows[rows["value"].notna() & (rows["code"] != UNMAPPED)].sort_values(["value", "code"]).head(_SHOWN + 1)
    lines = [
        html.Li(
            [
                html.Span(member_name(view, named_in, str(row.code)), className="who"),
                html.B(fmt.quantity(row.value, metric, view.language), className="num"),
                html.Span(fmt.fraction(row.numerator, row.denominator), className="t2"),
            ]
        )
        for row in rows_of(rows)
    ]
    head = html.H2([_("进度靠后"), html.Span(metric.name.in_language(view.language), className="w-sm t2")])
    said = [html.P(why, className="t2 w-min")] if why else []
    return part("count", [head, *said, html.Ul(lines, className="facts")], [metric], view)
