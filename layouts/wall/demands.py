"""Demands: how residents judge the hotline, which units answer in time, and what is asked more than before."""

from dash.development.base_component import Component

from dashboard.language import gettext as _
from dashboard.view import View
from dashboard.wall.lists import intervals_by
from dashboard.wall.parts import hero, told_of
from dashboard.wall.rates import grown
from dashboard.wall.scene import Scene
from data_access.metric import Text

_SATISFACTION, _ON_TIME, _TICKETS = "hotline_satisfaction", "hotline_on_time", "hotline_reported"


def _hero(view: View) -> Component:
    return hero(view, view.metrics[_SATISFACTION])


def _units(view: View) -> Component:
    metric = view.metrics[_ON_TIME]
    return intervals_by(view, metric, ("unit", "unit"), told_of(view, metric, _("各办理单位")))


def _topics(view: View) -> Component:
    return grown(view, view.metrics[_TICKETS], "category", "event_category")


SCENE = Scene(
    key="demands",
    name=Text("诉求响应", "Demands"),
    order=40,
    metrics=(_SATISFACTION, _ON_TIME, _TICKETS, "hotline_call_backs", "hotline_rework"),
    parts=(_hero, _units, _topics),
    whole_months=True,
)
