"""A panel as a table, in the drawer: what its pictures show, equal to its files."""

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.files.panel_sheets import See, shown_sheets
from dashboard.files.shown import parts_of, text_of
from dashboard.files.workbook import Sheet
from dashboard.language import gettext as _
from dashboard.long_table import table
from dashboard.page import Page, Panel
from dashboard.panels.copy_link import copy_link
from dashboard.panels.finer import place_name
from dashboard.view import View


def panel_table(page: Page, panel: Panel, view: View, see: See) -> list[Component]:
    """The sheets of a panel one below the other."""
    drawn = panel.draw(view)
    sheets = shown_sheets(panel, view, drawn, see)
    title = next((text_of(part) for part in parts_of(drawn) if isinstance(part, html.H2)), "")
    month = fmt.month(view.scope.period.start, view.language)
    crumbs = [_("表格"), page.name.in_language(view.language), *([place_name(view), month] if view.metrics else [])]
    head = html.Div([html.Div(" · ".join(crumbs), className="xs muted"), html.H2(title, id="drawer-title")])
    body = [_table(sheet, at) for at, sheet in enumerate(sheets)] or [
        html.P(_("没有符合条件的数据。"), className="t2 sm")
    ]
    return [html.Header([head, html.Div(copy_link(), className="row")]), html.Div(body, className="inside origins")]


def _table(sheet: Sheet, at: int) -> Component:
    rows = [list(row) for row in sheet.rows]
    # What no line has is left out; a file has every column.
    used = [at for at in range(len(sheet.heads)) if any(row[at] not in (None, "") for row in rows)]
    caption = _("%(count)s 行", count=fmt.plain(len(rows)))
    return table(
        f"drawer-table-{at}", caption, [sheet.heads[at] for at in used], [[row[at] for at in used] for row in rows]
    )
