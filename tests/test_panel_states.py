"""The states a panel can be in, each with its words and a way on: withheld, refused, failed, too slow, empty."""

from typing import Any

from fake_reads import FakeFreshness, FakeReads
from psycopg2.errors import QueryCanceled
from screen import build, draw, said
from sqlalchemy.exc import OperationalError
from test_audit_page import application
from test_export import _Kept

from data_access.metric import Metric, Text
from data_access.permission import NOT_PERMITTED
from data_access.scope import Scope
from data_access.value import Refusal, RefusedError, Value
from layouts import collect_pages

DISPUTES = FakeFreshness(entity="mediation_case", kind="dispute")


class _Barred(FakeReads):
    """Nothing is the viewer's to see."""

    def ranking(self, metric: Metric, by: str, scope: Scope) -> Any:
        raise RefusedError(Refusal(NOT_PERMITTED, Text("当前账号看不到。", "Not seen by this account.")))


class _Slow(FakeReads):
    """Every ranking takes longer than a request may."""

    def ranking(self, metric: Metric, by: str, scope: Scope) -> Any:
        raise OperationalError("SELECT", {}, QueryCanceled())


class _Withheld(FakeReads):
    def total(self, metric: Metric, scope: Scope) -> Value:
        return Value(None, None, None, withheld=True)


def test_a_withheld_number_has_its_chip_its_reason_and_no_figure() -> None:
    told = draw(build(_Withheld(), DISPUTES), "mediation-quality", "?p=2026-10")
    assert said(told).count("已抑制") == 4
    assert said(told).count("数量过小，为保护个人而不显示") == 4
    assert "无数据" not in said(told)


def test_a_panel_that_is_not_the_viewer_s_says_whom_to_ask() -> None:
    told = said(draw(build(_Barred()), "overview-ranking"))
    assert "当前账号看不到。" in told
    assert "申请权限" in told


def test_a_panel_that_took_too_long_says_so_and_can_be_tried_again() -> None:
    told = draw(build(_Slow()), "overview-ranking", "?p=2026-10&m=grid_events_on_time")
    assert "查询用时过长" in said(told)
    assert "'href': '?p=2026-10&m=grid_events_on_time'" in str(told)
    assert "申请权限" not in said(told)


def test_a_failed_source_leads_to_the_page_of_sources_for_who_may_open_it() -> None:
    failed = FakeFreshness(state="failed")
    told = draw(build(FakeReads(), failed), "overview-attention", "?p=2026-10&r=341021")
    assert "查看来源" in said(told)
    assert "/sources?p=2026-10&r=341021" in str(told)
    barred, _log = application(pages=("/",))
    assert "/sources" not in str(draw(barred, "overview-attention"))


def test_every_panel_of_every_page_draws_on_an_empty_database_with_a_sentence_or_a_dash() -> None:
    app = build(FakeReads(empty=True), FakeFreshness(state="missing"))
    for page in collect_pages():
        for panel in page.panels:
            told = said(draw(app, panel.key))
            assert told, panel.key
            assert "nan" not in told.lower().replace("finance", ""), panel.key


def test_numbers_that_are_withheld_are_so_in_every_table() -> None:
    told = str(draw(build(_Kept(), DISPUTES), "mediation-steps", "?p=2026-10"))
    assert told.count("withheld") >= 2
