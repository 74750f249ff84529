"""Search: pages, divisions and metrics of the viewer's by Chinese, pinyin initials, English and code."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import orjson
from flask import Flask, Response, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from dashboard.access.guard import unavailable
from dashboard.language import gettext as _
from dashboard.page import Page
from dashboard.rows import rows_of
from dashboard.view import View

ViewOf = Callable[[str | None, str | None], View]
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
    hit: Hit
    words: tuple[str, ...]

    def nearness(self, asked: str) -> int | None:
        """0 where a name or code is what was asked for, 1 where it begins so, 2 where it has it; None otherwise."""
        found = [word for word in self.words if asked in word]
        if not found:
            return None
        return 0 if asked in found else 1 if any(word.startswith(asked) for word in found) else 2


def search(view: View, pages: Sequence[Page], text: str, path: str = "/") -> list[Hit]:
    """What the viewer may open of that name, the nearest first: pages, then divisions, then metrics."""
    asked = "".join(text.lower().split())[:_LONGEST]
    if not asked:
        return []
    entries = [*_pages(view, pages), *_divisions(view, pages, path), *_metrics(view, pages)]
    near = [(nearness, entry.hit) for entry in entries if (nearness := entry.nearness(asked)) is not None]
    near.sort(key=lambda each: each[0])
    return [hit for _nearness, hit in near[:_MOST]]


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
    for page in pages:
        if page.opens_to(view.viewer):
            name = page.name.in_language(view.language)
            yield _Entry(Hit(_("页面"), name, "", page.path + state.search), _words(page.name.zh, page.name.en))


def _divisions(view: View, pages: Sequence[Page], path: str) -> Iterator[_Entry]:
    """Divisions of the cities that the viewer sees, as far down as the role goes."""
    here = (page.path for page in pages if page.path == path and page.opens_to(view.viewer))
    where = next((each for each in here if each not in _PLACELESS), "/")
    depth = view.scope.rights.depth
    levels = _LEVELS if depth == "grid" else _LEVELS[: _LEVELS.index(depth) + 1] if depth in _LEVELS else ()
    first = view.reach.cities[:1]
    for city in view.reach.cities:
        state = view.state.elsewhere().but(city=None if city in first else city.code)
        for level in levels:
            for row in rows_of(view.directory.members(city.code, level, None)):
                if view.reach.has(str(row.code)):
                    address = where + state.but(division=str(row.code)).search
                    hit = Hit(_("区划"), view.name(row), _above(view, str(row.code)), address)
                    yield _Entry(hit, _words(row.name_zh, row.name_en, str(row.code)))


def _above(view: View, code: str) -> str:
    """What a division lies in, and its code: several have one name."""
    found = view.directory.division(code)
    return code if found is None or not found.parent_code else f"{view.place(found.parent_code)} · {code}"


def _metrics(view: View, pages: Sequence[Page]) -> Iterator[_Entry]:
    if not any(page.path == "/glossary" and page.opens_to(view.viewer) for page in pages):
        return
    for metric in view.metrics.values():
        if view.scope.rights.sees_theme(metric.theme.key):
            name, address = metric.name, "/glossary" + view.state.but(metric=metric.key).search
            hit = Hit(_("指标"), name.in_language(view.language), metric.key, address)
            yield _Entry(hit, _words(name.zh, name.en, metric.key))


def _words(*names: str) -> tuple[str, ...]:
    return tuple(_plain(names))


def _plain(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield "".join(name.lower().split())
        yield from _spelt(name)


@lru_cache(maxsize=50_000)
def _spelt(name: str) -> tuple[str, ...]:
    """The pinyin of a Chinese name and its initials; nothing of others."""
    if name.isascii():
        return ()
    # Its dictionaries take a moment to read, and most screens never search.
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(name)).lower(), "".join(lazy_pinyin(name, Style.FIRST_LETTER)).lower()
