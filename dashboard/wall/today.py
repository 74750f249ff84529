"""What is new today, of things only and only as counts: by hour, by kind, and what sources brought."""

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import picture
from dashboard.figures.wall import hours_of_day
from dashboard.language import gettext as _
from dashboard.panels.filter_words import member_name
from dashboard.rows import rows_of
from dashboard.told import rows_told, told
from dashboard.view import View
from dashboard.wall.parts import message, part, since
from data_access.metric import Metric
from data_access.schema import UNMAPPED
from data_access.scope import Period

_SHOWN, _SOURCES = 7, 8


def of_newest_day(view: View, metric: Metric) -> View:
    """The same view of the newest day of the metric's sources."""
    day = view.as_of(metric)
    return replace(view, scope=view.scope.during(Period(day, day)))


def day_by_hour(view: View, metric: Metric) -> Component:
    """How many were reported in each hour of the newest day, and how many that makes."""
    view = of_newest_day(view, metric)
    found = told(view, metric)
    rows, why = rows_told(view, lambda: view.reads.by_hour(metric, view.scope, view.site.time_zone))
    counts = [0] * 24
    for _weekday, hour, number in rows[["weekday", "hour", "numerator"]].itertuples(index=False) if not why else ():
        counts[int(hour)] += int(number)
    day = f"{view.scope.period.start:%m-%d}"
    number, unit = fmt.parts(found.value.value, metric, view.language)
    said = _("%(day)s 上报 %(count)s", day=day, count=fmt.join(number, unit))
    quiet = _("%(day)s 各小时上报", day=day)
    drawn = picture(hours_of_day(counts, _("0 时"), view.palette), "week", metric.name.in_language(view.language))
    body = html.P(why or found.why, className="t2") if why or found.why else drawn
    return part("middle", [message([said], [metric.name.in_language(view.language)], quiet), body], [metric], view)


def day_by_category(view: View, metric: Metric, named_in: str) -> Component:
    """The newest day's largest categories."""
    view = of_newest_day(view, metric)
    rows, why = rows_told(view, lambda: view.reads.breakdown(metric, "category", view.scope))
    rows = rows[(rows["value"] > 0) & (rows["code"] != UNMAPPED)]
    rows = rows.sort_values(["value", "code"], ascending=[False, True]).head(_SHOWN)
    lines = [
        html.Li(
            [
                html.Span(member_name(view, named_in, str(row.code)), className="who"),
                html.B(fmt.plain(row.value), className="num"),
            ]
        )
        for row in rows_of(rows)
    ]
    head = html.H2([_("当日类别"), html.Span(f"{view.scope.period.start:%m-%d}", className="w-sm t2")])
    said = [html.P(why, className="t2")] if why else []
    return part("kinds", [head, *said, html.Ul(lines, className="facts")], [metric], view)


def newest_loads(view: View) -> Component:
    """What the sources brought last: the newest first, with how long ago, and how many records are there of each."""
    loaded = [source for source in view.sources if source.loaded_at]
    loaded.sort(key=lambda each: each.loaded_at or view.now, reverse=True)
    lines = []
    for source in loaded[:_SOURCES]:
        rows = _("共 %(count)s 条", count=fmt.plain(source.rows))
        when = source.loaded_at
        ago = [since(view, when)] if when else []
        name = html.Span(source.name.in_language(view.language), className="who")
        lines.append(html.Li([name, html.B(ago, className="num"), html.Span(rows, className="t2")]))
    head = html.H2([_("最近装载"), html.Span(_("%(count)s 个来源", count=len(view.sources)), className="w-sm t2")])
    return html.Section([head, html.Ul(lines, className="facts")], className="part of-loads")
