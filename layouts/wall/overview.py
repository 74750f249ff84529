"""Overview: how the city's grids do this month, where it falls short, and what is overdue there."""

from dash.development.base_component import Component

from dashboard.panels.ranking import below_target
from dashboard.view import View
from dashboard.wall.cards import key_figures
from dashboard.wall.lists import count_by_place
from dashboard.wall.parts import hero
from dashboard.wall.places import map_of_counties, ranking_of
from dashboard.wall.scene import Scene
from dashboard.wall.wide import attention_beside
from data_access.metric import Text

_LEAD, _OVERDUE = "grid_events_on_time", "grid_events_overdue"
# The first six that any platform of the city tells of: what a leader asks about.
_FIGURES = (
    _LEAD,
    _OVERDUE,
    "mediation_success_accepted",
    "hotline_satisfaction",
    "hotline_on_time",
    "volunteer_hours",
    "wishes_closing_rate",
    "practice_orders_closing_rate",
    "tasks_done_share",
    "grid_events_hours",
)


def _overdue(view: View) -> Component:
    missed = [str(code) for code in below_target(view, view.metrics[_LEAD])["code"]]
    return count_by_place(view, view.metrics[_OVERDUE], bad=missed)


def _hero(view: View) -> Component:
    return hero(view, view.metrics[_LEAD])


def _figures(view: View) -> Component:
    return key_figures(view, _FIGURES)


def _ranking(view: View) -> Component:
    return ranking_of(view, view.metrics[_LEAD])


SCENE = Scene(
    key="overview",
    name=Text("总览", "Overview"),
    order=0,
    metrics=(_LEAD, _OVERDUE, "grid_events_rework", "grid_events_reported", *_FIGURES[2:]),
    parts=(_hero, map_of_counties, _overdue),
    broad=(attention_beside, map_of_counties, _figures),
    wide=(attention_beside, map_of_counties, _figures, _ranking),
)
