"""How far a number can be trusted follows from the sources it is made of, and from no others."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from data_access.freshness import Feed, SourceState
from data_access.metric import Text
from data_access.quality import feeding, newest_day, quality
from data_access.registry import METRICS
from data_access.scope import Period

NOW = datetime(2026, 11, 20, 1, 42, tzinfo=UTC).astimezone(ZoneInfo("Asia/Shanghai"))
EVENTS = METRICS["grid_events_reported"]
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 20))


def source(key: str, *feeds: Feed, state: str = "fresh") -> SourceState:
    when = max((feed.source_time for feed in feeds if feed.source_time), default=None)
    return SourceState(key, Text(f"{key}平台", f"{key} platform"), 60, when, NOW, state, 10, feeds)


def feed(kind: str = "grid_event", hours: float = 1, entity: str = "event", **numbers: int) -> Feed:
    return Feed(entity, kind, NOW - timedelta(hours=hours), **numbers)


def test_only_lists_of_the_kind_and_entity_count() -> None:
    grid, other = source("grid", feed(), feed("x", entity="register")), source("other", feed("hotline_ticket"))
    assert feeding([grid, other, source("lists", feed(entity="register"))], EVENTS) == [grid]
    assert newest_day([grid, source("other", feed("hotline_ticket", -5))], EVENTS, NOW) == date(2026, 11, 20)


@pytest.mark.parametrize("state", ["missing", "failed", "late", "paused"])
def test_the_worst_source_decides_and_each_is_named(state: str) -> None:
    found = quality([source("good", feed()), source("bad", feed(hours=80), state=state)], EVENTS, NOW)
    assert found.state == state
    assert [(each.code, each.source_key) for each in found.reasons] == [(state, "bad")]
    assert found.reasons[0].sentence.zh.startswith("bad平台：")
    assert found.reasons[0].sentence.zh.endswith("，数据截至 11-17 01:42。")


def test_a_period_is_whole_only_where_every_source_reaches_over_it() -> None:
    fresh = source("fresh", feed())
    assert quality([fresh], EVENTS, NOW).whole(NOVEMBER)
    behind = quality([fresh, source("behind", feed(hours=80))], EVENTS, NOW)
    assert behind.complete_to == date(2026, 11, 17)
    assert not behind.whole(NOVEMBER)
    assert behind.whole(Period(NOVEMBER.start, date(2026, 11, 17)))
    never = quality([fresh, source("never", Feed("event", "grid_event", None))], EVENTS, NOW)
    assert not never.whole(Period(NOVEMBER.start, NOVEMBER.start))


def test_what_a_first_load_has_not_brought_yet_is_not_whole() -> None:
    begun = replace(source("begun", feed()), loading=True, complete_from=NOW - timedelta(days=30))
    found = quality([begun], EVENTS, NOW)
    assert (found.state, found.complete_from) == ("loading", date(2026, 10, 21))
    assert found.whole(NOVEMBER)
    assert not found.whole(Period.month(2026, 10))
    nothing_yet = quality([replace(begun, complete_from=None)], EVENTS, NOW)
    assert not nothing_yet.whole(NOVEMBER)


def test_the_unmapped_share_is_of_the_lists_that_count() -> None:
    one = source("one", feed(records=900, unmapped=9), feed("x", entity="register", records=5, unmapped=5))
    assert quality([one, source("two", feed(records=100, unmapped=1))], EVENTS, NOW).unmapped == 0.01
    assert quality([source("none", feed())], EVENTS, NOW).unmapped is None
    assert quality([], EVENTS, NOW).state == "missing"


def test_fields_that_are_not_filled_are_a_reason_only_where_the_site_asks_for_more() -> None:
    good, sparse = source("good", feed(filled=90, fields=100)), source("sparse", feed(filled=60, fields=100))
    both = [good, sparse, source("empty", feed())]
    for asked in ({}, {"sparse": 60.0}, {"good": 90.0}, {"elsewhere": 99.0}, {"empty": 99.0}):
        found = quality(both, EVENTS, NOW, asked)
        assert (found.state, found.reasons) == ("fresh", ()), asked
    assert quality(both, EVENTS, NOW).filled is None
    found = quality(both, EVENTS, NOW, {"sparse": 60.1, "good": 80.0})
    assert (found.state, found.filled) == ("incomplete", 0.6)
    assert [(each.code, each.source_key) for each in found.reasons] == [("incomplete", "sparse")]
    assert found.reasons[0].sentence.zh == "sparse平台：记录的字段只填了 60.0%，本站要求 60.1%。"
    late = quality([replace(sparse, state="late")], EVENTS, NOW, {"sparse": 99.0})
    assert (late.state, [each.code for each in late.reasons]) == ("late", ["late", "incomplete"])


def test_months_end_where_a_source_stopped_and_begin_where_all_is_there() -> None:
    year = Period(date(2025, 12, 1), NOVEMBER.end)
    on_time = quality([source("a", feed(hours=1000)), source("b", feed())], EVENTS, NOW)
    # On time by its own interval: there is nothing newer.
    assert on_time.complete_to == date(2026, 10, 9)
    assert on_time.told_of(year) == year
    stopped = quality([source("a", feed(hours=1000), state="late"), source("b", feed())], EVENTS, NOW)
    assert stopped.told_of(year) == Period(year.start, date(2026, 10, 31))
    assert not stopped.reaches(date(2026, 10, 10))
    assert stopped.reaches(date(2026, 10, 9))
    assert stopped.told_of(NOVEMBER) == NOVEMBER
    begun = replace(source("c", feed()), loading=True, complete_from=NOW - timedelta(days=70))
    assert quality([begun], EVENTS, NOW).told_of(year) == Period(date(2026, 10, 1), year.end)
