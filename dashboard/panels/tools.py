"""The tools of every panel, in one place: where its data come from, its table, its files, the whole screen."""

from typing import Any
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from dashboard.components import aria, data, icon
from dashboard.drawer.opened import TABLE, Opened, number_of
from dashboard.files.shown import numbers_in, parts_of
from dashboard.language import gettext as _
from dashboard.page import Panel
from dashboard.panels.finer import place_scope
from dashboard.view import View


def with_tools(drawn: Any, panel: Panel, view: View) -> Any:
    """What was drawn, with the tools at the end of its header; a panel without a header has none."""
    header = next((part for part in parts_of(drawn) if isinstance(part, html.Header)), None)
    if header is not None:
        tools = html.Div(_tools(drawn, panel, view), className="panel-tools", **data(panel=panel.key))
        header.children = [*header.children, tools]
    return drawn


def _tools(drawn: Any, panel: Panel, view: View) -> list[Component]:
    parts = list(parts_of(drawn))
    number = next(numbers_in(parts), None)
    metric = panel.about or (number.metric if number else "")
    has_data = number is not None or panel.taken is not None or any(isinstance(part, html.Table) for part in parts)
    pieces: list[Component] = []
    if metric:
        # Of the place of the page, whatever place the first number is of.
        whole = number_of(metric, place_scope(view))
        href = view.state.but(drawer=whole.text if whole else None, tab="loads").search
        pieces.append(_link("source", _("数据来源"), href))
    if has_data:
        pieces.append(_menu(panel, view))
    full = html.Button(icon("full"), type="button", className="tool full", title=_("全屏"), **aria(label=_("全屏")))
    return [*pieces, full]


def _link(shape: str, name: str, href: str) -> Component:
    return html.A(icon(shape), href=href, className="tool number", title=name, **aria(label=name))


def _menu(panel: Panel, view: View) -> Component:
    """The table that is equal to what is drawn, and the files, for those who may take any."""
    table = view.state.but(drawer=Opened(TABLE, panel.key).text, tab=None).search
    items: list[Component] = [html.A(_("表格"), href=table, className="item number")]
    if view.viewer.role.export:
        asked = "&".join(
            part for part in (urlencode({"page": view.path, "panel": panel.key}), view.state.search[1:]) if part
        )
        items += [
            html.A(form.upper(), href=f"/export/{form}?{asked}", className="item", download="")
            for form in ("csv", "xlsx")
        ]
        items.append(html.Button("PNG", type="button", className="item png", **data(asks=f"/export/png?{asked}")))
    name = _("表格与导出")
    summary = html.Summary(icon("export"), className="tool", title=name, **aria(label=name))
    return html.Details([summary, html.Div(items, className="menu")])
