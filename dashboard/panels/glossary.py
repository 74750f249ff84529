"""The glossary: every metric by theme, and all there is to say of the one chosen."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components import Child, frame
from dashboard.drawer.numbers import value_link
from dashboard.language import gettext as _
from dashboard.panels.defined import definition, facts, fraction
from dashboard.panels.export_link import export_link
from dashboard.told import made_of, number, told
from dashboard.view import View
from data_access.metric import Metric


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
    body: list[Child] = [
        *definition(metric),
        html.Div(
            [
                value_link(view, metric, html.B(number(view, metric, said.value), className="val")),
                html.Span(said.why or made_of(view, metric, said.value)),
            ],
            className="now",
        ),
        fraction(view, metric),
        facts(view, metric),
    ]
    return frame(
        "metric-detail",
        metric.name.in_language(view.language),
        f"{metric.name.zh if view.language == 'en' else metric.name.en} · {metric.key}",
        [html.Div(body, className="body")],
        export_link(view, "csv"),
    )
