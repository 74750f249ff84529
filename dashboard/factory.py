"""Builds the application from what it is given; nothing here reads the environment or opens a connection."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dash import Dash
from flask import abort, request
from flask_caching import Cache

from dashboard import callbacks
from dashboard.access.entrance import Access, install, somebody_asks
from dashboard.access.reach import Reach
from dashboard.access.signed import viewer_now
from dashboard.files.export import add_exports
from dashboard.first_look import FirstLook
from dashboard.kept.cache import CachedReads, Reading, Watch
from dashboard.kept.directory import KeptDirectory
from dashboard.kept.ground import Ground, Marks, Sources
from dashboard.page import Page
from dashboard.ports import Directory, Freshness, Lineage, Reads
from dashboard.search import add_search
from dashboard.serving import web
from dashboard.serving.metrics import measure
from dashboard.serving.prepared import prepare
from dashboard.shell import shell
from dashboard.state import State, parse
from dashboard.view import View
from dashboard.wall.install import add_walls
from data_access.directory import LEVEL_COLUMNS, DivisionName
from data_access.known_versions import know
from data_access.metric import Metric
from data_access.period import chosen
from data_access.quality import newest_day
from data_access.scope import Period, Rights, Scope
from data_access.seen import SeenDirectory
from data_access.site import City, Site
from layouts import collect_scenes

_HERE = Path(__file__).resolve().parent
_ASSETS = _HERE.parent / "assets"
_INDEX = """<!doctype html>
<html lang="{language}" data-theme="{theme}" data-version="{version}">
<head>{metas}<title>{title}</title>{favicon}{css}{early}</head>
<body>{app_entry}{first_look}<footer>{config}{scripts}{renderer}</footer></body>
</html>"""


@dataclass(frozen=True, slots=True)
class Warehouse:
    """What the screen reads from; in the folder `shared` processes of one server have in common what they read."""

    reads: Reads
    directory: Directory
    freshness: Freshness
    lineage: Lineage
    shared: Path | None = None


class Cockpit(Dash):
    """Dash whose first HTML already carries title, language and theme, so that nothing flashes."""

    titles: Mapping[str, str] = {}
    first_look: Callable[[], FirstLook] = FirstLook

    def interpolate_index(self, **kwargs: Any) -> str:  # type: ignore[override]  # Dash passes names only
        language = "en" if web.language() == "en" else "zh-CN"
        kwargs["title"] = escape(self.titles.get(web.language(), self.title))
        look = self.first_look()
        kwargs |= {"first_look": look.html, "early": look.early, "version": escape(look.version)}
        return _INDEX.format(language=language, theme=web.theme(), **kwargs)


def create_app(
    site: Site,
    warehouse: Warehouse,
    metrics: Mapping[str, Metric],
    pages: Sequence[Page],
    clock: Callable[[], datetime],
    access: Access,
) -> Cockpit:
    """The application, ready to serve. `clock` gives the moment now as an aware datetime, `access` who may enter."""
    app = Cockpit(
        "cockpit",
        assets_folder=str(_ASSETS),
        assets_ignore=r"^signin\.",
        assets_path_ignore=[r"^wall$"],
        pages_folder="",
        title=site.title.zh,
        update_title="",
        use_pages=False,
        suppress_callback_exceptions=True,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1, viewport-fit=cover"}],
    )
    app.titles = {"zh": site.title.zh, "en": site.title.en}
    cache = prepare(app.server, site, warehouse.shared)
    warehouse = replace(warehouse, directory=KeptDirectory(warehouse.directory))
    watch = Watch(warehouse.freshness, site, changed=warehouse.directory.refresh)
    rights_now = partial(_rights_now, site, warehouse.directory)
    app.layout = lambda: shell(watch.token(rights_now().cities))
    measure(app.server)
    install(app.server, site, access, _ASSETS, [page.path for page in pages])
    web.harden(app)
    web.remember_choices(app.server)
    web.add_routes(app.server, site, warehouse.directory, watch, rights_now)
    view_of = _Views(site, warehouse, metrics, clock, _Kept(cache, watch, access, Marks(metrics)))
    app.first_look = callbacks.register(app, pages, view_of, lambda: watch.token(rights_now().cities), warehouse.shared)
    _add_more(app, site, pages, view_of, access)
    # Dash knows its own scripts only once it has made a first page; another process may have made this browser's.
    with app.server.test_request_context("/"):
        app.server.preprocess_request()
        app.index()  # type: ignore[no-untyped-call]
    return app


def _add_more(app: Cockpit, site: Site, pages: Sequence[Page], view_of: "_Views", access: Access) -> None:
    """What is asked for besides the pages: files, search, walls; and what ends with each request."""
    add_exports(app.server, pages, view_of, access)
    add_search(app.server, pages, view_of)
    add_walls(app.server, site, collect_scenes(), view_of, access)
    # What the view of a request knows, the next request of the same thread does not.
    app.server.teardown_request(lambda _error: know(None))


@dataclass(frozen=True, slots=True)
class _Kept:
    cache: Cache
    watch: Watch
    access: Access
    marks: Marks


@dataclass(frozen=True, slots=True)
class _Views:
    """Makes the view that an address and the browser's version ask for."""

    site: Site
    warehouse: Warehouse
    metrics: Mapping[str, Metric]
    clock: Callable[[], datetime]
    kept: _Kept

    def __call__(self, search: str | None, known: str | None) -> View:
        """The view of the city that is asked for, else of the viewer's first."""
        asked, viewer = parse(search), viewer_now() or abort(401)
        reach = Reach(viewer, self.site.cities, self.warehouse.directory)
        city = reach.city(asked.city) or self.site.cities[0]
        watch = self.kept.watch
        reading = watch.reading(known, reach.rights.cities)
        know(reading.versions)
        now = self.clock().astimezone(ZoneInfo(self.site.time_zone))
        return self._of(city, asked, reach, reading, Ground(reading.versions, watch.sources, now, self.kept.marks))

    def _of(self, city: City, asked: State, reach: Reach, reading: Reading, ground: Ground) -> View:
        directory = SeenDirectory(self.warehouse.directory, reach.rights)
        now, sources = ground.now, ground.sources(city.code)
        as_of = _as_of(ground.newest_data(city.code), now)
        period = chosen(asked.period, as_of)
        state = _sound(asked, period, city, directory, reach)
        viewer, digest = reach.viewer, reading.digest
        return View(
            site=self.site,
            city=city,
            state=state,
            language=web.language(),
            theme=state.theme or web.theme(),
            now=now,
            scope=Scope(city.code, period, reach.rights, as_of, state.division or reach.home(city)),
            reads=CachedReads(
                self.warehouse.reads, self.kept.cache, ground.version, digest, partial(_newest_day, sources, now, {})
            ),
            directory=directory,
            lineage=self.warehouse.lineage,
            sources=sources,
            metrics=self.metrics,
            viewer=viewer,
            reach=reach,
            log=self.kept.access.log,
            offices=self.kept.access.offices(viewer.name),
            digest=digest,
            news=reading.token([city.code]),
            ground=ground,
            **_browser(),
            elsewhere=lambda other: self._of(other, asked.but(city=other.code), reach, reading, ground),
        )


