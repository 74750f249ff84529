"""The places a number is made of, one level down, and whether they add up to it."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, listing
from dashboard.drawer.numbers import value_link
from dashboard.language import gettext as _
from dashboard.panels.finer import level_name, level_of, parts
from dashboard.rows import rows_of
from dashboard.told import number, rows_told
from dashboard.view import View
from data_access.lineage import Provenance
from data_access.metric import Metric
from data_access.schema import UNMAPPED

_SHOWN = 30


def makeup(view: View, told: Provenance) -> list[Component]:
    """A table of the places one level below with both sides of each; nothing below a grid."""
    metric = told.metric
    if view.state.grid or (level_of(view) == "community" and view.scope.rights.depth != "grid"):
        return []
    level = parts(view).level
    rows, why = rows_told(view, lambda: view.reads.breakdown(metric, level, view.scope))
    title = html.H3(_("按%(level)s", level=level_name(level)))
    if why:
        return [title, html.P(why, className="t2 sm")]
    found = rows[rows["withheld"].astype(bool) | rows["numerator"].notna()] if "withheld" in rows else rows
    if found.empty:
        return []
    names = {str(row.code): view.name(row) for row in rows_of(view.directory.members(view.city.code, level, None))}
    ordered = sorted(rows_of(found), key=lambda row: (row.code == UNMAPPED, str(row.code)))
    lines = [_line(view, metric, row, names) for row in ordered[:_SHOWN]]
    heads = [level_name(level), metric.numerator_name.in_language(view.language)]
    heads += [metric.denominator_name.in_language(view.language)] if metric.denominator_name else []
    caption = _adds_up(told, ordered)
    if len(ordered) > _SHOWN:
        caption = " · ".join((caption, _("列出 %(shown)s / %(count)s", shown=_SHOWN, count=len(ordered))))
    table = listing(caption, [*heads, *([_("数值")] if metric.denominator else [])], lines)
    return [title, html.Div(table, className="scroll")]


def _line(view: View, metric: Metric, row: Any, names: dict[str, str]) -> list[Child]:
    code = str(row.code)
    astray = code == UNMAPPED
    name = _("未映射") if astray else names.get(code, code)
    withheld = bool(getattr(row, "withheld", False))
    shown = [fmt.NONE if withheld else fmt.plain(row.numerator)]
    if metric.denominator:
        shown.append(fmt.NONE if withheld else fmt.plain(row.denominator))
    value = number(view, metric, row) if metric.denominator or withheld else shown.pop()
    return [name, *shown, value if astray else value_link(view, metric, value, place=code)]


def _adds_up(told: Provenance, rows: list[Any]) -> str:
    """Whether the parts come to both sides of the number; nothing is reckoned where a part is hidden."""
    if any(bool(getattr(row, "withheld", False)) for row in rows):
        return _("部分隐去，不作合计")
    sides = [("numerator", told.value.numerator), ("denominator", told.value.denominator)]
    sums = [(sum(float(getattr(row, side)) for row in rows), whole) for side, whole in sides if whole is not None]
    if all(abs(total - whole) < 1e-6 * max(1.0, abs(whole)) for total, whole in sums):
        return _("合计等于分子与分母") if len(sums) > 1 else _("合计等于总数")
    total, whole = next(pair for pair in sums if abs(pair[0] - pair[1]) >= 1e-6 * max(1.0, abs(pair[1])))
    return _("各项之和 %(sum)s，总数 %(whole)s", sum=fmt.plain(total), whole=fmt.plain(whole))
