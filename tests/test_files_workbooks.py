"""Workbooks of every kind are read, also those that other readers refuse; what cannot be read says why."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import read
from workbooks import Raw, sheet_xml, write_ods, write_xls, write_xlsx

from etl.connectors import workbook
from etl.errors import SourceChanged

ROWS: list[list[Any]] = [["id", "when"], ["a", date(2024, 3, 5)], ["b", datetime(2024, 3, 5, 9, 32, 9)]]
READ = [("a", date(2024, 3, 5)), ("b", datetime(2024, 3, 5, 9, 32, 9))]


def without(path: Path, *parts: str, **added: str) -> Path:
    """The same workbook without some parts, or with others in their place."""
    with zipfile.ZipFile(path) as archive:
        whole = {name: archive.read(name) for name in archive.namelist() if name not in parts}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in whole.items():
            archive.writestr(added.get(name, name), content)
    return path


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_days_and_moments_are_such(tmp_path: Path, write: Callable[..., Path]) -> None:
    found = read(write(tmp_path / "a", {"表": ROWS}), ["id", "when"])
    assert (found.records, found.places) == (READ, ["表!2", "表!3"])


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", "台账", [["标题"], ["id", "when"], ["a", 45356.25], ["甲", 7]])
    found = read(path, ["id", "when"])
    assert (found.records, found.places) == ([("a", 45356.25), ("甲", 7)], ["台账!3", "台账!4"])


SHEETS = {"说明": [["只有说明"]], "1月": ROWS[:2], "2月": [ROWS[0], ROWS[2]], "汇总": [["id", "sum"]]}


@pytest.mark.parametrize(
    ("sheet", "keys"), [(None, ["a"]), ("2月", ["b"]), (3, ["b"]), ("*月", ["a", "b"]), ("[12]月*", ["a", "b"])]
)
def test_the_sheet_is_chosen_by_name_number_pattern_or_headers(tmp_path: Path, sheet: Any, keys: list[str]) -> None:
    found = read(write_xlsx(tmp_path / "a.xlsx", SHEETS), ["id", "when"], sheet=sheet)
    assert [key for key, _ in found.records] == keys


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        ("3月", r"a\.xlsx has no sheet '3月'; its sheets are: 说明, 1月, 2月, 汇总; check table.sheet"),
        (5, r"a\.xlsx has no sheet number 5"),
        ("汇总", r"a\.xlsx, sheet '汇总', has no column 'when' among its 2"),
        ("*", r"sheet '说明', has no column 'id'"),
    ],
)
def test_a_sheet_that_is_not_there_is_one_sentence(tmp_path: Path, sheet: Any, sentence: str) -> None:
    with pytest.raises(SourceChanged, match=sentence):
        read(write_xlsx(tmp_path / "a.xlsx", SHEETS), ["id", "when"], sheet=sheet)


def test_without_any_fitting_sheet_each_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        SourceChanged,
        match=r"no sheet with these columns: '说明' has no column 'id', 'unit' among its 1; .*'1月' has no",
    ):
        read(write_xlsx(tmp_path / "a.xlsx", SHEETS), ["id", "unit"])


@pytest.mark.parametrize("dimension", ["A1", "ZZ", "", "A1:XFD1048576", "C7:B2"])
def test_a_wrong_dimension_hides_nothing(tmp_path: Path, dimension: str) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"表": sheet_xml(ROWS, dimension=dimension)})
    assert read(path, ["id", "when"]).records == READ


def test_missing_styles_make_days_numbers(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"表": ROWS}, styles=None)
    assert read(path, ["id", "when"]).records[0] == ("a", 45356)


@pytest.mark.parametrize("parts", [{"xl/workbook.xml": "xl\\workbook.xml"}, {"xl/styles.xml": "XL/Styles.xml"}])
def test_parts_under_odd_names_are_found(tmp_path: Path, parts: dict[str, str]) -> None:
    path = without(write_xlsx(tmp_path / "a.xlsx", {"表": ROWS}), **parts)
    assert [key for key, _ in read(path, ["id", "when"]).records] == ["a", "b"]


def test_cells_without_addresses_stand_one_after_another(tmp_path: Path) -> None:
    cells = (
        '<row><c t="str"><v>id</v></c><c t="str"><v>when</v></c></row><row><c><v>7</v></c><c t="str"><v>x</v></c></row>'
    )
    path = write_xlsx(tmp_path / "a.xlsx", {"表": f"<worksheet><sheetData>{cells}</sheetData></worksheet>"})
    assert read(path, ["id", "when"]).records == [(7, "x")]


@pytest.mark.parametrize("dimension", [None, "ZZ"])
def test_formulas_give_their_value_and_errors_nothing(tmp_path: Path, dimension: str | None) -> None:
    formulas: list[list[Any]] = [
        ["id", "v"],
        [1, Raw('<c r="{at}"><f>SUM(A1:A2)</f><v>12.5</v></c>')],
        [2, Raw('<c r="{at}" t="str"><f>A1&amp;"x"</f><v>甲</v></c>')],
        [3, Raw('<c r="{at}" t="e"><f>1/0</f><v>#DIV/0!</v></c>')],
        [4, Raw('<c r="{at}" t="e"><v>#REF!</v></c>')],
        [5, True],
        [6, Raw('<c r="{at}"><v>NaN</v></c>')],
        [7, Raw('<c r="{at}"><f>NOW()</f></c>')],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", {"表": sheet_xml(formulas, dimension=dimension)})
    found = read(path, ["id", "v"])
    assert [value for _, value in found.records] == [12.5, "甲", None, None, True, None, None]
    assert found.faults == {"#DIV/0! in 'v'": 1, "#REF! in 'v'": 1}


def test_dates_may_count_from_1904(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"表": ROWS}, properties='<workbookPr date1904="1"/>')
    assert read(path, ["id", "when"]).records[0] == ("a", date(2028, 3, 6))


CELL = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.dates(date(1901, 1, 1), date(2200, 1, 1)),
    st.datetimes(datetime(1901, 1, 1), datetime(2200, 1, 1)).map(lambda each: each.replace(microsecond=0)),
    st.text(st.characters(min_codepoint=32, max_codepoint=0xFFFD, exclude_categories=["Cs"]), min_size=1, max_size=8),
)


@given(rows=st.lists(st.tuples(st.integers(1, 9), CELL, CELL), max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15)
def test_both_readers_of_xlsx_give_the_same(tmp_path: Path, rows: list[tuple[Any, ...]]) -> None:
    fast = write_xlsx(tmp_path / "a.xlsx", {"表": sheet_xml([("id", "x", "y"), *rows])})
    odd = write_xlsx(tmp_path / "b.xlsx", {"表": sheet_xml([("id", "x", "y"), *rows], dimension="ZZ")})
    with pytest.MonkeyPatch.context() as patch:
        first = read(fast, ["id", "y", "x"], totals=[], notes=[])
        patch.setattr(workbook, "_by_calamine", _refuse)
        assert read(odd, ["id", "y", "x"], totals=[], notes=[]) == first


def _refuse(*_: object) -> None:
    raise workbook._RefusedError("not asked")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html><table><tr><td>id</td></tr></table></html>", "is a web page or XML under the name of a table"),
        (b"\xd0\xcf\x11\xe0" + b"EncryptedPackage".decode().encode("utf-16-le"), "is protected by a password"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "the workbook cannot be read .*; open it in a spreadsheet"),
        (b"PK\x03\x04" + bytes(600), r"a\.xls is cut off or damaged"),
    ],
)
def test_what_is_no_workbook_is_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "a.xls").write_bytes(content)
    with pytest.raises(SourceChanged, match=sentence):
        read(tmp_path / "a.xls", ["id"])


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        (sheet_xml(ROWS, dimension="ZZ")[:-40], "broken XML"),
        ('<!DOCTYPE x [<!ENTITY a "aa">]>' + sheet_xml(ROWS, dimension="ZZ"), "declares XML entities"),
    ],
)
def test_a_broken_sheet_is_one_sentence(tmp_path: Path, sheet: str, sentence: str) -> None:
    with pytest.raises(SourceChanged, match=sentence):
        read(write_xlsx(tmp_path / "a.xlsx", {"表": sheet}), ["id", "when"])


def test_a_table_under_the_name_of_a_workbook_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes("id\twhen\n1\t屯溪\n".encode("gb18030"))
    assert read(tmp_path / "a.xls", ["id", "when"]).records == [("1", "屯溪")]
