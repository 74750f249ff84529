"""The months as a strip of columns: each is a link that shows it, and they can be played one after the other."""

from dataclasses import replace
from datetime import date
from math import isnan
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import aria, icon, picture
from dashboard.figures.svg import timed
from dashboard.language import gettext as _
from dashboard.panels.filter_words import nothing
from dashboard.panels.finer import place_name, place_scope
from dashboard.rows import rows_of
from dashboard.told import rows_told
from dashboard.view import View
from data_access.metric import Metric
from data_access.scope import Period

_MONTHS = 24


def time_strip(view: View) -> Component:
    """The last months of the data, whichever is shown: playing must not move them."""
    metric = view.lead
    values, why = _values(view, metric)
    if why or not values:
        return html.P(why or nothing(view), className="strip t2 sm")
    name = f"{place_name(view)} {metric.name.in_language(view.language)}"
    return html.Div(
        [
            html.Button(
                [icon("play"), html.Span(_("逐月播放"), className="hidden-text")],
                type="button",
                className="btn sq play",
                title=_("逐月播放"),
                **aria(pressed="false"),
            ),
            html.Ol(_columns(view, metric, values), className="run", **aria(label=name)),
        ],
        className="strip",
    )


def _values(view: View, metric: Metric) -> tuple[dict[date, float], str]:
    """The value of every month of which all is there."""
    newest = view.scope.during(Period(view.scope.as_of.replace(day=1), view.scope.as_of))
    shown = replace(view, scope=newest).trend(metric, _MONTHS)
    rows, why = rows_told(view, lambda: view.reads.series(metric, "month", place_scope(view).during(shown)))
    if why:
        return {}, why
    told = {row.period.date(): float(row.value) for row in rows_of(rows[rows["value"].notna()])}
    none = 0.0 if metric.additive else float("nan")
    return {month: told.get(month, none) for month in _months(shown)} if told else {}, ""


def _months(shown: Period) -> list[date]:
    first, last = (day.year * 12 + day.month - 1 for day in (shown.start, shown.end))
    return [date(index // 12, index % 12 + 1, 1) for index in range(first, last + 1)]


def _columns(view: View, metric: Metric, values: dict[date, float]) -> list[Component]:
    most = max((value for value in values.values() if not isnan(value)), default=0.0)
    return [_column(view, metric, month, (value, most)) for month, value in values.items()]


def _column(view: View, metric: Metric, month: date, drawn: tuple[float, float]) -> Component:
    value, most = drawn
    away = _index(month) - _index(view.scope.period.start)
    here = away == 0
    said = fmt.NONE if isnan(value) else fmt.quantity(value, metric, view.language)
    share = 0.0 if isnan(value) or not most else value / most
    link = dcc.Link(
        [
            picture(timed(share, view.palette, chosen=here), "column"),
            html.Span(_label(view, month, away), className="lab", **aria(hidden="true")),
            html.Span(f"{fmt.month(month, view.language)} {said}", className="hidden-text"),
        ],
        href=view.state.but(period=f"{month:%Y-%m}").search,
        title=f"{fmt.month(month, view.language)} {said}",
    )
    current: dict[str, Any] = aria(current="true") if here else {}
    return html.Li(link, **current)


def _label(view: View, month: date, away: int) -> str:
    """The month that is shown and every third one, the year in January; none right beside the one that is shown."""
    if away == 0 or (month.month == 1 and abs(away) > 1):
        return fmt.month(month, view.language)
    if month.month % 3 != 1 or abs(away) == 1:
        return ""
    return month.strftime("%b") if view.language == "en" else f"{month.month}月"


def _index(month: date) -> int:
    return month.year * 12 + month.month
