"""One process reads the workbooks of a folder, however many; what goes wrong with one is not told of the next."""

from pathlib import Path

import psutil
import pytest
import xlsxwriter

from etl.connectors.archive import Member
from etl.connectors.workbook import sheets
from etl.connectors.workbook_reader import WorkbookReader
from etl.errors import SourceChanged


def _write(path: Path, *names: str) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name in names:
            book.add_worksheet(name).write_column(0, 0, [f"{path.stem} {name} {row}" for row in range(200)])
    return path


def _first_cells(path: Path, sheet: str | None, reader: WorkbookReader) -> list[str]:
    return [str(row[1][0]) for grid in sheets(Member(path), sheet, reader) for row in grid.rows]


def _readers() -> set[int]:
    return {child.pid for child in psutil.Process().children() if "workbook_child" in " ".join(child.cmdline())}


def test_one_process_reads_one_workbook_after_the_other_and_ends_with_the_reader(tmp_path: Path) -> None:
    paths = [_write(tmp_path / f"{number}.xlsx", "甲", "乙") for number in range(5)]
    with WorkbookReader() as reader:
        processes = set()
        for path in paths:
            assert _first_cells(path, "乙", reader) == [f"{path.stem} 乙 {row}" for row in range(200)]
            processes |= _readers()
        assert len(processes) == 1
    assert not _readers()


def test_what_was_left_unread_or_could_not_be_read_is_not_told_of_the_next(tmp_path: Path) -> None:
    whole, other = _write(tmp_path / "whole.xlsx", "甲", "乙"), _write(tmp_path / "other.xlsx", "丙")
    broken = tmp_path / "broken.xls"
    broken.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    with WorkbookReader() as reader:
        left = sheets(Member(whole), None, reader)
        assert next(iter(next(left).rows))[1] == ["whole 甲 0"]
        left.close()
        assert _first_cells(other, None, reader)[0] == "other 丙 0"
        with pytest.raises(SourceChanged):
            _first_cells(broken, None, reader)
        with pytest.raises(SourceChanged, match="no sheet '丁'"):
            _first_cells(whole, "丁", reader)
        assert _first_cells(whole, "甲", reader)[-1] == "whole 甲 199"


def test_a_process_that_has_ended_is_replaced(tmp_path: Path) -> None:
    path = _write(tmp_path / "whole.xlsx", "甲")
    with WorkbookReader() as reader:
        assert len(_first_cells(path, None, reader)) == 200
        (process,) = _readers()
        psutil.Process(process).kill()
        assert len(_first_cells(path, None, reader)) == 200
        assert len(_first_cells(path, None, reader)) == 200
