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
from dashboard.kept.drawings import TOO_LONG, Drawings, Figures, Told, unless_shown
from dashboard.kept.shared_files import SharedFiles
from dashboard.page import Page
from dashboard.panels import header
from dashboard.view import View
from data_access.patience import is_used_up

_SAME: Told = (no_update, no_update)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class News:
    """What of a page looks otherwise by now, by sort and key of the box (`panel:…`, `shell:…`); and the boxes that
    could not be drawn."""

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

    def panel(self, key: str, search: str | None, version: str | None, shown: str | None) -> Told:
        """A panel of any page."""
        return self._panel(self._view_of(search, version), key, shown) if key in self._panels else _SAME

    def part(self, key: str, path: str | None, search: str | None, version: str | None, shown: str | None) -> Told:
        """A part of the frame, which follows the page at `path` as well: its place in the navigation, its month."""
        return self._part(self._view_of(search, version), key, path, shown) if key in self._frame else _SAME

    def figure(self, key: str, search: str | None, version: str | None, shown: str | None) -> Told:
        """A figure of any page, or what of it has changed."""
        if key not in self._charts:
            return _SAME
        barred, view = self._seen(self._view_of(search, version), key)
        return _SAME if barred else self._figures.of(self._charts[key], view, shown)

    def changed(
        self, path: str | None, search: str | None, version: str | None, shown: Mapping[str, str | None]
    ) -> News:
        """What is to be told of the boxes that a browser shows. Raises what the database raises that is not there."""
        view, news = self._view_of(search, version), News()
        for name, digest in shown.items():
            # What a box may be kept for is said of each by itself.
            own = replace(view, single=[])
            # All boxes share the time of one request: what there is none left for is asked for with the next.
            if is_used_up():
                news.missed.append(name)
                continue
            try:
                told = self._box(own, name, path, digest)
            except (SQLAlchemyError, HTTPException):
                raise
            except Exception:  # noqa: BLE001 - a mistake in one box must not keep the news of the others from the page
                _log.exception("box %s of the page %s could not be drawn", name, path)
                news.missed.append(name)
                continue
            if TOO_LONG in own.single:
                # What is shown is older, and better than a sentence in its place.
                news.missed.append(name)
            elif told[0] is not no_update:
                news.boxes[name] = {"markup": told[0], "shown": told[1]}
        return news

    def _box(self, view: View, name: str, path: str | None, shown: str | None) -> Told:
        sort, _colon, key = name.partition(":")
        if sort == "panel" and key in self._panels:
            return self._panel(view, key, shown)
        return self._part(view, key, path, shown) if sort == "shell" and key in self._frame else _SAME

    def _panel(self, view: View, key: str, shown: str | None) -> Told:
        barred, seen = self._seen(view, key)
        return unless_shown(denied(barred), shown) if barred else self._drawings.of(self._panels[key], seen, shown)

    def _part(self, view: View, key: str, path: str | None, shown: str | None) -> Told:
        page = self._by_path.get(path or "/")
        seen = replace(view, path=path or "/") if page is None else page.seen_in(view)
        return unless_shown(self._frame[key](seen), shown)

    def _seen(self, view: View, key: str) -> tuple[Page | None, View]:
        """The page of a box where the viewer may not open it, else None; and the view with what the page is about."""
        page = self._of[key]
        seen = page.seen_in(view)
        return None if page.opens_to(seen.viewer) else page, seen
