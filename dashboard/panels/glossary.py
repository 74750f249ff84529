"""The glossary: every metric by theme, and all there is to say of the one chosen."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, frame
from dashboard.definition import certainty, direction, kept, maturity, protection, times
from dashboard.language import gettext as _
from dashboard.panels.export_link import export_link
from dashboard.told import made_of, number, told
from dashboard.view import View
from data_access.metric import Metric, Term, Text


def metric_list(view: View) -> Component:
    """Links to all metrics, under the names of their themes."""
    groups: list[Component] = []
    for theme in dict.fromkeys(metric.theme for metric in view.metrics.values()):
        links = [_entry(view, metric) for metric in view.metrics.values() if metric.theme == theme]
        groups += [html.H3(theme.name.in_language(view.language)), html.Ul(links)]
    sub = _("%(count)s 个指标", count=len(view.metrics))
    return frame("metric-list", _("指标"), sub, [html.Div(groups, className="body themes")])


def _entry(view: View, metric: Metric) -> Component:
    name = "current" if metric.key == view.lead.key else ""
    link = dcc.Link(metric.name.in_language(view.language), href=view.state.but(metric=metric.key).search)
    return html.Li(link, className=name)


def metric_detail(view: View) -> Component:
    """Definition, formula, the number of the period, how it is judged, what it rests on."""
    metric = view.lead
    said = told(view, metric)
    facts = [(term, value) for term, value in _facts(view, metric) if value]
    body: list[Child] = [
        html.P([metric.definition.zh], className="definition", lang="zh-CN"),
        html.P([metric.definition.en], className="definition t2", lang="en"),
        html.Div(
            [
                html.B(number(view, metric, said.value), className="val"),
                html.Span(said.why or made_of(view, metric, said.value)),
            ],
            className="now",
        ),
        _formula(view, metric),
        html.Dl([part for term, value in facts for part in (html.Dt(term), html.Dd(value))]),
    ]
    return frame(
        "metric-detail",
        metric.name.in_language(view.language),
        f"{metric.name.zh if view.language == 'en' else metric.name.en} · {metric.key}",
        [html.Div(body, className="body")],
        export_link(view, "csv"),
    )


def _formula(view: View, metric: Metric) -> Component:
    below = [] if metric.denominator is None else [html.Hr(), html.Span(_side(view, metric.denominator))]
    return html.Div(
        [html.Div([html.Span(_side(view, metric.numerator)), *below], className="fraction"), html.Span(times(metric))],
        className="formula",
    )


def _side(view: View, side: Term) -> list[Child]:
    """The name of a side, and the measures and conditions it is made of as the warehouse names them."""
    return [html.B(side.name.in_language(view.language)), " ", html.Code(kept(side))]


def _facts(view: View, metric: Metric) -> list[tuple[str, str]]:
    def text(given: Text | None) -> str:
        return "" if given is None else given.in_language(view.language)

    target = view.target(metric, view.scope.division)
    goal = f"{target.sign}{fmt.goal(target.value, metric, view.language)} · {target.document}" if target else ""
    others = [view.metrics[key] for key in metric.companions if key in view.metrics]
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
