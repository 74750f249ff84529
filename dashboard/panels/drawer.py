"""The drawer behind a number: value = numerator ÷ denominator, recomputed; definition, loads, quality, versions."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, aria, chip, data, icon, listing, missed_by
from dashboard.judge import Judged, Status
from dashboard.language import gettext as _
from dashboard.panels import origin
from dashboard.panels.copy_link import copy_link
from dashboard.panels.defined import definition, facts, fraction
from dashboard.panels.filter_words import filters_said, marked
from dashboard.panels.finer import place_name
from dashboard.panels.makeup import makeup
from dashboard.told import hidden
from dashboard.view import View
from data_access.filters import follows
from data_access.lineage import Provenance
from data_access.metric import Metric
from data_access.value import RefusedError, Value

TABS = ("definition", "loads", "quality", "rows", "versions")


def drawer(view: View, part: str = "") -> list[Component]:
    """All of it but the single records, which are read when somebody wants them; `part` names a part of a dimension."""
    metric = view.lead
    head = _head(view, metric, part)
    try:
        told = origin.asked(view, metric)
    except RefusedError as refused:
        return [head, without(refused.refusal.sentence.in_language(view.language))]
    shown = view.state.tab if view.state.tab in TABS else TABS[0]
    bodies = {
        "definition": _defined(view, told),
        "loads": origin.batches(view, told) or [html.P(_("没有可列出的装载。"), className="t2 sm")],
        "quality": _quality(view, told),
        "rows": _rows(view, told),
        "versions": _versions(view, metric),
    }
    body = [_equation(view, told), _tabs(told, shown), *(_panel(key, shown, bodies[key]) for key in TABS)]
    shown_whole: list[Component] = marked([head, html.Div(body, className="inside origins")], view)
    return shown_whole


def without(sentence: str) -> Component:
    """The sentence that stands where nothing can be told."""
    return html.Div([icon("lock"), html.P(sentence)], className="inside denied")


def _head(view: View, metric: Metric, part: str) -> Component:
    month = fmt.month(view.scope.period.start, view.language)
    filters = filters_said(view, [each for each in view.state.filters if follows(metric, each[0])])
    crumbs = " · ".join(each for each in (_("数字溯源"), place_name(view), month, part, filters) if each)
    name = metric.name.in_language(view.language)
    title = html.Div([html.Div(crumbs, className="xs muted"), html.H2(name, id="drawer-title")])
    return html.Header([title, html.Div(copy_link(), className="row")])


def _equation(view: View, told: Provenance) -> Component:
    metric, value = told.metric, told.value
    judged = view.judged(metric, value, view.scope.division)
    pieces: list[Component] = [html.Div([_value(view, metric, value, judged), _against(view, metric, value, judged)])]
    if metric.denominator is not None and value.denominator is not None and not value.withheld:
        pieces += [html.Span("=", className="op", **aria(hidden="true")), _sides(view, metric, value)]
    return html.Section([*pieces, _again(view, told)], className="equation")


def _value(view: View, metric: Metric, value: Value, judged: Judged) -> Component:
    if value.withheld:
        return html.Div(hidden(), className="val")
    number, unit = fmt.beside(value.value, judged.target.value if judged.target else None, metric, view.language)
    return html.Div([number, html.Small(unit)], className=f"val {judged.status.value}")


def _against(view: View, metric: Metric, value: Value, judged: Judged) -> Component:
    pieces: list[Child] = [] if value.withheld else [chip(judged.status)]
    if judged.target is not None:
        goal = f"{judged.target.sign}{fmt.goal(judged.target.value, metric, view.language)}"
        said = _("目标 %(value)s", value=goal)
        if value.value is not None and judged.status in (Status.MISSED, Status.NEAR):
            gap = fmt.distance(value.value, judged.target.value, metric, view.language)
            said = " · ".join((said, missed_by(judged.target, gap)))
        pieces.append(html.Span(said, className="sm t2"))
    return html.Div(pieces, className="row")


def _sides(view: View, metric: Metric, value: Value) -> Component:
    below = metric.denominator_name.in_language(view.language) if metric.denominator_name else ""
    return html.Div(
        [
            html.Div([html.Span(metric.numerator_name.in_language(view.language)), html.B(fmt.plain(value.numerator))]),
            html.Div([html.Span(below), html.B(fmt.plain(value.denominator))]),
        ],
        className="sides",
    )


def _again(view: View, told: Provenance) -> Component:
    """Whether the facts give the same, with both numbers in full, and the button that asks once more."""
    value, recomputed = told.value, told.recomputed
    lines: list[Component] = [origin.again(view, told)]
    if not (value.withheld or recomputed.withheld) and value.value is not None:
        shown, facts_say = (_exact(view, told.metric, each) for each in (value, recomputed))
        both = _("显示值 %(shown)s · 重算值 %(again)s", shown=shown, again=facts_say)
        lines += [html.Span(_("%(time)s 由明细重算", time=fmt.moment(view.now)), className="xs t2")]
        lines += [html.Span(both, className="xs t2")]
    lines.append(html.Button(_("再次重算"), type="button", className="btn sm again"))
    tone = "good" if value.withheld or recomputed.withheld or origin.same(value, recomputed) else "bad"
    return html.Div(lines, className=f"recomputed {tone}")


def _exact(view: View, metric: Metric, value: Value) -> str:
    """With two decimals more than anywhere else; a count in full."""
    decimals = metric.decimals if metric.additive else metric.decimals + 2
    return fmt.join(fmt.plain(value.value, decimals), metric.unit.in_language(view.language))


def _tabs(told: Provenance, shown: str) -> Component:
    names = {
        "definition": _("口径与公式"),
        "loads": _("来源装载 %(count)s", count=fmt.plain(len(told.batches))),
        "quality": _("质量"),
        "rows": _("明细"),
        "versions": _("版本 %(count)s", count=len(told.metric.changes)),
    }
    return html.Div([_tab(key, name, shown) for key, name in names.items()], className="tabs", role="tablist")


def _tab(key: str, name: str, shown: str) -> Component:
    here = key == shown
    marks = {**data(tab=key), **aria(selected="true" if here else "false", controls=f"drawer-tab-{key}")}
    return html.Button(name, type="button", role="tab", id=f"drawer-to-{key}", tabIndex=0 if here else -1, **marks)


def _panel(key: str, shown: str, children: list[Component]) -> Component:
    attributes: dict[str, Any] = {**data(tab=key), **aria(labelledby=f"drawer-to-{key}")}
    return html.Div(
        children, id=f"drawer-tab-{key}", role="tabpanel", tabIndex=0, hidden=key != shown or None, **attributes
    )


def _defined(view: View, told: Provenance) -> list[Component]:
    metric = told.metric
    left = [html.H3(_("定义")), *definition(metric), fraction(view, metric), facts(view, metric)]
    right = [html.H3(_("查询")), *origin.statements(told, opened=True), *makeup(view, told)]
    return [html.Div([html.Section(left), html.Section(right)], className="halves")]


def _quality(view: View, told: Provenance) -> list[Component]:
    fine = [html.P([icon("good"), _("来源都按时，没有已知的疑点。")], className="sm row")]
    found = [part for of in (origin.findings, origin.aside, origin.corrections) for part in of(view, told)]
    reasons = origin.quality(view, told)
    begun, until = told.quality.complete_from, told.quality.complete_to
    span = _("数据齐全：%(first)s 至 %(last)s", first=begun or _("最早"), last=until or fmt.NONE)
    unmapped = told.quality.unmapped
    share = [] if unmapped is None else [_("未映射 %(share)s%%", share=fmt.plain(100 * unmapped, 1))]
    facts_of = html.P(" · ".join([span, *share]), className="sm t2")
    return [facts_of, *reasons, *([] if told.quality.reasons or found else fine), *found]


def _rows(view: View, told: Provenance) -> list[Component]:
    if told.rows_refused is not None:
        return [html.P(told.rows_refused.sentence.in_language(view.language), className="t2 sm")]
    return [html.Div(id="drawer-rows")]


def _versions(view: View, metric: Metric) -> list[Component]:
    lines: list[list[Child]] = [
        [str(change.since), html.Span(change.said.in_language(view.language))] for change in metric.changes
    ]
    return [html.Div(listing("", [_("自"), _("变更")], lines, "left"), className="scroll")]
