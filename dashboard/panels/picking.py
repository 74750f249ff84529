"""Lines that choose: a line of a panel is a link that sets its filter or its place; the same line again clears it."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components import Child, data
from dashboard.language import gettext as _
from dashboard.state import State
from dashboard.view import View


def pick(
    cells: Sequence[Child], href: str, name: str, *, chosen: bool, among: bool, key: str | None = None
) -> Component:
    """The line; `among`: some line of its panel is chosen, and those that are not stand back.

    Of several cells the one of class `who` is the link, which fills the line; numbers with drawers lie above it. By its
    `key` the browser knows the line again where news put it elsewhere.
    """
    state = " selected" if chosen else " aside" if among else ""
    # A link of Dash takes no aria-current: that it is chosen is said in it.
    said = [html.Span(_("已选"), className="hidden-text")] if chosen else []
    if len(cells) == 1:
        return dcc.Link([*cells, *said], href=href, className=f"{name} pick{state}")
    link = dcc.Link([_who(cells), *said], href=href, className=f"who pick{state} whole")
    known = {} if key is None else data(key=key)
    return html.Div([link if _is_who(cell) else cell for cell in cells], className=f"{name} line{state}", **known)


def _is_who(cell: Child) -> bool:
    return getattr(cell, "className", "") == "who"


def _who(cells: Sequence[Child]) -> Component:
    """What the link says: the name, as it is set in the line."""
    cell = next(each for each in cells if isinstance(each, Component) and _is_who(each))
    return html.B(cell.children) if isinstance(cell, html.B) else html.Span(cell.children)


def picked(view: View, name: str, code: str) -> State:
    """The state with this member of a filter and no other; without the filter where it is that already.

    Numbers about people take one filter at a time: there it stands in the place of another.
    """
    return alone(view, name).only(name, code)


def alone(view: View, name: str) -> State:
    """The state that a filter is set in: of a page about people without the others."""
    others = view.state.filters if not view.lead.protected else [each for each in view.state.filters if each[0] == name]
    return view.state.by(others)
