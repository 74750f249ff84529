"""Builds the application from what it is given; nothing here reads the environment or opens a connection."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dash import Dash
from flask import request
from flask_babel import Babel
from flask_caching import Cache
from flask_compress import Compress

from dashboard import callbacks, web
from dashboard.cache import CachedReads, KeptDirectory, Watch
from dashboard.page import Page
from dashboard.period import chosen
from dashboard.ports import Directory, Freshness, Reads
from dashboard.shell import shell
from dashboard.state import parse
from dashboard.view import View
from data_access.metric import Metric
from data_access.scope import Rights, Scope
from data_access.site import Site

_HERE = Path(__file__).resolve().parent
_COMPRESSED = [
    "text/html",
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/json",
    "application/geo+json",
]
_INDEX = """<!doctype html>
<html lang="{language}" data-theme="{theme}">
<head>{metas}<title>{title}</title>{favicon}{css}</head>
<body>{app_entry}<footer>{config}{scripts}{renderer}</footer></body>
</html>"""


@dataclass(frozen=True, slots=True)
class Warehouse:
    """What the screen reads from."""

    reads: Reads
    directory: Directory
    freshness: Freshness


class Cockpit(Dash):
    """Dash whose first HTML already carries the language and the theme, so that nothing flashes."""

    def interpolate_index(self, **kwargs: Any) -> str:  # type: ignore[override]  # Dash passes names only
        language = "en" if web.chosen("lang", "zh") == "en" else "zh-CN"
        return _INDEX.format(language=language, theme=web.chosen("theme", "dark"), **kwargs)


def create_app(
    site: Site,
    warehouse: Warehouse,
    metrics: Mapping[str, Metric],
    pages: Sequence[Page],
    clock: Callable[[], datetime],
) -> Cockpit:
    """The application, ready to serve. `clock` gives the moment now as an aware datetime."""
    app = Cockpit(
        "cockpit",
        assets_folder=str(_HERE.parent / "assets"),
        pages_folder="",
        title=site.title.zh,
        update_title="",
        suppress_callback_exceptions=True,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1, viewport-fit=cover"}],
    )
    cache = _prepare(app)
    watch = Watch(warehouse.freshness, site.city_codes)
    warehouse = replace(warehouse, directory=KeptDirectory(warehouse.directory))
    app.layout = lambda: shell(pages, watch.token())
    web.harden(app)
    web.remember_choices(app.server)
    web.add_routes(app.server, site, warehouse.directory, watch)
    callbacks.register(app, pages, _viewer(site, warehouse, metrics, clock, _Kept(cache, watch)))
    # Dash knows its own scripts only once it has made a first page; another process may have made this browser's.
    app.server.test_client().get("/")
    return app


@dataclass(frozen=True, slots=True)
class _Kept:
    cache: Cache
    watch: Watch


def _prepare(app: Cockpit) -> Cache:
    """Language, compression and the cache of numbers."""
    server = app.server
    server.config.update(
        BABEL_TRANSLATION_DIRECTORIES=str(_HERE / "i18n"),
        BABEL_DEFAULT_LOCALE="zh",
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_CACHE_BACKEND=web.CompressedSuites,
        COMPRESS_CACHE_KEY=lambda asked: asked.full_path,
        COMPRESS_MIMETYPES=_COMPRESSED,
        CACHE_TYPE="SimpleCache",
        CACHE_DEFAULT_TIMEOUT=3600,
        CACHE_THRESHOLD=4000,
    )
    Babel(server, locale_selector=lambda: web.chosen("lang", "zh"))
    Compress(server)
    return Cache(server)


def _viewer(
    site: Site, warehouse: Warehouse, metrics: Mapping[str, Metric], clock: Callable[[], datetime], kept: _Kept
) -> callbacks.Viewer:
    """A function from an address and the browser's version to the view they ask for."""
    zone = ZoneInfo(site.time_zone)

    def view(search: str | None, known: str | None) -> View:
        state = parse(search)
        versions = kept.watch.versions(known)
        city = site.cities[0]
        now = clock().astimezone(zone)
        sources = kept.watch.sources(city.code)
        times = [source.source_time for source in sources if source.source_time]
        as_of = min(now, max(times)).astimezone(zone).date() if times else now.date()
        inside = state.division is not None and warehouse.directory.division(state.division) is not None
        scope = Scope(
            city=city.code,
            period=chosen(state.period, as_of),
            rights=Rights(site.city_codes),
            as_of=as_of,
            division=state.division if inside and state.division != city.code else None,
        )
        return View(
            site=site,
            city=city,
            state=state,
            language=web.chosen("lang", "zh"),
            theme=state.theme or web.chosen("theme", "dark"),
            now=now,
            scope=scope,
            reads=CachedReads(warehouse.reads, kept.cache, versions),
            directory=warehouse.directory,
            sources=sources,
            metrics=metrics,
            small=request.cookies.get("screen") == "small",
            webgl=request.cookies.get("webgl") != "none",
        )

    return view
