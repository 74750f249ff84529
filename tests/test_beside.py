"""What says how soon is in no map, ranking or split without what says how well."""

from typing import Any

import pytest
from drawn_numbers import numbers_in
from fake_city import CITY
from fake_reads import FakeFreshness, FakeReads
from screen import build, draw, said

from dashboard.state import parse
from data_access.metric import Metric, Text
from data_access.registry import METRICS
from data_access.scope import Scope
from data_access.value import Refusal, RefusedError, Value

TICKETS = FakeFreshness(kind="hotline_ticket")
REWORK, SATISFIED = METRICS["grid_events_rework"].name.zh, METRICS["hotline_satisfaction"].name.zh


@pytest.mark.parametrize("panel", ["overview-ranking", "overview-county-notes", "grid-ranking", "grid-notes"])
@pytest.mark.parametrize("metric", ["grid_events_on_time", "grid_events_hours"])
def test_maps_and_rankings_say_how_well_beside_how_soon(panel: str, metric: str) -> None:
    assert f"并看{REWORK}：" in said(draw(build(), panel, f"?p=2026-09&m={metric}"))
    assert "并看" not in said(draw(build(), panel, "?p=2026-09&m=grid_events_reported"))


def test_a_ranking_says_between_what_it_lies() -> None:
    line = said(draw(build(), "overview-ranking", "?p=2026-09&m=grid_events_on_time")).split("并看")[1]
    assert " 至 " in line


@pytest.mark.parametrize("panel", ["demands-units", "demands-topics", "demands-places", "demands-hours"])
def test_splits_tables_and_durations_say_it_too(panel: str) -> None:
    assert f"并看{SATISFIED}：" in said(draw(build(FakeReads(), TICKETS), panel, "?p=2026-09"))


def test_quantiles_stand_over_the_mean_whose_drawer_every_line_opens() -> None:
    drawn = draw(build(FakeReads(), TICKETS), "demands-hours", "?p=2026-09")
    ((text, href),) = set(numbers_in(drawn))
    assert f"平均{text}" in said(drawn)
    assert parse(href).drawer == f"hotline_hours~{CITY}~2026-09"
    assert "'className': 'body parts-of-one'" in str(drawn)


def test_townships_of_a_county_say_it_once_beside_their_rates() -> None:
    assert said(draw(build(), "overview-detail", "?p=2026-09&r=341021")).count(f"并看{REWORK}：") == 1


class _Kept(FakeReads):
    """How well is not told."""

    def total(self, metric: Metric, scope: Scope) -> Value:
        if metric.key == "hotline_satisfaction":
            raise RefusedError(Refusal("not_closed", Text("当月结束后才发布。", "Published when the month has ended.")))
        return super().total(metric, scope)


def test_where_it_is_not_told_the_reason_stands_in_its_place() -> None:
    app: Any = build(_Kept(), TICKETS)
    assert f"并看{SATISFIED}：当月结束后才发布。" in said(draw(app, "demands-units", "?p=2026-09"))
