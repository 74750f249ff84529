"""The map of grids: every grid by how much was reported in it, beside the counts of the counties."""

from dash.development.base_component import Component

from dashboard.view import View
from dashboard.wall.grids import map_of_grids
from dashboard.wall.lists import count_by_place
from dashboard.wall.scene import Scene
from dashboard.wall.week import hot_places, week_heat
from data_access.metric import Text

_LEAD = "grid_events_reported"


def _counts(view: View) -> Component:
    return count_by_place(view, view.metrics[_LEAD])


def _map(view: View) -> Component:
    return map_of_grids(view, view.metrics[_LEAD])


SCENE = Scene(
    key="grid_map",
    name=Text("网格分布", "Map of grids"),
    order=15,
    metrics=(_LEAD, "grid_events_on_time"),
    parts=(_counts, _map),
    layout="two",
    broad=(_map, week_heat, hot_places),
    wide=(_counts, _map, week_heat, hot_places),
)
