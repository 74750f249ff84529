"""The sheets of a workbook: read by calamine in a process of its own, or as XML where that gives up."""

import mmap
import zipfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import orjson

from etl.connectors.archive import Member
from etl.connectors.table import Grid, Row
from etl.connectors.workbook_child import MEMORY, chosen
from etl.connectors.workbook_reader import WorkbookReader
from etl.connectors.workbook_xml import Marks, XmlWorkbook
from etl.errors import SourceChanged

_OLE = b"\xd0\xcf\x11\xe0"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")


class _RefusedError(Exception):
    """calamine did not read a sheet, and why."""


def looks_like_workbook(start: bytes) -> bool:
    """Whether a file that begins so is a workbook (a zip that is none was unpacked before)."""
    return start.startswith((b"PK", _OLE))


def sheets(
    member: Member, sheet: str | int | None, reader: WorkbookReader | None = None
) -> Generator[Grid, None, None]:
    """The sheets that `sheet` names, in their order; rows are there until the next sheet is asked for.

    `reader`: one that other workbooks are read with too (None: one for this workbook alone).

    Raises SourceChanged for what has no such sheet, is protected or cannot be read.
    """
    wanted = f"#{sheet}" if isinstance(sheet, int) else sheet or ""
    path = member.path
    _not_protected(path)
    done: list[str] = []
    try:
        with WorkbookReader() as own, _xml(path) as xml:
            for grid in _by_calamine(member, wanted, xml, reader or own):
                yield grid
                done.append(grid.name)
        return
    except _RefusedError as error:
        refusal = str(error)
    with _xml(path) as xml:
        if xml is None or not xml.sheets:
            raise SourceChanged(
                f"{path.name}: {refusal}; open it in a spreadsheet and save it as xlsx, or the sheet as CSV"
            )
        names = list(xml.sheets)
        for name in _existing(path, names, chosen(names, wanted), wanted):
            grid = _grid(member, name, xml.rows(name), xml.marks(name).merges)
            if grid.name not in done:
                yield grid


def _by_calamine(
    member: Member, wanted: str, xml: XmlWorkbook | None, reader: WorkbookReader
) -> Generator[Grid, None, None]:
    lines, ended = reader.ask(member.path, wanted), _Ends()
    try:
        first = _said(lines)
        ended.awaited = len(first["chosen"])
        _existing(member.path, first["names"], first["chosen"], wanted)
        for _ in first["chosen"]:
            said = _said(lines)
            name = said["sheet"]
            known = xml is not None and name in xml.sheets
            marks = xml.marks(name) if xml and known else Marks((), {})
            merges = said["merges"]
            rows = _rows(lines, marks, ended.one)
            yield _grid(member, name, rows, None if merges is None else [tuple(each) for each in merges])
            for _left in rows:
                pass
    finally:
        if ended.awaited:
            reader.end()


class _Ends:
    """How many sheets of a workbook have not been read to their end; before it is known how many there are, one."""

    def __init__(self) -> None:
        self.awaited = 1

    def one(self) -> None:
        """A sheet has ended."""
        self.awaited -= 1


def _grid(member: Member, name: str, rows: Iterator[Row], merges: Any) -> Grid:
    place = f"{member.path.name}, sheet '{name}',"
    return Grid(place, rows, prefix=f"{member.prefix}{name}!", merges=merges, padded=True)


def _rows(lines: IO[bytes], marks: Marks, at_end: Callable[[], None]) -> Iterator[Row]:
    errors: dict[int, dict[int, str]] = {}
    for (row, column), text in marks.errors.items():
        errors.setdefault(row, {})[column] = text
    for line in lines:
        if line.startswith(b"{"):
            at_end()
            return
        number, *cells = orjson.loads(line)
        if b"[" in line[1:]:
            cells = [_typed(cell) for cell in cells]
        for column, text in errors.get(number - 1, {}).items():
            if column < len(cells):
                cells[column] = text
        yield number, cells, ""
    raise SourceChanged("a workbook ended in the middle of a sheet; drop it again")


def _typed(cell: Any) -> Any:
    if not isinstance(cell, list):
        return cell
    text = cell[0]
    if "T" in text:
        return datetime.fromisoformat(text)
    return date.fromisoformat(text) if text.count("-") == 2 else text


def _said(lines: IO[bytes]) -> dict[str, Any]:
    line = lines.readline()
    if not line:
        raise _RefusedError(f"a sheet needs more than {MEMORY // 1024**2} MB to be read")
    said: dict[str, Any] = orjson.loads(line)
    if "password" in said:
        raise SourceChanged("a workbook is protected by a password; save it without one")
    if "refused" in said:
        where = f"sheet '{said['sheet']}'" if said["sheet"] else "the workbook"
        raise _RefusedError(f"{where} cannot be read ({said['refused']})")
    return said


@contextmanager
def _xml(path: Path) -> Iterator[XmlWorkbook | None]:
    """The workbook as XML; None for one that is not written so."""
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        yield None
        return
    with archive:
        is_xml = any(name.replace("\\", "/").lower().endswith("xl/workbook.xml") for name in archive.namelist())
        yield XmlWorkbook(path, archive) if is_xml else None


def _existing(path: Path, names: list[str], found: list[str], wanted: str) -> list[str]:
    if not found and wanted:
        listed = ", ".join(names[:30])
        asked = f"sheet number {wanted[1:]}" if wanted.startswith("#") else f"sheet '{wanted}'"
        raise SourceChanged(f"{path.name} has no {asked}; its sheets are: {listed}; check table.sheet")
    return found


def _not_protected(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(4) != _OLE:
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            if content.find(_PROTECTED) >= 0:
                raise SourceChanged(f"{path.name} is protected by a password; save it without one")
