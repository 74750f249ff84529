"""What a screen must not claim: ranks of numbers nobody can trust, zeros that were never counted, counties of none."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from fake_city import CITY, COUNTIES, NOW, FakeDirectory, on_time_target
from fake_reads import FakeFreshness, FakeReads
from screen import build, chart, demonstration_site, draw, older, said

from dashboard.factory import Cockpit
from data_access.freshness import Feed, SourceState
from data_access.metric import Metric, Text
from data_access.queries import Value
from data_access.scope import Period, Scope

RANKING, DETAIL, NOTES, ATTENTION = "overview-ranking", "overview-detail", "overview-county-notes", "overview-attention"


def named(component: Any, class_name: str) -> list[Any]:
    """All parts with this class, however deep."""
    if isinstance(component, list):
        return [found for each in component for found in named(each, class_name)]
    if not isinstance(component, dict):
        return []
    props = component.get("props", {})
    own = [component] if class_name in str(props.get("className", "")).split() else []
    return own + named(props.get("children"), class_name)


def ranks(app: Cockpit, search: str = "") -> set[str]:
    return {said(each) for each in named(draw(app, RANKING, search), "rk")}


def test_ranks_are_printed_only_where_the_numbers_are_mature_and_on_time() -> None:
    assert "7" in ranks(build())
    # 结案率 is immature until 15 days after the month's end.
    assert ranks(build(), "?m=grid_events_closing_rate") == {"—"}
    assert ranks(build(), "?m=grid_events_closing_rate&p=2026-10") != {"—"}
    for state in ("late", "paused", "failed", "missing"):
        app = build(freshness=FakeFreshness(state))
        assert ranks(app) == {"—"}
        assert "不排位" in said(draw(app, RANKING))
        assert "歙县" not in said(draw(app, ATTENTION))


class _Two(FakeFreshness):
    """A source of grid events that is on time, and one of something else that failed."""

    def sources(self, city: str, now: Any = None) -> list[SourceState]:
        [fresh] = super().sources(city)
        feeds = (Feed("event", "hotline_ticket", None),)
        other = replace(fresh, key="hotline", name=Text("热线", "Hotline"), feeds=feeds, state="failed", reason="x")
        return [replace(fresh, state="fresh"), other]


def test_a_failed_source_unjudges_only_the_metrics_that_count_its_records() -> None:
    app = build(freshness=_Two())
    headline = said(draw(app, "overview-headline")[0])
    assert "主要差在歙县" in headline
    cards = said(draw(app, "overview-cards"))
    assert "未达标" in cards
    assert "来源失败" not in cards
    assert "热线" not in cards
    attention = said(draw(app, ATTENTION))
    assert "热线装载失败" in attention
    assert "歙县" in attention
    assert "7" in ranks(app)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("SourceUnavailable", "系统会自动重试"),
        ("SourceChanged", "平台拒绝访问或结构已变"),
        ("SiteInvalid", "配置有误"),
        ("JobError", "装载没有完成"),
    ],
)
def test_a_failure_is_a_sentence_by_its_kind_in_both_languages(reason: str, sentence: str) -> None:
    app = build(freshness=FakeFreshness("failed", reason=reason))
    assert sentence in said(draw(app, ATTENTION))
    english = said(draw(app, ATTENTION, lang="en"))
    assert "python -m etl status" in english
    assert sentence not in english


def test_the_map_names_a_worst_county_only_where_counties_are_judged() -> None:
    def sentence(app: Cockpit, search: str = "") -> str:
        return said(named(draw(app, NOTES, search), "hidden-text"))

    assert "最需关注 歙县" in sentence(build())
    assert "最需关注" not in sentence(build(), "?m=grid_events_reported")
    assert "7 个县区" in sentence(build(), "?m=grid_events_reported")
    assert "最需关注" not in sentence(build(), "?m=grid_events_hours")
    assert "最需关注" not in sentence(build(freshness=FakeFreshness("late")))
    assert "没有数据" in sentence(build(FakeReads(empty=True)))


def test_what_no_map_places_is_a_line_of_its_own_and_never_a_county() -> None:
    app = build(FakeReads(astray=5000))
    assert said(draw(app, DETAIL)).startswith("歙县")
    [line] = [each for each in named(draw(app, RANKING), "muted") if "未映射" in said(each)]
    assert said(line).startswith("—未映射50.0%")
    assert "未映射" not in said(draw(build(), RANKING))
    assert "未映射" not in said(draw(build(), DETAIL))


def test_a_number_with_many_codes_that_no_map_knows_says_so_on_cards_and_tiles() -> None:
    for unmapped, shown in ((0, 0), (1800, 0), (9117, 1)):
        app = build(FakeReads(), FakeFreshness(unmapped=unmapped))
        # One of each card.
        assert said(draw(app, "overview-cards")).count("5.0% 未映射") == 4 * shown
        tickets = build(FakeReads(), FakeFreshness(kind="hotline_ticket", unmapped=unmapped))
        assert ("5.0% 未映射" in said(draw(tickets, "demands-tickets"))) == bool(shown)


def test_a_number_whose_records_lack_more_fields_than_the_site_accepts_says_so() -> None:
    asking = demonstration_site().model_copy(update={"completeness": {"grid_events": 80.0}})
    for filled, site, shown in ((145_872, asking, 0), (91_170, asking, 1), (91_170, None, 0)):
        app = build(freshness=FakeFreshness(filled=filled), site=site)
        assert said(draw(app, "overview-cards")).count("字段填写 50.0%") == 4 * shown


class _AstrayTownships(FakeReads):
    """Events of a county whose township no map knows."""

    def breakdown(self, metric: Metric, by: str, scope: Scope) -> pd.DataFrame:
        found = super().breakdown(metric, by, scope)
        extra = pd.DataFrame({"code": ["unmapped"], "numerator": [9.0], "denominator": [12.0], "value": [9.0]})
        return pd.concat([found, extra], ignore_index=True) if by == "township" else found


def test_unmapped_townships_stand_below_the_known_ones() -> None:
    assert said(draw(build(_AstrayTownships()), DETAIL)).split("并看")[0].endswith("未映射99.0%")


def test_nothing_counted_is_not_zero() -> None:
    app = build(FakeReads(empty=True))
    assert "没有超期未结" not in said(draw(app, DETAIL))
    assert "本期无数据" in said(draw(app, DETAIL))
    assert "没有县区显著未达目标" not in said(draw(app, ATTENTION))


def test_grids_of_a_period_without_data_are_empty_and_not_zero() -> None:
    grids = list(FakeDirectory().grids(CITY)["code"])
    counted = chart(build(FakeReads(grids=grids)), "overview-grid-map")["figure"]["data"][0]["z"]
    assert 0 in counted
    without = chart(build(FakeReads(empty=True)), "overview-grid-map")["figure"]["data"][0]["z"]
    assert set(without) == {None}
    assert "本期无数据" in said(draw(build(FakeReads(empty=True)), "overview-grid-notes"))


def test_a_figure_is_drawn_anew_where_another_one_is_shown_and_else_only_patched() -> None:
    freshness = FakeFreshness()
    app = build(freshness=freshness)
    shown = chart(app, "overview-county-map")["className"]
    news: dict[str, Any] = {"changed": ["version.data"], "shown": older(shown)}
    assert "operations" in chart(app, "overview-county-map", **news)["figure"]
    assert chart(app, "overview-county-map", shown=shown) == {}
    # News may overtake the answer to a choice: what is shown decides, not what caused the request.
    for choice in ("?theme=light", "?lang=en", "?r=341021", "?m=grid_events_overdue"):
        assert "data" in chart(app, "overview-county-map", choice, **news)["figure"], choice
    freshness.digest = "another"
    assert "data" in chart(build(freshness=freshness), "overview-county-map", **news)["figure"]


def test_the_note_on_the_bold_line_stands_only_where_there_is_one() -> None:
    assert "粗线：所选县区" in said(draw(build(), NOTES, "?r=341021"))
    assert "粗线：最需关注县区" in said(draw(build(), NOTES))
    hidden = FakeDirectory()
    hidden.hide_boundary("341021")
    assert "粗线" not in said(draw(build(directory=hidden), NOTES, "?r=341021"))
    assert "粗线" not in said(draw(build(directory=FakeDirectory([])), NOTES))


def test_what_is_open_today_has_no_trend() -> None:
    cards = draw(build(), "overview-cards")
    assert [len(named(card, "spark")) for card in cards] == [1, 0, 1, 1]
    assert named(draw(build(), RANKING), "spark")
    assert named(draw(build(), RANKING, "?m=grid_events_overdue"), "spark") == []


def test_a_county_that_just_misses_its_target_is_not_written_as_reaching_it() -> None:
    close = {code: (zh, en, 9_497, 10_000, overdue) for code, (zh, en, _c, _d, overdue) in COUNTIES.items()}
    said_so = said(draw(build(_Still(close)), "overview-headline")[0])
    assert "94.97%" in said_so
    assert "0.03 个百分点" in said_so


class _Still(FakeReads):
    """Numbers that do not move from month to month."""

    def _pair(self, metric: Metric, code: str, start: date) -> tuple[float, float]:
        _zh, _en, on_time, due, overdue = self.counties[code]
        return (overdue, 0) if metric.denominator is None else (on_time, due)


@dataclass
class _Asked(FakeReads):
    """Remembers which periods were asked for."""

    def __post_init__(self) -> None:
        self.periods: dict[str, set[Period]] = {}

    def total(self, metric: Metric, scope: Scope) -> Value:
        self.periods.setdefault(metric.key, set()).add(scope.period)
        return super().total(metric, scope)


def test_metrics_of_complete_days_are_compared_over_as_many_complete_days() -> None:
    reads = _Asked()
    draw(build(reads), "overview-cards")
    complete, running = Period(date(2026, 10, 1), date(2026, 10, 19)), Period(date(2026, 10, 1), date(2026, 10, 20))
    assert complete in reads.periods["grid_events_on_time"]
    assert running not in reads.periods["grid_events_on_time"]
    assert running in reads.periods["grid_events_hours"]


def test_a_shorter_month_before_is_named_with_the_days_both_have() -> None:
    end_of_march = FakeFreshness(now=NOW.replace(month=3, day=31))
    cards = said(draw(build(freshness=end_of_march, now=NOW.replace(month=3, day=31)), "overview-cards")[0])
    assert "环比（前 28 天）" in cards
    assert "同比（" not in cards
    start = FakeFreshness(now=NOW.replace(day=1) + timedelta(hours=1))
    assert "环比" not in said(draw(build(freshness=start), "overview-cards", "?p=2026-11")[0])


def test_a_city_without_counties_is_drawn() -> None:
    directory = FakeDirectory([on_time_target(95)])
    directory.forget_counties()
    for panel in (RANKING, DETAIL, NOTES, ATTENTION, "overview-headline"):
        assert draw(build(FakeReads({}), directory=directory), panel)


def test_a_paused_source_is_said_where_sources_are_listed_in_both_languages() -> None:
    app = build(freshness=FakeFreshness("paused"))
    for lang, listed, notice in (
        ("zh", ("1 暂停", "已暂停 12 分钟"), "多网合一平台已暂停"),
        ("en", ("1 paused", "paused 12 min"), "Grid platform: paused"),
    ):
        sources = said(draw(app, "overview-freshness", lang=lang))
        assert all(text in sources for text in listed), sources
        assert notice in said(draw(app, ATTENTION, lang=lang))
