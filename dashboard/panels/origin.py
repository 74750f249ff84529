"""Where the number of one metric comes from, part by part: recomputed, loads, quality, corrections, set aside, SQL."""

from dataclasses import replace
from math import isclose
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.access.audit import Event
from dashboard.components import FRESH, Child, frame, icon, listing
from dashboard.filtered import scope_of
from dashboard.language import gettext as _
from dashboard.panels.sources import STATES
from dashboard.rows import rows_of
from dashboard.told import number
from dashboard.view import View
from data_access.findings import PLACE, PROVISIONAL
from data_access.lineage import Provenance
from data_access.metric import Metric
from data_access.scope import Scope
from data_access.value import RefusedError, Value

_LOADS = 12


def origin(view: View) -> Component:
    """All that one call of provenance returns for the number of the period and place chosen."""
    title = _("来历")
    try:
        told = asked(view, view.lead)
    except RefusedError as refused:
        return frame(
            "origin", title, "", [html.P(refused.refusal.sentence.in_language(view.language), className="body t2 sm")]
        )
    body: list[Child] = [
        html.Div([*_sides(view, told), again(view, told)], className="now"),
        *quality(view, told),
        *batches(view, told),
        *corrections(view, told),
        *findings(view, told),
        *aside(view, told),
        *statements(told),
    ]
    return frame("origin", title, told.formula.in_language(view.language), [html.Div(body, className="body origins")])


def asked(view: View, metric: Metric) -> Provenance:
    """The provenance of a number, once the log has that somebody opened it. Raises RefusedError."""
    view.opened(Event.PROVENANCE_OPENED, metric.key)
    return view.lineage.explain(metric, as_shown(view, metric), view.quality(metric))


def as_shown(view: View, metric: Metric) -> Scope:
    """The scope with the filters that the metric follows, as of the newest day of its own sources: as every number on
    the screen is read."""
    return replace(scope_of(view, metric), as_of=view.as_of(metric))


def _sides(view: View, told: Provenance) -> list[Component]:
    metric, value = told.metric, told.value
    parts: list[Component] = [html.B(number(view, metric, value), className="val")]
    if metric.denominator is not None and value.denominator is not None:
        parts.append(html.Span(f"= {fmt.plain(value.numerator)} ÷ {fmt.plain(value.denominator)}"))
    return parts


def again(view: View, told: Provenance) -> Component:
    """Whether the facts give the same number."""
    metric, value, recomputed = told.metric, told.value, told.recomputed
    if recomputed.withheld and not value.withheld:
        return html.Span(_("其他辖区的记录不向本账号重算。"), className="muted")
    if same(value, recomputed):
        return html.Span([icon("good"), _("由明细重算一致")], className="good")
    return html.Span([icon("bad"), _("由明细重算为"), " ", number(view, metric, recomputed)], className="bad")


def same(one: Value, other: Value) -> bool:
    """Whether two values and their sides are equal."""
    pairs = zip((one.numerator, one.denominator), (other.numerator, other.denominator), strict=True)
    return all(a == b if a is None or b is None else isclose(a, b) for a, b in pairs)


def quality(view: View, told: Provenance) -> list[Component]:
    """Why the number is not to be trusted wholly, and why its records are not listed."""
    reasons = [html.Li(each.sentence.in_language(view.language)) for each in told.quality.reasons]
    refused = told.rows_refused
    said = [] if refused is None else [html.P(refused.sentence.in_language(view.language), className="xs muted")]
    return [*([html.H3(_("质量")), html.Ul(reasons, className="sm")] if reasons else []), *said]


def batches(view: View, told: Provenance) -> list[Component]:
    """The newest loads that brought what counts; how much each brought, where that is told."""
    if told.batches.empty:
        return []
    newest = told.batches.sort_values("finished_at", ascending=False).head(_LOADS)
    states = {source.key: source.state for source in view.sources}
    counted = "numerator" in newest and not told.metric.protected
    lines: list[list[Child]] = [
        [
            _source(view, row.source_key),
            _state(states.get(row.source_key, "")),
            row.dataset,
            moment(view, row.source_time),
            moment(view, row.finished_at),
            fmt.plain(row.extracted),
            fmt.plain(row.rejected),
            *([_counted(row)] if counted else []),
            html.Code(str(row.content_hash)[:12]),
        ]
        for row in rows_of(newest)
    ]
    heads = [_("来源"), _("状态"), _("清单"), _("数据时间"), _("装载于"), _("取得"), _("拒收")]
    heads += [*([_("计入")] if counted else []), _("校验值")]
    caption = _("最近 %(shown)s 批，共 %(count)s 批", shown=len(newest), count=len(told.batches))
    return [html.H3(_("装载")), html.Div(listing(caption, heads, lines, "left"), className="scroll")]


def _source(view: View, key: str) -> str:
    """The name of a source; its key where it has none."""
    return view.directory.names("source", view.city.code).get(key, (key, key))[view.language == "en"]


def _state(state: str) -> Child:
    shape, tone = FRESH.get(state, ("none", ""))
    return html.Span([icon(shape), STATES[state]() if state in STATES else fmt.NONE], className=f"fresh {tone}")


def _counted(row: Any) -> str:
    below = getattr(row, "denominator", None)
    return fmt.plain(row.numerator) if below is None else fmt.fraction(row.numerator, below)


def corrections(view: View, told: Provenance) -> list[Component]:
    """What units put right."""
    lines: list[list[Child]] = [
        [_source(view, row.source_key), row.field, row.unit_code, row.reason, fmt.plain(row.records)]
        for row in rows_of(told.corrections)
    ]
    return _table(_("更正"), [_("来源"), _("字段"), _("单位"), _("原因"), _("记录数")], lines)


def findings(view: View, told: Provenance) -> list[Component]:
    """What is odd about the records that count."""
    names = {PLACE: _("地点未对上区划"), PROVISIONAL: _("时限按未公布的节假日暂定")}
    lines: list[list[Child]] = [
        [
            _source(view, row.source_key),
            names.get(row.finding) or _("%(field)s：代码表里没有", field=row.finding),
            fmt.fraction(row.records, row.of),
        ]
        for row in rows_of(told.findings)
    ]
    return _table(_("本期本地的质量发现"), [_("来源"), _("发现"), _("记录数")], lines)


def aside(view: View, told: Provenance) -> list[Component]:
    """The records in quarantine of the lists behind it."""
    lines: list[list[Child]] = [
        [_source(view, row.source_key), row.dataset, row.reason, fmt.plain(row.records)] for row in rows_of(told.aside)
    ]
    return _table(_("隔离的记录"), [_("来源"), _("清单"), _("原因"), _("记录数")], lines)


def _table(title: str, heads: list[str], lines: list[list[Child]]) -> list[Component]:
    return [html.H3(title), html.Div(listing("", heads, lines, "left"), className="scroll")] if lines else []


def statements(told: Provenance, *, opened: bool = False) -> list[Component]:
    """The SQL as it can be run, with its parameters; closed until somebody wants it, unless it is `opened`."""
    pieces: list[Component] = []
    for statement in told.statements:
        values = "\n".join(f"{name} = {value!r}" for name, value in statement.parameters.items())
        text = html.Pre(f"{statement.sql}\n\n{values}", tabIndex=0)
        pieces.append(html.Details([html.Summary("SQL", className="acc"), text], open=opened))
    return pieces


def moment(view: View, when: Any) -> str:
    """A time by the clock of the site; a dash where there is none."""
    return fmt.NONE if when is None or pd.isna(when) else fmt.moment(when.astimezone(view.now.tzinfo))