def _browser() -> dict[str, Any]:
    """Whether somebody asked, and what the browser said of itself."""
    return {
        "asked": somebody_asks(),
        "small": request.cookies.get("screen") == "small",
        "webgl": request.cookies.get("webgl") != "none",
    }


def _rights_now(site: Site, directory: Directory) -> Rights:
    """What whoever sends this request may see; nothing where nobody is signed in."""
    viewer = viewer_now()
    return Rights() if viewer is None else Reach(viewer, site.cities, directory).rights


def _newest_day(sources: Sources, now: datetime, known: dict[str, date | None], metric: Metric) -> date | None:
    """The day up to which there are data of a metric, found out once for all that is read for one answer."""
    plain = sources.about(metric)
    if metric.key not in known:
        known[metric.key] = newest_day(plain, metric, now)
    return known[metric.key]


def _as_of(newest: datetime | None, now: datetime) -> date:
    """The day of the newest data, in the zone of `now`; today where nothing was loaded yet."""
    return min(now, newest or now).astimezone(now.tzinfo).date()


def _sound(asked: State, period: Period, city: City, directory: Directory, reach: Reach) -> State:
    """What of the address can be shown: a month there is, a division inside the city and the reach, a grid inside that,
    a city of the site.

    The rest counts as not chosen, so that no link of the page carries it on; neither does one carry the open drawer.
    """
    found = directory.division(asked.division) if asked.division else None
    inside = found is not None and found.city_code == city.code and found.level in LEVEL_COLUMNS
    inside = inside and reach.has(asked.division or "")
    return asked.shut().but(
        period=asked.period if asked.period == f"{period.start:%Y-%m}" else None,
        division=asked.division if inside else None,
        city=asked.city if asked.city == city.code else None,
        grid=asked.grid if inside and found and _has_grid(directory, found, asked.grid) else None,
    )


def _has_grid(directory: Directory, division: DivisionName, grid: str | None) -> bool:
    """Whether a grid lies in a division and is the viewer's to see."""
    if not grid:
        return False
    grids = directory.grids(division.city_code)
    around = grids.loc[grids["code"] == grid, LEVEL_COLUMNS[division.level]]
    return bool(around.eq(division.code).any())
