"""When in the week things are reported, and where more is than chance would put there."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import aria, picture
from dashboard.figures.scales import band, bands
from dashboard.figures.wall import week
from dashboard.language import gettext as _
from dashboard.panels.hot_spots import METRIC, significant
from dashboard.panels.hours import busiest, by_weekday, weekdays
from dashboard.rows import rows_of
from dashboard.told import rows_told
from dashboard.view import View
from dashboard.wall.lists import bars_by_place
from dashboard.wall.parts import message, part

_SHOWN = 7


def week_heat(view: View) -> Component:
    """Weekdays by hours, under the hour of the week in which most is reported."""
    metric = view.metrics[METRIC]
    told, why = rows_told(view, lambda: view.reads.by_hour(metric, view.scope, view.site.time_zone))
    if why or told.empty:
        return part("middle", [html.P(why or _("没有符合条件的数据。"), className="t2")], [metric], view)
    counts, top = by_weekday(told), busiest(told)
    bounds = bands([float(count) for day in counts for count in day])
    steps = [[band(count, bounds) for count in day] for day in counts]
    days = [day.removeprefix("周") if view.language == "zh" else day for day in weekdays()]
    most = (int(top["weekday"]) - 1, int(top["hour"]))
    drawn = picture(week(steps, days, _("0 时"), most, view.palette), "week", metric.name.in_language(view.language))
    said = _("%(day)s %(hour)s 时上报最多", day=weekdays()[most[0]], hour=most[1])
    night = told.loc[(told["hour"] >= 22) | (told["hour"] < 6), "numerator"].sum() / told["numerator"].sum()
    below = _(
        "%(count)s 件；夜间 22 至 6 时占 %(share)s", count=fmt.plain(top["numerator"]), share=f"{100 * night:.0f}%"
    )
    calm = _("星期 × 小时")
    return part("middle", [message([said], [below], calm), drawn, ramp(bounds, _("每小时件数"))], [metric], view)


def ramp(bounds: Sequence[int], name: str, *below: Component) -> Component:
    """The steps of a scale of counts, with its ends and what is counted, over what else is said of the picture."""
    steps = [html.I(className=f"seq-{step}") for step in range(1, 8)]
    ends = html.Div([html.Span("0"), html.Span(name), html.Span(f"≥{bounds[-1]}")], className="ends")
    return html.Div([html.Div(steps, className="ramp", **aria(hidden="true")), ends, *below], className="scale")


def hot_places(view: View) -> Component:
    """The hot spots of the last month that is over; places by their count where none were looked for, without the
    number that stands beside them as the hero already."""
    metric, month = view.metrics[METRIC], view.closed()
    rows = significant(month)
    if rows is None:
        why = html.P(_("还没有热点检验的结果，以各地件数代替。"), className="w-min t2 second")
        return part("count", [html.H2(_("热点网格")), why, bars_by_place(view, metric)], [metric], view)
    grids = view.directory.grids(view.city.code).set_index("code")
    lines = [_line(view, row, grids) for row in rows_of(rows.head(_SHOWN))]
    period = fmt.month(month.scope.period.start, view.language)
    calm = [] if lines else [html.P(_("没有显著热点。"), className="t2")]
    head: list[Any] = [html.Span(fmt.plain(len(rows)), className="big"), html.Span(_("个显著"), className="w-lg t2")]
    return part(
        "count",
        [
            html.H2(_("热点网格")),
            html.Div(head, className="row base"),
            html.Div(_("%(month)s · 本格件数", month=period), className="w-min t2 second"),
            html.Ul(lines, className="facts"),
            *calm,
        ],
        [metric],
        view,
    )


def _line(view: View, row: Any, grids: Any) -> Component:
    name = view.name(grids.loc[row.grid_code]) if row.grid_code in grids.index else row.grid_code
    where = " ".join(view.place(code) for code in (row.county_code, row.township_code))
    around = _("连同邻格 %(count)s 件", count=fmt.plain(row.around))
    number = html.B(fmt.plain(row.reported), className="num")
    return html.Li(
        [
            html.Span(name, className="who"),
            number,
            html.Span(where, className="t2 who"),
            html.Span(around, className="t2"),
        ]
    )
