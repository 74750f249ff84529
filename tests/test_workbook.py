"""Files of cells: no text in them computes, numbers stay numbers, and every sheet says who took it and when."""

import csv
import re
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from dashboard.files.workbook import Sheet, csv_file, neutral, xlsx

COMPUTING = "=+-@\t\r\n＝＋－＠"
texts = st.text(max_size=40) | st.builds("{}{}".format, st.sampled_from(COMPUTING), st.text(max_size=20))
# What XML can hold as it is; XlsxWriter spells the rest.
plain = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=40)
finite = st.floats(-1e12, 1e12, allow_subnormal=False)


@given(texts)
def test_no_text_begins_like_a_formula_and_none_is_changed_besides(text: str) -> None:
    shown = neutral(text)
    assert not shown.startswith(tuple(COMPUTING))
    assert shown == (f"'{text}" if text[:1] and text[0] in COMPUTING else text)


def read(body: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(body))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(plain, finite | st.none()), min_size=1, max_size=5))
def test_a_workbook_read_again_has_the_cells_that_were_written(rows: list[tuple[str, float | None]]) -> None:
    found = read(xlsx([Sheet("one", ("text", "number"), rows)], "office · now"))["one"]
    assert found[:2] == [["office · now", ""], ["text", "number"]]
    # A spreadsheet keeps 15 digits.
    assert [(text, None if number == "" else number) for text, number in found[2:]] == [
        (neutral(text), number if number is None else pytest.approx(number, rel=1e-14)) for text, number in rows
    ]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(texts, finite | st.none()), min_size=1, max_size=5))
def test_a_csv_read_again_has_the_cells_that_were_written(rows: list[tuple[str, float | None]]) -> None:
    body = csv_file(Sheet("one", ("text", "number"), rows), "=office · now")
    found = list(csv.reader(StringIO(body.decode("utf-8-sig"), newline="")))
    assert found[:2] == [["'=office · now"], ["text", "number"]]
    assert [(text, float(number) if number else None) for text, number in found[2:]] == [
        (neutral(text), number) for text, number in rows
    ]


def test_no_cell_of_a_workbook_is_a_formula_or_a_link_and_every_printed_page_is_marked() -> None:
    rows = [["=1+1", "https://a.example", "{=SUM(A1)}", "007"]]
    body = xlsx([Sheet("one", "abcd", rows), Sheet("two", "abcd", rows)], "a&b · now")
    with ZipFile(BytesIO(body)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 2
    for sheet in sheets:
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet
        for part in ("oddHeader", "oddFooter"):
            assert "a&amp;&amp;b · now" in re.findall(f"<{part}>(.*?)</{part}>", sheet)[0]
    assert read(body)["one"][2] == ["'=1+1", "https://a.example", "{=SUM(A1)}", "007"]


def test_what_is_no_number_is_an_empty_cell() -> None:
    sheet = Sheet("one", ("a",), [[float("nan")], [None], [0.0]])
    assert read(xlsx([sheet], "x"))["one"][2:] == [[""], [""], [0.0]]
    assert csv_file(sheet, "x").decode("utf-8-sig").splitlines()[2:] == ['""', '""', "0.0"]
