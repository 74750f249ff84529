"""Acceptance: how far the pilot tasks are, plan by plan, and which units are behind."""

from dash.development.base_component import Component

from dashboard.language import gettext as _
from dashboard.view import View
from dashboard.wall.months import counted_by_month
from dashboard.wall.parts import hero, told_of
from dashboard.wall.rates import behind, rates
from dashboard.wall.scene import Scene
from data_access.metric import Text

_DONE, _FINISHED = "tasks_done_share", "tasks_done"
_PLANS = (
    "provincial_pilot_tasks_done_share",
    "basic_tasks_done_share",
    "key_tasks_done_share",
    "work_points_done_share",
    "tasks_with_evidence",
    "tasks_with_owner",
)


def _hero(view: View) -> Component:
    # How much is done counts as tasks stand when read, so that it has no trend; how many were finished when has one.
    return hero(view, view.metrics[_DONE], lambda seen: counted_by_month(seen, seen.metrics[_FINISHED]))


def _plans(view: View) -> Component:
    return rates(view, _PLANS, told_of(view, view.metrics[_DONE], _("各类任务")))


def _units(view: View) -> Component:
    return behind(view, view.metrics[_DONE], "unit", "unit")


SCENE = Scene(
    key="acceptance",
    name=Text("验收进度", "Acceptance"),
    order=50,
    metrics=(_DONE, *_PLANS, _FINISHED),
    parts=(_hero, _plans, _units),
    as_told=True,
)
