"""The wires: one question fills all boxes of a page, one generic callback draws every figure; choices are links."""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from dash import MATCH, ClientsideFunction, Dash, Input, Output, State, html
from dash.development.base_component import Component
from flask import request
from sqlalchemy.exc import SQLAlchemyError

from dashboard.access.denied import denied
from dashboard.access.signed import viewer_now
from dashboard.boxes import Boxes, Question
from dashboard.drawer.placed import ViewOf
from dashboard.drawer.wires import register_drawer
from dashboard.first_look import FirstLook, first_look
from dashboard.kept.shared_files import SharedFiles
from dashboard.language import gettext as _
from dashboard.page import Page
from dashboard.questions import add_questions

_log = logging.getLogger(__name__)


def register(
    app: Dash, pages: Sequence[Page], view_of: ViewOf, version: Callable[[], str], shared: Path | None
) -> Callable[[], FirstLook]:
    """Connect the application: page by path, figures and the drawer by address and version of the data; gives what
    draws the first look of the page that a request is for. `version` tells that of the data now.

    Boxes ask for themselves, one question for all of a page (dashboard/questions.py, assets/boxes.js). In the folder
    `shared` the processes of one server share what they have drawn.
    """
    by_path = {page.path: page for page in pages}
    boxes = Boxes(pages, view_of, SharedFiles(shared) if shared else None)
    _register_figures(app, boxes)
    add_questions(app.server, boxes)
    register_drawer(app, pages, view_of)
    app.callback(Output("page", "children"), Input("url", "pathname"))(partial(_layout, by_path))
    _register_clientside(app)
    return partial(_first_look, boxes, by_path, version)


def _register_figures(app: Dash, boxes: Boxes) -> None:
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


def _layout(by_path: Mapping[str, Page], path: str | None) -> Component:
    page = by_path.get(path or "/")
    if page is None:
        return html.Div(html.H2(_("没有这个页面。")), className="missing")
    viewer = viewer_now()
    return page.layout() if viewer and page.opens_to(viewer) else denied(page)


def _first_look(boxes: Boxes, by_path: Mapping[str, Page], version: Callable[[], str]) -> FirstLook:
    """What is drawn already of the page that this request is for; empty where nobody is signed in, or nothing read."""
    if viewer_now() is None:
        return FirstLook()
    search = request.query_string.decode("utf-8", "replace")
    try:
        # Before anything is read, which can only be newer.
        known = version()
        asked = Question(request.path, f"?{search}" if search else "", known, {}, kept_only=True, first_look=True)
        answer = boxes.answer(asked)
    except SQLAlchemyError as error:
        # The page says so itself, and asks again.
        _log.warning("the first look of %s could not be drawn: %s", request.path, type(error).__name__)
        return FirstLook()
    return first_look(_layout(by_path, request.path), answer.boxes, known)


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
