"""What the panels say in which situation."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from fake_city import CITY, COUNTIES, FakeDirectory, on_time_target
from fake_reads import FakeFreshness, FakeReads
from screen import build, demonstration_site, draw, said

from dashboard.factory import Cockpit
from layouts import collect_pages

ALL_WELL = {code: (zh, en, due, due, 0) for code, (zh, en, _closed, due, _overdue) in COUNTIES.items()}


@pytest.mark.parametrize(
    ("make", "search", "starts", "holds"),
    [
        (build, "", "截至 11-19，网格事件按期处置率 9", "主要差在歙县：超期未结 214 件，占全市 52%。"),
        (build, "?p=2026-10", "网格事件按期处置率 9", "主要差在歙县"),
        (build, "?r=341021", "截至 11-19，歙县网格事件按期处置率", "低于目标"),
        (lambda: build(freshness=FakeFreshness("late")), "", "多网合一平台数据迟到", "以下为 11-19 的数据"),
        (lambda: build(freshness=FakeFreshness("failed")), "", "多网合一平台装载失败", "不作判定"),
        (lambda: build(freshness=FakeFreshness("paused")), "", "多网合一平台已暂停", "的数据。"),
        (lambda: build(FakeReads(empty=True)), "", "2026年11月没有网格事件按期处置率的数据。", ""),
        (lambda: build(directory=FakeDirectory([])), "", "截至 11-19，2026年11月网格事件按期处置率", "未设目标"),
        (
            lambda: build(FakeReads(ALL_WELL), directory=FakeDirectory([on_time_target(85)])),
            "",
            "截至 11-19，网格",
            "没有县区显著未达目标",
        ),
    ],
)
def test_the_headline_says_what_the_data_say(make: Callable[[], Cockpit], search: str, starts: str, holds: str) -> None:
    sentence = said(draw(make(), "overview-headline", search)[0])
    assert sentence.startswith(starts)
    assert holds in sentence


def test_the_headline_is_english_with_the_cookie() -> None:
    sentence = said(draw(build(), "overview-headline", lang="en")[0])
    assert "mostly Shexian: 214 overdue, 52% of the city." in sentence


def test_a_failed_source_judges_and_blames_nobody() -> None:
    app = build(freshness=FakeFreshness("failed"))
    attention = said(draw(app, "overview-attention"))
    assert "多网合一平台装载失败" in attention
    assert "平台拒绝访问或结构已变" in attention
    assert "歙县" not in attention
    assert "未达标" not in said(draw(app, "overview-cards"))


def test_an_immature_card_says_how_mature_it_is_and_compares_at_equal_maturity() -> None:
    closing = said(draw(build(), "overview-cards")[3])
    for part in ("网格事件结案率", "未成熟", "成熟度 98%，暂不判定", "同成熟度环比"):
        assert part in closing
    early = datetime(2026, 11, 6, 1, 42, tzinfo=UTC)
    october = said(draw(build(freshness=FakeFreshness(now=early), now=early), "overview-cards", "?p=2026-10")[3])
    for part in ("未成熟", "成熟度 98%，暂不判定", "同成熟度环比", "上月终值"):
        assert part in october
    mature = said(draw(build(), "overview-cards", "?p=2026-10")[3])
    assert "成熟度" not in mature


def test_no_card_shows_speed_without_what_says_how_well() -> None:
    cards = [said(each) for each in draw(build(), "overview-cards")]
    assert ["网格事件返工率" in each for each in cards] == [True, False, True, True]


def test_cards_carry_value_unit_source_time_and_what_they_are_made_of() -> None:
    cards = draw(build(), "overview-cards")
    assert len(cards) == 4
    first = said(cards[0])
    for part in ("网格事件按期处置率", "%", "目标 ≥95.0%", "同比", "环比", "/12,652", "多网合一平台 11-20 09:30"):
        assert part in first
    assert "未设目标" in said(cards[1])
    assert "未成熟" in said(cards[3])


def test_a_hidden_boundary_leaves_the_ranking_in_place_of_the_map() -> None:
    app = build(site=demonstration_site(show_boundaries=False))
    assert "以排位表代替" in said(draw(app, "overview-county-notes"))
    assert app.server.test_client().get(f"/geometry/grids/{CITY}.geojson").status_code == 404
    assert "黟县" in said(draw(app, "overview-ranking"))


def test_every_panel_of_every_page_draws_in_both_languages() -> None:
    app = build()
    for page in collect_pages():
        for panel in page.panels:
            for language in ("zh", "en"):
                assert said(draw(app, panel.key, lang=language))
