"""Attention: what somebody should look at now, the worst first, and where the counties stand."""

from dash.development.base_component import Component

from dashboard.view import View
from dashboard.wall.places import attention_list, ranking_of
from dashboard.wall.scene import Scene, Shape
from dashboard.wall.sources import source_list
from data_access.metric import Text

_LEAD = "grid_events_on_time"


def _draw(view: View) -> list[Component]:
    return [attention_list(view, 6), ranking_of(view, view.metrics[_LEAD])]


def _wide(view: View, _shape: Shape) -> list[Component]:
    return [attention_list(view, 6), ranking_of(view, view.metrics[_LEAD]), source_list(view)]


SCENE = Scene(
    key="attention",
    name=Text("需要关注", "Attention"),
    order=70,
    metrics=(_LEAD, "grid_events_overdue", "grid_events_rework"),
    draw=_draw,
    layout="halves",
    wide=_wide,
)
