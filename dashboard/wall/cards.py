"""Key figures of several subjects on one wall: value, state, target, change and age, as cards of a page have them."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, chip, status_word
from dashboard.figures.svg import Box
from dashboard.figures.wall import colour_of
from dashboard.judge import SEVERITY, Status
from dashboard.language import gettext as _
from dashboard.monthly import trend_line
from dashboard.panels.cards import changes, companion, standing_said
from dashboard.told import hidden, told
from dashboard.view import View
from dashboard.wall.parts import age_of
from data_access.metric import Metric
from data_access.value import RefusedError

_SPARK = Box(180, 80)
_CARDS = 6


def key_figures(view: View, keys: Sequence[str]) -> Component:
    """A card for each of the first metrics that are told, and over them how many are in which state."""
    known = [view.metrics[key] for key in keys if key in view.metrics]
    metrics = sorted(known, key=lambda metric: not view.connected(metric))[:_CARDS]
    views = {metric.key: view.closed() if metric.protected else view for metric in metrics}
    found = [(metric, _card(views[metric.key], metric)) for metric in metrics]
    states = [status for _metric, (status, _card_of) in found]
    counts = " · ".join(
        f"{states.count(each)} {status_word(each)}" for each in SEVERITY if status_word(each) and states.count(each)
    )
    head = html.H2([_("核心指标"), html.Span(counts, className="w-sm t2")])
    cards = html.Div([card for _metric, (_status, card) in found], className="cards")
    return html.Section([head, cards], className="part figures")


def _card(view: View, metric: Metric) -> tuple[Status, Component]:
    found = told(view, metric)
    judged = view.judged(metric, found.value, view.scope.division)
    goal = judged.target.value if judged.target else None
    number, unit = fmt.beside(found.value.value, goal, metric, view.language)
    value: list[Child] = [hidden()] if found.value.withheld else [number, html.Small(unit)]
    shown = not (found.why or found.value.withheld or found.value.value is None)
    left, right, tone = standing_said(view, metric, found.value, judged) if shown else (found.why, "", "")
    colour = colour_of(judged.status.value, view.palette)
    line = trend_line(view, metric, _SPARK, mark=colour, target=goal)
    card = html.Article(
        [
            html.Div([html.H3(metric.name.in_language(view.language)), chip(judged.status)], className="row between"),
            html.Div([html.Span(value, className="val"), line], className="row between"),
            html.Div(
                [html.Span(left, className="t2"), html.B(right, className=f"{tone} verdict")],
                className="row between w-min",
            ),
            html.Div(
                [html.Div(_beside(view, metric), className="row deltas second"), age_of(view, view.feeding(metric))],
                className="row between",
            ),
        ],
        className=f"card {judged.status.value}",
    )
    return judged.status, card


def _beside(view: View, metric: Metric) -> list[Component]:
    """The newest change, or how well beside how soon, as far as they are told."""
    try:
        return [*companion(view, metric), *changes(view, metric)][:1]
    except RefusedError:
        return []
