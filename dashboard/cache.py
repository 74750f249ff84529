"""Numbers kept per metric, dimension, scope (rights included) and version of the mart they were read from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from time import monotonic
from typing import Any, TypeVar

import pandas as pd
from flask_caching import Cache

from dashboard.ports import Directory, Freshness, Reads
from data_access.directory import DivisionName, Target
from data_access.freshness import SourceState
from data_access.metric import Metric
from data_access.queries import Value
from data_access.ranking import Among
from data_access.scope import Scope
from data_access.site import Site

Versions = Mapping[tuple[str, str], int]
Answer = TypeVar("Answer")


class CachedReads:
    """Reads that answer from the cache while the mart of a metric has not changed.

    `versions` are read before any number is, so a number can only be newer than the version it is kept under.
    `digest` is of the site's files: rankings carry names, and which divisions there are. `as_of` gives the day up to
    which there are data of a metric (None: that of the scope); it is read as of that day.
    """

    def __init__(
        self,
        reads: Reads,
        cache: Cache,
        versions: Versions,
        digest: str,
        as_of: Callable[[Metric], date | None] = lambda _metric: None,
    ) -> None:
        self._reads = reads
        self._cache = cache
        self._versions = versions
        self._digest = digest
        self._as_of = as_of

    def total(self, metric: Metric, scope: Scope) -> Value:
        return self._kept(("total",), metric, scope, lambda asked: self._reads.total(metric, asked))

    def totals(self, metrics: Sequence[Metric], scope: Scope) -> dict[str, Value]:
        """Those that are not kept yet are read in one call."""
        found: dict[str, Value | None] = {}
        missing: dict[Scope, list[tuple[str, Metric]]] = {}
        for metric in metrics:
            asked, key = self._named(("total",), metric, scope)
            found[metric.key] = self._cache.get(key)
            if found[metric.key] is None:
                missing.setdefault(asked, []).append((key, metric))
        for asked, wanted in missing.items():
            read = self._reads.totals([metric for _key, metric in wanted], asked)
            for key, metric in wanted:
                self._cache.set(key, read[metric.key])
            found |= read
        return {key: value for key, value in found.items() if value is not None}

    def done_by(self, metric: Metric, scope: Scope, until: date) -> Value:
        return self._kept(
            ("done_by", str(until)), metric, scope, lambda asked: self._reads.done_by(metric, asked, until)
        )

    def series(self, metric: Metric, grain: str, scope: Scope) -> pd.DataFrame:
        return self._kept(("series", grain), metric, scope, lambda asked: self._reads.series(metric, grain, asked))

    def breakdown(self, metric: Metric, by: str, scope: Scope) -> pd.DataFrame:
        return self._kept(("breakdown", by), metric, scope, lambda asked: self._reads.breakdown(metric, by, asked))

    def matrix(self, metric: Metric, by: str, across: str, scope: Scope) -> pd.DataFrame:
        return self._kept(
            ("matrix", by, across), metric, scope, lambda asked: self._reads.matrix(metric, by, across, asked)
        )

    def ranking(self, metric: Metric, by: str, scope: Scope) -> pd.DataFrame:
        return self._kept(("ranking", by), metric, scope, lambda asked: self._reads.ranking(metric, by, asked))

    def among(self, metric: Metric, scope: Scope) -> Among:
        return self._kept(("among",), metric, scope, lambda asked: self._reads.among(metric, asked))

    def distribution(self, metric: Metric, scope: Scope, shares: Sequence[float]) -> pd.DataFrame:
        named = ("distribution", *(f"{share:g}" for share in shares))
        return self._kept(named, metric, scope, lambda asked: self._reads.distribution(metric, asked, shares))

    def by_hour(self, metric: Metric, scope: Scope, zone: str) -> pd.DataFrame:
        return self._kept(("by_hour", zone), metric, scope, lambda asked: self._reads.by_hour(metric, asked, zone))

    def _kept(self, what: tuple[str, ...], metric: Metric, scope: Scope, read: Callable[[Scope], Answer]) -> Answer:
        asked, key = self._named(what, metric, scope)
        found: Any = self._cache.get(key)
        if found is None:
            found = read(asked)
            self._cache.set(key, found)
        answer: Answer = found
        return answer

    def _named(self, what: tuple[str, ...], metric: Metric, scope: Scope) -> tuple[Scope, str]:
        """The scope as of the metric's newest day, and the key its answer is kept under."""
        scope = replace(scope, as_of=self._as_of(metric) or scope.as_of)
        versions = [self._versions.get((scope.city, mart), 0) for mart in metric.marts]
        return scope, repr((*what, metric.key, scope, versions, self._digest))


