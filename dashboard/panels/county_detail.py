"""The chosen county, or the one that most needs attention: its townships by overdue events."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import frame, picture
from dashboard.drawer.numbers import value_link
from dashboard.figures.svg import bar
from dashboard.language import gettext as _
from dashboard.panels.beside import beside
from dashboard.panels.findings import OVERDUE
from dashboard.panels.finer import county_of
from dashboard.panels.picking import pick
from dashboard.rows import numbers_of, rows_of
from dashboard.view import View
from data_access.metric import Metric
from data_access.schema import UNMAPPED
from data_access.scope import Scope

_SHOWN = 7
_ON_TIME = "grid_events_on_time"


def county_detail(view: View) -> Component:
    """Townships with most overdue events, with their on-time rate; what no map places is a line of its own."""
    metric, rate = view.metrics[OVERDUE], view.metrics[_ON_TIME]
    code = county_of(view) or _worst(view)
    scope = view.city_wide.within(code)
    rows = view.reads.ranking(metric, "township", scope)
    rows = rows[rows["value"] > 0].sort_values(["value", "code"], ascending=[False, True]).head(_SHOWN)
    rates = view.reads.breakdown(rate, "township", scope).set_index("code")["value"]
    total = view.reads.total(metric, scope).value
    most = float(rows["value"].max()) if len(rows) else 1.0
    among = view.scope.division in set(rows["code"])
    lines = [
        _line(view, row, (most, among), fmt.quantity(rates.get(row.code), rate, view.language)) for row in rows_of(rows)
    ]
    astray = numbers_of(view.reads.breakdown(metric, "township", scope), UNMAPPED)
    if astray is not None and astray.value > 0:
        lines.append(_astray(astray.value, fmt.quantity(rates.get(UNMAPPED), rate, view.language)))
    return frame(
        "detail",
        view.place(code),
        _("超期未结 %(count)s 件", count=fmt.plain(total)),
        [html.Div([_head(), *lines, *_beside(view, rate, scope)] if lines else _without(total), className="body")],
        _tools(view, code) if view.scope.division else (),
    )


def _tools(view: View, code: str) -> list[Component]:
    """Back to the city, from a township to its county, and down to the grids for who may open their page."""
    city = dcc.Link(_("看全市"), href=view.state.but(division=None).search, className="acc xs up")
    county = dcc.Link(view.place(code), href=view.state.but(division=code).search, className="acc xs up")
    grids = dcc.Link(_("下钻到网格"), href="/grid" + view.state.but(metric=None).search, className="acc xs")
    back = [city] if code == view.scope.division else [county, city]
    return [*back, *([grids] if view.viewer.may_open("/grid") else [])]


def _beside(view: View, rate: Metric, scope: Scope) -> list[Component]:
    line = beside(view, rate, scope, lambda other: view.reads.breakdown(other, "township", scope))
    return [html.Div(line, className="legend")] if line else []


def _without(total: float | None) -> list[Component]:
    """What is said where there is no line: that nothing is overdue only where somebody counted."""
    if total is None:
        return [html.P(_("本期无数据"), className="t2 sm")]
    return [] if total else [html.P(_("没有超期未结的事件。"), className="t2 sm")]


def _head() -> Component:
    return html.Div(
        [
            html.Span(_("乡镇街道")),
            html.Span(),
            html.Span(_("超期"), className="r"),
            html.Span(_("按期率"), className="r"),
        ],
        className="town head",
    )


def _line(view: View, row: Any, drawn: tuple[float, bool], rate: str) -> Component:
    """A township as a link: that of the one chosen leads back to its county."""
    (most, among), code = drawn, str(row.code)
    here = code == view.scope.division
    state = view.state.but(division=county_of(view) if here else code)
    return pick(
        [
            html.Span(view.name(row), className="who"),
            picture(bar(row.value / most, view.palette.text_2), "bar"),
            html.B(value_link(view, view.metrics[OVERDUE], fmt.plain(row.value), place=code), className="r"),
            html.Span(value_link(view, view.metrics[_ON_TIME], rate, place=code), className="r t2"),
        ],
        state.search,
        "town",
        chosen=here,
        among=among,
        key=code,
    )


def _astray(count: float, rate: str) -> Component:
    return html.Div(
        [
            html.Span(_("未映射"), className="who"),
            html.Span(),
            html.Span(fmt.plain(count), className="r"),
            html.Span(rate, className="r"),
        ],
        className="town muted",
    )


def _worst(view: View) -> str:
    """The county with most overdue events; the city where none has any. What no map places is no county."""
    rows = view.reads.breakdown(view.metrics[OVERDUE], "county", view.city_wide)
    rows = rows[rows["code"].isin(view.counties["code"]) & (rows["value"] > 0)]
    return view.city.code if rows.empty else str(rows.sort_values("value").iloc[-1]["code"])
