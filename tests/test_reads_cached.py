"""Numbers that are kept are not read again, and those that are not are read together."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from fake_reads import FakeReads
from flask import Flask
from flask_caching import Cache

from dashboard.kept.cache import CachedReads
from data_access.metric import Metric
from data_access.queries import Value
from data_access.registry import METRICS
from data_access.scope import Period, Rights, Scope
from data_access.versions import Versions

SCOPE = Scope("3410", Period.month(2026, 9), Rights(("3410",)), date(2026, 10, 31))
OVERVIEW = [METRICS[key] for key in ("grid_events_on_time", "grid_events_overdue", "grid_events_hours")]


@dataclass
class _Noting(FakeReads):
    """Notes what each call for several numbers asks."""

    calls: list[tuple[list[str], date]] = field(default_factory=list)

    def totals(self, metrics: Sequence[Metric], scope: Scope) -> dict[str, Value]:
        self.calls.append(([metric.key for metric in metrics], scope.as_of))
        return super().totals(metrics, scope)


def _cache() -> Cache:
    app = Flask("test")
    app.config["CACHE_TYPE"] = "SimpleCache"
    return Cache(app)


def test_numbers_that_are_not_kept_are_read_in_one_call_and_then_kept() -> None:
    reads = _Noting()
    cached = CachedReads(reads, _cache(), Versions().of, "")
    alone = cached.total(OVERVIEW[1], SCOPE)
    told = cached.totals(OVERVIEW, SCOPE)
    assert list(told) == [metric.key for metric in OVERVIEW]
    assert told == FakeReads().totals(OVERVIEW, SCOPE)
    assert told[OVERVIEW[1].key] == alone
    assert [keys for keys, _as_of in reads.calls] == [[OVERVIEW[0].key, OVERVIEW[2].key]]
    assert cached.totals(OVERVIEW, SCOPE) == told
    assert len(reads.calls) == 1
    newer = Versions({(SCOPE.city, "event"): 1})
    assert CachedReads(reads, _cache(), newer.of, "").totals(OVERVIEW, SCOPE) == told
    assert len(reads.calls) == 2


def test_each_number_is_read_as_of_the_newest_day_there_are_data_of_it() -> None:
    reads = _Noting()
    days = {OVERVIEW[0].key: date(2026, 9, 3)}
    CachedReads(reads, _cache(), Versions().of, "", lambda metric: days.get(metric.key)).totals(OVERVIEW, SCOPE)
    assert reads.calls == [
        ([OVERVIEW[0].key], date(2026, 9, 3)),
        ([OVERVIEW[1].key, OVERVIEW[2].key], SCOPE.as_of),
    ]


def test_news_of_the_running_month_leave_numbers_of_months_before_it_kept() -> None:
    reads, cache, event = _Noting(), _cache(), (SCOPE.city, "event")
    running = replace(SCOPE, period=Period.month(2026, 11), as_of=date(2026, 11, 20))
    over = replace(running, period=SCOPE.period)
    october, november = (date(2026, 10, 1), 7), (date(2026, 11, 1), 7)
    asked = []
    for versions in (
        Versions({event: 7}, {event: (october, november)}),
        Versions({event: 8}, {event: (october, (november[0], 8))}),
        # What is told of September was decided with October.
        Versions({event: 9}, {event: ((october[0], 9), (november[0], 8))}),
        # Nobody said which days changed.
        Versions({event: 10}, {event: ((date.min, 10), (october[0], 9), (november[0], 8))}),
        Versions({event: 11}, {event: ((october[0], 9), (november[0], 8))}),
    ):
        cached = CachedReads(reads, cache, versions.of, "")
        for scope in (over, running):
            before = len(reads.calls)
            cached.totals(OVERVIEW, scope)
            asked.append(len(reads.calls) - before)
    assert asked == [1, 1, 0, 1, 1, 1, 1, 1, 1, 1]
