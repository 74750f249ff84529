"""Overview: how the city's grids do this month, where it falls short, and what is overdue there."""

from dash.development.base_component import Component

from dashboard.panels.ranking import below_target
from dashboard.view import View
from dashboard.wall.cards import key_figures
from dashboard.wall.lists import count_by_place
from dashboard.wall.parts import hero
from dashboard.wall.places import attention_list, map_of_counties, ranking_of
from dashboard.wall.scene import Scene, Shape
from data_access.metric import Text

_LEAD, _OVERDUE = "grid_events_on_time", "grid_events_overdue"
# Six figures of six subjects: what a leader asks about first.
_FIGURES = (
    _LEAD,
    _OVERDUE,
    "mediation_success_accepted",
    "hotline_satisfaction",
    "volunteer_hours",
    "wishes_closing_rate",
)


def _draw(view: View) -> list[Component]:
    missed = [str(code) for code in below_target(view, view.metrics[_LEAD])["code"]]
    return [
        hero(view, view.metrics[_LEAD]),
        map_of_counties(view),
        count_by_place(view, view.metrics[_OVERDUE], bad=missed),
    ]


def _wide(view: View, shape: Shape) -> list[Component]:
    beside = [ranking_of(view, view.metrics[_LEAD])] if shape == "wide" else []
    return [attention_list(view), map_of_counties(view), key_figures(view, _FIGURES), *beside]


SCENE = Scene(
    key="overview",
    name=Text("总览", "Overview"),
    order=0,
    metrics=(_LEAD, _OVERDUE, "grid_events_rework", "grid_events_reported", *_FIGURES[2:]),
    draw=_draw,
    wide=_wide,
)
