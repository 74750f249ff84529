"""When in the week things are reported: weekdays by hours, as a table whose cells have the colours of a heat map."""

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, aria, frame, words
from dashboard.drawer.numbers import value_link
from dashboard.figures.scales import band, bands
from dashboard.language import gettext as _
from dashboard.panels.filter_words import nothing
from dashboard.panels.finer import place_scope
from dashboard.view import View
from data_access.value import RefusedError

METRIC = "grid_events_reported"
_LABELLED = 3


def hours(view: View) -> Component:
    """The month that is shown, of the place that is chosen, by the clock of the site."""
    metric = view.metrics[METRIC]
    unit, name = (text.in_language(view.language) for text in (metric.unit, metric.name))
    sub = _("%(name)s（%(unit)s）· 星期 × 小时", name=name, unit=unit)
    try:
        told = view.reads.by_hour(metric, place_scope(view), view.site.time_zone)
    except RefusedError as refused:
        return _without(sub, refused.refusal.sentence.in_language(view.language))
    if told.empty:
        return _without(sub, nothing(view))
    counts = by_weekday(told)
    bounds = bands([float(count) for day in counts for count in day])
    body = [_table(counts, bounds), _foot(told, bounds, _whole(view, told))]
    return frame("hours", _("时段分布"), sub, [html.Div(body, className="body parts-of-one")])


def _whole(view: View, told: pd.DataFrame) -> Component:
    """What all hours add up to, which every cell opens."""
    metric, count = view.metrics[METRIC], float(told["numerator"].sum())
    return value_link(view, metric, fmt.quantity(count, metric, view.language), scope=place_scope(view))


def by_weekday(told: pd.DataFrame) -> list[list[int]]:
    """Counts of seven days by twenty-four hours."""
    counts = [[0] * 24 for _day in range(7)]
    for weekday, hour, number in told.itertuples(index=False):
        counts[weekday - 1][hour] = number
    return counts


def _without(sub: str, why: str | list[Child]) -> Component:
    return frame("hours", _("时段分布"), sub, [html.P(why, className="body t2 sm")])


def weekdays() -> list[str]:
    """The days of the week from Monday."""
    return [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]


def _table(counts: list[list[int]], bounds: tuple[int, ...]) -> Component:
    most = max(max(day) for day in counts)
    head = html.Tr(
        [
            html.Th(html.Span(_("星期"), className="hidden-text"), scope="col"),
            *(html.Th(_hour(hour), scope="col", **aria(label=_("%(hour)s 时", hour=hour))) for hour in range(24)),
        ]
    )
    rows = [
        html.Tr(
            [
                html.Th(name, scope="row"),
                *(_cell(name, hour, count, (bounds, most)) for hour, count in enumerate(day)),
            ]
        )
        for name, day in zip(weekdays(), counts, strict=True)
    ]
    return html.Table([html.Thead(head), html.Tbody(rows)], className="week")


def _hour(hour: int) -> str:
    return "" if hour % _LABELLED else str(hour)


def _cell(day: str, hour: int, count: int, scale: tuple[tuple[int, ...], int]) -> Component:
    bounds, most = scale
    said = _("%(day)s %(hour)s 时：%(count)s", day=day, hour=hour, count=fmt.plain(count))
    swatch = f"seq-{band(count, bounds) + 1}" + (" most" if count == most else "")
    return html.Td(html.Span(fmt.plain(count), className="hidden-text"), className=swatch, title=said)


def busiest(told: pd.DataFrame) -> pd.Series:
    """The weekday and hour with most, the first of several."""
    return told.sort_values(["numerator", "weekday", "hour"], ascending=[False, True, True]).iloc[0]


def _foot(told: pd.DataFrame, bounds: tuple[int, ...], whole: Component) -> Component:
    top = busiest(told)
    night = told.loc[(told["hour"] >= 22) | (told["hour"] < 6), "numerator"].sum() / told["numerator"].sum()
    said = words(
        _("{whole}，最多：{day} {hour} 时（{count}）；夜间 22 至 6 时占 {share}。时刻由来源平台给出。"),
        whole=whole,
        day=weekdays()[int(top["weekday"]) - 1],
        hour=str(int(top["hour"])),
        count=fmt.plain(float(top["numerator"])),
        share=f"{fmt.plain(100 * night)}%",
    )
    ramp = html.Span(
        [html.Span("0"), *(html.I(className=f"seq-{step}") for step in range(1, 8)), html.Span(f"≥{bounds[-1]}")],
        className="steps",
        **aria(hidden="true"),
    )
    return html.Div([html.P(said), ramp], className="legend")
