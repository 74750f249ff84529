"""Reads of a page that is filtered: every metric by those of the filters that it follows, and which it did not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from dashboard.ports import Reads
from dashboard.view import View
from data_access.filters import Filter, follows, restricted
from data_access.hot_spots import HotSpots
from data_access.metric import Metric
from data_access.queries import Value
from data_access.ranking import Among
from data_access.scope import Scope

# What is found of a metric and is none: named as such among what did not follow.
HOT_SPOTS = "hot_spots"


@dataclass(frozen=True)
class FilteredReads:
    """The filters are put into the scope here and nowhere else, so that no panel can leave them out.

    `unfollowed` has, by metric asked for, the filters that it could not follow: the number is that of all, and whoever
    draws it has to say so.
    """

    reads: Reads
    filters: tuple[Filter, ...]
    unfollowed: dict[str, list[str]] = field(default_factory=dict)

    def without(self, name: str) -> "FilteredReads":
        """The same reads without one filter: for the panel by whose lines it was set, which shows all of them."""
        left = tuple(each for each in self.filters if each[0] != name)
        return FilteredReads(self.reads, left, self.unfollowed)

    def total(self, metric: Metric, scope: Scope) -> Value:
        return self.reads.total(metric, self._of(metric, scope))

    def totals(self, metrics: Sequence[Metric], scope: Scope) -> dict[str, Value]:
        alike: dict[Scope, list[Metric]] = {}
        for metric in metrics:
            alike.setdefault(self._of(metric, scope), []).append(metric)
        found = {key: value for asked, each in alike.items() for key, value in self.reads.totals(each, asked).items()}
        return {metric.key: found[metric.key] for metric in metrics if metric.key in found}

    def done_by(self, metric: Metric, scope: Scope, until: date) -> Value:
        return self.reads.done_by(metric, self._of(metric, scope), until)

    def series(self, metric: Metric, grain: str, scope: Scope) -> pd.DataFrame:
        return self.reads.series(metric, grain, self._of(metric, scope))

    def breakdown(self, metric: Metric, by: str, scope: Scope) -> pd.DataFrame:
        return self.reads.breakdown(metric, by, self._of(metric, scope))

    def matrix(self, metric: Metric, by: str, across: str, scope: Scope) -> pd.DataFrame:
        return self.reads.matrix(metric, by, across, self._of(metric, scope))

    def ranking(self, metric: Metric, by: str, scope: Scope) -> pd.DataFrame:
        return self.reads.ranking(metric, by, self._of(metric, scope))

    def among(self, metric: Metric, scope: Scope) -> Among:
        return self.reads.among(metric, self._of(metric, scope))

    def distribution(self, metric: Metric, scope: Scope, shares: Sequence[float]) -> pd.DataFrame:
        return self.reads.distribution(metric, self._of(metric, scope), shares)

    def by_hour(self, metric: Metric, scope: Scope, zone: str) -> pd.DataFrame:
        return self.reads.by_hour(metric, self._of(metric, scope), zone)

    def hot_spots(self, metric: Metric, scope: Scope) -> HotSpots:
        """Found of all that was reported, when the month was over: no filter reaches them."""
        self._leave_out(HOT_SPOTS, [name for name, _members in self.filters])
        return self.reads.hot_spots(metric, scope)

    def scope_of(self, metric: Metric, scope: Scope) -> Scope:
        """The scope of a metric with those of the filters that it follows."""
        return self._of(metric, scope)

    def _of(self, metric: Metric, scope: Scope) -> Scope:
        self._leave_out(metric.key, [name for name, _members in self.filters if not follows(metric, name)])
        return restricted(scope, metric, self.filters)

    def _leave_out(self, key: str, names: list[str]) -> None:
        if names:
            known = self.unfollowed.setdefault(key, [])
            known += [name for name in names if name not in known]


def filtered(view: View, offered: tuple[str, ...]) -> View:
    """The view of a page that offers these filters: of the address it takes these, and no link keeps others."""
    chosen = tuple(each for each in view.state.filters if each[0] in offered)
    reads = FilteredReads(view.reads, chosen) if chosen else view.reads
    return replace(view, state=view.state.by(chosen), reads=reads, offered=offered)


def without(view: View, name: str) -> View:
    """The same view without one filter: for the panel by whose lines it was set, which shows all of them."""
    return replace(view, reads=view.reads.without(name)) if isinstance(view.reads, FilteredReads) else view


def unfiltered(view: View) -> View:
    """The same view of everything: for what is offered to be chosen."""
    return replace(view, reads=view.reads.reads) if isinstance(view.reads, FilteredReads) else view


def scope_of(view: View, metric: Metric) -> Scope:
    """The scope of a metric's number with those of the filters that it follows."""
    return view.reads.scope_of(metric, view.scope) if isinstance(view.reads, FilteredReads) else view.scope


def unfollowed(view: View) -> Mapping[str, Sequence[str]]:
    """By metric, the filters that its numbers did not follow since the view was made."""
    return view.reads.unfollowed if isinstance(view.reads, FilteredReads) else {}
