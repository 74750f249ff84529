"""What scenes are made of: a hero number, a message over a picture, a count with its places; each with its age."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import FRESH, Child, chip, icon, picture
from dashboard.figures.svg import Box
from dashboard.figures.wall import Line, gap_line, trend
from dashboard.judge import Judged, Status, trustworthy
from dashboard.language import gettext as _
from dashboard.monthly import by_month
from dashboard.panels.cards import changes, companion, counted_from, standing_said
from dashboard.told import Told, hidden, told
from dashboard.view import View
from data_access.freshness import SourceState
from data_access.metric import Metric
from data_access.value import RefusedError, Value

_WIDTH = 568.0
_TREND = Box(560, 352)
# The worst first: it is the one that is said.
_ORDER = ("missing", "failed", "late", "paused", "fresh")
# From how many characters on a hero number is smaller.
_LONG, _LONGEST = 5, 7
# What is longer stands in smaller type beside the target.
_LENGTHY = 11


def part(name: str, children: Sequence[Child], metrics: Sequence[Metric], view: View) -> Component:
    """A tile of a scene with the age of its data below; grey where a source of it is not on time."""
    sources = list({source.key: source for metric in metrics for source in view.feeding(metric)}.values())
    grey = "" if trustworthy(sources) else " aged"
    return html.Section(
        [html.Div(list(children), className="inner"), html.Div(age_of(view, sources), className="age-of")],
        className=f"part {name}{grey}",
    )


def age_of(view: View, sources: Sequence[SourceState]) -> Component:
    """Shape, name and age of the source that is the least to be trusted; the browser keeps the age up to date."""
    if not sources:
        return html.Span([icon("none"), _("没有来源")], className="fresh fail")
    # Of those equally trusted the one that brings something most often: the age of the others says little.
    source = min(sources, key=lambda each: (_ORDER.index(each.state), each.expected_minutes))
    return source_badge(view, source)


def source_badge(view: View, source: SourceState) -> Component:
    """One source with its state as shape and word, and the age of its data."""
    shape, name = FRESH[source.state]
    when = source.source_time or source.loaded_at
    words = {
        "late": _("迟到"),
        "failed": _("失败"),
        "missing": _("从未装载"),
        "paused": _("已暂停"),
    }.get(source.state, "")
    said = [source.name.in_language(view.language), *([words] if words else [])]
    ages: list[Child] = [" ", since(view, when)] if when else []
    return html.Span([icon(shape), " ".join(said), *ages], className=f"fresh {name}")


def since(view: View, when: datetime) -> Component:
    """How long ago something was, which goes on counting on the wall."""
    moment: Any = {"data-at": f"{when.timestamp():.0f}"}
    return html.Time(fmt.age(view.now - when, view.language), className="age", **moment)


def hero(view: View, metric: Metric, otherwise: Callable[[View], Child] | None = None) -> Component:
    """One number as large as a wall needs it, with its target, its changes and its last twelve months; `otherwise`
    draws what stands there where months do not compare."""
    found = told(view, metric)
    judged = view.judged(metric, found.value, view.scope.division)
    below = otherwise(view) if otherwise and not metric.comparable_over_time else trend_of(view, metric, judged, _TREND)
    if found.why or found.value.withheld or found.value.value is None:
        number: list[Child] = [html.P(found.why or _("本期无数据"), className="w-md t2")]
        if found.value.withheld:
            number = [html.Div(hidden(), className="w-xl")]
        return part("hero", [_head(view, metric, judged), *number, below], [metric], view)
    return part(
        "hero",
        [
            _head(view, metric, judged),
            _number(view, metric, found.value, judged),
            *_to_target(view, metric, found.value, judged),
            html.Div([*_quietly(view, metric)], className="row deltas"),
            below,
            html.Div(
                f"{counted_from(view, metric, found.value)} · {fmt.month(view.scope.period.start, view.language)}",
                className="w-min t2 made",
            ),
        ],
        [metric],
        view,
    )


def _head(view: View, metric: Metric, judged: Judged) -> Component:
    return html.Div([html.H2(metric.name.in_language(view.language)), chip(judged.status)], className="row head")


def _number(view: View, metric: Metric, value: Value, judged: Judged) -> Component:
    goal = judged.target.value if judged.target else None
    number, unit = fmt.beside(value.value, goal, metric, view.language)
    size = "longest" if len(number) >= _LONGEST else "long" if len(number) >= _LONG else ""
    return html.Div(
        [
            html.Span(number, className=f"big {judged.status.value} {size}".rstrip()),
            html.Span(unit, className="unit t2"),
        ],
        className="row base",
    )


def _to_target(view: View, metric: Metric, value: Value, judged: Judged) -> list[Component]:
    left, right, tone = standing_said(view, metric, value, judged)
    line = html.Div(
        [
            html.Span(left, className="t2"),
            html.B(right, className=f"{tone} verdict{' lengthy' if len(right) > _LENGTHY else ''}"),
        ],
        className="row between",
    )
    if judged.target is None or value.value is None:
        return [line]
    svg = gap_line(value.value, judged.target.value, _WIDTH, view.palette, judged.status.value)
    return [picture(svg, "gap"), line]


def _quietly(view: View, metric: Metric) -> list[Component]:
    """What it is compared with, and how well beside how soon, as far as either is told."""
    pieces: list[Component] = []
    for each in (changes, companion):
        try:
            pieces += each(view, metric)
        except RefusedError as refused:
            pieces.append(html.Span(refused.refusal.sentence.in_language(view.language), className="t2 w-min second"))
    return pieces


def trend_of(view: View, metric: Metric, judged: Judged, box: Box) -> Child:
    """The last twelve months as a line; nothing where they are not told or do not compare."""
    period = view.trend(metric)
    if not metric.comparable_over_time:
        return ""
    values = by_month(view, metric)
    if not values:
        return ""
    goal = judged.target.value if judged.target else None
    text = "" if goal is None else fmt.goal(goal, metric, view.language)
    ends = (fmt.month(period.start, view.language), fmt.month(period.end, view.language))
    line = Line(values, ends, goal, text, judged.status.value, view.open_end(metric))
    return picture(trend(line, box, view.palette), "trend", _("近 12 个月"))


def counted(view: View, metric: Metric, found: Told, below: Sequence[Child], listed: Component) -> Component:
    """A count with what is said of it, over the list of what it is made of."""
    number, unit = fmt.parts(found.value.value, metric, view.language)
    shown: list[Child] = [html.Span(number, className="big"), html.Span(unit, className="w-lg t2")]
    return part(
        "count",
        [
            html.H2(metric.name.in_language(view.language)),
            html.Div([hidden()] if found.value.withheld else shown, className="row base"),
            html.Div(list(below), className="row w-min t2 second"),
            listed,
        ],
        [metric],
        view,
    )


def message(said: Sequence[Child], below: Sequence[Child], calm: str) -> Component:
    """What the scene says in one line and its reason; `calm` stands there where nothing is judged, because a source is
    not on time or the numbers may have changed since."""
    return html.Div(
        [
            html.Div(list(said), className="say verdict"),
            html.Div(list(below), className="why t2 verdict"),
            html.Div(calm, className="say snapshot"),
        ],
        className="message",
    )


def told_of(view: View, metric: Metric, of: str) -> list[Component]:
    """What the parts of a scene's middle are of; before it how the whole stands to its target, where it is judged."""
    quiet = _("%(parts)s：%(name)s", parts=of, name=metric.name.in_language(view.language))
    found = told(view, metric)
    judged = view.judged(metric, found.value, view.scope.division)
    if (
        judged.target is None
        or found.value.value is None
        or judged.status not in (Status.MISSED, Status.NEAR, Status.MET)
    ):
        return [message([quiet], [fmt.month(view.scope.period.start, view.language)], quiet)]
    _left, right, tone = standing_said(view, metric, found.value, judged)
    return [message([metric.name.in_language(view.language), " ", html.Span(right, className=tone)], [quiet], quiet)]
