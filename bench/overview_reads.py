"""Which reads the overview makes: its panels and charts are drawn once, and what they ask for is written down."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from psycopg2.sql import SQL, Composable, Identifier, Literal

from bench.marts import KIND, LAST_DAY, SUBJECT
from bench.signed_in import nobody, viewer
from dashboard.access.reach import Reach
from dashboard.factory import Warehouse, create_app
from dashboard.page import Chart, Panel
from dashboard.state import State
from dashboard.view import View
from data_access.cells import last_day
from data_access.dimension import GRAINS
from data_access.directory import LEVEL_COLUMNS
from data_access.freshness import Feed, SourceState
from data_access.hot_spots import HotSpots
from data_access.metric import Metric, Text
from data_access.queries import Reads, Value
from data_access.ranking import Among
from data_access.registry import METRICS
from data_access.scope import Period, Rights, Scope
from data_access.site import Site
from layouts.overview import PAGE

# A month that is over, and old enough that its numbers move no longer: then everything is asked for.
_MONTH = Period.month(LAST_DAY.year, LAST_DAY.month - 1)
# From the narrowest to the widest.
_GRAINS = ("county", "township", "grid")


@dataclass(frozen=True, slots=True)
class Read:
    """One question to the read layer: the method, the metrics, what by (a dimension, two, or a unit of time)."""

    method: str
    metrics: tuple[Metric, ...]
    by: tuple[str, ...]
    scope: Scope

    def of(self, reads: Reads) -> Any:
        """Ask it."""
        if self.method == "totals":
            return reads.totals(self.metrics, self.scope)
        return getattr(reads, self.method)(self.metrics[0], *self.by, self.scope)

    @property
    def name(self) -> str:
        """What reads of its kind have in common."""
        months = round(self.scope.period.days / 30)
        what = {"total": "total of one metric", "totals": f"totals of {len(self.metrics)} metrics"}.get(
            self.method, f"{self.method} by {' and '.join(self.by)}"
        )
        return f"{what}, {months} month{'s' * (months > 1)}, {'city' if self.scope.division is None else 'county'}"

    def by_hand(self) -> Composable:
        """The SQL that a person would write for the same numbers: numerators and denominators by the same groups."""
        scope = self.scope
        keys = [_key(name) for name in self.by]
        names = dict.fromkeys(name for metric in self.metrics for side in metric.terms for name in side.plus)
        last = min(scope.period.end, *(last_day(metric, scope) for metric in self.metrics))
        conditions = [
            SQL("city_code = {}").format(Literal(scope.city)),
            SQL("day BETWEEN {} AND {}").format(Literal(scope.period.start), Literal(last)),
            SQL("kind = {}").format(Literal(KIND)),
        ]
        if scope.division is not None:
            conditions.append(SQL("county_code = {}").format(Literal(scope.division)))
        statement = SQL("SELECT {} FROM {} WHERE {}").format(
            SQL(", ").join([*keys, *(SQL("sum({})").format(Identifier(name)) for name in names)]),
            SQL("cockpit.{}").format(Identifier(f"mart_{SUBJECT}_{self._grain}_day")),
            SQL(" AND ").join(conditions),
        )
        grouped = SQL(", ").join(SQL(str(place + 1)) for place in range(len(keys)))
        return SQL("{} GROUP BY {}").format(statement, grouped) if keys else statement

    @property
    def _grain(self) -> str:
        return max(("county", *(name for name in self.by if name not in GRAINS)), key=_GRAINS.index)


def _key(name: str) -> Composable:
    if name in GRAINS:
        return SQL("date_trunc({}, day)::date").format(Literal(name))
    return Identifier(LEVEL_COLUMNS.get(name, f"{name}_code"))


@dataclass(frozen=True, slots=True)
class Recorder:
    """Reads that remember what they were asked, once each, as a cache would pass it on."""

    reads: Reads
    asked: dict[Read, None] = field(default_factory=dict)

    def total(self, metric: Metric, scope: Scope) -> Value:
        self._note("total", (metric,), (), scope)
        return self.reads.total(metric, scope)

    def totals(self, metrics: Sequence[Metric], scope: Scope) -> dict[str, Value]:
        self._note("totals", tuple(metrics), (), scope)
        return self.reads.totals(metrics, scope)

    def done_by(self, metric: Metric, scope: Scope, until: date) -> Value:
        # Asked of months that may still move only; this one is over for long.
        return self.reads.done_by(metric, scope, until)

    def distribution(self, metric: Metric, scope: Scope, shares: Sequence[float]) -> pd.DataFrame:
        # No panel of the overview asks for it.
        return self.reads.distribution(metric, scope, shares)

    def among(self, metric: Metric, scope: Scope) -> Among:
        # Asked for those only who see one county.
        return self.reads.among(metric, scope)

    def hot_spots(self, metric: Metric, scope: Scope) -> HotSpots:
        # Asked for on the page of grids.
        return self.reads.hot_spots(metric, scope)

    def series(self, metric: Metric, grain: str, scope: Scope) -> pd.DataFrame:
        self._note("series", (metric,), (grain,), scope)
        return self.reads.series(metric, grain, scope)

    def breakdown(self, metric: Metric, by: str, scope: Scope) -> pd.DataFrame:
        self._note("breakdown", (metric,), (by,), scope)
        return self.reads.breakdown(metric, by, scope)

    def matrix(self, metric: Metric, by: str, across: str, scope: Scope) -> pd.DataFrame:
        self._note("matrix", (metric,), (by, across), scope)
        return self.reads.matrix(metric, by, across, scope)

    def ranking(self, metric: Metric, by: str, scope: Scope) -> pd.DataFrame:
        self._note("ranking", (metric,), (by,), scope)
        return self.reads.ranking(metric, by, scope)

    def by_hour(self, metric: Metric, scope: Scope, zone: str) -> pd.DataFrame:
        self._note("by_hour", (metric,), (zone,), scope)
        return self.reads.by_hour(metric, scope, zone)

    def _note(self, method: str, metrics: tuple[Metric, ...], by: tuple[str, ...], scope: Scope) -> None:
        self.asked[Read(method, metrics, by, scope)] = None


def recorded(site: Site, warehouse: Warehouse, reads: Reads) -> list[Read]:
    """Every read of the overview's first visit and of one with a county chosen, each once."""
    recorder = Recorder(reads)
    now = datetime.combine(LAST_DAY, time(12), ZoneInfo(site.time_zone))
    city, seen_by = site.cities[0], viewer(site)
    access = nobody(site)
    app = create_app(site, warehouse, METRICS, (PAGE,), lambda: now, access)
    scope = Scope(city.code, _MONTH, Rights(site.city_codes), LAST_DAY)
    county = str(warehouse.directory.divisions(city.code, "county")["code"].iloc[0])
    with app.server.test_request_context("/"):
        for division in (None, county):
            view = View(
                site=site,
                city=city,
                state=State(period=f"{_MONTH.start:%Y-%m}", division=division),
                language="zh",
                theme="dark",
                now=now,
                scope=scope.within(division),
                reads=recorder,
                directory=warehouse.directory,
                lineage=warehouse.lineage,
                sources=[_on_time(now)],
                metrics=METRICS,
                viewer=seen_by,
                reach=Reach(seen_by, site.cities, warehouse.directory),
                log=access.log,
            ).about(PAGE.metrics)
            boxes: tuple[Panel | Chart, ...] = (*PAGE.panels, *PAGE.charts)
            for box in boxes:
                box.draw(view)
    return list(recorder.asked)


def _on_time(now: datetime) -> SourceState:
    feeds = (Feed(SUBJECT, KIND, now, 1),)
    return SourceState("grid_platform", Text("网格", "Grid"), 10, now, now, "fresh", 1, feeds)
