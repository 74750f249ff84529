"""The wires of the drawer over any page: which number its address asks for, as far as the viewer may see it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from dash import Dash, Input, Output, no_update
from dash.development.base_component import Component
from psycopg2.errors import QueryCanceled
from sqlalchemy.exc import OperationalError

from dashboard.access.guard import why_unavailable
from dashboard.drawer.opened import TABLE, opened
from dashboard.drawer.placed import ViewOf, part_name, seen
from dashboard.language import gettext as _
from dashboard.page import Page
from dashboard.panels.drawer import drawer, without
from dashboard.panels.panel_table import panel_table
from dashboard.panels.records import records
from dashboard.state import parse
from dashboard.view import View
from data_access.value import RefusedError


def register_drawer(app: Dash, pages: Sequence[Page], view_of: ViewOf) -> None:
    """Connect it: the script of the browser writes the address it is open at; single records have a wire of their own.

    It is not drawn again by new data: it shows what was read when it was opened, and when that was.
    """

    @app.callback(Output("drawer-inside", "children"), Input("drawer-asked", "data"), prevent_initial_call=True)
    def draw_drawer(search: str | None) -> Any:
        shown = _table(pages, view_of, search)
        return _drawn(view_of, search, drawer) if shown is None else shown

    @app.callback(Output("drawer-rows", "children"), Input("drawer-rows-asked", "data"), prevent_initial_call=True)
    def draw_rows(search: str | None) -> Any:
        return _drawn(view_of, search, lambda view, _part: records(view))


def _table(pages: Sequence[Page], view_of: ViewOf, search: str | None) -> list[Component] | None:
    """The table of a panel, where the address asks for one."""
    address = (search or "").partition("#")[0]
    wanted = opened(parse(address).drawer)
    if wanted is None or wanted.metric != TABLE:
        return None
    found = next(((page, panel) for page in pages for panel in page.panels if panel.key == wanted.place), None)
    view = view_of(address, None)
    if found is None or not found[0].opens_to(view.viewer):
        return [without(_("当前账号看不到这个数字，或者没有这个数字。"))]
    page, panel = found
    view = page.seen_in(view)
    see = partial(seen, view_of, view.state.search)
    try:
        return panel_table(page, panel, view, see)
    except RefusedError as error:
        return [without(error.refusal.sentence.in_language(view.language))]


def _drawn(view_of: ViewOf, search: str | None, draw: Callable[[View, str], Any]) -> Any:
    # The script numbers its questions, so that the same one can be asked again.
    address = (search or "").partition("#")[0]
    state = parse(address)
    wanted = opened(state.drawer)
    if wanted is None:
        return no_update
    try:
        view = seen(view_of, address, wanted)
        if view is None:
            return [without(_("当前账号看不到这个数字，或者没有这个数字。"))]
        return draw(view, part_name(view, wanted))
    except OperationalError as error:
        if not isinstance(error.orig, QueryCanceled):
            raise
        return [without(why_unavailable(error))]
