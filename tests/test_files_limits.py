"""Very large, hostile and damaged files: read or refused in little memory, and never a crash."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from apart import run_apart
from reading import read, write
from workbooks import write_xlsx

from etl.errors import SourceChanged

MEBIBYTE = 1024 * 1024
# Reads a file in a process of its own; says how many records there were.
PROGRAM = """
import json, sys
from pathlib import Path
from etl.connectors.archive import members
from etl.connectors.member import Forms, read_member
from etl.declare.files import Csv, Files, Table
from etl.errors import JobError
count, unreadable, problem = 0, 0, ""
try:
    for member in members(Path(sys.argv[1]), limits := Files(folder="x")):
        for part in read_member(member, ("id", "when"), Forms(Csv(), Table(), limits), lambda *_, **__: None):
            count, unreadable = count + len(part.places), unreadable + len(part.unreadable)
except JobError as error:
    problem = str(error)
print(json.dumps({"count": count, "unreadable": unreadable, "problem": problem}))
"""


def measured(path: Path) -> dict[str, Any]:
    """What became of the file; fails where more than 400 MiB were used."""
    run = run_apart(PROGRAM, str(path))
    found: dict[str, Any] = json.loads(run.lines[-1])
    assert run.mebibytes <= 400, found
    return found


def sheet(path: Path, rows: int, columns: str = "ABCDEF", far: str = "") -> Path:
    """A workbook of many rows, made quickly."""

    def lines() -> Any:
        yield '<row r="1"><c r="A1" t="str"><v>id</v></c><c r="B1" t="str"><v>when</v></c></row>'
        for start in range(2, rows + 2, 5000):
            yield "".join(
                f'<row r="{at}">' + "".join(f'<c r="{each}{at}"><v>{at * 7}</v></c>' for each in columns) + "</row>"
                for at in range(start, min(start + 5000, rows + 2))
            )
        yield far

    write_xlsx(path, {"表": ""})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if "sheet1" not in name}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w") as file:
            file.write(b'<worksheet><dimension ref="A1:XFD1048576"/><sheetData>')
            for text in lines():
                file.write(text.encode())
            file.write(b"</sheetData></worksheet>")
    return path


def test_a_million_rows_of_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("各街道事件\nid,when,note\n")
        for _ in range(100):
            file.write("HS-0000000001,2026-11-01 08:00:00,x\n" * 10_000)
    assert measured(path)["count"] == 1_000_000


def test_two_hundred_thousand_rows_of_a_workbook(tmp_path: Path) -> None:
    assert measured(sheet(tmp_path / "a.xlsx", 200_000))["count"] == 200_000


def test_a_workbook_too_large_for_the_fast_reader(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert measured(sheet(tmp_path / "a.xlsx", 5_000, far=far))["count"] == 5_000


def test_a_zip_bomb_and_one_hidden_in_a_workbook(tmp_path: Path) -> None:
    zeros = bytes(64 * MEBIBYTE)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("a.csv", zeros)
    assert "unpacks to more than 200 times its size" in measured(tmp_path / "a.zip")["problem"]
    write_xlsx(tmp_path / "a.xlsx", {"表": "<worksheet><sheetData>" + "<row/>" * 6_000_000})
    assert "unpacks to more than 200 times its size" in measured(tmp_path / "a.xlsx")["problem"]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx"])
def test_a_cell_of_ten_megabytes(tmp_path: Path, kind: str) -> None:
    long = "".join(f"长{number * 7919 % 10007}" for number in range(10 * MEBIBYTE // 7))
    path = tmp_path / f"a.{kind}"
    if kind == "csv":
        write(path, "id,when", "1,x", f"2,{long}", "3,x")
    elif kind == "jsonl":
        write(path, '{"id":1,"when":"x"}', json.dumps({"id": 2, "when": long}, ensure_ascii=False))
    else:
        write_xlsx(path, {"表": [["id", "when"], [1, "x"], [2, long]]})
    found = measured(path)
    assert (found["count"], found["unreadable"], found["problem"]) == (2, 1 if kind == "csv" else 0, "")


def test_a_line_of_more_objects_than_memory_should_hold_is_put_aside(tmp_path: Path) -> None:
    few, many = (b'{"id":1,"when":"x","track":[%b0]}' % (b'{"a":0},' * number) for number in (790_000, 1_250_000))
    (tmp_path / "a.jsonl").write_bytes(b"\n".join([few, few, many, few, b""]))
    found = measured(tmp_path / "a.jsonl")
    assert (found["count"], found["unreadable"]) == (3, 1)


def test_a_line_that_does_not_end_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("id,when\n1,x\n2,")
        for _ in range(40):
            file.write(",y" * MEBIBYTE)
        file.write("\n3,x\n")
    found = measured(path)
    assert (found["count"], found["unreadable"]) == (2, 1)


def test_nul_bytes_are_put_aside_line_by_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '{"id":1,"when":"x"}', "\0\0", '{"id":2', "[3]", "", '{"id":4,"deep":{"a":1}}')
    found = read(path, ["id", "deep.a"])
    assert found.records == [(1, None), (4, 1)]
    assert [place for place, _ in found.unreadable] == ["2", "3", "4"]
    assert found.unreadable[2][1] == "a list where a record was expected"
    assert found.skipped == {"blank": 1}


def test_a_file_of_nul_bytes_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(bytes(100_000))
    with pytest.raises(SourceChanged, match=r"a\.csv has no column 'id'"):
        read(tmp_path / "a.csv", ["id"])
