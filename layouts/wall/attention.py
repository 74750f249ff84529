"""Attention: what somebody should look at now, the worst first, and where the counties stand."""

from dash.development.base_component import Component

from dashboard.view import View
from dashboard.wall.months import trend_beneath
from dashboard.wall.places import attention_list, ranking_of
from dashboard.wall.scene import Scene
from dashboard.wall.sources import source_list
from data_access.metric import Text

_LEAD = "grid_events_on_time"


def _attention(view: View) -> Component:
    return attention_list(view, shown=5, beneath=trend_beneath)


def _ranking(view: View) -> Component:
    return ranking_of(view, view.metrics[_LEAD])


SCENE = Scene(
    key="attention",
    name=Text("需要关注", "Attention"),
    order=70,
    metrics=(_LEAD, "grid_events_overdue", "grid_events_rework"),
    parts=(_attention, _ranking),
    layout="halves",
    broad=(_attention, _ranking),
    wide=(_attention, _ranking, source_list),
)
