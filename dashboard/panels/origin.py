"""Where the number of one metric comes from: recomputed from facts, its SQL, loads, corrections, what is set aside."""

from math import isclose
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.access.audit import Event
from dashboard.components import Child, frame, icon, listing
from dashboard.filtered import scope_of
from dashboard.language import gettext as _
from dashboard.rows import rows_of
from dashboard.told import number
from dashboard.view import View
from data_access.findings import PLACE, PROVISIONAL
from data_access.lineage import Provenance
from data_access.value import RefusedError, Value

_LOADS = 12


def origin(view: View) -> Component:
    """All that one call of provenance returns for the number of the period and place chosen."""
    title = _("来历")
    metric = view.lead
    view.opened(Event.PROVENANCE_OPENED, metric.key)
    try:
        told = view.lineage.explain(metric, scope_of(view, metric), view.quality(metric))
    except RefusedError as refused:
        return frame(
            "origin", title, "", [html.P(refused.refusal.sentence.in_language(view.language), className="body t2 sm")]
        )
    body: list[Child] = [
        _equation(view, told),
        *_quality(view, told),
        *_batches(view, told.batches),
        *_corrections(view, told.corrections),
        *_findings(view, told.findings),
        *_aside(view, told.aside),
        *_statements(told),
    ]
    return frame("origin", title, told.formula.in_language(view.language), [html.Div(body, className="body")])


def _equation(view: View, told: Provenance) -> Component:
    metric, value, again = told.metric, told.value, told.recomputed
    parts: list[Child] = [html.B(number(view, metric, value), className="val")]
    if metric.denominator is not None and value.denominator is not None:
        parts.append(html.Span(f"= {fmt.plain(value.numerator)} ÷ {fmt.plain(value.denominator)}"))
    if again.withheld and not value.withheld:
        parts.append(html.Span(_("其他辖区的记录不向本账号重算。"), className="muted"))
    elif _same(value, again):
        parts.append(html.Span([icon("good"), _("由明细重算一致")], className="good"))
    else:
        parts.append(html.Span([icon("bad"), _("由明细重算为"), " ", number(view, metric, again)], className="bad"))
    return html.Div(parts, className="now")


def _same(one: Value, other: Value) -> bool:
    pairs = zip((one.numerator, one.denominator), (other.numerator, other.denominator), strict=True)
    return all(a == b if a is None or b is None else isclose(a, b) for a, b in pairs)


def _quality(view: View, told: Provenance) -> list[Component]:
    reasons = [html.Li(each.sentence.in_language(view.language)) for each in told.quality.reasons]
    refused = told.rows_refused
    said = [] if refused is None else [html.P(refused.sentence.in_language(view.language), className="xs muted")]
    return [*([html.H3(_("质量")), html.Ul(reasons, className="sm")] if reasons else []), *said]


def _batches(view: View, batches: pd.DataFrame) -> list[Component]:
    if batches.empty:
        return []
    newest = batches.sort_values("finished_at", ascending=False).head(_LOADS)
    names = view.directory.names("source", view.city.code)
    lines: list[list[Child]] = [
        [
            names.get(row.source_key, (row.source_key, row.source_key))[view.language == "en"],
            row.dataset,
            _moment(view, row.source_time),
            _moment(view, row.finished_at),
            fmt.plain(row.extracted),
            fmt.plain(row.rejected),
            html.Code(str(row.content_hash)[:12]),
        ]
        for row in rows_of(newest)
    ]
    heads = [_("来源"), _("清单"), _("数据时间"), _("装载于"), _("取得"), _("拒收"), _("校验值")]
    caption = _("最近 %(shown)s 批，共 %(count)s 批", shown=len(newest), count=len(batches))
    return [html.H3(_("装载")), html.Div(listing(caption, heads, lines), className="scroll")]


def _corrections(view: View, corrections: pd.DataFrame) -> list[Component]:
    lines: list[list[Child]] = [
        [row.source_key, row.field, row.unit_code, row.reason, fmt.plain(row.records)] for row in rows_of(corrections)
    ]
    heads = [_("来源"), _("字段"), _("单位"), _("原因"), _("记录数")]
    return [html.H3(_("更正")), html.Div(listing("", heads, lines), className="scroll")] if lines else []


def _findings(view: View, findings: pd.DataFrame) -> list[Component]:
    names = {PLACE: _("地点未对上区划"), PROVISIONAL: _("时限按未公布的节假日暂定")}
    lines: list[list[Child]] = [
        [
            row.source_key,
            names.get(row.finding) or _("%(field)s：代码表里没有", field=row.finding),
            fmt.fraction(row.records, row.of),
        ]
        for row in rows_of(findings)
    ]
    heads = [_("来源"), _("发现"), _("记录数")]
    return [html.H3(_("本期本地的质量发现")), html.Div(listing("", heads, lines), className="scroll")] if lines else []


def _aside(view: View, aside: pd.DataFrame) -> list[Component]:
    lines: list[list[Child]] = [
        [row.source_key, row.dataset, row.reason, fmt.plain(row.records)] for row in rows_of(aside)
    ]
    heads = [_("来源"), _("清单"), _("原因"), _("记录数")]
    return [html.H3(_("隔离的记录")), html.Div(listing("", heads, lines), className="scroll")] if lines else []


def _statements(told: Provenance) -> list[Component]:
    """The SQL as it can be run, with its parameters, closed until somebody wants it."""
    pieces: list[Component] = []
    for statement in told.statements:
        values = "\n".join(f"{name} = {value!r}" for name, value in statement.parameters.items())
        pieces.append(html.Details([html.Summary("SQL", className="acc"), html.Pre(f"{statement.sql}\n\n{values}")]))
    return pieces


def _moment(view: View, when: Any) -> str:
    return fmt.NONE if when is None or pd.isna(when) else fmt.moment(when.astimezone(view.now.tzinfo))
