"""What the screen asks of the warehouse, as protocols: real reads, cached reads and fakes satisfy them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

import pandas as pd

from dashboard.access.audit import Asked, Event, Line
from data_access.directory import DivisionName, Target
from data_access.freshness import SourceState
from data_access.hot_spots import HotSpots
from data_access.lineage import Provenance
from data_access.metric import Metric
from data_access.quality import Quality
from data_access.queries import Value
from data_access.ranking import Among
from data_access.rights import Viewer
from data_access.scope import Scope
from data_access.value import Refusal
from data_access.versions import Versions


class Reads(Protocol):
    """Numbers: see data_access.queries.Reads."""

    def total(self, metric: Metric, scope: Scope) -> Value: ...

    def totals(self, metrics: Sequence[Metric], scope: Scope) -> dict[str, Value]: ...

    def done_by(self, metric: Metric, scope: Scope, until: date) -> Value: ...

    def series(self, metric: Metric, grain: str, scope: Scope) -> pd.DataFrame: ...

    def breakdown(self, metric: Metric, by: str, scope: Scope) -> pd.DataFrame: ...

    def matrix(self, metric: Metric, by: str, across: str, scope: Scope) -> pd.DataFrame: ...

    def ranking(self, metric: Metric, by: str, scope: Scope) -> pd.DataFrame: ...

    def among(self, metric: Metric, scope: Scope) -> Among: ...

    def distribution(self, metric: Metric, scope: Scope, shares: Sequence[float]) -> pd.DataFrame: ...

    def hot_spots(self, metric: Metric, scope: Scope) -> HotSpots: ...

    def by_hour(self, metric: Metric, scope: Scope, zone: str) -> pd.DataFrame: ...


class Directory(Protocol):
    """Names, geometry, targets: see data_access.directory.Directory."""

    def divisions(self, city: str, level: str) -> pd.DataFrame: ...

    def grids(self, city: str) -> pd.DataFrame: ...

    def members(self, city: str, level: str, within: str | None) -> pd.DataFrame: ...

    def division(self, code: str) -> DivisionName | None: ...

    def targets(self, city: str) -> list[Target]: ...

    def names(self, dimension: str, city: str) -> dict[str, tuple[str, str]]: ...

    def refresh(self) -> None: ...

    def reread(self) -> None: ...


class Lineage(Protocol):
    """Where numbers come from: see data_access.lineage.Lineage."""

    def explain(self, metric: Metric, scope: Scope, quality: Quality) -> Provenance: ...

    def rows(self, metric: Metric, scope: Scope, limit: int, offset: int) -> pd.DataFrame: ...

    def rows_refused(self, metric: Metric, scope: Scope) -> Refusal | None: ...


class Freshness(Protocol):
    """Ages and versions: see data_access.freshness.Freshness."""

    def sources(self, city: str, now: datetime | None = None) -> list[SourceState]: ...

    def versions(self, cities: Sequence[str], known: Versions) -> Versions: ...

    def site_digest(self, site_key: str) -> str: ...


class Log(Protocol):
    """What was done, by whom: see dashboard.access.log.StoredLog."""

    def add(self, viewer: Viewer, event: Event, subject: str, detail: str, *, done: bool = True) -> None: ...

    def lines(self, asked: Asked, first: int = 0, count: int | None = None) -> list[Line]: ...

    def count(self, asked: Asked) -> int: ...

    def actors(self, since: datetime | None) -> list[str]: ...
