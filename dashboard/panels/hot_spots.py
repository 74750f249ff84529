"""Hot spots of the month: grids around which more was reported than chance would put there, with how sure that is."""

from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, frame, listing
from dashboard.drawer.numbers import value_link
from dashboard.language import gettext as _
from dashboard.rows import rows_of
from dashboard.view import View
from data_access.hot_spots import SIGNIFICANT, HotSpots
from data_access.value import RefusedError

METRIC = "grid_events_reported"
_LISTED = 100


def hot_spots(view: View) -> Component:
    """The grids with the highest z first; a sentence where there are none, or where nobody has looked yet."""
    if not _over(view):
        return _without(_("本月尚未结束；热点在月末之后按整月计算。"))
    try:
        found = view.reads.hot_spots(view.metrics[METRIC], view.scope)
    except RefusedError as refused:
        return _without(refused.refusal.sentence.in_language(view.language))
    if found.tested is None:
        return _without(_("本月热点尚未计算；装载平静之后自动计算。"))
    if not found.tested:
        return _without(_("网格太少，不作热点检验。"))
    said = _("%(place)s没有显著热点。", place=view.place(view.scope.division or view.city.code))
    shown = html.P(said, className="t2 sm") if found.rows.empty else _table(view, found.rows)
    foot = html.P(_foot(view, found), className="legend")
    return frame("hot-spots", _("显著热点"), _sub(), [html.Div([shown, foot], className="body")])


def significant(view: View) -> pd.DataFrame | None:
    """The rows of the hot spots in the place that is chosen; None where nothing is known of them."""
    if not _over(view):
        return None
    try:
        found = view.reads.hot_spots(view.metrics[METRIC], view.scope)
    except RefusedError:
        return None
    return found.rows if found.tested else None


def _over(view: View) -> bool:
    return view.scope.period.is_month and view.scope.period.end < view.now.date()


def _sub() -> str:
    return _("局部 Gi* 检验，按 z 值排序")


def _without(said: str) -> Component:
    return frame("hot-spots", _("显著热点"), _sub(), [html.P(said, className="body t2 sm")])


def _table(view: View, rows: pd.DataFrame) -> Component:
    grids = view.directory.grids(view.city.code).set_index("code")
    lines = [_line(view, row, grids) for row in rows_of(rows.head(_LISTED))]
    heads = [_("网格"), _("本格（件）"), _("连同邻格（件）"), "z", _("校正 p")]
    return html.Div(listing("", heads, lines), className="scroll")


def _line(view: View, row: Any, grids: pd.DataFrame) -> list[Child]:
    state = view.state.but(division=row.community_code, grid=row.grid_code)
    name = view.name(grids.loc[row.grid_code]) if row.grid_code in grids.index else row.grid_code
    places = " ".join(view.place(code) for code in (row.county_code, row.township_code))
    link = dcc.Link([html.Span(f"{places} ", className="t2"), html.B(name)], href=state.search, className="who")
    around = _("%(count)s / %(areas)s 格", count=fmt.plain(row.around), areas=fmt.plain(row.areas))
    reported = value_link(view, view.metrics[METRIC], fmt.plain(row.reported), place=str(row.grid_code))
    return [link, reported, around, fmt.plain(row.z, 2), _chance(row.adjusted)]


def _chance(value: float) -> str:
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def _foot(view: View, found: HotSpots) -> str:
    return _(
        "%(found)s 个；全市 %(tested)s 个网格逐一检验，Benjamini–Hochberg 校正，错报占比不超过 %(share)s。",
        found=fmt.plain(len(found.rows)),
        tested=fmt.plain(found.tested),
        share=f"{SIGNIFICANT:.0%}",
    )
