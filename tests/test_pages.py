"""Pages for staff: what they show of numbers that are there, withheld, refused, missing; the month they begin with."""

from datetime import datetime
from typing import Any

import pytest
from fake_city import NOW
from fake_lineage import FakeLineage
from fake_reads import FakeFreshness, FakeReads
from playwright.sync_api import Browser, ViewportSize, expect
from screen import build, draw, said
from watching import begin, follow, serving, watching

from data_access.metric import Metric, Text
from data_access.registry import METRICS
from data_access.schema.kinds import kind_name
from data_access.scope import Scope
from data_access.value import Refusal, RefusedError, Value
from etl.entities import ENTITIES
from layouts import collect_pages

STAFF = [page for page in collect_pages() if page.path != "/"]
DISPUTES = FakeFreshness(entity="mediation_case", kind="dispute")


class _Refusing(FakeReads):
    """Tells nothing of anything, and says why."""

    def total(self, metric: Metric, scope: Scope) -> Value:
        raise RefusedError(
            Refusal("not_closed", Text("该指标当月结束后才发布。", "Published when the month has ended."))
        )

    def breakdown(self, metric: Metric, by: str, scope: Scope) -> Any:
        raise RefusedError(
            Refusal("not_closed", Text("该指标当月结束后才发布。", "Published when the month has ended."))
        )


@pytest.mark.parametrize("reads", [FakeReads(), FakeReads(empty=True), _Refusing()])
@pytest.mark.parametrize("page", STAFF, ids=lambda page: page.path)
def test_every_panel_of_staff_draws_whatever_is_told(page: Any, reads: FakeReads) -> None:
    app = build(reads, DISPUTES)
    for panel in page.panels:
        for language in ("zh", "en"):
            assert said(draw(app, panel.key, lang=language))


def test_a_number_that_is_withheld_is_neither_shown_nor_drawn() -> None:
    types = str(draw(build(FakeReads(), DISPUTES), "mediation-types"))
    assert types.count("withheld") == 2
    assert "nan" not in types
    assert "邻里" in types


def test_a_refusal_is_said_in_the_place_of_the_number() -> None:
    app = build(_Refusing(), DISPUTES)
    for panel in ("mediation-steps", "mediation-types", "mediation-places", "mediation-quality"):
        assert "该指标当月结束后才发布。" in said(draw(app, panel)), panel


def test_a_city_without_such_a_platform_says_so_and_shows_no_alarm() -> None:
    app = build(FakeReads(empty=True), FakeFreshness())
    for panel in ("mediation-steps", "mediation-types", "mediation-quality"):
        assert "本市没有接入这类平台。" in said(draw(app, panel)), panel
    assert "可在“辖区”中选择其他城市" in said(draw(app, "mediation-scope"))


def test_what_is_read_for_the_first_time_has_not_failed() -> None:
    first = FakeFreshness(state="missing", entity="mediation_case", kind="dispute", loading=True)
    assert "来源失败" not in said(draw(build(FakeReads(), first), "mediation-quality"))
    failed = FakeFreshness(state="missing", entity="mediation_case", kind="dispute")
    assert "来源失败" in said(draw(build(FakeReads(), failed), "mediation-quality"))


@pytest.mark.parametrize(
    ("now", "shown"),
    [(NOW, "2026年10月"), (datetime.fromisoformat("2026-12-01T09:00:00+08:00"), "2026年11月")],
)
def test_pages_about_people_begin_with_the_last_month_that_has_ended(now: datetime, shown: str) -> None:
    app = build(FakeReads(), FakeFreshness(now=now), now=now)
    assert shown in said(draw(app, "shell-controls", page="/mediation"))
    assert "2026年9月" in said(draw(app, "shell-controls", "?p=2026-09", page="/mediation"))


def test_navigation_keeps_what_was_chosen_and_marks_the_page() -> None:
    links = str(draw(build(), "shell-navigation", "?p=2026-09&r=341021&m=grid_events_overdue", page="/mediation"))
    assert "/volunteers?p=2026-09&r=341021'" in links
    assert links.count("aria-current") == 1


def test_the_breadcrumb_leads_back_to_the_city() -> None:
    crumbs = draw(build(), "mediation-scope", "?r=341021")
    assert "歙县" in said(crumbs)
    assert "'href': '?'" in str(crumbs)


