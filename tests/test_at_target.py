"""Without weights there is no index of the city: how many metrics reach their target, and which fall furthest short."""

from dataclasses import replace

from fake_city import CITY, FakeDirectory
from fake_reads import FakeFreshness, FakeReads
from screen import build, draw, said

from data_access.directory import Target
from data_access.registry import METRICS

SEPTEMBER = "?p=2026-09"


def attention(directory: FakeDirectory, freshness: FakeFreshness | None = None, **cookies: str) -> str:
    app = build(FakeReads(), freshness or FakeFreshness(), directory)
    return said(draw(app, "overview-attention", SEPTEMBER, **cookies))


def aimed(*keys: str, value: float) -> list[Target]:
    (given,) = (each for each in FakeDirectory().targets(CITY) if each.metric_key == "grid_events_on_time")
    return [replace(given, metric_key=key, value=value, comparator=">=", division_code=CITY) for key in keys]


def test_the_overview_says_how_many_reach_their_target_and_the_three_that_fall_shortest() -> None:
    directory = FakeDirectory()
    far = ("grid_events_on_time", "grid_events_rework", "grid_events_hours", "grid_events_response_hours")
    directory.set_targets([*aimed(*far, value=1000.0), *aimed("grid_events_closing_rate", value=1.0)])
    line = attention(directory).split("有目标的")[1]
    assert line.startswith(" 5 项指标中 1 项达标；差距最大：")
    assert line.count("、") == 2
    assert "5 metrics with a target" in attention(directory, lang="en")
    directory.set_targets(aimed("grid_events_closing_rate", value=1.0))
    assert attention(directory).endswith("有目标的 1 项指标中 1 项达标")


def test_what_is_late_or_has_no_target_counts_nowhere() -> None:
    directory = FakeDirectory()
    directory.set_targets(aimed("grid_events_on_time", value=95.0))
    assert "有目标的 1 项" in attention(directory)
    assert "有目标的" not in attention(directory, FakeFreshness(state="late"))
    directory.set_targets(aimed("hotline_on_time", value=95.0))
    # No platform tells of it.
    assert METRICS["hotline_on_time"].name.zh not in attention(directory)
    directory.set_targets([])
    assert "有目标的" not in attention(directory)
