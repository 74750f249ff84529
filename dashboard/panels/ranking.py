"""The ranking of counties: intervals and shared positions, so that only what differs is ranked."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, aria, frame, icon, picture
from dashboard.drawer.numbers import value_link
from dashboard.figures.scales import axis
from dashboard.figures.svg import Box, Interval, axis_numbers, interval_bar, sparkline
from dashboard.judge import wholly_missed
from dashboard.language import gettext as _
from dashboard.monthly import each_month
from dashboard.panels.beside import beside
from dashboard.panels.finer import Parts, county_of, level_name
from dashboard.panels.picking import pick
from dashboard.rows import numbers_of, rows_of
from dashboard.view import View
from data_access.directory import Target
from data_access.metric import Metric
from data_access.schema import UNMAPPED

_SPARK = Box(72, 24)
_MONTHS = 6
# Under this many cases no mark and no rank are shown, only a star.
_SMALL = 12


@dataclass(frozen=True, slots=True)
class Scale:
    """The axis all rows share."""

    ends: tuple[float, float]
    ticks: list[float]


def ranking(view: View, of: Parts | None = None) -> Component:
    """The parts of a place by the metric that leads the page; all counties of the city, as far as the viewer sees them,
    where no other is given."""
    metric = view.lead
    of = of or Parts(view.city_wide, view.compared_level)
    rows = view.reads.ranking(metric, of.level, of.scope)
    target = view.target(metric)
    reach = [*rows["low"], *rows["high"], *rows["value"], *([target.value] if target else [])]
    ends, ticks = axis([float(each) for each in reach], metric.decimals)
    scale = Scale(ends, ticks)
    chosen = _chosen(view, of)
    among = chosen in set(rows["code"])
    shown = [_row(view, metric, row, (scale, of), (chosen, among)) for row in rows_of(rows)]
    lines = [*shown, *_astray(view, metric, of)]
    listed = html.Ol([html.Li(line) for line in lines])
    table = html.Div([_head(view, metric, scale, of), listed], className="ranks")
    certainty = _("含不确定性") if metric.is_rate else _("仅列数值")
    return frame(
        "ranking",
        _title(of.level),
        f"{metric.name.in_language(view.language)} · {certainty}",
        [html.Div([table, html.Div(_legend(view, metric, target, of), className="legend")], className="body")],
    )


def _title(level: str) -> str:
    return {
        "county": _("县区排位"),
        "township": _("乡镇街道排位"),
        "community": _("社区排位"),
        "grid": _("网格排位"),
    }[level]


def below_target(view: View, metric: Metric) -> pd.DataFrame:
    """Counties whose whole interval misses their target, worst first; none while the values cannot be trusted."""
    rows = view.reads.ranking(metric, view.compared_level, view.city_wide)
    if not view.trusted(metric):
        return rows.iloc[:0]
    missed = [
        (target := view.target(metric, str(row.code))) is not None and wholly_missed(row.low, row.high, target)
        for row in rows_of(rows)
    ]
    return rows[pd.Series(missed, index=rows.index, dtype=bool)].iloc[::-1]


def _head(view: View, metric: Metric, scale: Scale, of: Parts) -> Component:
    low, high = scale.ends
    marks = (
        [picture(axis_numbers(scale.ends, scale.ticks, view.palette), "ticks", "")]
        if scale.ticks and high > low
        else []
    )
    count = metric.denominator_name or metric.numerator_name
    return html.Div(
        [
            html.Span(_("位次")),
            html.Span(level_name(of.level)),
            html.Div(marks, className="axis"),
            html.Span(_("数值"), className="r"),
            html.Span(_("近6月"), className="six"),
            html.Span(count.in_language(view.language), className="r n"),
        ],
        className="rank head",
        **aria(hidden="true"),
    )


def _row(
    view: View, metric: Metric, row: Any, drawn: tuple[Scale, Parts], picked: tuple[str | None, bool]
) -> Component:
    (scale, of), (chosen, among) = drawn, picked
    target = view.target(metric, str(row.code))
    trusted = view.trusted(metric)
    bad = target is not None and trusted and wholly_missed(row.low, row.high, target)
    cases = row.denominator if metric.denominator else row.numerator
    few = metric.is_rate and cases < _SMALL
    interval = Interval(float("nan") if few else row.value, row.low, row.high)
    goal = target.value if target else None
    here = str(row.code) == chosen
    beyond = {} if of.level == "grid" else {"grid": None}
    again = here and str(row.code) in (view.state.grid, view.scope.division)
    state = view.state.but(**{of.choice: None if again else str(row.code)}, **beyond)
    tone = "bad" if bad else ""
    value = fmt.join(*fmt.beside(row.value, goal, metric, view.language)) + (" *" if few else "")
    return pick(
        [
            html.Span(fmt.rank(row.rank_low, row.rank_high) if trusted else fmt.NONE, className="rk"),
            html.B([view.name(row)], className="who"),
            html.Div(picture(interval_bar(interval, goal, scale.ends, view.palette, bad), "band"), className="axis"),
            html.Span(value_link(view, metric, value, scope=of.scope, place=str(row.code)), className=f"num r {tone}"),
            html.Span(_trend(view, metric, str(row.code), bad, of), className="six"),
            html.Span(fmt.plain(cases), className="r n"),
        ],
        state.search,
        "rank",
        chosen=here,
        among=among,
        key=str(row.code),
    )


def _chosen(view: View, of: Parts) -> str | None:
    """The part that is chosen, or that what is chosen lies in."""
    return {"grid": view.state.grid, "county": county_of(view)}.get(of.level, view.scope.division)


def _astray(view: View, metric: Metric, of: Parts) -> list[Component]:
    """A line for what no map places, where there is any: part of the city's number, of no county, never ranked."""
    row = numbers_of(view.reads.breakdown(metric, of.level, of.scope), UNMAPPED)
    cases = 0 if row is None else row.denominator if metric.denominator else row.numerator
    if row is None or not cases:
        return []
    return [
        html.Div(
            [
                html.Span(fmt.NONE, className="rk"),
                html.Span(_("未映射"), className="who"),
                html.Div(className="axis"),
                html.Span(fmt.quantity(row.value, metric, view.language), className="num r"),
                html.Span(className="six"),
                html.Span(fmt.plain(cases), className="r n"),
            ],
            className="rank muted",
        )
    ]


