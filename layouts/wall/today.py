"""Today: what was reported on the newest day, hour by hour and by kind; things only, and only as counts."""

from dash.development.base_component import Component

from dashboard.view import View
from dashboard.wall.scene import Scene
from dashboard.wall.today import day_by_category, day_by_hour, newest_loads
from data_access.metric import Text

_REPORTED = "grid_events_reported"


def _kinds(view: View) -> Component:
    return day_by_category(view, view.metrics[_REPORTED], "event_category")


def _hours(view: View) -> Component:
    return day_by_hour(view, view.metrics[_REPORTED])


SCENE = Scene(
    key="today",
    name=Text("今日动态", "Today"),
    order=60,
    metrics=(_REPORTED,),
    parts=(_kinds, _hours, newest_loads),
)
