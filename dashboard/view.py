"""One reader's view of one city: what every panel is given, and the questions panels share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256

import pandas as pd

from dashboard.access.audit import Event
from dashboard.access.offices import Offices
from dashboard.access.reach import Reach
from dashboard.format import age
from dashboard.judge import Judged, judge, trustworthy
from dashboard.kept.ground import Ground, Sources
from dashboard.ports import Directory, Lineage, Log, Reads
from dashboard.state import State
from dashboard.theme import Palette, palette
from data_access.comparing import (
    AtEqualMaturity,
    Compared,
    at_equal_maturity,
    compared,
    comparisons,
    target_for,
)
from data_access.directory import Target
from data_access.freshness import SourceState
from data_access.metric import Metric
from data_access.period import TREND_MONTHS, Comparison, counted, mature, previous_month, trend
from data_access.quality import Quality, feeding, newest_day, quality
from data_access.queries import Value
from data_access.rights import Viewer
from data_access.schema.ledger import BATCHES
from data_access.scope import Period, Scope
from data_access.site import City, Site


@dataclass(frozen=True)
class View:
    """Everything a panel may use, for one `viewer` and as far as their `reach`.

    `now` is in the site's zone; `scope` carries period, rights and the newest day of any source; `digest` is of the
    site's files, `news` a text that changes when any data of the city did, `ground` notes what is drawn from;
    `elsewhere` makes the view of another; `metrics` are those of the page, `registry` has all there are, `offered`
    names the filters of the page: the reads have those in the state (dashboard/filtered.py). `single` says why the
    drawing made of it is for this request alone: a line of the log, or not read; `qualities` has those found out.
    """

    site: Site
    city: City
    state: State
    language: str
    theme: str
    now: datetime
    scope: Scope
    reads: Reads
    directory: Directory
    lineage: Lineage
    sources: Sequence[SourceState]
    metrics: Mapping[str, Metric]
    viewer: Viewer
    reach: Reach
    log: Log
    digest: str = ""
    news: str = ""
    ground: Ground | None = None
    offices: Offices | None = None
    small: bool = False
    webgl: bool = True
    path: str = "/"
    asked: bool = True
    elsewhere: "Callable[[City], View] | None" = None
    registry: Mapping[str, Metric] = field(default_factory=dict)
    offered: tuple[str, ...] = ()
    single: list[str] = field(default_factory=list)
    qualities: dict[str, Quality] = field(default_factory=dict)

    def beside(self, city: City) -> "View":
        """The same question asked of another city: its sources, targets and numbers in the same period."""
        if self.elsewhere is None or city.code == self.city.code:
            return replace(self, scope=self.city_wide)
        other = self.elsewhere(city)
        scope = other.city_wide.during(self.scope.period)
        # Its links stay on this page, of this city.
        return replace(other, state=self.state, scope=scope, metrics=self.metrics, path=self.path)

    def kind(self, *follows: str) -> str:
        """A short text that is the same for views of which only the data differ: all else a figure is drawn from.

        `follows`: choices of the state whose change makes no other figure, but other values in the same.
        """
        looks = (self.language, self.theme, self.digest, self.small, self.webgl)
        state = self.state.but(**dict.fromkeys(follows))
        shown = (self.city.code, state, self.scope.rights, *looks)
        return sha256(repr(shown).encode("utf-8")).hexdigest()[:16]

    def opened(self, event: Event, subject: str) -> None:
        """Put into the log that the viewer opened rows, or where a number comes from; call it before they are read.

        What a page draws again by itself, because there are new data, is no second line.
        """
        self.single.append(event)
        if self.asked:
            place = self.scope.division or self.city.code
            detail = (f"{self.scope.period.start:%Y-%m}", place, self.state.filtered_by)
            self.log.add(self.viewer, event, subject, ", ".join(filter(None, detail)))

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

    def about(self, metrics: Sequence[str]) -> "View":
        """The same view of a page that is about these metrics, in this order, and after them about their companions."""
        beside = [other for key in metrics for other in self.metrics[key].companions]
        shown = {key: self.metrics[key] for key in dict.fromkeys([*metrics, *beside])}
        return replace(self, metrics=shown, registry=self.registry or self.metrics)

    def closed(self) -> "View":
        """The same view of a page about people: of the last month that has ended where no month was chosen."""
        if self.state.period or (self.scope.period.is_month and self.scope.period.end < self.scope.as_of):
            return self
        return replace(self, scope=self.scope.during(previous_month(Period(self.scope.as_of, self.scope.as_of))))

    @property
    def lead(self) -> Metric:
        """The metric that maps and ranking show: the one chosen, else the first declared."""
        return self.metrics.get(self.state.metric or "", next(iter(self.metrics.values())))

    def feeding(self, metric: Metric) -> list[SourceState]:
        """The sources whose records the metric counts."""
        return feeding(self._about(metric), metric)

    def connected(self, metric: Metric) -> bool:
        """Whether any platform of the city tells of the metric; the ledger of loads tells of itself."""
        return bool(self.feeding(metric)) or metric.mart == BATCHES.key

    def trusted(self, metric: Metric) -> bool:
        """Whether the period's values may be ranked and anybody named for them: mature, and every source on time."""
        return self.mature(metric) and trustworthy(self.feeding(metric))

    def as_of(self, metric: Metric) -> date:
        """The day up to which there are data of the metric."""
        return newest_day(self._about(metric), metric, self.now) or self.scope.as_of

    def quality(self, metric: Metric) -> Quality:
        """How far the metric's numbers can be trusted now, with the reasons."""
        sources = self._about(metric)
        if metric.key not in self.qualities:
            self.qualities[metric.key] = quality(sources, metric, self.now, self.site.completeness)
        return self.qualities[metric.key]

    def _about(self, metric: Metric) -> Sequence[SourceState]:
        return self.sources.about(metric) if isinstance(self.sources, Sources) else self.sources

    def age(self, when: datetime) -> str:
        """How long ago something was, in words; the drawing that says it is good for a minute."""
        if self.ground is not None:
            self.ground.says_age(when)
        return age(self.now - when, self.language)

    def through(self, metric: Metric) -> date | None:
        """The last day that is counted, where the month is still running; None for a month that is over."""
        days = self.counted(metric)
        return None if days is None or days.is_month else days.end

    def counted(self, metric: Metric) -> Period | None:
        """The days of the period that the metric counts; None where none is over yet."""
        return counted(self.scope.period, self.as_of(metric), metric.complete_days_only)

    @property
    def partial(self) -> bool:
        """Whether the viewer sees some divisions of the city only: then nothing is said of all."""
        return self.scope.rights.level != "city"

    @property
    def compared_level(self) -> str:
        """The level whose divisions are compared: counties; townships for who sees nothing wider."""
        return "township" if self.scope.rights.level == "township" else "county"

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
        """Whether the period's value of `metric` no longer moves; that of a running month by the days it counts, which
        shortly after midnight end with yesterday."""
        shown = self.scope.period if self.scope.period.is_month else self.counted(metric)
        settled = shown is not None and mature(shown, metric.maturity_lag_days, self.as_of(metric))
        return settled and self.complete(metric)

    def complete(self, metric: Metric, first: date | None = None) -> bool:
        """Whether all that is known since `first` (the period's first day) is there: no source still loads it."""
        begun = self.quality(metric).complete_from
        return begun is None or begun <= (first or self.scope.period.start)

    def trend(self, metric: Metric, months: int = TREND_MONTHS) -> Period:
        """The months to the period's end of which all is there: what is still loading would look like a rise, and what
        a source has not brought yet like a fall. The month that it stopped in is the last, and its end is open."""
        return self.quality(metric).told_of(trend(self.scope.period, months))

    def open_end(self, metric: Metric) -> bool:
        """Whether the last value of a trend may still move: its month runs, is not mature, or is not all there."""
        period = self.scope.period
        return not (period.is_month and self.mature(metric) and self.quality(metric).reaches(period.end))

    def judged(self, metric: Metric, value: Value, division: str | None = None) -> Judged:
        """The verdict on the value of a division; of the city where none is given."""
        return judge(metric, value, self.target(metric, division), self.feeding(metric), self.mature(metric))

    def comparisons(self, metric: Metric) -> tuple[Comparison, ...]:
        """The days that `before` compares."""
        return comparisons(metric, replace(self.scope, as_of=self.as_of(metric)), self.quality(metric))

    def before(self, metric: Metric) -> list[Compared]:
        """The value beside that of the month before and of a year before, over equally many days; empty without."""
        scope = replace(self.scope, as_of=self.as_of(metric))
        return compared(self.reads, metric, scope, self.quality(metric))

    def ripening(self, metric: Metric) -> AtEqualMaturity | None:
        """A value that may still move beside earlier ones as they stood as soon after their end; None where unknown."""
        scope, matured_by = replace(self.scope, as_of=self.as_of(metric)), self.metrics.get(metric.matured_by)
        return at_equal_maturity(self.reads, metric, scope, self.quality(metric), matured_by)
