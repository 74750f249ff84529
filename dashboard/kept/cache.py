"""Numbers kept per metric, dimension, scope (rights included) and version of the mart they were read from."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from time import monotonic
from typing import Any, Protocol, TypeVar

import pandas as pd
from flask_caching import Cache

from dashboard.kept.counted import counted
from dashboard.kept.shared_numbers import numbered
from dashboard.ports import Freshness, Reads
from data_access.freshness import SourceState
from data_access.hot_spots import VERSION, HotSpots
from data_access.metric import Metric
from data_access.people.lattice import last_closed_month
from data_access.queries import Value
from data_access.ranking import Among
from data_access.scope import Scope
from data_access.site import Site
from data_access.value import Refusal, RefusedError
from data_access.versions import Versions

Answer = TypeVar("Answer")


class VersionOf(Protocol):
    """The version of a city's mart; of what it says of all days up to one, where one is named."""

    def __call__(self, city: str, mart: str, until: date | None = None) -> int: ...


class CachedReads:
    """Reads that answer from the cache while the mart of a metric has not changed up to the last month that is read.

    `version` gives that of a mart, up to a day where one is named; it is read before any number is, so a number can
    only be newer than the version it is kept under. What is told of people is decided by months that are over, also by
    those after the period: these count as read.
    `digest` is of the site's files: rankings carry names, and which divisions there are. `as_of` gives the day up to
    which there are data of a metric (None: that of the scope); it is read as of that day.
    """

    def __init__(
        self,
        reads: Reads,
        cache: Cache,
        version: VersionOf,
        digest: str,
        as_of: Callable[[Metric], date | None] = lambda _metric: None,
    ) -> None:
        self._reads = reads
        self._cache = cache
        self._version = version
        self._digest = digest
        self._as_of = as_of

    def total(self, metric: Metric, scope: Scope) -> Value:
        return self._kept(("total",), metric, scope, lambda asked: self._reads.total(metric, asked))

    def totals(self, metrics: Sequence[Metric], scope: Scope) -> dict[str, Value]:
        """Those that are not kept yet are read in one call."""
        found: dict[str, Any] = {}
        missing: dict[Scope, list[tuple[str, Metric]]] = {}
        for metric in metrics:
            asked, key = self._named(("total",), metric, scope)
            found[metric.key] = self._cache.get(key)
            counted("number", kept=found[metric.key] is not None)
            if isinstance(found[metric.key], Refusal):
                raise RefusedError(found[metric.key])
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

    def hot_spots(self, metric: Metric, scope: Scope) -> HotSpots:
        # Jobs look at a month some time after its last batch: of that only this version tells.
        version = str(self._version(scope.city, VERSION))
        return self._kept(("hot_spots", version), metric, scope, lambda asked: self._reads.hot_spots(metric, asked))

    def by_hour(self, metric: Metric, scope: Scope, zone: str) -> pd.DataFrame:
        return self._kept(("by_hour", zone), metric, scope, lambda asked: self._reads.by_hour(metric, asked, zone))

    def _kept(self, what: tuple[str, ...], metric: Metric, scope: Scope, read: Callable[[Scope], Answer]) -> Answer:
        asked, key = self._named(what, metric, scope)
        found: Any = self._cache.get(key)
        counted("number", kept=found is not None)
        if found is None:
            try:
                found = read(asked)
            except RefusedError as error:
                # What is not told takes as long to find out as what is.
                found = error.refusal
            self._cache.set(key, found)
        if isinstance(found, Refusal):
            raise RefusedError(found)
        answer: Answer = found
        return answer

    def _named(self, what: tuple[str, ...], metric: Metric, scope: Scope) -> tuple[Scope, str]:
        """The scope as of the metric's newest day, and the key its answer is kept under."""
        scope = replace(scope, as_of=self._as_of(metric) or scope.as_of)
        until = max(scope.period.end, last_closed_month(scope.as_of).end)
        versions = [self._version(scope.city, mart, until) for mart in metric.marts]
        return scope, numbered(repr((*what, metric.key, scope)), repr((versions, self._digest)))


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found at one look: the digest of the site's files, the versions of marts, and of each city both with
    the states of its sources as one text."""

    digest: str
    versions: Versions
    parts: Mapping[str, str]

    def token(self, cities: Sequence[str]) -> str:
        """A short text that is another one where something of these cities is."""
        return "|".join([self.digest[:16], *(self.parts[city] for city in cities if city in self.parts)])


class Watch:
    """The versions of a site's marts, its files and the states of its sources, read at most once a second.

    One thread reads for all that ask meanwhile. States of sources, which are many questions, are read with news and
    every three seconds. `changed` is called when the site's files were loaded anew. Versions are another object after
    each reading, and never newer than the states of sources.
    """

    _SECONDS, _SOURCES_SECONDS, _PATIENCE_SECONDS = 1, 3, 5
    _MOST = 1_000

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
        self._read_at = float("-inf")
        self._sources_at = float("-inf")
        self._found: Reading | None = None
        self._sources: dict[str, list[SourceState]] = {}
        self._reading = Lock()
        # Tokens that are as old as what was read last, or older.
        self._told: OrderedDict[int, None] = OrderedDict()

    def token(self, cities: Sequence[str] | None = None) -> str:
        """A short text that changes when a mart, or the load of a source, of some cities did (None: of the site's)."""
        now = self._clock()
        self._look(now - self._SECONDS, patient=now - self._read_at < self._PATIENCE_SECONDS)
        token = self._now().token(self._site.city_codes if cities is None else cities)
        self._remember(token)
        return token

    def _remember(self, token: str) -> None:
        self._told[hash(token)] = None
        while len(self._told) > self._MOST:
            self._told.popitem(last=False)

    def reading(self, known: str | None, cities: Sequence[str] | None = None) -> Reading:
        """What there is now; read again where the browser `knows` of a token of `cities` that this process never heard
        of: another has told it, and may be ahead. One that was told before is old news, however late it comes."""
        now = self._clock()
        self.token(cities)
        if known and hash(known) not in self._told:
            self._look(now, patient=False)
            self._remember(known)
        return self._now()

    def _now(self) -> Reading:
        return self._found or Reading("", Versions(), {})

    def sources(self, city: str) -> list[SourceState]:
        """The states of a city's sources, at most a few seconds older than the versions."""
        return self._sources[city]

    def _look(self, since: float, *, patient: bool) -> None:
        """Have it read later than `since`, by this thread or by one that is at it.

        Who is `patient` makes do with what was read before, where another thread is at it.
        """
        if self._read_at > since or not self._reading.acquire(blocking=not patient):
            return
        try:
            if self._read_at <= since:
                self._read(whole=not patient)
        finally:
            self._reading.release()

    def _read(self, *, whole: bool) -> None:
        now, cities, before = self._clock(), self._site.city_codes, self._found
        versions = self._freshness.versions(cities, before.versions if before else Versions())
        digest = self._freshness.site_digest(self._site.key) or ""
        if before is not None and digest != before.digest:
            self._changed()
        new = before is None or digest != before.digest or versions != before.versions
        if whole or new or now - self._sources_at >= self._SOURCES_SECONDS:
            self._sources = {city: self._freshness.sources(city) for city in cities}
            self._sources_at = now
        self._found = Reading(digest, versions, {city: self._part(city, versions) for city in cities})
        self._read_at = now

    def _part(self, city: str, versions: Versions) -> str:
        marts = sorted(f"{city}.{mart}.{version}" for (of, mart), version in versions.marts.items() if of == city)
        return "|".join([*marts, *sorted(map(_told_of, self._sources[city]))])


def _told_of(source: SourceState) -> str:
    when = f"{source.source_time:%m%d%H%M}" if source.source_time else ""
    return ".".join([source.key, source.state, when, source.reason, "loading" if source.loading else ""])
