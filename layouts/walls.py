"""Walls: every wall with its state, its newest report and what is on it; for those who may control or revoke them."""

from dash.development.base_component import Component

from dashboard.page import Page, Panel
from dashboard.panels.walls import wall_list
from dashboard.shell import desk
from data_access.metric import Text


def layout() -> Component:
    """All of them over the whole width."""
    return desk("walls", wide=("list",))


PAGE = Page(
    path="/walls",
    name=Text("大屏", "Walls"),
    order=94,
    layout=layout,
    metrics=(),
    panels=(Panel("walls-list", wall_list),),
    needs=lambda role: role.walls or role.accounts,
)
