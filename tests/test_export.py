"""Exports: the numbers are those of the screen, withheld and refused as there; who may not is told so; it is logged."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from fake_city import COUNTIES, NOW, FakeDirectory
from fake_lineage import FakeLineage
from fake_reads import FakeFreshness, FakeReads
from python_calamine import CalamineWorkbook
from screen import build, demonstration_site, draw, signed_in
from signed_in import EVERYTHING, TOKEN, KnownLog, KnownSessions, cookie, everything

from dashboard.access.audit import Asked
from dashboard.access.entrance import Access
from dashboard.access.sessions import Standing
from dashboard.access.signed import COOKIE
from dashboard.factory import Cockpit, Warehouse, create_app
from data_access.metric import Metric, Text
from data_access.registry import METRICS
from data_access.scope import Period, Scope
from data_access.site_roles import SiteRoles
from data_access.value import Refusal, RefusedError, Value
from layouts import collect_pages

WHY = "该指标当月结束后才发布。"
EXPORTED = [page for page in collect_pages() if page.taken is None]


class _Kept(FakeReads):
    """Tells of two metrics less: one is withheld, one refused."""

    def total(self, metric: Metric, scope: Scope) -> Value:
        if metric.key == "disputes_accepted":
            return Value(None, None, None, withheld=True)
        if metric.key == "mediation_on_time":
            raise RefusedError(Refusal("not_closed", Text(WHY, "Published when the month has ended.")))
        return super().total(metric, scope)


def workbook(body: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(body))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def taken(app: Cockpit, address: str) -> Any:
    return app.server.test_client().get(address)


def lines(body: bytes) -> list[dict[str, Any]]:
    _mark, heads, *rows = workbook(body)["数据"]
    return [dict(zip(heads, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def app() -> Cockpit:
    return build()


@pytest.mark.parametrize("page", EXPORTED, ids=lambda page: page.path)
def test_the_numbers_of_a_file_are_those_of_the_reads(app: Cockpit, page: Any) -> None:
    reads = FakeReads()
    answer = taken(app, f"/export/xlsx?page={page.path}&p=2026-09")
    assert answer.status_code == 200
    scope = Scope("3410", Period.month(2026, 9), rights=None, as_of=NOW.date())  # type: ignore[arg-type]
    found = lines(answer.data)
    for key in page.metrics:
        own = [line for line in found if line["代码"] == key and line["自"] == "2026-09-01"]
        whole, *places = own
        told = reads.total(METRICS[key], scope)
        assert (whole["分子"], whole["分母"], whole["数值"]) == _cells(told)
        assert (whole["单位"], whole["至"]) == (METRICS[key].unit.zh, "2026-09-30")
        parts = {row.code: row for row in reads.breakdown(METRICS[key], "county", scope).itertuples()}
        assert {line["区划代码"]: line["数值"] for line in places} == {
            code: _cell(parts[code].value) for code in COUNTIES
        }


def _cells(value: Value) -> tuple[Any, ...]:
    return _cell(value.numerator), _cell(value.denominator), _cell(value.value)


def _cell(number: Any) -> Any:
    return "" if number is None else pytest.approx(number)


def test_months_before_are_there_with_the_numbers_of_the_trend(app: Cockpit) -> None:
    reads = FakeReads()
    found = lines(taken(app, "/export/xlsx?page=/mediation&p=2026-09").data)
    months = {
        line["自"]: line["数值"] for line in found if line["代码"] == "mediation_written" and line["至"] < "2026-09"
    }
    assert len(months) == 11
    metric = METRICS["mediation_written"]
    scope = Scope("3410", Period.month(2026, 3), rights=None, as_of=NOW.date())  # type: ignore[arg-type]
    assert months["2026-03-01"] == pytest.approx(reads.total(metric, scope).value)


def test_a_county_is_taken_out_with_its_townships(app: Cockpit) -> None:
    found = lines(taken(app, "/export/xlsx?page=/mediation&p=2026-09&r=341021").data)
    first = [line for line in found if line["代码"] == "disputes_accepted" and line["自"] == "2026-09-01"]
    assert first[0]["区划代码"] == "341021"
    assert len(first) > 1
    assert all(line["区划代码"].startswith("341021") for line in first)


def test_what_the_screen_does_not_tell_no_file_tells() -> None:
    found = lines(taken(build(_Kept()), "/export/xlsx?page=/mediation&p=2026-09").data)
    withheld, refused = (
        next(line for line in found if line["代码"] == key) for key in ("disputes_accepted", "mediation_on_time")
    )
    assert [withheld[name] for name in ("分子", "分母", "数值", "状态")] == ["", "", "", "隐去"]
    assert [refused[name] for name in ("分子", "分母", "数值", "状态", "原因")] == ["", "", "", "拒绝", WHY]


def test_a_number_that_may_still_move_or_is_late_says_so() -> None:
    app = build(FakeReads(), FakeFreshness(state="late"))
    found = lines(taken(app, "/export/xlsx?page=/&p=2026-09").data)
    assert next(line for line in found if line["代码"] == "grid_events_on_time")["状态"] == "数据迟到"


def test_the_first_sheets_say_of_what_by_whom_and_what_the_numbers_mean(app: Cockpit) -> None:
    book = workbook(taken(app, "/export/xlsx?page=/mediation&p=2026-09").data)
    assert list(book) == ["说明", "口径", "数据"]
    for rows in book.values():
        assert rows[0][0] == "tester · 2026-11-20 09:42 · 演示数据 DEMONSTRATION"
    said = {row[0]: row[1] for row in book["说明"][2:]}
    assert said["统计期"] == "2026-09-01 – 2026-09-30"
    assert (said["账号"], said["数据性质"], said["网格边界"]) == ("tester", "演示数据", "示意网格")
    assert said["数据时间 多网合一平台"].startswith("2026-11-")
    page = next(each for each in collect_pages() if each.path == "/mediation")
    keys = [row[1] for row in book["口径"][2:]]
    beside = [other for key in page.metrics for other in METRICS[key].companions]
    assert keys == list(dict.fromkeys([*page.metrics, *beside]))
    first = dict(zip(book["口径"][1], book["口径"][2], strict=True))
    assert first["定义"] == METRICS[keys[0]].definition.zh
    assert "mediation_case: " in first["公式"]


def test_a_single_metric_is_taken_out_as_csv(app: Cockpit) -> None:
    answer = taken(app, "/export/csv?page=/mediation&p=2026-09&m=mediation_written&lang=en")
    rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][0].startswith("tester · ")
    assert {row[1] for row in rows[2:]} == {"mediation_written"}
    assert 'filename="cockpit-mediation-2026-09.csv"' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "address",
    [
        *("/export/xlsx?page=/nowhere", "/export/pdf?page=/", "/export/csv?page=/mediation", "/export/xlsx?page="),
        "/export/csv?page=/mediation&m=grid_events_on_time",
    ],
)
def test_what_is_no_page_no_form_and_no_single_metric_is_one_sentence(app: Cockpit, address: str) -> None:
    answer = taken(app, address)
    assert (answer.status_code, answer.text[-1]) == (404, "。")


def restricted(**rights: Any) -> tuple[Cockpit, Access]:
    """The application for an account whose role has other rights."""
    roles = SiteRoles(roles={"everything": EVERYTHING.model_copy(update=rights)})
    access = everything(roles, KnownSessions())
    warehouse = Warehouse(FakeReads(), FakeDirectory(), FakeFreshness(), FakeLineage())
    app = create_app(demonstration_site(), warehouse, METRICS, collect_pages(), lambda: NOW, access)
    return signed_in(app), access


def test_who_may_not_export_sees_no_link_and_is_refused_with_a_line_in_the_log() -> None:
    app, access = restricted(export=False)
    able = build()
    for form in ("xlsx", "csv"):
        answer = taken(app, f"/export/{form}?page=/mediation&m=mediation_written")
        assert (answer.status_code, answer.text[:5]) == (403, "当前账号无")
    for panel in ("mediation-scope", "overview-headline", "glossary-detail"):
        assert "/export/" not in str(draw(app, panel))
        assert "/export/" in str(draw(able, panel))
    assert [(line.event, line.done, line.subject) for line in access.log.lines(Asked())] == [
        ("export", False, "/mediation")
    ] * 2


def test_a_page_that_is_not_the_roles_is_not_taken_out_either() -> None:
    app, access = restricted(pages=("/",))
    assert taken(app, "/export/xlsx?page=/mediation").status_code == 403
    assert taken(app, "/export/xlsx?page=/").status_code == 200
    assert [line.done for line in access.log.lines(Asked())] == [True, False]


def test_every_file_is_a_line_of_the_log() -> None:
    app, access = restricted()
    taken(app, "/export/csv?page=/mediation&p=2026-09&r=341021&m=mediation_written")
    (line,) = access.log.lines(Asked())
    assert (line.event, line.actor, line.done, line.subject) == ("export", "tester", True, "/mediation")
    assert line.detail == "csv, 2026-09, 341021, mediation_written"
    taken(app, "/export/xlsx?page=/grid&p=2026-09&f=source:a,~&f=nonsense:y")
    assert access.log.lines(Asked())[0].detail == "xlsx, 2026-09, 3410, source a ~"


def test_one_account_takes_out_so_many_files_a_minute_and_is_told_so_after() -> None:
    roles = SiteRoles(roles={"everything": EVERYTHING, "other": EVERYTHING}, exports_a_minute=3)
    standings = {TOKEN: Standing("tester", "everything"), "other": Standing("other", "everything")}
    access = everything(roles, KnownSessions(standings))
    warehouse = Warehouse(FakeReads(), FakeDirectory(), FakeFreshness(), FakeLineage())
    app = create_app(demonstration_site(), warehouse, METRICS, collect_pages(), lambda: NOW, access)
    clients = {token: app.server.test_client() for token in standings}
    for token, client in clients.items():
        client.set_cookie(COOKIE, cookie(token))
    asked = ["csv?page=/audit", "xlsx?page=/audit", "pdf?page=/", *["csv?page=/audit"] * 3]
    answers = [clients[TOKEN].get(f"/export/{address}") for address in asked]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 429, 429, 429]
    assert answers[-1].text == "导出过于频繁，请一分钟后再试。"
    assert clients["other"].get("/export/csv?page=/audit").status_code == 200
    refused = [(line.actor, line.subject) for line in access.log.lines(Asked()) if not line.done]
    assert refused == [("tester", "too often")]


class _Full(KnownLog):
    def add(self, *given: Any, **named: Any) -> None:
        from sqlalchemy.exc import OperationalError

        raise OperationalError("INSERT", {}, Exception("gone"))


def test_without_a_line_in_the_log_there_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signed_in.KnownLog", _Full)
    answer = taken(build(), "/export/xlsx?page=/mediation")
    assert (answer.status_code, answer.mimetype) == (503, "text/plain")


def test_a_file_says_by_which_filters_it_is_and_which_of_its_numbers_are_not(app: Cockpit) -> None:
    answer = taken(app, "/export/xlsx?page=/demands&p=2026-09&f=event_category:neighbours,x&f=nonsense:y")
    assert ["筛选", "类别: 邻里、x"] in workbook(answer.data)["说明"]
    told = {line["代码"]: line["筛选"] for line in lines(answer.data)}
    assert told["hotline_reported"] == told["whistles_reported"] == "类别: 邻里、x"
    assert told["hotline_response"] == "不按此筛选"
    plain = taken(app, "/export/xlsx?page=/demands&p=2026-09")
    assert ["筛选", "无"] in workbook(plain.data)["说明"]
    assert {line["筛选"] for line in lines(plain.data)} == {""}