class Watch:
    """The versions of a site's marts, its files and the states of its sources, read at most once a second.

    `changed` is called when the site's files were loaded anew.
    """

    def __init__(
        self,
        freshness: Freshness,
        site: Site,
        changed: Callable[[], None],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._freshness = freshness
        self._site = site
        self._changed = changed
        self._clock = clock
        self._digest: str | None = None
        self._read_at = float("-inf")
        self._versions: Versions = {}
        self._sources: dict[str, list[SourceState]] = {}
        self._parts: dict[str, str] = {}

    def token(self, cities: Sequence[str] | None = None) -> str:
        """A short text that changes when a mart, or the load of a source, of some cities did (None: of the site's)."""
        if self._clock() - self._read_at >= 1:
            self._read()
        wanted = self._site.city_codes if cities is None else cities
        return "|".join([self.digest[:16], *(self._parts[city] for city in wanted if city in self._parts)])

    def versions(self, known: str | None, cities: Sequence[str] | None = None) -> Versions:
        """The versions now; read again where the browser already `knows` of another token of `cities` than this process
        does."""
        if self.token(cities) != known and known:
            self._read()
        return self._versions

    def sources(self, city: str) -> list[SourceState]:
        """The states of a city's sources, as old as the versions."""
        return self._sources[city]

    @property
    def digest(self) -> str:
        """What the site's files were when they were loaded; empty before the first load."""
        return self._digest or ""

    def _read(self) -> None:
        digest = self._freshness.site_digest(self._site.key)
        if self._digest is not None and digest != self._digest:
            self._changed()
        self._digest = digest
        cities = self._site.city_codes
        self._versions = dict(self._freshness.versions(cities))
        self._sources = {city: self._freshness.sources(city) for city in cities}
        self._parts = {city: self._part(city) for city in cities}
        self._read_at = self._clock()

    def _part(self, city: str) -> str:
        marts = sorted(f"{city}.{mart}.{version}" for (of, mart), version in self._versions.items() if of == city)
        sources = sorted(
            f"{source.key}.{source.state}.{source.source_time:%m%d%H%M}" if source.source_time else source.key
            for source in self._sources[city]
        )
        return "|".join([*marts, *sources])


class KeptDirectory:
    """Names, geometry and targets, read again when told to, and after five minutes in any case."""

    _SECONDS = 300

    def __init__(self, directory: Directory, clock: Callable[[], float] = monotonic) -> None:
        self._directory = directory
        self._clock = clock
        self._read_at = clock()
        self._targets: dict[str, list[Target]] = {}
        self._names: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}

    def divisions(self, city: str, level: str) -> pd.DataFrame:
        return self._current().divisions(city, level)

    def grids(self, city: str) -> pd.DataFrame:
        return self._current().grids(city)

    def members(self, city: str, level: str, within: str | None) -> pd.DataFrame:
        return self._current().members(city, level, within)

    def division(self, code: str) -> DivisionName | None:
        return self._current().division(code)

    def targets(self, city: str) -> list[Target]:
        directory = self._current()
        if city not in self._targets:
            self._targets[city] = directory.targets(city)
        return self._targets[city]

    def names(self, dimension: str, city: str) -> dict[str, tuple[str, str]]:
        directory, asked = self._current(), (dimension, city)
        if asked not in self._names:
            self._names[asked] = directory.names(dimension, city)
        return self._names[asked]

    def refresh(self) -> None:
        self._directory.refresh()
        self._targets = {}
        self._names = {}
        self._read_at = self._clock()

    def _current(self) -> Directory:
        if self._clock() - self._read_at >= self._SECONDS:
            self.refresh()
        return self._directory
