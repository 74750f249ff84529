"""What a metric is, in both languages, as the glossary and every drawer say it: definition, fraction, facts."""

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child
from dashboard.drawer.definition import certainty, direction, kept, maturity, protection, times
from dashboard.language import gettext as _
from dashboard.view import View
from data_access.metric import Metric, Term, Text


def definition(metric: Metric) -> list[Component]:
    """The definition in Chinese and English."""
    return [
        html.P([metric.definition.zh], className="definition", lang="zh-CN"),
        html.P([metric.definition.en], className="definition t2", lang="en"),
    ]


def fraction(view: View, metric: Metric) -> Component:
    """The formula as the warehouse counts it."""
    below = [] if metric.denominator is None else [html.Hr(), html.Span(_side(view, metric.denominator))]
    return html.Div(
        [html.Div([html.Span(_side(view, metric.numerator)), *below], className="fraction"), html.Span(times(metric))],
        className="formula",
    )


def _side(view: View, side: Term) -> list[Child]:
    """The name of a side, and the measures and conditions it is made of as the warehouse names them."""
    return [html.B(side.name.in_language(view.language)), " ", html.Code(kept(side))]


def facts(view: View, metric: Metric) -> Component:
    """How it is judged, what it rests on, since when it is as it is."""
    known = [(term, value) for term, value in _facts(view, metric) if value]
    return html.Dl([part for term, value in known for part in (html.Dt(term), html.Dd(value))])


def _facts(view: View, metric: Metric) -> list[tuple[str, str]]:
    def text(given: Text | None) -> str:
        return "" if given is None else given.in_language(view.language)

    target = view.target(metric, view.scope.division)
    goal = f"{target.sign}{fmt.goal(target.value, metric, view.language)} · {target.document}" if target else ""
    registry = view.registry or view.metrics
    others = [registry[key] for key in metric.companions if key in registry]
    return [
        (_("单位"), text(metric.unit)),
        (_("判读"), direction(metric)),
        (_("目标"), goal),
        (_("成熟"), maturity(metric)),
        (_("保护"), protection(metric)),
        (_("同看指标"), "、".join(text(other.name) for other in others)),
        (_("不计入"), text(metric.exclusions)),
        (_("注意"), text(metric.caveat)),
        (_("责任单位"), text(metric.owner)),
        (_("依据"), metric.basis),
        (_("确定程度"), certainty(metric)),
        (_("版本"), "；".join(f"{change.since} {text(change.said)}" for change in metric.changes)),
    ]