def test_pages_follow_one_another_at_every_width_without_errors_or_a_sideways_scroll(browser: Browser) -> None:
    desk, phone = ViewportSize(width=1920, height=1080), ViewportSize(width=390, height=844)
    with serving(build(FakeReads(), DISPUTES)) as address, watching(browser, 1920, 1080) as watched:
        page = watched.page
        begin(page, f"{address}mediation?p=2026-09")
        expect(page.locator(".funnel li")).to_have_count(8)
        # On a phone one goes by the button, at a desk by the line of pages.
        for name, heading, size in (
            ("志愿服务", "服务类别", phone),
            ("诉求", "办理单位", desk),
            ("调解", "纠纷类型", phone),
        ):
            page.set_viewport_size(size)
            follow(page, name)
            expect(page.get_by_role("heading", name=heading)).to_be_visible()
            assert "p=2026-09" in page.url
            for each in (desk, phone):
                page.set_viewport_size(each)
                assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (name, each)
        page.go_back()
        expect(page.get_by_role("heading", name="办理单位")).to_be_visible()
        assert watched.errors == []


def test_the_header_fits_every_width_in_both_languages(browser: Browser) -> None:
    with serving(build(FakeReads(), DISPUTES)) as address, watching(browser, 1920, 400) as watched:
        page = watched.page
        for language in ("zh", "en"):
            begin(page, f"{address}audit?lang={language}")
            expect(page.locator(".controls .who")).to_be_attached()
            for width in (1920, 1600, 1440, 1280, 1024, 768, 390):
                page.set_viewport_size({"width": width, "height": 400})
                ends = page.evaluate(
                    "[document.documentElement.scrollWidth, window.innerWidth, "
                    "document.querySelector('.controls').getBoundingClientRect().right]"
                )
                assert max(ends) == width, (language, ends)


def test_lists_of_sources_are_called_by_their_names_and_every_kind_of_record_has_one() -> None:
    assert "多网合一平台 · 网格事件" in said(draw(build(), "sources-feeds")).replace("  ", " ")
    assert "Grid events" in said(draw(build(), "sources-feeds", lang="en"))
    for entity in ENTITIES.values():
        for kind in entity.kinds:
            assert kind.key not in (kind_name(entity.key, kind.key).zh, kind_name(entity.key, kind.key).en), kind
    assert kind_name("event", "service_item") != kind_name("register", "service_item")
    assert kind_name("event", "").zh == "event"


def test_sources_stand_worst_first_with_what_their_loads_brought() -> None:
    table = said(draw(build(FakeReads(), FakeFreshness(state="failed")), "sources-table"))
    assert "多网合一平台" in table
    assert "失败" in table
    assert "每 1 小时" in table
    assert "本市没有接入" not in said(draw(build(), "sources-quality"))


def test_the_glossary_says_all_there_is_to_say_of_the_metric_chosen() -> None:
    detail = said(draw(build(), "glossary-detail", "?m=grid_events_on_time"))
    metric = METRICS["grid_events_on_time"]
    for text in (metric.definition.zh, metric.definition.en, metric.basis, metric.owner.zh, "on_time", "due"):
        assert text in detail, text
    shown = said(draw(build(), "glossary-list"))
    assert all(each.name.zh in shown for each in METRICS.values())


def test_a_number_says_where_it_comes_from_and_whether_the_facts_give_the_same() -> None:
    shown = said(draw(build(), "glossary-origin", "?m=grid_events_on_time"))
    for text in (
        "由明细重算一致",
        "checksum of",
        "missing time",
        "category：代码表里没有7/120",
        "SELECT sum(on_time) FROM mart",
        "最近 2 批，共 2 批",
    ):
        assert text in shown, text
    assert "由明细重算为" in said(
        draw(build(lineage=FakeLineage(wrong=True)), "glossary-origin", "?m=grid_events_on_time")
    )


def test_how_soon_stands_beside_how_well_on_every_page_for_staff() -> None:
    app = build(FakeReads(), FakeFreshness(kind="service_order"))
    told = said(draw(app, "volunteers-orders"))
    for key in ("practice_orders_closing_rate", "practice_orders_hours"):
        for companion in METRICS[key].companions:
            assert told.count(METRICS[companion].name.zh) >= 1, key


def test_what_was_agreed_is_said_in_its_own_unit_wherever_it_is_said() -> None:
    late = build(FakeReads(), FakeFreshness(state="late"))
    assert "约定每 1 小时更新" in said(draw(late, "overview-attention"))
    assert "每 1 小时" in said(draw(late, "sources-table", page="/sources"))
