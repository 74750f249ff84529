"""The walls of a site: which screen a viewer plays, what is on it now, and its scenes drawn once for all that see the
same."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from threading import Lock

import flask_babel
import orjson

from dashboard.drawer.placed import ViewOf
from dashboard.markup import markup
from dashboard.state import State
from dashboard.view import View
from dashboard.wall.playing import Round, playing
from dashboard.wall.report import Order
from dashboard.wall.scene import Scene, Shape
from dashboard.wall.sources import footer
from dashboard.wall.store import WallRecords
from dashboard.wall.wide import composed
from data_access.rights import Viewer
from data_access.screens import Screen
from data_access.site import Site

_MOST = 200
_PROJECT = Path(__file__).resolve().parents[2]


def build_of() -> str:
    """What tells one build of the walls from another: of their files and of all that draws them."""
    folders = ("assets", "dashboard", "layouts", "data_access/metrics")
    found = (path for name in folders for path in (_PROJECT / name).rglob("*"))
    files = sorted(path for path in found if path.suffix in (".py", ".js", ".css", ".html"))
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Picture:
    """A scene as HTML, and what tells it from another."""

    html: str
    tag: str


@dataclass(slots=True)
class Walls:
    """What walls show. `view_of` makes the view of an address and of the data the wall knows of."""

    site: Site
    scenes: Mapping[str, Scene]
    view_of: ViewOf
    records: WallRecords
    build: str = field(default_factory=build_of)
    _drawn: OrderedDict[Hashable, tuple[tuple[str, str], Picture]] = field(default_factory=OrderedDict)
    _keeping: Lock = field(default_factory=Lock)

    def screen(self, key: str, viewer: Viewer) -> Screen | None:
        """The screen of that key, where it is the viewer's: a wall has the one it was added with, people have all."""
        found = next((each for each in self.site.screen if each.key == key), None)
        return found if found and (not viewer.screen or found.key == self.own(viewer)) else None

    def own(self, viewer: Viewer) -> str:
        """The key of the screen a wall plays: the one it was added for, else of its own name, else the site's first."""
        return self.site.screen_of(viewer.playlist, viewer.name)

    def seen(self, viewer: Viewer) -> list[str]:
        """The keys of the scenes that are the viewer's."""
        return [key for key, scene in self.scenes.items() if scene.opens_to(viewer)]

    @contextmanager
    def spoken(self, screen: Screen) -> Iterator[str]:
        """In the language of the screen, whatever that of the request."""
        language = screen.language or self.site.languages[0]
        with flask_babel.force_locale(language):
            yield language

    def view(self, screen: Screen, known: str | None = None) -> View:
        """What is seen from this screen now, in the colours of the hour."""
        state = State(city=screen.city or None, division=screen.division or None)
        view = self.view_of(state.search, known)
        language = screen.language or self.site.languages[0]
        round_now = self.playing(screen, view)
        return replace(view, theme=round_now.theme, language=language, small=False, webgl=True)

    def playing(self, screen: Screen, view: View) -> Round:
        """What is on now."""
        return playing(screen, view.now, self.order(view.viewer).event, self.seen(view.viewer))

    def order(self, viewer: Viewer) -> Order:
        """What the wall was told last; people who look at one are told nothing."""
        return self.records.order(viewer.name) if viewer.screen else Order()

    def state(self, screen: Screen) -> dict[str, object]:
        """All a wall needs to know: whether there are new data or a new build, what to play, what it was told."""
        with self.spoken(screen) as language:
            view = self.view(screen)
            now = self.playing(screen, view)
            turns = [
                {"key": each.scene, "name": self.scenes[each.scene].name.in_language(language), "seconds": each.seconds}
                for each in now.showings
            ]
        return {
            "version": _version(view),
            "build": self.build,
            "playlist": turns,
            "theme": now.theme,
            "dim": now.dim,
            "event": now.event.in_language(language) if now.event else "",
            "order": self.order(view.viewer).model_dump(),
        }

    def picture(self, screen: Screen, scene: Scene, shape: Shape, known: str | None) -> Picture:
        """A scene, drawn unless it was for somebody who sees the same."""
        with self.spoken(screen):
            view = self.view(screen)
            if known and known != _version(view):
                # Another process told the wall of newer data than this one knows of, or it is the wall that is behind:
                # asked for a version it does not know, this one looks.
                self.view(screen, known)
                view = self.view(screen)
            view = scene.seen_in(view)
            viewer = (view.viewer.role_key, view.viewer.screen)
            key, stands = (scene.key, shape, view.kind(), viewer), (view.news, f"{view.now:%d%H}")
            found = self._drawn.get(key)
            if found and found[0] == stands:
                return found[1]
            body = markup([composed(scene, view, shape), footer(view, shape)], still=True)
            made = Picture(body, sha256(body.encode("utf-8")).hexdigest()[:32])
            with self._keeping:
                # Nobody is shown again what there is newer data of; a map of all grids is large.
                self._drawn[key] = stands, made
                if len(self._drawn) > _MOST:
                    self._drawn.popitem(last=False)
            return made


def _version(view: View) -> str:
    """A short text that changes with the data of the view's city."""
    return sha256(view.news.encode("utf-8")).hexdigest()[:16]


def tagged(state: Mapping[str, object]) -> tuple[bytes, str]:
    """A state as it is sent, and what tells it from another."""
    body = orjson.dumps(state)
    return body, sha256(body).hexdigest()[:32]


def in_order(scenes: Sequence[Scene]) -> dict[str, Scene]:
    """Scenes by key, in their order."""
    return {scene.key: scene for scene in scenes}
