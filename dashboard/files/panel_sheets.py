"""A panel as sheets: the numbers it shows, read once more each in its own place, month and part; and its tables."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dashboard.drawer.opened import Opened
from dashboard.drawer.placed import part_name
from dashboard.files.shown import numbers_of, tables_of
from dashboard.files.taken import definitions, head, line, number_heads
from dashboard.files.workbook import Cell, Sheet
from dashboard.language import gettext as _
from dashboard.page import Page, Panel
from dashboard.panels.finer import place_name
from dashboard.told import told
from dashboard.view import View

See = Callable[[Opened], View | None]


def panel_sheets(page: Page, panel: Panel, view: View, see: See) -> list[Sheet]:
    """What it is of, what its numbers mean, the numbers, and its tables as they stand on the screen."""
    drawn = panel.draw(view)
    numbers = numbers_of(drawn)
    metrics = {each.metric: (view.registry or view.metrics)[each.metric] for each in numbers}
    if panel.taken is not None:
        metrics |= {view.lead.key: view.lead}
    about = [definitions(replace(view, metrics=metrics))] if metrics else []
    return [head(page, view), *about, *shown_sheets(panel, view, drawn, see)]


def shown_sheets(panel: Panel, view: View, drawn: Any, see: See) -> list[Sheet]:
    """The data of a panel alone: what it keeps for files, else its numbers, else its tables."""
    sheets = [panel.taken(view)] if panel.taken else []
    numbers = numbers_of(drawn)
    if numbers and not sheets:
        sheets.append(Sheet(_("数据"), (*number_heads(), _("分项")), [_line(each, see) for each in numbers]))
    # Beside a map stands a table of a few of its places only.
    tables = [] if panel.taken else [table for table in tables_of(drawn) if table[1]]
    sheets += [
        Sheet(_("画面表格 %(number)s", number=at), heads, [[*row] for row in rows])
        for at, (heads, rows) in enumerate(tables, 1)
    ]
    return sheets


def _line(number: Opened, see: See) -> list[Cell]:
    """A number as the drawer of it says it: what is withheld or refused there is so here."""
    view = see(number)
    if view is None:
        return [None, number.metric, *[None] * (len(number_heads()) - 2), number.part[1] if number.part else ""]
    metric = view.lead
    said = told(view, metric)
    return [
        *line(view, metric, (place_name(view), number.place or ""), said.value, said.why),
        part_name(view, number),
    ]
