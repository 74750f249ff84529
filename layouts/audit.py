"""Audit: who signed in, took files out, opened records and changed rights; for roles that may read the log."""

from dash.development.base_component import Component

from dashboard.page import Page, Panel
from dashboard.panels.audit import log_filters, log_lines, log_sheet
from dashboard.shell import desk
from data_access.metric import Text


def layout() -> Component:
    """What is wanted, and the lines over the whole width."""
    return desk("audit", wide=("scope", "lines"))


PAGE = Page(
    path="/audit",
    name=Text("审计", "Audit"),
    order=95,
    layout=layout,
    metrics=(),
    panels=(Panel("audit-scope", log_filters), Panel("audit-lines", log_lines)),
    needs=lambda role: role.audit,
    taken=log_sheet,
)
