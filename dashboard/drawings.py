"""What panels look like, drawn once for all who see the same, and sent only to who does not show it yet."""

from collections import OrderedDict
from hashlib import sha256
from threading import Event, Lock
from typing import Any

from dash import no_update
from psycopg2.errors import QueryCanceled
from sqlalchemy.exc import OperationalError

from dashboard.access.denied import refused
from dashboard.access.guard import why_unavailable
from dashboard.markup import markup
from dashboard.page import Panel
from dashboard.panels.filter_words import marked
from dashboard.panels.tools import with_tools
from dashboard.view import View
from data_access.permission import NOT_PERMITTED
from data_access.value import RefusedError


def unless_shown(drawing: Any, shown: str | None) -> Any:
    """A drawing's HTML with its digest; what is `shown` already is not sent again."""
    return _unless(_told(drawing), shown)


class Drawings:
    """Draws panels. Two views that differ in nothing a panel is drawn from have the same drawing, whoever asks: it is
    kept for a minute, for ages are told in minutes, and until there is news."""

    _MOST = 1_500
    _PATIENCE_SECONDS = 2

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, ...], tuple[str, str]] = OrderedDict()
        self._drawing: dict[tuple[str, ...], Event] = {}
        self._keeping = Lock()

    def of(self, panel: Panel, view: View, shown: str | None) -> Any:
        """The panel with its digest, unless that is `shown`."""
        # Pages without metrics are about accounts and the log, which change without news.
        alike, news = bool(view.metrics), view.all_news if panel.all_cities else view.news
        viewer = view.viewer
        who = repr((viewer.role_key, viewer.divisions, viewer.screen))
        key = (panel.key, view.kind(), who, news, f"{view.now:%Y%m%d%H%M}")
        if not alike:
            return _unless(_told(_drawn(panel, view)), shown)
        told = self._kept.get(key)
        return _unless(told or self._alone(panel, view, key), shown)

    def _alone(self, panel: Panel, view: View, key: tuple[str, ...]) -> tuple[str, str]:
        """Whoever asks for what is being drawn waits for it a while: after news all screens ask at once.

        Where nothing is kept then, because it is for one request alone or takes long, they draw side by side.
        """
        with self._keeping:
            begun = self._drawing.get(key)
            if begun is None:
                ended = self._drawing[key] = Event()
        if begun is not None:
            begun.wait(self._PATIENCE_SECONDS)
            return self._kept.get(key) or self._made(panel, view, key)
        try:
            return self._made(panel, view, key)
        finally:
            with self._keeping:
                del self._drawing[key]
            ended.set()

    def _made(self, panel: Panel, view: View, key: tuple[str, ...]) -> tuple[str, str]:
        told = _told(_drawn(panel, view))
        if not view.single:
            self._keep(key, told)
        return told

    def _keep(self, key: tuple[str, ...], told: tuple[str, str]) -> None:
        with self._keeping:
            self._kept[key] = told
            while len(self._kept) > self._MOST:
                self._kept.popitem(last=False)


def _told(drawing: Any) -> tuple[str, str]:
    html = markup(drawing)
    return html, sha256(html.encode("utf-8")).hexdigest()[:16]


def _unless(told: tuple[str, str], shown: str | None) -> Any:
    return (no_update, no_update) if told[1] == shown else told


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
        view.single.append("took too long")
        return refused(why_unavailable(error), again=view.state.search)
