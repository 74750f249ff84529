"""Delimited texts are read in any encoding, with any delimiter, quotes and line ends, a part at a time."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from apart import run_apart
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from etl.connectors.delimited import Form, form_of, read_records
from etl.connectors.encoding import encoding_of
from etl.connectors.rows import ERRORS, Rows, read_table
from etl.connectors.table import Grid, NoHeaderError
from etl.declare.files import Table
from etl.errors import SiteInvalid, SourceChanged
from etl.source import Csv

AUTO = Csv()


def read_rows(path: Path, form: Form, wanted: list[str]) -> Iterator[Rows]:
    # Words that begin totals and notes are tested elsewhere; here any text may be a value.
    return read_table(Grid(path.name, read_records(path, form)), wanted, Table(totals=(), notes=()))


CHINESE = "事件编号,上报时间,备注\nHS-001,2026-11-01 08:00:00,路灯不亮\nHS-002,2026-11-01 09:30:00,“井盖”缺失\n"


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb2312", "gb18030"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
    ],
)
def test_the_encoding_is_found(tmp_path: Path, encoding: str, expected: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(CHINESE.encode(encoding))
    assert encoding_of(path) == expected
    (rows,) = read_rows(path, form_of(path, AUTO), ["事件编号", "备注"])
    assert rows.columns == {"事件编号": ["HS-001", "HS-002"], "备注": ["路灯不亮", "“井盖”缺失"]}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "utf-8"),
        (b"id,when\n1,2\n", "utf-8"),
        (b"id,name\n1,caf\xe9\n", "latin-1"),
        (b"id,name\n" + b"1,plain\n" * 400_000 + "2,屯溪\n".encode("gb18030"), "gb18030"),
        (b"id,name\n" + b"1,plain\n" * 400_000 + b"2,caf\xe9\n", "latin-1"),
    ],
)
def test_the_whole_file_decides_and_not_its_start(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert encoding_of(path) == expected


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_although_others_are_in_the_texts(tmp_path: Path, delimiter: str) -> None:
    others = "".join({",", ";", "\t", "|"} - {delimiter})
    path = tmp_path / "a.csv"
    lines = [["id", "when", "text"], *[[str(number), "x", f'say "{others}" {others}'] for number in range(30)]]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter).writerows(lines)
    assert form_of(path, AUTO).delimiter == delimiter


def test_what_is_declared_is_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("编号|x,y\n1|屯溪\n".encode("gb18030"))
    form = form_of(path, Csv(encoding="gb18030", delimiter="|"))
    (rows,) = read_rows(path, form, ["编号", "x,y"])
    assert rows.columns == {"编号": ["1"], "x,y": ["屯溪"]}


def test_a_wrongly_declared_encoding_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(CHINESE.encode("gb18030"))
    with pytest.raises(SourceChanged, match=r"a\.csv is not in the encoding utf-8"):
        list(read_rows(path, form_of(path, Csv(encoding="utf-8")), ["备注"]))
    with pytest.raises(SiteInvalid, match="there is no encoding called 'gb-none'"):
        list(read_rows(path, form_of(path, Csv(encoding="gb-none", delimiter=",")), ["备注"]))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one_and_mixed_ones_too(tmp_path: Path, end: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"id,text\r\n1,a{end}2,b\n3,c{end}".encode())
    (rows,) = read_rows(path, form_of(path, AUTO), ["id"])
    assert rows.columns == {"id": ["1", "2", "3"]}
    assert rows.places == ["2", "3", "4"]


# Counted in a process of its own: in a test session, threads that others left keep allocating.
COUNTED = """
import sys, tracemalloc
from pathlib import Path
from test_connector_delimited import AUTO, form_of, read_rows
form = form_of(path := Path(sys.argv[1]), AUTO)
tracemalloc.start()
total = sum(len(rows.places) for rows in read_rows(path, form, ["id", "when"]))
print(total, tracemalloc.get_traced_memory()[1])
"""


def test_a_large_file_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("id,when\n")
        for _ in range(1000):
            file.write("HS-0000000001,2026-11-01 08:00:00\n" * 200)
    (line,) = run_apart(COUNTED, str(path)).lines
    total, highest = map(int, line.split())
    assert total == 200_000
    assert highest < path.stat().st_size / 1.5


# What a cell may hold: anything but NUL (rejected), surrogates (no text) and a mark at the start (read away).
CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=12)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030", "utf-32"])


@given(
    rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=12),
    encoding=ENCODINGS,
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    end=st.sampled_from(["\n", "\r\n"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_was_written_is_read(
    tmp_path: Path, rows: list[tuple[str, str, str]], encoding: str, delimiter: str, quoting: int, end: str
) -> None:
    if quoting == csv.QUOTE_MINIMAL:
        # The csv writer leaves a lone carriage return unquoted, and then it is the end of a line.
        rows = [(one.replace("\r", ""), two.replace("\r", ""), three.replace("\r", "")) for one, two, three in rows]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerows([("编号", "甲", "乙"), *rows])
    path = tmp_path / "a.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    (found,) = read_rows(path, form_of(path, Csv(encoding=encoding, delimiter=delimiter)), ["乙", "编号"])
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert found.unreadable == []
    # A text may look like the error of a formula; that is nothing, as an empty cell is.
    assert found.columns["编号"] == [None if row[0] in {"", *ERRORS} else row[0] for row in kept]
    assert found.columns["乙"] == [None if row[2] in {"", *ERRORS} else row[2] for row in kept]
    assert found.skipped.total() == len(rows) - len(kept)


@given(content=st.binary(max_size=400))
@example(content=b"\t\t")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_bytes_are_rows_or_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,when\n" + content)
    sentence = "a.csv "
    try:
        for rows in read_rows(path, form_of(path, AUTO), ["id", "when"]):
            assert len(rows.columns["id"]) == len(rows.places)
    except SourceChanged as error:
        sentence = str(error)
    except NoHeaderError as error:
        # Who reads the file says which it is (etl/connectors/member.py).
        sentence = f"{path.name} {error}"
    # Bytes that look like another encoding or delimiter have other headers: said in one sentence that names the file.
    assert sentence.startswith("a.csv ")
    assert "\n" not in sentence


def test_gb2312_with_mixed_line_ends_is_read() -> None:
    path = Path(__file__).parent / "odd_forms" / "gb2312.csv"
    (rows,) = read_rows(path, form_of(path, AUTO), ["事件编号", "街道", "备注"])
    assert rows.columns == {
        "事件编号": ["GB-001", "GB-002", "GB-003"],
        "街道": ["昱城街道", "屯光镇", "阳湖镇"],
        "备注": ["路灯不亮", "井盖缺失,\n已围挡", None],
    }
    assert (rows.places, rows.unreadable) == (["2", "3", "5"], [])
