"""What fills the boxes of a page: panels, figures and the parts of the frame, as far as the viewer may see them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from dash import no_update
from dash.development.base_component import Component

from dashboard.access.denied import denied
from dashboard.drawings import Drawings, Figures, Told, unless_shown
from dashboard.page import Page
from dashboard.panels import header
from dashboard.view import View

ViewOf = Callable[[str | None, str | None], View]
_SAME: Told = (no_update, no_update)


class Boxes:
    """Draws boxes by their keys; what is drawn is kept for all that see the same."""

    def __init__(self, pages: Sequence[Page], view_of: ViewOf) -> None:
        self._by_path = {page.path: page for page in pages}
        self._of = {key: page for page in pages for key in page.boxes}
        self._panels = {panel.key: panel for page in pages for panel in page.panels}
        self._charts = {chart.key: chart for page in pages for chart in page.charts}
        self._view_of = view_of
        self._drawings, self._figures = Drawings(), Figures()
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
    ) -> dict[str, dict[str, str]]:
        """Of what a browser shows, by sort and key of the box (`panel:…`, `shell:…`), what looks otherwise by now."""
        view = self._view_of(search, version)
        found: dict[str, dict[str, str]] = {}
        for name, digest in shown.items():
            sort, _colon, key = name.partition(":")
            # What a box may be kept for is said of each by itself.
            own = replace(view, single=[])
            told = _SAME
            if sort == "panel" and key in self._panels:
                told = self._panel(own, key, digest)
            elif sort == "shell" and key in self._frame:
                told = self._part(own, key, path, digest)
            if told[0] is not no_update:
                found[name] = {"markup": told[0], "shown": told[1]}
        return found

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
