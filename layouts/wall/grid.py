"""Grids: how much is reported, when in the week, and where more than chance would put there."""

from dash.development.base_component import Component

from dashboard.view import View
from dashboard.wall.parts import hero
from dashboard.wall.scene import Scene
from dashboard.wall.week import hot_places, week_heat
from data_access.metric import Text

_LEAD = "grid_events_reported"


def _hero(view: View) -> Component:
    return hero(view, view.metrics[_LEAD])


SCENE = Scene(
    key="grid",
    name=Text("网格热力", "Grids"),
    order=10,
    metrics=(_LEAD, "grid_events_on_time", "grid_events_rework"),
    parts=(_hero, week_heat, hot_places),
)
