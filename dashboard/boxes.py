"""What fills the boxes of a page: panels, figures and the parts of the frame, as far as the viewer may see them."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dash import no_update
from dash.development.base_component import Component
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from dashboard.access.denied import denied
from dashboard.drawer.placed import ViewOf
from dashboard.kept.drawings import TOO_LONG, Drawings, Figure, Figures, Told, told
from dashboard.kept.shared_files import SharedFiles
from dashboard.page import Page
from dashboard.panels import header
from dashboard.view import View
from data_access.patience import is_used_up

# The sorts of boxes, with which their names begin.
_FRAME, _PANEL = "shell", "panel"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """What a browser asks for at an address: the boxes it shows, by sort and key (`panel:…`, `shell:…`), with what
    tells their drawings from others, and the `version` of the data it knows.

    `kept_only`: of the frame and of all panels of the page what is drawn already, whether shown or not; the others are
    missed, for the browser to ask for each of them by itself, side by side. `by_itself`: nobody did anything, there are
    new data. `first_look`: it is asked for again as soon as the page lives.
    """

    path: str | None
    search: str | None
    version: str | None
    shown: Mapping[str, str | None]
    kept_only: bool = False
    by_itself: bool = False
    first_look: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What of a page looks otherwise than shown; and the boxes that could not be drawn, or are not drawn yet."""

    boxes: dict[str, dict[str, str]] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)


class Boxes:
    """Draws boxes by their keys; what is drawn is kept for all that see the same."""

    def __init__(self, pages: Sequence[Page], view_of: ViewOf, files: SharedFiles | None) -> None:
        self._by_path = {page.path: page for page in pages}
        self._of = {key: page for page in pages for key in page.boxes}
        self._panels = {panel.key: panel for page in pages for panel in page.panels}
        self._charts = {chart.key: chart for page in pages for chart in page.charts}
        self._view_of = view_of
        self._drawings, self._figures = Drawings(files), Figures(files)
        self._frame: dict[str, Callable[[View], Component | list[Component]]] = {
            "brand": header.brand,
            "navigation": lambda view: header.navigation(view, pages),
            "fetched": header.fetched,
            "controls": header.controls,
        }
        self._names = {f"{_FRAME}:{key}" for key in self._frame} | {f"{_PANEL}:{key}" for key in self._panels}

    def figure(self, key: str, search: str | None, version: str | None, shown: str | None) -> Figure:
        """A figure of any page, or what of it has changed; neither where that is shown."""
        if key not in self._charts:
            return no_update, no_update
        barred, view = self._seen(self._view_of(search, version), key)
        return (no_update, no_update) if barred else self._figures.of(self._charts[key], view, shown)

    def answer(self, question: Question) -> Answer:
        """What is to be told of the boxes of a page. Raises what the database raises that is not there."""
        view, answer = self._view_of(question.search, question.version), Answer()
        asked = self._of_page(question, view) if question.kept_only else question.shown
        for name, digest in asked.items():
            if name not in self._names:
                continue
            # What a box may be kept for is said of each by itself; what is not shown yet somebody has asked for once.
            own = replace(view, single=[], asked=view.asked or digest is None)
            # All boxes share the time of one request: what there is none left for is asked for with the next.
            if is_used_up():
                answer.missed.append(name)
                continue
            try:
                drawing = self._box(own, name, question)
            except (SQLAlchemyError, HTTPException):
                raise
            except Exception:  # noqa: BLE001 - a mistake in one box must not keep the others from the page
                _log.exception("box %s of the page %s could not be drawn", name, question.path)
                drawing = None
            # Where there are new data, what is shown is older, and better than a sentence in its place.
            if drawing is None or (question.by_itself and digest and TOO_LONG in own.single):
                answer.missed.append(name)
            elif drawing[1] != digest:
                answer.boxes[name] = {"markup": drawing[0], "shown": drawing[1]}
        return answer

    def _of_page(self, question: Question, view: View) -> dict[str, str | None]:
        """The boxes of the frame, and those of the page where the viewer may open it, each with what is shown."""
        page = self._by_path.get(question.path or "/")
        panels = page.panels if page and page.opens_to(view.viewer) else ()
        names = (*(f"{_FRAME}:{key}" for key in self._frame), *(f"{_PANEL}:{panel.key}" for panel in panels))
        return {name: question.shown.get(name) for name in names}

    def _box(self, view: View, name: str, question: Question) -> Told | None:
        """The drawing of a box, with its digest; None for one that is not drawn yet, if it is to be kept."""
        sort, _colon, key = name.partition(":")
        if sort == _FRAME:
            return self._part(view, key, question.path)
        barred, seen = self._seen(view, key)
        if barred:
            return told(denied(barred))
        panel = self._panels[key]
        return (
            self._drawings.kept(panel, seen, counts=not question.first_look)
            if question.kept_only
            else self._drawings.of(panel, seen)
        )

    def _part(self, view: View, key: str, path: str | None) -> Told:
        page = self._by_path.get(path or "/")
        seen = replace(view, path=path or "/") if page is None else page.seen_in(view)
        return told(self._frame[key](seen))

    def _seen(self, view: View, key: str) -> tuple[Page | None, View]:
        """The page of a box where the viewer may not open it, else None; and the view with what the page is about."""
        page = self._of[key]
        seen = page.seen_in(view)
        return None if page.opens_to(seen.viewer) else page, seen
