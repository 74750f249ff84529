"""What can be wrong with a file that is handed in: one function a fault, from the true file to a bad one."""

import csv
import gzip
import io
import os
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from python_calamine import CalamineWorkbook

from etl.connectors.encoding import encoding_of
from etl.demo.disturbing import TIMES_OVER, renamed
from etl.demo.dropping import Cells, write_cells

# A clock that was set wrong, after its battery was empty; twelve years, so that every day of February exists.
YEARS_AHEAD = 12
_YEAR_SECONDS = YEARS_AHEAD * 365.25 * 86_400
_MOMENT = re.compile(r"\b(20\d\d)(-\d\d-\d\d[ T]\d\d:\d\d)")
_GZIP, _ZIP, _OLD = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# Enough to be called a bomb, which some hundred kilobytes hold.
_ENDLESS = 16 * 1024 * 1024
# A title, and a header of one or two rows.
_HEADER = slice(1, 3)

Table = list[list[Any]]
Spoil = Callable[[Table, slice], Table]


def spoil_file(kind: str, true: Path, bad: Path) -> None:
    """Write what is wrong in this way in place of a true file. Raises OSError."""
    beside = bad.with_name(f".{bad.name}")
    if kind == "endless":
        _endless(true, beside)
    elif kind == "encoding":
        _rewrite(true, beside, lambda table, _header: [[_garbled(cell) for cell in row] for row in table])
    else:
        _rewrite(true, beside, SPOILS[kind])
    moment = true.stat().st_mtime + (_YEAR_SECONDS if kind == "clock" else 1)
    os.utime(beside, (moment, moment))
    beside.rename(bad)


def _schema(table: Table, header: slice) -> Table:
    """A new version of the form: every column is called otherwise."""
    named = [[renamed(cell) if isinstance(cell, str) and cell else cell for cell in row] for row in table[header]]
    return [*table[: header.start], *named, *table[header.stop :]]


def _duplicates(table: Table, header: slice) -> Table:
    return [*table[: header.stop], *[row for row in table[header.stop :] for _ in range(TIMES_OVER)]]


def _clock(table: Table, _header: slice) -> Table:
    """Days that people wrote stay; what a machine stamped is years ahead."""
    return [[_later(cell) if isinstance(cell, str) else cell for cell in row] for row in table]


SPOILS: Mapping[str, Spoil] = MappingProxyType({"schema": _schema, "duplicates": _duplicates, "clock": _clock})


def _later(text: str) -> str:
    return _MOMENT.sub(lambda found: f"{int(found[1]) + YEARS_AHEAD}{found[2]}", text)


def _garbled(cell: Any) -> Any:
    """UTF-8 that some program took for Latin letters and wrote as such."""
    return cell.encode().decode("latin-1") if isinstance(cell, str) else cell


def _rewrite(true: Path, bad: Path, spoil: Spoil) -> None:
    with true.open("rb") as file:
        start = file.read(4)
    if start in (_ZIP, _OLD):
        write_cells(bad, [_spoilt(sheet, spoil) for sheet in _sheets(true)], old=start == _OLD)
        return
    packed = start.startswith(_GZIP)
    content = gzip.decompress(true.read_bytes()) if packed else true.read_bytes()
    bad.write_bytes(content)
    encoding = encoding_of(bad)
    lines = io.StringIO()
    rows = list(csv.reader(io.StringIO(content.decode(encoding), newline="")))
    csv.writer(lines, lineterminator="\n").writerows(spoil(rows, slice(0, 1)))
    written = lines.getvalue().encode(encoding)
    bad.write_bytes(gzip.compress(written) if packed else written)


def _sheets(path: Path) -> Sequence[Cells]:
    with CalamineWorkbook.from_path(path) as book:
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        return [
            Cells(each.name, each.to_python(skip_empty_area=False), each.merged_cell_ranges or ()) for each in sheets
        ]


def _spoilt(sheet: Cells, spoil: Spoil) -> Cells:
    return Cells(sheet.name, spoil(list(map(list, sheet.rows)), _HEADER), sheet.merged)


def _endless(true: Path, bad: Path) -> None:
    """The true file, and after it its last bytes again and again."""
    content = true.read_bytes()
    packer = zlib.compressobj(wbits=31)
    with bad.open("wb") as file:
        file.write(packer.compress(gzip.decompress(content) if content.startswith(_GZIP) else content))
        more = content[-64:] * 16_384
        for _ in range(_ENDLESS // len(more) + 1):
            file.write(packer.compress(more))
        file.write(packer.flush())
