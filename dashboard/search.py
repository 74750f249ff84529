"""Search: pages, divisions and metrics of the viewer's by Chinese, pinyin initials, English and code."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import orjson
from flask import Flask, Response, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from dashboard.access.guard import unavailable
from dashboard.drawer.placed import ViewOf
from dashboard.language import gettext as _
from dashboard.page import Page
from dashboard.view import View
from data_access.metric import Metric
from data_access.site import City

_MOST, _LONGEST = 12, 60
_LEVELS = ("county", "township", "community")
# What is about no place opens the overview of the place that was found.
_PLACELESS = frozenset({"/audit", "/accounts", "/sources", "/cities"})


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer: what sort of thing, its name, what tells it from others of that name, where it leads."""

    sort: str
    name: str
    note: str
    address: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """What can be found by some words; `hit` makes the answer."""

    words: tuple[str, ...]
    hit: Callable[[], Hit]

    def nearness(self, asked: str) -> int | None:
        """0 where a name or code is what was asked for, 1 where it begins so, 2 where it has it; None otherwise."""
        found = [word for word in self.words if asked in word]
        if not found:
            return None
        return 0 if asked in found else 1 if any(word.startswith(asked) for word in found) else 2


def search(view: View, pages: Sequence[Page], text: str, path: str = "/") -> list[Hit]:
    """What the viewer may open of that name, the nearest first: pages, then divisions, then metrics."""
    # Asked for nothing, it gets ready for what comes.
    entries = [*_pages(view, pages), *_divisions(view, pages, path), *_metrics(view, pages)]
    asked = "".join(text.lower().split())[:_LONGEST]
    if not asked:
        return []
    near = [(nearness, entry) for entry in entries if (nearness := entry.nearness(asked)) is not None]
    near.sort(key=lambda each: each[0])
    return [entry.hit() for _nearness, entry in near[:_MOST]]


def add_search(server: Flask, pages: Sequence[Page], view_of: ViewOf) -> None:
    """GET /search.json?q=…&page=…: what is found, with the state of the address in every link."""

    @server.get("/search.json")
    def answer() -> Response:
        try:
            view = view_of(request.query_string.decode("latin-1"), None)
            hits = search(view, pages, request.args.get("q", ""), request.args.get("page", "/"))
        except (DBAPIError, PoolTimeoutError) as error:
            return unavailable(error)
        response = Response(orjson.dumps(hits), mimetype="application/json")
        response.headers["Cache-Control"] = "no-store"
        return response


def _pages(view: View, pages: Sequence[Page]) -> Iterator[_Entry]:
    state = view.state.elsewhere()

    def hit(page: Page) -> Hit:
        return Hit(_("页面"), page.name.in_language(view.language), "", page.path + state.search)

    for page in pages:
        if page.opens_to(view.viewer):
            yield _Entry(_words(page.name.zh, page.name.en), partial(hit, page))


def _divisions(view: View, pages: Sequence[Page], path: str) -> Iterator[_Entry]:
    """Divisions of the cities that the viewer sees, as far down as the role goes."""
    here = (page.path for page in pages if page.path == path and page.opens_to(view.viewer))
    where = next((each for each in here if each not in _PLACELESS), "/")
    depth = view.scope.rights.depth
    levels = _LEVELS if depth == "grid" else _LEVELS[: _LEVELS.index(depth) + 1] if depth in _LEVELS else ()
    first = view.reach.cities[:1]

    def hit(city: City, code: str) -> Hit:
        # The page that is open keeps what else was chosen on it.
        kept = view.state.but(grid=None) if where == path else view.state.elsewhere()
        state = kept.but(city=None if city in first else city.code, division=code)
        found = view.directory.division(code)
        above = "" if found is None or not found.parent_code else f"{view.place(found.parent_code)} · "
        return Hit(_("区划"), view.place(code), f"{above}{code}", where + state.search)

    for city in view.reach.cities:
        for level in levels:
            members = view.directory.members(city.code, level, None)
            for code, zh, en in zip(members["code"], members["name_zh"], members["name_en"], strict=True):
                # What lies around a viewer's own has a name for them, and cannot be opened.
                if not view.partial or view.reach.has(code):
                    yield _Entry(_words(zh, en, code), partial(hit, city, code))


def _metrics(view: View, pages: Sequence[Page]) -> Iterator[_Entry]:
    if not any(page.path == "/glossary" and page.opens_to(view.viewer) for page in pages):
        return

    def hit(metric: Metric) -> Hit:
        address = "/glossary" + view.state.but(metric=metric.key).search
        return Hit(_("指标"), metric.name.in_language(view.language), metric.key, address)

    for metric in view.metrics.values():
        if view.scope.rights.sees_theme(metric.theme.key):
            yield _Entry(_words(metric.name.zh, metric.name.en, metric.key), partial(hit, metric))


@lru_cache(maxsize=50_000)
def _words(*names: str) -> tuple[str, ...]:
    """Names and codes as they are compared; of Chinese ones the pinyin and its initials too."""
    # Its dictionaries take a moment to read, and most screens never search.
    from pypinyin import lazy_pinyin

    found = ["".join(name.lower().split()) for name in names]
    for name in found[:1]:
        spelt = [] if name.isascii() else [each.lower() for each in lazy_pinyin(name)]
        found += ["".join(spelt), "".join(each[:1] for each in spelt)] if spelt else []
    return tuple(found)
