"""The wires: one generic callback draws every panel, its twin every figure; choices are links in the address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dash import MATCH, ClientsideFunction, Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from dashboard.access.denied import denied
from dashboard.access.signed import viewer_now
from dashboard.drawer import register_drawer
from dashboard.drawings import Drawings, Figures, unless_shown
from dashboard.language import gettext as _
from dashboard.page import Page
from dashboard.panels import header
from dashboard.view import View

ViewOf = Callable[[str | None, str | None], View]


def register(app: Dash, pages: Sequence[Page], view_of: ViewOf) -> None:
    """Connect the application: page by path, panels and charts by address and version of the data."""
    panels = {panel.key: panel for page in pages for panel in page.panels}
    charts = {chart.key: chart for page in pages for chart in page.charts}
    places, drawings, figures = _Places(pages, view_of), Drawings(), Figures()
    _register_shell(app, pages, view_of)

    @app.callback(
        Output({"panel": MATCH}, "markup"),
        Output({"panel": MATCH}, "shown"),
        Input("url", "search"),
        Input("version", "data"),
        State({"panel": MATCH}, "id"),
        State({"panel": MATCH}, "shown"),
    )
    def draw_panel(search: str | None, version: str | None, identity: dict[str, str], shown: str | None) -> Any:
        panel = panels.get(identity["panel"])
        if panel is None:
            return no_update, no_update
        barred, view = places.find(panel.key, search, version)
        return unless_shown(denied(barred), shown) if barred else drawings.of(panel, view, shown)

    @app.callback(
        Output({"chart": MATCH}, "figure"),
        Output({"chart": MATCH}, "className"),
        Input("url", "search"),
        Input("version", "data"),
        State({"chart": MATCH}, "id"),
        State({"chart": MATCH}, "className"),
    )
    def draw_chart(search: str | None, version: str | None, identity: dict[str, str], shown: str | None) -> Any:
        chart = charts.get(identity["chart"])
        if chart is None:
            return no_update, no_update
        barred, view = places.find(chart.key, search, version)
        return (no_update, no_update) if barred else figures.of(chart, view, shown)

    register_drawer(app, pages, view_of)
    _register_routes(app, {page.path: page for page in pages})
    _register_clientside(app)


def _register_shell(app: Dash, pages: Sequence[Page], view_of: ViewOf) -> None:
    """What stands around every page follows the page as well: its entry in the navigation, the month it shows."""
    parts = {
        "brand": header.brand,
        "navigation": lambda view: header.navigation(view, pages),
        "fetched": header.fetched,
        "controls": header.controls,
    }
    by_path = {page.path: page for page in pages}

    @app.callback(
        Output({"shell": MATCH}, "markup"),
        Output({"shell": MATCH}, "shown"),
        Input("url", "search"),
        Input("version", "data"),
        Input("url", "pathname"),
        State({"shell": MATCH}, "id"),
        State({"shell": MATCH}, "shown"),
    )
    def draw_shell(
        search: str | None, version: str | None, path: str | None, identity: dict[str, str], shown: str | None
    ) -> Any:
        draw = parts.get(identity["shell"])
        if draw is None:
            return no_update, no_update
        page, view = by_path.get(path or "/"), view_of(search, version)
        return unless_shown(draw(replace(view, path=path or "/") if page is None else page.seen_in(view)), shown)


class _Places:
    """The page of each panel and chart, and the view it is drawn from: with the metrics that its page is about."""

    def __init__(self, pages: Sequence[Page], view_of: ViewOf) -> None:
        self._pages = {key: page for page in pages for key in page.boxes}
        self._view_of = view_of

    def find(self, key: str, search: str | None, version: str | None) -> tuple[Page | None, View]:
        """The page where the viewer may not open it, else None; and the view."""
        page = self._pages[key]
        view = page.seen_in(self._view_of(search, version))
        return None if page.opens_to(view.viewer) else page, view


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
