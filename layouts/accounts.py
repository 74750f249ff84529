"""Accounts: which offices and walls may sign in, with which role, and whether they can; for administrators."""

from dash.development.base_component import Component

from dashboard.page import Page, Panel
from dashboard.panels.accounts import account_list, account_sheet, screen_list
from dashboard.shell import desk
from data_access.metric import Text


def layout() -> Component:
    """Both lists over the whole width."""
    return desk("accounts", wide=("list", "screens"))


PAGE = Page(
    path="/accounts",
    name=Text("账号", "Accounts"),
    order=96,
    layout=layout,
    metrics=(),
    panels=(Panel("accounts-list", account_list), Panel("accounts-screens", screen_list)),
    needs=lambda role: role.accounts,
    taken=account_sheet,
)