def _trend(view: View, metric: Metric, code: str, bad: bool, of: Parts) -> Child:
    if not metric.comparable_over_time:
        return ""
    # Of all counties at once: one read for all lines.
    during = view.trend(metric, _MONTHS)
    months = view.reads.matrix(metric, of.level, "month", of.scope.during(during))
    told = months[months["code"] == code]
    target = view.target(metric, code)
    svg = sparkline(
        each_month(told["across"], told["value"], during),
        _SPARK,
        view.palette,
        mark=view.palette.bad if bad else view.palette.text,
        target=target.value if target else None,
        open_end=view.open_end(metric),
    )
    return picture(svg, "spark")


def _legend(view: View, metric: Metric, target: Target | None, of: Parts) -> list[Component]:
    pieces: list[Component] = []
    if metric.is_rate:
        pieces.append(html.Span([html.I(className="key band"), _("95% 区间（Wilson）")]))
        if target:
            pieces.append(html.Span([icon("diamond"), _("区间整体未达目标")], className="bad-key"))
    if target:
        goal = fmt.goal(target.value, metric, view.language)
        pieces.append(html.Span([html.I(className="key dash"), _("目标 %(value)s", value=goal)]))
    if not view.trusted(metric):
        pieces.append(html.Span(_("数据未成熟、迟到、暂停或失败，不排位。"), className="muted"))
    elif metric.is_rate:
        pieces.append(html.Span(_("位次相同者差异不显著，不作先后评价。"), className="muted"))
    how_well = beside(view, metric, of.scope, lambda other: view.reads.ranking(other, of.level, of.scope))
    pieces += [html.Span(line) for line in (how_well, _among(view, metric)) if line]
    return pieces


def _among(view: View, metric: Metric) -> str:
    """What who sees single divisions may know of the city: the total, and the median of all of their level; of a part
    of its records neither."""
    own = view.scope.division in view.scope.rights.divisions
    if not view.partial or not own or metric.protected or view.state.filters:
        return ""
    among, city = view.reads.among(metric, view.scope), view.reads.total(metric, view.city_wide)
    median, whole = (fmt.quantity(each, metric, view.language) for each in (among.median, city.value))
    if view.compared_level == "county":
        return _("全市 %(city)s，%(count)s 个县区的中位数 %(median)s", city=whole, count=among.members, median=median)
    return _("全市 %(city)s，%(count)s 个乡镇街道的中位数 %(median)s", city=whole, count=among.members, median=median)
