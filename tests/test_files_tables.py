"""A table is found by the names in its header, wherever it starts, and what is no record is left out and counted."""

from pathlib import Path
from typing import Any

import pytest
from reading import read, write
from workbooks import sheet_xml, write_ods, write_xls, write_xlsx

from etl.errors import SourceChanged

ODD = Path(__file__).parent / "odd_forms"


def test_lines_before_and_notes_after_a_table_are_no_records(tmp_path: Path) -> None:
    path = write(
        *(tmp_path / "a.csv", "各街道事件统计表", "统计时间：2026年", "", "街道,件数,备注", "昱城街道,12,", ""),
        *("屯光镇,7,补报", "合计,19,", "注：1.含补报。", "　　　2.不含撤销。", "数据来源：虚构"),
    )
    found = read(path, ["街道", "件数"])
    assert found.records == [("昱城街道", "12"), ("屯光镇", "7")]
    assert found.places == ["5", "7"]
    assert (found.unreadable, found.skipped) == ([], {"blank": 1, "total": 1, "note": 3})


def test_totals_above_the_records_and_words_of_ones_own(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "街道,件数", "全 市,19", " 小计：,12", "昱城街道,12", "屯光镇,7")
    assert read(path, ["街道"], totals=["全市", "小计"]).records == [("昱城街道",), ("屯光镇",)]
    assert len(read(path, ["街道"], totals=[]).records) == 4


def test_a_header_that_comes_again_is_no_record(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,when", "1,x", "id,when", "2,y", "ID,when")
    found = read(path, ["id", "when"])
    assert (found.records, found.skipped) == ([("1", "x"), ("2", "y"), ("ID", "when")], {"header again": 1})


@pytest.mark.parametrize("ragged", ["reject", "fill"])
def test_lines_cut_short_are_put_aside_or_filled(tmp_path: Path, ragged: str) -> None:
    found = read(write(tmp_path / "a.csv", "id,when,note", "1,x", "2,y,z,", "3,y,z,w"), ["id", "note"], ragged=ragged)
    reasons = [("4", "4 cells where the header has 3")]
    if ragged == "reject":
        assert found.records == [("2", "z")]
        reasons = [("2", "2 cells where the header has 3"), *reasons]
    else:
        assert found.records == [("1", None), ("2", "z")]
    assert found.unreadable == reasons


SEVERAL = ["一、上半年", "街道,件数", "昱城街道,1", "", "二、下半年", "街道,件数", "屯光镇,2", "阳湖镇,3", "", "完"]


@pytest.mark.parametrize(
    ("which", "streets"), [(1, ["昱城街道"]), (2, ["屯光镇", "阳湖镇"]), ("下半年", ["屯光镇", "阳湖镇"])]
)
def test_one_of_several_tables_of_a_file(tmp_path: Path, which: int | str, streets: list[str]) -> None:
    found = read(write(tmp_path / "a.csv", *SEVERAL), ["街道", "件数"], which=which)
    assert [street for street, _ in found.records] == streets


@pytest.mark.parametrize(
    ("which", "sentence"),
    [(3, r"a\.csv has 2 of these tables, not 3"), ("全年", r"a\.csv has no text '全年' above a table")],
)
def test_a_table_that_is_not_there_is_one_sentence(tmp_path: Path, which: int | str, sentence: str) -> None:
    with pytest.raises(SourceChanged, match=sentence):
        read(write(tmp_path / "a.csv", *SEVERAL), ["街道"], which=which)


def test_tables_side_by_side_and_lists_in_the_margin(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["街道", "件数", None, "街道", "件数", None, "项目"],
        ["昱城街道", 1, None, "屯光镇", 2, None, "清洁"],
        [None, None, None, "阳湖镇", 3, None, "陪伴"],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", {"表": rows})
    assert read(path, ["街道", "件数"]).records == [("昱城街道", 1)]
    assert read(path, ["街道", "件数"], which=2).records == [("屯光镇", 2), ("阳湖镇", 3)]


# Three header rows: a group over two columns, one group below it, names that reach over all three.
HEADERS: list[list[Any]] = [
    ["志愿服务台账", None, None, None, None, None],
    ["月份", "活动\n日期", "受益人数", None, None, "备注"],
    [None, None, "成人", None, "合计", None],
    [None, None, "男", "女", None, None],
    ["总合计", None, 3, 5, 8, None],
    [1, "甲", 1, 2, 3, "x"],
    [None, "乙", 2, 3, 5, None],
    [None, None, 0, 0, 0, None],
]
WANTED = ["月份", "活动 日期", "受益人数 / 成人 / 女", "受益人数 / 合计"]
MERGED = ["A1:F1", "A2:A4", "B2:B4", "C2:E2", "C3:D3", "E3:E4", "F2:F4"]


def test_several_header_rows_are_joined(tmp_path: Path) -> None:
    numbers = [(1, 0, 3, 0), (1, 1, 3, 1), (1, 2, 1, 4), (2, 2, 2, 3), (2, 4, 3, 4), (1, 5, 3, 5), (0, 0, 0, 5)]
    merged = write_xlsx(tmp_path / "b.xlsx", {"表": sheet_xml(HEADERS, MERGED)})
    xls = write_xls(tmp_path / "c.xls", "表", HEADERS, numbers)
    ods = write_ods(tmp_path / "d.ods", {"表": HEADERS})
    lines = [",".join(f'"{"" if cell is None else cell}"' for cell in row) for row in HEADERS]
    text = write(tmp_path / "e.csv", *lines)
    for path in (merged, xls, ods, text):
        found = read(path, WANTED, needs=["活动 日期"], fill_down=["月份"])
        assert [tuple(map(str, record)) for record in found.records] == [("1", "甲", "2", "3"), ("1", "乙", "3", "5")]
        assert found.skipped == {"total": 1, "without what a record needs": 1}


def test_merged_cells_say_how_deep_a_header_is(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"表": sheet_xml(HEADERS, MERGED)})
    found = read(path, ["月份", "备注"])
    assert found.records == [(1, "x"), (None, None), (None, None)]
    assert found.skipped == {"total": 1}


def test_a_declared_number_of_header_rows_is_not_guessed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "甲,,乙", "一,二,一", "1,2,3")
    assert read(path, ["甲 / 二", "乙 / 一"], header_rows=2).records == [("2", "3")]
    with pytest.raises(SourceChanged, match="has no column '甲 / 二'"):
        read(path, ["甲 / 二"], header_rows=1)


