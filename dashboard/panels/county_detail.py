"""The chosen county, or the one that most needs attention: its townships by overdue events."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import frame, picture
from dashboard.figures.svg import bar
from dashboard.language import gettext as _
from dashboard.panels.findings import OVERDUE
from dashboard.rows import rows_of
from dashboard.view import View

_SHOWN = 7
_ON_TIME = "grid_events_on_time"


def county_detail(view: View) -> Component:
    """Townships with most overdue events, with their on-time rate."""
    metric = view.metrics[OVERDUE]
    code = view.scope.division or _worst(view)
    scope = view.city_wide.within(code)
    rows = view.reads.ranking(metric, "township", scope)
    rows = rows[rows["value"] > 0].sort_values(["value", "code"], ascending=[False, True]).head(_SHOWN)
    rates = view.reads.breakdown(view.metrics[_ON_TIME], "township", scope).set_index("code")["value"]
    total = view.reads.total(metric, scope).value
    most = float(rows["value"].max()) if len(rows) else 1.0
    lines = [
        html.Div(
            [
                html.Span(view.name(row), className="who"),
                picture(bar(row.value / most, view.palette.text_2), "bar"),
                html.B(fmt.plain(row.value), className="r"),
                html.Span(fmt.plain(rates.get(row.code), 1) + "%", className="r t2"),
            ],
            className="town",
        )
        for row in rows_of(rows)
    ]
    head = html.Div(
        [
            html.Span(_("乡镇街道")),
            html.Span(),
            html.Span(_("超期"), className="r"),
            html.Span(_("按期率"), className="r"),
        ],
        className="town head",
    )
    body = [head, *lines] if lines else [html.P(_("没有超期未结的事件。"), className="t2 sm")]
    tools = [dcc.Link(_("看全市"), href=view.state.but(division=None).search, className="acc xs")]
    return frame(
        "detail",
        view.place(code),
        _("超期未结 %(count)s 件", count=fmt.plain(total)),
        [html.Div(body, className="body")],
        tools if view.scope.division else (),
    )


def _worst(view: View) -> str:
    rows = view.reads.breakdown(view.metrics[OVERDUE], "county", view.city_wide)
    return view.city.code if rows.empty else str(rows.sort_values("value").iloc[-1]["code"])
