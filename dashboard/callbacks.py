"""The wires: one generic callback draws every panel, its twin every figure; choices are links in the address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from dash import MATCH, ClientsideFunction, Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component
from plotly.io.json import to_json_plotly

from dashboard.language import gettext as _
from dashboard.page import Chart, Page
from dashboard.panels import header
from dashboard.view import View

Viewer = Callable[[str | None, str | None], View]


def register(app: Dash, pages: Sequence[Page], viewer: Viewer) -> None:
    """Connect the application: page by path, panels and charts by address and version of the data."""
    panels = {panel.key: panel for page in pages for panel in page.panels}
    charts = {chart.key: chart for page in pages for chart in page.charts}
    view_of = _viewer_of_boxes(pages, viewer)
    _register_shell(app, pages, viewer)

    @app.callback(
        Output({"panel": MATCH}, "children"),
        Output({"panel": MATCH}, "data-shown"),
        Input("url", "search"),
        Input("version", "data"),
        State({"panel": MATCH}, "id"),
        State({"panel": MATCH}, "data-shown"),
    )
    def draw_panel(search: str | None, version: str | None, identity: dict[str, str], shown: str | None) -> Any:
        panel = panels.get(identity["panel"])
        if panel is None:
            return no_update, no_update
        return _unless_shown(panel.draw(view_of(panel.key, search, version)), shown)

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
        return _figure(chart, view_of(chart.key, search, version), shown)

    _register_routes(app, {page.path: page for page in pages})
    _register_clientside(app)


def _register_shell(app: Dash, pages: Sequence[Page], viewer: Viewer) -> None:
    """What stands around every page follows the page as well: its entry in the navigation, the month it shows."""
    parts = {
        "brand": header.brand,
        "navigation": lambda view: header.navigation(view, pages),
        "fetched": header.fetched,
        "controls": header.controls,
    }
    by_path = {page.path: page for page in pages}

    @app.callback(
        Output({"shell": MATCH}, "children"),
        Output({"shell": MATCH}, "data-shown"),
        Input("url", "search"),
        Input("version", "data"),
        Input("url", "pathname"),
        State({"shell": MATCH}, "id"),
        State({"shell": MATCH}, "data-shown"),
    )
    def draw_shell(
        search: str | None, version: str | None, path: str | None, identity: dict[str, str], shown: str | None
    ) -> Any:
        draw = parts.get(identity["shell"])
        if draw is None:
            return no_update, no_update
        page = by_path.get(path or "/")
        return _unless_shown(draw(replace(_of_page(viewer(search, version), page), path=path or "/")), shown)


def _of_page(view: View, page: Page | None) -> View:
    return view.closed() if page is not None and page.whole_months else view


def _unless_shown(children: Any, shown: str | None) -> Any:
    """What is shown already is not sent again: an open menu stays open, the focus stays where it is."""
    digest = _digest(children)
    return (no_update, no_update) if digest == shown else (children, digest)


def _viewer_of_boxes(pages: Sequence[Page], viewer: Viewer) -> Callable[[str, str | None, str | None], View]:
    """The view of a panel or chart: with the metrics that its page is about."""
    page_of = {key: page for page in pages for key in page.boxes}

    def view_of(key: str, search: str | None, version: str | None) -> View:
        page = page_of[key]
        return replace(_of_page(viewer(search, version), page).about(page.metrics), path=page.path)

    return view_of


def _register_routes(app: Dash, by_path: Mapping[str, Page]) -> None:
    @app.callback(Output("page", "children"), Input("url", "pathname"))
    def show_page(path: str | None) -> Component:
        page = by_path.get(path or "/")
        if page is None:
            return html.Div(html.H2(_("没有这个页面。")), className="missing")
        return page.layout()


def _digest(children: Any) -> str:
    return sha256(to_json_plotly(children).encode("utf-8")).hexdigest()[:16]


def _figure(chart: Chart, view: View, shown: str | None) -> Any:
    """What new data changes in the figure the browser shows, if that is of this view; else the whole of it.

    The class name of the box says what is shown. What caused the request does not: the answer to another address may
    still be on its way, and is dropped for this one.
    """
    drawn = f"drawn-{view.kind}"
    return (chart.update(view), no_update) if shown == drawn else (chart.draw(view), drawn)


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
        ClientsideFunction("cockpit", "applyAddress"),
        Output("lost", "title"),
        Input("url", "search"),
    )