def test_columns_may_become_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "指标：人口", "地区,2024年,2023年,说明", "昱城街道,,7,x", "屯光镇,2,3,")
    unpivot = {"columns": r"^(\d{4})年?$", "name": "year", "value": "value"}
    found = read(path, ["地区", "value", "year"], unpivot=unpivot)
    assert found.records == [("昱城街道", "7", "2023"), ("屯光镇", "2", "2024"), ("屯光镇", "3", "2023")]
    assert found.places == ["3 2023年", "4 2024年", "4 2023年"]
    assert found.skipped == {"empty when unpivoted": 1}
    with pytest.raises(SourceChanged, match=r"no column that matches table.unpivot.columns"):
        read(path, ["地区", "value"], unpivot={**unpivot, "columns": "季度"})


def test_names_are_the_same_in_full_width_and_with_line_ends(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", '"事件\n编号",联系 电话（打码）', "1,2")
    assert read(path, ["事件编号", "联系电话(打码)"]).records == [("1", "2")]


def test_a_table_may_be_found_by_other_names_than_it_is_read_by(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "编号", "x", "编号,时间,街道", "1,t,s")
    assert read(path, ["编号"], columns=["编号", "街道"]).records == [("1",)]
    with pytest.raises(SourceChanged, match=r"a\.csv has no column '时刻' among its 3"):
        read(path, ["编号", "时刻"], columns=["编号", "街道"])


def test_what_means_empty_is_declared_and_errors_of_formulas_are_empty(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,v", "1,-", "2,—", "3, / ", "4,#DIV/0!", "5,#hash")
    found = read(path, ["id", "v"], empty=["-", "—", "/"])
    assert [value for _, value in found.records] == [None, None, None, None, "#hash"]
    assert found.faults == {"#DIV/0! in 'v'": 1}
    assert [value for _, value in read(path, ["id", "v"]).records][:3] == ["-", "—", " / "]
