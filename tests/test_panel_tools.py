"""The tools of panels: their files have the numbers of the screen, their tables those of the pictures, for who may."""

import csv
from io import StringIO
from typing import Any

import pytest
from drawn_numbers import NAME, NUMBER, numbers_in
from fake_city import CITY, FakeDirectory
from fake_reads import FakeFreshness, FakeReads
from screen import build, draw, said
from test_audit_page import application
from test_drawer import asked
from test_export import WHY, _Kept, workbook

from dashboard import format as fmt
from dashboard.drawer.opened import Opened, opened
from dashboard.state import parse
from data_access.registry import METRICS
from layouts import collect_pages

DISPUTES = FakeFreshness(entity="mediation_case", kind="dispute")
PANELS = [
    ("/", "overview-ranking"),
    ("/mediation", "mediation-quality"),
    ("/mediation", "mediation-places"),
    ("/mediation", "mediation-types"),
    ("/mediation", "mediation-steps"),
    ("/grid", "grid-ranking"),
]


def file_of(app: Any, form: str, page: str, panel: str, search: str = "p=2026-10") -> Any:
    return app.server.test_client().get(f"/export/{form}?page={page}&panel={panel}&{search}")


def data(app: Any, page: str, panel: str) -> list[dict[str, Any]]:
    _mark, heads, *rows = workbook(file_of(app, "xlsx", page, panel).data)["数据"]
    return [dict(zip(heads, row, strict=True)) for row in rows]


@pytest.mark.parametrize(("page", "panel"), PANELS)
def test_the_file_of_a_panel_has_a_line_for_every_number_of_the_screen(page: str, panel: str) -> None:
    app = build(FakeReads(), DISPUTES)
    shown: dict[Opened | None, str] = {}
    for text, href in numbers_in(draw(app, panel, "?p=2026-10"), NUMBER, NAME):
        shown.setdefault(opened(parse(href).drawer), text)
    for (number, text), line in zip(shown.items(), data(app, page, panel), strict=True):
        assert number is not None
        assert (number.metric, number.place) == (line["代码"], line["区划代码"])
        if number.part is None and text not in {each.name.zh for each in METRICS.values()} and text[:1].isdigit():
            assert text.startswith(fmt.parts(line["数值"], METRICS[number.metric], "zh")[0]), (number, text)


def test_a_map_has_a_table_and_a_file_equal_to_what_it_draws() -> None:
    directory = FakeDirectory()
    reads = FakeReads(grids=list(directory.grids(CITY)["code"]))
    app = build(reads, directory=directory)
    counties = data(app, "/", "overview-county-notes")
    assert [line["地方"] for line in counties][-1] == "歙县"
    table = said(asked(app, "?p=2026-10&d=table~overview-county-notes"))
    assert all(f"{line['数值']:,.3f}" in table for line in counties)
    cells = data(app, "/", "overview-grid-notes")
    assert len(cells) == len(reads.grids)
    assert [line["网格事件量"] for line in cells] == [float(n * 7919 % 23) for n in range(len(cells))]


def test_withheld_and_refused_numbers_are_so_in_the_file_of_their_panel() -> None:
    lines = data(build(_Kept(), DISPUTES), "/mediation", "mediation-steps")
    accepted = next(line for line in lines if line["代码"] == "disputes_accepted")
    assert (accepted["数值"], accepted["分子"], accepted["状态"]) == ("", "", "隐去")
    refused = next(
        line
        for line in data(build(_Kept(), DISPUTES), "/mediation", "mediation-places")
        if line["代码"] == "mediation_on_time"
    )
    assert (refused["代码"], refused["状态"], refused["原因"]) == ("mediation_on_time", "拒绝", WHY)


def test_csv_and_xlsx_of_a_panel_say_the_same_under_the_mark_of_who_took_them() -> None:
    app = build()
    mark, heads, *rows = csv.reader(StringIO(file_of(app, "csv", "/", "overview-ranking").data.decode("utf-8-sig")))
    sheets = workbook(file_of(app, "xlsx", "/", "overview-ranking").data)
    assert list(sheets) == ["说明", "口径", "数据"]
    assert "演示数据" in mark[0]
    assert "tester" in mark[0]
    assert heads == sheets["数据"][1]
    assert [row[8] for row in rows] == [str(row[8]) for row in sheets["数据"][2:]]
    assert [row[1] for row in sheets["口径"][2:]] == ["grid_events_on_time"]


def test_a_picture_has_place_month_sources_demonstration_and_who_took_it() -> None:
    app, log = application()
    lines = file_of(app, "png", "/", "overview-ranking").get_json()
    assert "黄山市 · 2026-10-01 – 2026-10-31" in lines[0]
    assert "多网合一平台 2026-11-20" in lines[1]
    assert "tester" in lines[2]
    assert "演示数据" in lines[2]
    assert (log.kept[0].event, log.kept[0].subject) == ("export", "/ overview-ranking")
    assert log.kept[0].detail.startswith("png, 2026-10")


def test_nobody_takes_out_a_panel_that_is_not_there_or_not_theirs() -> None:
    app = build()
    assert file_of(app, "xlsx", "/", "mediation-types").status_code == 404
    assert file_of(app, "png", "/", "nothing").status_code == 404
    assert app.server.test_client().get("/export/png?page=/").status_code == 404
    barred, log = application(export=False)
    for form in ("csv", "xlsx", "png"):
        assert file_of(barred, form, "/", "overview-ranking").status_code == 403
        assert not log.kept[0].done
    tools = str(draw(barred, "overview-ranking"))
    assert "/export/" not in tools
    assert "table~overview-ranking" in tools
    closed, _log = application(pages=("/",))
    assert "没有这个数字" in said(asked(closed, "?d=table~mediation-types"))


def test_every_panel_with_numbers_has_its_sources_table_and_files_and_no_key_is_too_long_for_an_address() -> None:
    app = build(FakeReads(), DISPUTES)
    for page in collect_pages():
        for panel in page.panels:
            assert opened(f"table~{panel.key}") is not None
            drawn = str(draw(app, panel.key, "?p=2026-10"))
            if "className': 'number'" in drawn and "panel-tools" in drawn:
                assert f"page={page.path.replace('/', '%2F')}&panel={panel.key}" in drawn
                assert "&t=loads" in drawn
