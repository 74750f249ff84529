"""The single records behind a number, of things only, a page at a time, under a watermark; each page is in the log."""

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.access.audit import Event
from dashboard.components import data
from dashboard.files.watermark import watermark
from dashboard.files.workbook import Cell
from dashboard.language import gettext as _
from dashboard.long_table import table
from dashboard.panels.origin import as_shown
from dashboard.rows import rows_of
from dashboard.view import View
from data_access.directory import LEVEL_COLUMNS
from data_access.metric import Metric
from data_access.schema import UNMAPPED
from data_access.schema.kinds import kind_name
from data_access.value import RefusedError

_A_PAGE = 100
_NAMES = {
    "source_key": lambda: _("来源"),
    "record_key": lambda: _("编号"),
    "kind": lambda: _("种类"),
    "category": lambda: _("类别"),
    "status": lambda: _("状态"),
    "channel": lambda: _("渠道"),
    "unit_code": lambda: _("单位"),
    "county_code": lambda: _("县区"),
    "township_code": lambda: _("乡镇街道"),
    "community_code": lambda: _("社区"),
    "grid_code": lambda: _("网格"),
    "occurred_on": lambda: _("发生"),
    "due_on": lambda: _("应结"),
    "closed_on": lambda: _("办结"),
    "ended_on": lambda: _("结束"),
    "done_on": lambda: _("完成"),
    "quantity": lambda: _("数量"),
    "updated_at": lambda: _("更新于"),
    "numerator": lambda: _("计入分子"),
    "denominator": lambda: _("计入分母"),
}
_LISTS = {"category": "{mart}_category", "channel": "{mart}_channel", "unit_code": "unit", "source_key": "source"}


def records(view: View) -> list[Component]:
    """A page of the records that count, with the ways to the page before and after it."""
    metric, number = view.lead, int(view.state.number or 1)
    scope = as_shown(view, metric)
    if refused := view.lineage.rows_refused(metric, scope):
        return [html.P(refused.sentence.in_language(view.language), className="t2 sm")]
    view.opened(Event.ROWS_OPENED, metric.key)
    try:
        found = view.lineage.rows(metric, scope, _A_PAGE + 1, (number - 1) * _A_PAGE)
    except RefusedError as error:
        return [html.P(error.refusal.sentence.in_language(view.language), className="t2 sm")]
    shown = found.head(_A_PAGE)
    if shown.empty:
        return [html.P(_("没有符合条件的数据。"), className="t2 sm")]
    columns = [name for name in found.columns if name in _NAMES and shown[name].notna().any()]
    names = {name: _named(view, metric, name) for name in columns}
    lines = [[_cell(view, name, getattr(row, name), names[name]) for name in columns] for row in rows_of(shown)]
    shown_rows = table("drawer-records", "", [_NAMES[name]() for name in columns], lines)
    marked = html.Div([shown_rows, watermark(view)], className="marked")
    return [_pager(number, len(shown), more=len(found) > _A_PAGE), marked]


def _pager(number: int, count: int, *, more: bool) -> Component:
    first = (number - 1) * _A_PAGE + 1
    said = _("第 %(first)s 至 %(last)s 条 · 本次查看已记入审计日志", first=first, last=first + count - 1)
    pieces: list[Component] = [html.Span(said, className="xs muted")]
    for text, page, there in ((_("上一页"), number - 1, number > 1), (_("下一页"), number + 1, more)):
        if there:
            pieces.append(html.Button(text, type="button", className="btn sm", **data(rows_page=str(page))))
    return html.Div(pieces, className="row")


def _named(view: View, metric: Metric, column: str) -> dict[str, tuple[str, str]]:
    wanted = _LISTS.get(column)
    return {} if wanted is None else view.directory.names(wanted.format(mart=metric.mart), view.city.code)


def _cell(view: View, column: str, value: Any, names: dict[str, tuple[str, str]]) -> Cell:
    if value is None or pd.isna(value):
        return None
    if column == "updated_at":
        return fmt.moment(value.astimezone(view.now.tzinfo))
    if column in ("numerator", "denominator", "quantity"):
        return float(value)
    if value == UNMAPPED:
        return _("未映射")
    if column == "kind":
        return kind_name(view.lead.mart, str(value)).in_language(view.language)
    if column in set(LEVEL_COLUMNS.values()):
        return view.place(str(value))
    return names[str(value)][view.language == "en"] if str(value) in names else str(value)
