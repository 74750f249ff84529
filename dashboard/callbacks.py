"""The wires: one generic callback draws every panel, its twin every figure; choices are links in the address."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import MATCH, ClientsideFunction, Dash, Input, Output, State, html
from dash.development.base_component import Component

from dashboard.access.denied import denied
from dashboard.access.signed import viewer_now
from dashboard.boxes import Boxes
from dashboard.drawer.placed import ViewOf
from dashboard.drawer.wires import register_drawer
from dashboard.kept.shared_files import SharedFiles
from dashboard.language import gettext as _
from dashboard.news import add_news
from dashboard.page import Page


def register(app: Dash, pages: Sequence[Page], view_of: ViewOf, files: SharedFiles | None) -> None:
    """Connect the application: page by path, boxes by address; figures and the drawer also by version of the data.

    Of new data panels hear by one question for all (dashboard/news.py): the version is a state of theirs. In `files`
    the processes of one server share what they have drawn.
    """
    boxes = Boxes(pages, view_of, files)
    _register_boxes(app, boxes)
    add_news(app.server, boxes)
    register_drawer(app, pages, view_of)
    _register_routes(app, {page.path: page for page in pages})
    _register_clientside(app)


def _register_boxes(app: Dash, boxes: Boxes) -> None:
    @app.callback(
        Output({"panel": MATCH}, "markup"),
        Output({"panel": MATCH}, "shown"),
        Input("url", "search"),
        # It never changes: of an address alone, which a click on a map may write, Dash waits for the click.
        Input("version", "id"),
        State("version", "data"),
        State({"panel": MATCH}, "id"),
        State({"panel": MATCH}, "shown"),
    )
    def draw_panel(
        search: str | None, _there: str, version: str | None, identity: dict[str, str], shown: str | None
    ) -> Any:
        return boxes.panel(identity["panel"], search, version, shown)

    @app.callback(
        Output({"chart": MATCH}, "figure"),
        Output({"chart": MATCH}, "className"),
        Input("url", "search"),
        Input("version", "data"),
        State({"chart": MATCH}, "id"),
        State({"chart": MATCH}, "className"),
    )
    def draw_chart(search: str | None, version: str | None, identity: dict[str, str], shown: str | None) -> Any:
        return boxes.figure(identity["chart"], search, version, shown)

    @app.callback(
        Output({"shell": MATCH}, "markup"),
        Output({"shell": MATCH}, "shown"),
        Input("url", "search"),
        Input("url", "pathname"),
        State("version", "data"),
        State({"shell": MATCH}, "id"),
        State({"shell": MATCH}, "shown"),
    )
    def draw_part(
        search: str | None, path: str | None, version: str | None, identity: dict[str, str], shown: str | None
    ) -> Any:
        return boxes.part(identity["shell"], path, search, version, shown)


def _register_routes(app: Dash, by_path: Mapping[str, Page]) -> None:
    @app.callback(Output("page", "children"), Input("url", "pathname"))
    def show_page(path: str | None) -> Component:
        page = by_path.get(path or "/")
        if page is None:
            return html.Div(html.H2(_("没有这个页面。")), className="missing")
        viewer = viewer_now()
        return page.layout() if viewer and page.opens_to(viewer) else denied(page)


def _register_clientside(app: Dash) -> None:
    connect: Any = app.clientside_callback
    connect(
        ClientsideFunction("cockpit", "choose"),
        Output("url", "search"),
        Input({"chart": "overview-county-map"}, "clickData"),
        State({"chart": "overview-county-map"}, "figure"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    connect(
        ClientsideFunction("cockpit", "drill"),
        Output("url", "search", allow_duplicate=True),
        Input({"chart": "grid-heat-map"}, "clickData"),
        State({"chart": "grid-heat-map"}, "figure"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    connect(
        ClientsideFunction("cockpit", "applyAddress"),
        Output("lost", "title"),
        Input("url", "search"),
    )
