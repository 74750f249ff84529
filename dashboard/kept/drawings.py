"""What panels look like, drawn once for all who see the same, and sent only to who does not show it yet."""

from hashlib import sha256
from sys import getsizeof
from threading import Event, Lock
from typing import Any

from dash import no_update
from plotly.io.json import to_json_plotly
from psycopg2.errors import QueryCanceled
from sqlalchemy.exc import OperationalError

from dashboard.access.denied import refused
from dashboard.access.guard import why_unavailable
from dashboard.figures.blank import blank
from dashboard.kept.counted import counted
from dashboard.kept.ground import Kept, Key
from dashboard.kept.shared_files import SharedFiles
from dashboard.markup import markup
from dashboard.page import Chart, Panel
from dashboard.panels.filter_words import marked
from dashboard.panels.tools import with_tools
from dashboard.view import View
from data_access.permission import NOT_PERMITTED
from data_access.value import RefusedError

# What a process keeps of panels, in bytes (one has some ten thousand), and how many figures, of which that of a map has
# some hundred thousand.
_PANEL_BYTES, _FIGURES = 64 * 1024 * 1024, 100
# About what a panel takes beside its text: its key, and what it stands on.
_BESIDE_BYTES = 4096
# A panel's HTML and what tells it from another; a figure, or what of it has changed, and the same, neither where a
# browser shows it already.
Told = tuple[str, str]
Figure = tuple[Any, Any]
_NOTHING = "drawn-nothing"
# What a view is good for one request alone for, where the database was stopped.
TOO_LONG = "took too long"


def told(drawing: Any) -> Told:
    """A drawing's HTML with its digest."""
    html = markup(drawing)
    return html, _digest(html)


class Drawings:
    """Draws panels. Two views that differ in nothing a panel is drawn from have the same drawing, whoever asks: it is
    kept for as long as all that it was made from stands (dashboard/kept/ground.py)."""

    _PATIENCE_SECONDS = 2

    def __init__(self, files: SharedFiles | None) -> None:
        self._kept: Kept[Told] = Kept(_PANEL_BYTES, lambda drawn: getsizeof(drawn[0]) + _BESIDE_BYTES, files)
        self._drawing: dict[Key, Event] = {}
        self._beginning = Lock()

    def of(self, panel: Panel, view: View) -> Told:
        """The panel with its digest."""
        # Pages without metrics are about accounts and the log, which change without news.
        if not view.metrics:
            return told(_drawn(panel, view))
        key = seen_alike(panel.key, view)
        found = self._kept.find(key, view.ground)
        counted("drawing", kept=found is not None)
        return found or self._alone(panel, view, key)

    def kept(self, panel: Panel, view: View, *, counts: bool) -> Told | None:
        """The panel with its digest, if that is drawn already; whether it `counts` as asked for."""
        found = self._kept.find(seen_alike(panel.key, view), view.ground) if view.metrics else None
        if found is not None and counts:
            counted("drawing", kept=True)
        return found

    def _alone(self, panel: Panel, view: View, key: Key) -> Told:
        """Whoever asks for what is being drawn waits for it a while: after news all screens ask at once.

        Where nothing is kept then, because it is for one request alone or takes long, they draw side by side.
        """
        with self._beginning:
            begun = self._drawing.get(key)
            if begun is None:
                ended = self._drawing[key] = Event()
        if begun is not None:
            begun.wait(self._PATIENCE_SECONDS)
            return self._kept.find(key, view.ground) or self._made(panel, view, key)
        try:
            return self._made(panel, view, key)
        finally:
            with self._beginning:
                del self._drawing[key]
            ended.set()

    def _made(self, panel: Panel, view: View, key: Key) -> Told:
        return self._kept.make(key, view.ground, lambda: (told(_drawn(panel, view)), not view.single))


class Figures:
    """Draws figures, which are kept as panels are. The class name of a figure's box says which figure it shows: of
    which view, and standing on what."""

    def __init__(self, files: SharedFiles | None) -> None:
        self._kept: Kept[tuple[dict[str, Any], str]] = Kept(_FIGURES, files=files)

    def of(self, chart: Chart, view: View, shown: str | None) -> Figure:
        """What new data changes in the figure the browser shows, if that is of this view; else the whole of it.

        What caused the request does not say so: the answer to another address may still be on its way, and is dropped
        for this one.
        """
        kind = f"drawn-{view.kind(*chart.follows)}"
        try:
            figure, mark = self._figure(chart, view, kind)
            if shown == mark:
                return no_update, no_update
            return (chart.update(view) if shown and shown.startswith(f"{kind}-") else figure), mark
        except RefusedError:
            # The panel beside it says why.
            return blank(), _NOTHING
        except OperationalError as error:
            if not isinstance(error.orig, QueryCanceled):
                raise
            return blank(), _NOTHING

    def _figure(self, chart: Chart, view: View, kind: str) -> tuple[dict[str, Any], str]:
        def draw() -> tuple[tuple[dict[str, Any], str], bool]:
            figure = chart.draw(view)
            return (figure, f"{kind}-{_digest(str(to_json_plotly(figure)))}"), True

        key = seen_alike(chart.key, view)
        found = self._kept.find(key, view.ground)
        counted("drawing", kept=found is not None)
        return found or self._kept.make(key, view.ground, draw)


def seen_alike(box: str, view: View) -> Key:
    """What tells one drawing of a box from another, but for the data: choices, day, and as whom it is seen."""
    viewer = view.viewer
    # As this process read them: one beside it that began later may have read others of the same name from the site.
    seen_as = (viewer.role_key, viewer.role, viewer.divisions, viewer.screen)
    hidden = (view.site.small_count, view.site.completeness)
    return box, view.kind(), repr((seen_as, hidden)), view.scope, view.now.date()


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()[:16]


def _drawn(panel: Panel, view: View) -> Any:
    """The panel; or the sentence with which the read layer refuses what it needs, most often to this viewer."""
    try:
        return with_tools(marked(panel.draw(view), view), panel, view)
    except RefusedError as error:
        asking = error.refusal.code == NOT_PERMITTED
        return refused(error.refusal.sentence.in_language(view.language), asking=asking)
    except OperationalError as error:
        if not isinstance(error.orig, QueryCanceled):
            raise
        view.single.append(TOO_LONG)
        return refused(why_unavailable(error), again=view.state.search)
