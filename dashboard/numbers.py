"""Links from a number to its drawer: for names and for values, each with the place and month of that number."""

from dash import html
from dash.development.base_component import Component

from dashboard.language import gettext as _
from dashboard.opened import number_of
from dashboard.view import View
from data_access.metric import Metric
from data_access.scope import Scope

Part = tuple[str, str]


def address(
    view: View, metric: Metric, scope: Scope | None = None, place: str | None = None, part: Part | None = None
) -> str:
    """The address of the page with the drawer of a number open: of the view's scope where no other is given."""
    number = number_of(metric.key, scope or view.scope, place, part)
    return view.state.but(drawer=number.text, tab=None).search


def value_link(
    view: View,
    metric: Metric,
    shown: Component | str | list[Component | str],
    *,
    scope: Scope | None = None,
    place: str | None = None,
    part: Part | None = None,
) -> Component:
    """A number, or whatever stands in its place, that opens its drawer."""
    return html.A(shown, href=address(view, metric, scope, place, part), className="number", title=_("口径与来历"))


def provenance_link(view: View, metric: Metric, scope: Scope | None = None) -> Component:
    """The name of a metric over its number: all of the card or tile it stands in opens the drawer."""
    name = metric.name.in_language(view.language)
    return html.A(name, href=address(view, metric, scope), className="lab whole number", title=_("口径与来历"))
