"""Mediation: of the disputes accepted how many were settled, by type, and where they come from."""

from dash.development.base_component import Component

from dashboard.language import gettext as _
from dashboard.view import View
from dashboard.wall.lists import count_by_place, intervals_by
from dashboard.wall.parts import hero, told_of
from dashboard.wall.scene import Scene
from data_access.metric import Text

_SUCCESS, _ACCEPTED = "mediation_success_accepted", "disputes_accepted"


def _hero(view: View) -> Component:
    return hero(view, view.metrics[_SUCCESS])


def _types(view: View) -> Component:
    metric = view.metrics[_SUCCESS]
    return intervals_by(view, metric, ("category", "mediation_case_category"), told_of(view, metric, _("各类纠纷")))


def _accepted(view: View) -> Component:
    return count_by_place(view, view.metrics[_ACCEPTED])


SCENE = Scene(
    key="mediation",
    name=Text("调解", "Mediation"),
    order=20,
    metrics=(_SUCCESS, _ACCEPTED, "mediation_success_found"),
    parts=(_hero, _types, _accepted),
    whole_months=True,
)
