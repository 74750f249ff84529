"""One reader's view of one city: what every panel is given, and the questions panels share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import pandas as pd

from dashboard.judge import Judged, judge, target_for
from dashboard.period import earlier, mature
from dashboard.ports import Directory, Reads
from dashboard.state import State
from dashboard.theme import Palette, palette
from data_access.directory import Target
from data_access.freshness import SourceState
from data_access.metric import Metric
from data_access.queries import Value
from data_access.scope import Scope
from data_access.site import City, Site


@dataclass(frozen=True)
class View:
    """Everything a panel may use. `now` is in the site's zone; `scope` carries period, rights and the source's day."""

    site: Site
    city: City
    state: State
    language: str
    theme: str
    now: datetime
    scope: Scope
    reads: Reads
    directory: Directory
    sources: Sequence[SourceState]
    metrics: Mapping[str, Metric]
    small: bool = False
    webgl: bool = True

    @property
    def palette(self) -> Palette:
        """The colours of the theme."""
        return palette(self.theme)

    @cached_property
    def targets(self) -> Sequence[Target]:
        """All targets of the city."""
        return self.directory.targets(self.city.code)

    @cached_property
    def counties(self) -> pd.DataFrame:
        """The counties of the city with names and geometry."""
        return self.directory.divisions(self.city.code, "county")

    @property
    def lead(self) -> Metric:
        """The metric that maps and ranking show: the one chosen, else the first declared."""
        return self.metrics.get(self.state.metric or "", next(iter(self.metrics.values())))

    @property
    def failed(self) -> bool:
        """Whether a source failed: then nothing is judged and nobody is blamed."""
        return any(source.state == "failed" for source in self.sources)

    @property
    def city_wide(self) -> Scope:
        """The scope without a chosen division."""
        return self.scope.within(None)

    def name(self, row: object) -> str:
        """The name of a division or grid row in the view's language."""
        return str(getattr(row, "name_en" if self.language == "en" else "name_zh"))

    def place(self, code: str) -> str:
        """The name of a division code; the code itself where nothing is known of it."""
        found = self.directory.division(code)
        return code if found is None else self.name(found)

    def target(self, metric: Metric, division: str | None = None) -> Target | None:
        """The target that is valid at the end of the period."""
        code = division or self.city.code
        return target_for(self.targets, metric, code, self.city.code, self.scope.period.end)

    def mature(self, metric: Metric) -> bool:
        """Whether the period's value of `metric` no longer moves."""
        return mature(self.scope.period, metric.maturity_lag_days, self.scope.as_of)

    def judged(self, metric: Metric, value: Value, division: str | None = None) -> Judged:
        """The verdict on the value of a division; of the city where none is given."""
        target = self.target(metric, division)
        return judge(metric, value, target, self.sources, self.mature(metric))

    def before(self, metric: Metric) -> tuple[Value, Value]:
        """The values of the month before and of a year before, over as many days."""
        month, year = earlier(self.scope.period)
        return self.reads.total(metric, self.scope.during(month)), self.reads.total(metric, self.scope.during(year))
