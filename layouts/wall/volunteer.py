"""Volunteers: hours served and how active, county by county; never who."""

from dash.development.base_component import Component

from dashboard.view import View
from dashboard.wall.lists import count_by_place
from dashboard.wall.parts import hero
from dashboard.wall.places import map_of_counties
from dashboard.wall.scene import Scene
from data_access.metric import Text

_PER_HEAD, _HOURS = "volunteers_per_10k", "volunteer_hours"


def _hero(view: View) -> Component:
    return hero(view, view.metrics[_HOURS])


def _activities(view: View) -> Component:
    return count_by_place(view, view.metrics["volunteer_activities"])


SCENE = Scene(
    key="volunteer",
    name=Text("志愿服务", "Volunteers"),
    order=30,
    metrics=(_PER_HEAD, _HOURS, "volunteer_activities"),
    parts=(_hero, map_of_counties, _activities),
    whole_months=True,
)
