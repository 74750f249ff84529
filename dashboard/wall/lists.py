"""Lists of a scene: places with their counts, and members of a dimension with their intervals."""

from collections.abc import Sequence
from math import isnan
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, picture
from dashboard.figures.scales import axis
from dashboard.figures.svg import Interval
from dashboard.figures.wall import bar, interval
from dashboard.judge import wholly_missed
from dashboard.language import gettext as _
from dashboard.panels.cards import changes
from dashboard.panels.filter_words import member_name
from dashboard.panels.split import interval_of, reach_of, within
from dashboard.rows import rows_of
from dashboard.told import hidden, rows_told, told
from dashboard.view import View
from dashboard.wall.parts import counted, part
from data_access.directory import Target
from data_access.metric import Metric
from data_access.schema import UNMAPPED
from data_access.statistics import JUDGEMENT_MINIMUM
from data_access.value import RefusedError

_SHOWN = 7


def count_by_place(view: View, metric: Metric, bad: Sequence[str] = ()) -> Component:
    """A count with the counties (for who sees one: its parts) it is made of, the largest first."""
    found, goal = told(view, metric), view.target(metric)
    target = [_("目标 %(value)s", value=f"{goal.sign}{fmt.goal(goal.value, metric, view.language)}")] if goal else []
    below: list[Child] = [found.why] if found.why else [*target, *_changes(view, metric)]
    return counted(view, metric, found, below, bars_by_place(view, metric, bad, said=found.why))


def bars_by_place(view: View, metric: Metric, bad: Sequence[str] = (), said: str = "") -> Component:
    """The counties a count is made of, the largest first; why not, unless that was `said` already."""
    rows, why = rows_told(view, lambda: view.reads.breakdown(metric, view.compared_level, view.city_wide))
    lines = [html.P(why, className="t2 w-min")] if why and why != said else _lines(view, metric, rows, bad)
    return html.Ul(lines, className="bars")


def _changes(view: View, metric: Metric) -> list[Component]:
    try:
        return changes(view, metric)[-1:]
    except RefusedError as refused:
        return [html.Span(refused.refusal.sentence.in_language(view.language))]


def _lines(view: View, metric: Metric, rows: Any, bad: Sequence[str]) -> list[Component]:
    shown = rows[rows["code"] != UNMAPPED].sort_values(["value", "code"], ascending=[False, True]).head(_SHOWN)
    most = float(shown["value"].max()) if shown["value"].notna().any() else 0.0
    return [_line(view, metric, row, most, str(row.code) in bad) for row in rows_of(shown)]


def _line(view: View, metric: Metric, row: Any, most: float, bad: bool) -> Component:
    withheld = bool(row.withheld)
    known = not withheld and not isnan(row.value)
    share = row.value / most if known and most else 0.0
    colour = view.palette.bad if bad else view.palette.nodata
    value: Child = hidden() if withheld else fmt.plain(row.value, metric.decimals)
    return html.Li(
        [
            html.Span(view.place(str(row.code)), className="who"),
            picture(bar(share, colour), "b") if known else html.Span(),
            html.Span(value, className="num"),
        ],
        className="bad" if bad else "",
    )


def intervals_by(view: View, metric: Metric, by: tuple[str, str], head: Sequence[Component]) -> Component:
    """Members of a dimension (and the list they are named in) by a rate: its 95 % interval, its mark, the target."""
    dimension, named_in = by
    rows, why = rows_told(view, lambda: view.reads.breakdown(metric, dimension, view.scope))
    if why or rows.empty:
        return part("middle", [*head, html.P(why or _("没有符合条件的数据。"), className="t2")], [metric], view)
    rows = rows.sort_values(["denominator", "code"], ascending=[False, True], na_position="last").head(_SHOWN)
    found = {str(row.code): interval_of(metric, row) for row in rows_of(rows)}
    target = view.target(metric, view.scope.division)
    judged = target if view.trusted(metric) else None
    ends = within(metric, axis([*reach_of(found), *([judged.value] if judged else [])], metric.decimals)[0])
    lines = [
        _member(view, metric, row, (member_name(view, named_in, str(row.code)), found[str(row.code)]), (judged, ends))
        for row in rows_of(rows)
    ]
    across = _("横轴 %(low)s 至 %(high)s", low=fmt.plain(ends[0]), high=fmt.plain(ends[1]))
    foot = " · ".join([across, *([_("带为 95% 区间（Wilson）；* 不足 12 件，不作评价。")] if metric.of_cases else [])])
    return part("middle", [*head, html.Ul(lines, className="cis"), html.P(foot, className="w-min t2")], [metric], view)


def _member(
    view: View,
    metric: Metric,
    row: Any,
    shown: tuple[str, Interval | None],
    scale: tuple[Target | None, tuple[float, float]],
) -> Component:
    (name, found), (target, ends) = shown, scale
    bad = target is not None and found is not None and wholly_missed(found.low, found.high, target)
    goal = target.value if target else None
    value = hidden() if bool(row.withheld) else _value(view, metric, row)
    return html.Li(
        [
            html.Span(name, className="who"),
            picture(interval(found, goal, ends, view.palette, bad), "ci") if found else html.Span(),
            html.Span(value, className="num"),
        ],
        className="bad" if bad else "",
    )


def _value(view: View, metric: Metric, row: Any) -> str:
    if isnan(row.value):
        return fmt.NONE
    few = metric.of_cases and row.denominator < JUDGEMENT_MINIMUM
    return (
        fmt.fraction(row.numerator, row.denominator) + " *" if few else fmt.quantity(row.value, metric, view.language)
    )
