"""A way of cases step by step: how many reach each step, and of how many that is."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, frame, picture
from dashboard.drawer.numbers import provenance_link
from dashboard.figures.svg import column
from dashboard.told import Told, hidden, made_of, told, unconnected
from dashboard.view import View
from data_access.metric import Metric


def funnel(view: View, name: str, title: str, sub: str, keys: Sequence[str]) -> Component:
    """A column for each metric, as high as its numerator; each says what it is a share of."""
    metrics = [view.metrics[key] for key in keys if key in view.metrics]
    steps = [(metric, told(view, metric)) for metric in metrics]
    most = max((said.value.numerator or 0.0 for _metric, said in steps), default=0.0)
    refused = unconnected(view, metrics) or next((said.why for _metric, said in steps if said.why), "")
    body: list[Child] = [html.P(refused, className="t2 sm")] if refused else []
    if not refused:
        body.append(html.Ol([_step(view, metric, said, most) for metric, said in steps], className="funnel"))
    return frame(name, title, sub, [html.Div(body, className="body")])


def _step(view: View, metric: Metric, said: Told, most: float) -> Component:
    value = said.value
    count = value.numerator
    share = (count or 0.0) / most if most else 0.0
    rate = fmt.quantity(value.value, metric, view.language) if metric.is_rate else ""
    return html.Li(
        [
            html.Span(provenance_link(view, metric), className="step-name"),
            html.B(hidden() if value.withheld else rate, className="step-rate"),
            picture(column(0.0 if value.withheld else share, view.palette), "step-bar"),
            html.B(hidden() if value.withheld else fmt.plain(count), className="step-count"),
            html.Span("" if value.withheld else made_of(view, metric, value), className="xs muted"),
        ],
        title=metric.definition.in_language(view.language),
    )
