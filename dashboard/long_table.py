"""Tables: up to thirty lines as plain HTML, longer ones as an AG Grid with its own texts in both languages."""

from collections.abc import Sequence

import dash_ag_grid
from dash import html
from dash.development.base_component import Component

from dashboard.components import Child, listing
from dashboard.files.workbook import Cell
from dashboard.language import gettext as _

PLAIN = 30
# More than a megabyte of script: no page begins with it, drawer.js loads it before the first table that needs it.
SCRIPT = "/_dash-component-suites/dash_ag_grid/dash_ag_grid.min.js"
for _script in dash_ag_grid._js_dist:
    if _script["relative_package_path"] == "dash_ag_grid.min.js":
        _script["dynamic"] = True


def table(name: str, caption: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Component:
    """The table of these cells; `name` is the id of a long one."""
    if len(rows) <= PLAIN:
        lines: list[list[Child]] = [[said(cell) for cell in row] for row in rows]
        return html.Div(listing(caption, heads, lines, "left"), className="scroll")
    return html.Div([html.P(caption, className="sm t2"), _grid(name, heads, rows)], className="long")


def said(cell: Cell) -> str:
    """A cell as text: numbers with as many decimals as they need, three at most."""
    if isinstance(cell, str) or cell is None:
        return cell or "—"
    return f"{cell:,.0f}" if float(cell).is_integer() else f"{cell:,.3f}"


def _grid(name: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Component:
    columns = [_column(at, head, [row[at] for row in rows]) for at, head in enumerate(heads)]
    drawn: Component = dash_ag_grid.AgGrid(
        id=name,
        columnDefs=columns,
        rowData=[{f"c{at}": _kept(cell) for at, cell in enumerate(row)} for row in rows],
        defaultColDef={"sortable": True, "filter": True, "resizable": True, "minWidth": 80},
        columnSize="autoSize",
        dashGridOptions={"localeText": texts(), "animateRows": False, "enableCellTextSelection": True},
        className="grid-table-long",
    )
    return drawn


def _column(at: int, head: str, cells: Sequence[Cell]) -> dict[str, object]:
    numeric = any(isinstance(cell, float | int) for cell in cells)
    kind = {"type": "numericColumn", "filter": "agNumberColumnFilter"} if numeric else {"filter": "agTextColumnFilter"}
    return {"field": f"c{at}", "headerName": head, "cellDataType": "number" if numeric else "text", **kind}


def _kept(cell: Cell) -> Cell:
    """A number sorts as a number; three decimals are enough for any of them."""
    return round(cell, 3) if isinstance(cell, float) else cell


def texts() -> dict[str, str]:
    """What the grid itself says, in the language of the request."""
    return {"noRowsToShow": _("没有符合条件的数据。"), "loadingOoo": _("正在读取"), **_of_filters(), **_of_columns()}


def _of_filters() -> dict[str, str]:
    return {
        "filterOoo": _("筛选"),
        "contains": _("包含"),
        "notContains": _("不包含"),
        "equals": _("等于"),
        "notEqual": _("不等于"),
        "startsWith": _("开头是"),
        "endsWith": _("结尾是"),
        "blank": _("为空"),
        "notBlank": _("不为空"),
        "lessThan": _("小于"),
        "lessThanOrEqual": _("小于或等于"),
        "greaterThan": _("大于"),
        "greaterThanOrEqual": _("大于或等于"),
        "inRange": _("介于"),
        "inRangeStart": _("自"),
        "inRangeEnd": _("至"),
        "andCondition": _("并且"),
        "orCondition": _("或者"),
        "ariaFilterColumn": _("按 Ctrl-Enter 打开筛选"),
        "ariaFilteringOperator": _("筛选方式"),
        "ariaFilterValue": _("筛选值"),
        "ariaFilterMenuOpen": _("打开筛选"),
        "ariaFilterInput": _("筛选值"),
    }


def _of_columns() -> dict[str, str]:
    return {
        "ariaSortableColumn": _("按 Enter 排序"),
        "ariaLabelColumnFilter": _("筛选"),
        "ariaLabelColumnMenu": _("列菜单"),
        "columnFilter": _("筛选"),
        "sortAscending": _("升序"),
        "sortDescending": _("降序"),
        "sortUnSort": _("取消排序"),
        "pinColumn": _("固定列"),
        "pinLeft": _("固定在左"),
        "pinRight": _("固定在右"),
        "noPin": _("不固定"),
        "autosizeThisColumn": _("本列适应内容"),
        "autosizeAllColumns": _("各列适应内容"),
        "columnChooser": _("选择列"),
        "resetColumns": _("恢复各列"),
    }
