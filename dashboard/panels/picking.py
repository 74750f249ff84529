"""Lines that choose: a line of a panel is a link that sets its filter or its place; the same line again clears it."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components import Child
from dashboard.language import gettext as _
from dashboard.state import State
from dashboard.view import View


def pick(cells: Sequence[Child], href: str, name: str, *, chosen: bool, among: bool) -> Component:
    """The line; `among`: some line of its panel is chosen, and those that are not stand back."""
    state = " selected" if chosen else " aside" if among else ""
    # A link of Dash takes no aria-current: that it is chosen is said in it.
    told = [*cells, html.Span(_("已选"), className="hidden-text")] if chosen else list(cells)
    return dcc.Link(told, href=href, className=f"{name} pick{state}")


def picked(view: View, name: str, code: str) -> State:
    """The state with this member of a filter and no other; without the filter where it is that already.

    Numbers about people take one filter at a time: there it stands in the place of another.
    """
    return alone(view, name).only(name, code)


def alone(view: View, name: str) -> State:
    """The state that a filter is set in: of a page about people without the others."""
    others = view.state.filters if not view.lead.protected else [each for each in view.state.filters if each[0] == name]
    return view.state.by(others)
