"""The glossary: every metric by theme, and all there is to say of the one chosen."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, frame
from dashboard.language import gettext as _
from dashboard.told import made_of, number, told
from dashboard.view import View
from data_access.metric import Certainty, Direction, Metric, Term, Text

_DIRECTIONS = {
    Direction.UP: lambda: _("越高越好"),
    Direction.DOWN: lambda: _("越低越好"),
    Direction.NONE: lambda: _("不作好坏判断"),
}
_CERTAINTIES = {
    Certainty.VERIFIED: lambda: _("已核实"),
    Certainty.SECOND_HAND: lambda: _("转引"),
    Certainty.INFERRED: lambda: _("推定"),
    Certainty.TO_CONFIRM: lambda: _("待确认"),
}


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
    )


def _formula(view: View, metric: Metric) -> Component:
    below = [] if metric.denominator is None else [html.Hr(), html.Span(_side(view, metric.denominator))]
    scale = "" if metric.scale == 1 else f"× {metric.scale:g}"
    return html.Div(
        [html.Div([html.Span(_side(view, metric.numerator)), *below], className="fraction"), html.Span(scale)],
        className="formula",
    )


def _side(view: View, side: Term) -> list[Child]:
    """The name of a side, and the measures and conditions it is made of as the warehouse names them."""
    measures = " + ".join(side.plus) + "".join(f" − {name}" for name in side.minus)
    conditions = "".join(f", {name} = {' | '.join(members)}" for name, members in side.where)
    kept = f"{side.mart}: {measures}{conditions}"
    return [html.B(side.name.in_language(view.language)), " ", html.Code(kept)]


def _facts(view: View, metric: Metric) -> list[tuple[str, str]]:
    def text(given: Text | None) -> str:
        return "" if given is None else given.in_language(view.language)

    target = view.target(metric, view.scope.division)
    goal = f"{target.sign}{fmt.goal(target.value, metric, view.language)} · {target.document}" if target else ""
    others = [view.metrics[key] for key in metric.companions if key in view.metrics]
    lag = _("期末后 %(days)s 天", days=metric.maturity_lag_days) if metric.maturity_lag_days else _("期末即成熟")
    return [
        (_("单位"), text(metric.unit)),
        (_("判读"), _DIRECTIONS[metric.direction]()),
        (_("目标"), goal),
        (_("成熟"), lag),
        (_("保护"), _("涉及人：到乡镇（街道）、整月，过小的数不显示") if metric.protected else _("公开")),
        (_("同看指标"), "、".join(text(other.name) for other in others)),
        (_("不计入"), text(metric.exclusions)),
        (_("注意"), text(metric.caveat)),
        (_("责任单位"), text(metric.owner)),
        (_("依据"), metric.basis),
        (_("确定程度"), _CERTAINTIES[metric.certainty]()),
        (_("版本"), "；".join(f"{change.since} {text(change.said)}" for change in metric.changes)),
    ]
