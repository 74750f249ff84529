"""What is behind: each metric is as of its own sources, and maps of late data say so instead of judging."""

import re
from base64 import b64decode
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from fake_city import CITY, NOW, FakeDirectory
from fake_reads import FakeFreshness, FakeReads
from screen import build, chart, draw, said

from dashboard.factory import Cockpit
from data_access.directory import Target
from data_access.freshness import Feed, SourceState
from data_access.metric import Metric
from data_access.quality import newest_day
from data_access.queries import Value
from data_access.registry import METRICS
from data_access.scope import Scope

NOTES, ATTENTION, HEADLINE = "overview-county-notes", "overview-attention", "overview-headline"
GRIDS = list(FakeDirectory().grids(CITY)["code"])


class _Two(FakeFreshness):
    """Events on time, and a source of another entity whose newest data are a month younger or older."""

    def __init__(self, days: int) -> None:
        super().__init__()
        self.days = days

    def sources(self, city: str, now: datetime | None = None) -> list[SourceState]:
        (events,) = super().sources(city, now)
        when = self.now - timedelta(days=self.days)
        feeds = (Feed("petition", "petition", when),)
        return [events, replace(events, key="petitions", feeds=feeds, source_time=when, loaded_at=when)]


@pytest.mark.parametrize("days", [0, 3, 40])
def test_a_source_of_something_else_does_not_change_the_day_of_a_metric(days: int) -> None:
    assert said(draw(build(freshness=_Two(days)), HEADLINE)[0]).startswith("截至 11-19，")


def test_the_newest_day_is_counted_in_the_zone_of_the_city_and_never_in_the_future() -> None:
    local = NOW.astimezone(ZoneInfo("Asia/Shanghai"))
    (events,) = FakeFreshness().sources(CITY)

    def newest(*hours: float, kind: str = "grid_event") -> date | None:
        told = tuple(Feed("event", kind, NOW + timedelta(hours=each)) for each in hours)
        return newest_day([replace(events, feeds=told)], METRICS["grid_events_reported"], local)

    assert newest(-1, -30) == date(2026, 11, 20)
    assert newest(-9.5) == date(2026, 11, 20)
    assert newest(-9.8) == date(2026, 11, 19)
    assert newest(100) == date(2026, 11, 20)
    assert newest() is None
    assert newest(-1, kind="hotline_ticket") is None


def test_a_metric_whose_own_source_is_behind_is_read_up_to_that_day() -> None:
    asked: list[Scope] = []

    class Noting(FakeReads):
        def total(self, metric: Metric, scope: Scope) -> Value:
            asked.append(scope)
            return super().total(metric, scope)

    freshness = _Two(0)
    freshness.now = NOW - timedelta(days=4)
    behind = freshness.sources(CITY)
    behind[1] = replace(behind[1], source_time=NOW, feeds=(Feed("petition", "petition", NOW),))
    freshness.sources = lambda city, now=None: behind  # type: ignore[method-assign]
    sentence = said(draw(build(Noting(), freshness), HEADLINE)[0])
    assert sentence.startswith("截至 11-15，")
    assert {scope.as_of for scope in asked} == {date(2026, 11, 16)}
    assert {scope.period.end for scope in asked} == {date(2026, 11, 20)}


@pytest.mark.parametrize("state", ["late", "failed"])
def test_maps_of_data_that_are_not_on_time_are_hatched_and_colour_nothing(state: str) -> None:
    good = chart(build(), "overview-county-map")["figure"]["data"][:7]
    assert {each["fillpattern"]["shape"] for each in good} == {""}
    assert len({each["fillcolor"] for each in good}) > 1
    app = build(FakeReads(grids=GRIDS), freshness=FakeFreshness(state))
    shown = chart(app, "overview-county-map")["figure"]["data"]
    assert {each["fillpattern"]["shape"] for each in shown[:7]} == {"/"}
    assert len({each["fillcolor"] for each in shown[:7]}) == 1
    assert [each["text"].split("<br>")[:2] for each in shown[:7]] == [each["text"].split("<br>")[:2] for each in good]
    assert "不判定，图上不着色" in said(draw(app, NOTES))
    assert "高于" not in said(draw(app, NOTES))
    assert chart(app, "overview-grid-map")["figure"]["data"][0]["marker"]["opacity"] == 0.4
    assert said(draw(app, "overview-grid-notes")).count("多网合一平台") == 1


def test_a_source_that_becomes_late_changes_the_map_that_is_shown() -> None:
    freshness = FakeFreshness()
    app = build(FakeReads(grids=GRIDS), freshness)
    for key, path in (("overview-county-map", "shape"), ("overview-grid-map", "opacity")):
        shown = chart(app, key)["className"]
        freshness.state = "late"
        patch = chart(build(FakeReads(grids=GRIDS), freshness), key, shown=shown)["figure"]
        assert path in {each["location"][-1] for each in patch["operations"]}
        freshness.state = "fresh"


def drawn(app: Cockpit, search: str) -> list[str]:
    """The trend lines of the cards, as SVG."""
    found = re.findall(r"base64,([\w+/=]+)", str(draw(app, "overview-cards", search)))
    return [svg for each in found if 'r="3"' in (svg := b64decode(each).decode())]


def test_a_source_that_stopped_in_a_month_makes_no_fall_of_it() -> None:
    october, september = "?p=2026-10", "?p=2026-09"
    dotted = 'stroke-dasharray="2 2.5"'
    whole = drawn(build(), october)
    assert whole
    # Of October all is there; 结案率 alone may still move.
    assert sum(dotted in svg for svg in whole) == sum(dotted in svg for svg in drawn(build(), september))
    stopped = build(freshness=FakeFreshness("late", behind=timedelta(days=40)))
    assert all(dotted in svg for svg in drawn(stopped, october))
    assert "数据迟到93.1%目标 ≥95.0%按 10-11 数据" in said(draw(stopped, "overview-cards", october))


def test_what_should_be_low_misses_its_target_above_it() -> None:
    hours = Target("grid_events_on_time", CITY, date(2020, 1, 1), None, "<=", 20.0, "演示目标")
    app = build(directory=FakeDirectory([hours]))
    assert "高于目标" in said(draw(app, HEADLINE)[0])
    assert "高于目标" in said(draw(app, ATTENTION))
    assert "低于目标" not in said(draw(app, HEADLINE)[0]) + said(draw(app, ATTENTION))
    assert "above target" in said(draw(app, HEADLINE, lang="en")[0])
