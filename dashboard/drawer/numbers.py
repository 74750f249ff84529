"""Links from a number to its drawer: for names and for values, each with the place and month of that number."""

from dash import html
from dash.development.base_component import Component

from dashboard.drawer.opened import Opened, number_of
from dashboard.language import gettext as _
from dashboard.view import View
from data_access.metric import Metric
from data_access.scope import Scope

# Where the scenes of walls are.
WALLS = "/wall/"
Part = tuple[str, str]
Shown = Component | str | list[Component | str]


def address(view: View, number: Opened) -> str:
    """The address of the page with the drawer of a number open."""
    return view.state.but(drawer=number.text, tab=None).search


def value_link(
    view: View,
    metric: Metric,
    shown: Shown,
    *,
    scope: Scope | None = None,
    place: str | None = None,
    part: Part | None = None,
) -> Component:
    """A number, or whatever stands in its place, that opens its drawer; on a wall, where nobody clicks, the number."""
    return _link(view, shown, number_of(metric.key, scope or view.scope, place, part), "number")


def provenance_link(view: View, metric: Metric) -> Component:
    """The name of a metric over its number: all of the card or tile it stands in opens the drawer."""
    name = metric.name.in_language(view.language)
    return _link(view, name, number_of(metric.key, view.scope), "lab whole number")


def _link(view: View, shown: Shown, number: Opened | None, name: str) -> Component:
    if number is None or view.path.startswith(WALLS):
        return html.Span(shown)
    return html.A(shown, href=address(view, number), className=name, title=_("口径与来历"))
