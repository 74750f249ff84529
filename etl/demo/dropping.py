"""How simulated offices hand in files: whole, once, dated as sent; and workbooks with titles and merged headers."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

from etl.demo.world import TIME_ZONE

# Writes a range of cells that show one value: first row, first column, last row, last column, value.
_Put = Callable[[int, int, int, int, Any], None]


@dataclass(frozen=True, slots=True)
class Form:
    """One sheet: a title, columns named by one or two rows (`group / name` for two), rows, and lines below them."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    last: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cells:
    """One sheet as it is: its cells row by row, and the ranges of merged ones."""

    name: str
    rows: Sequence[Sequence[Any]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]


def aside(place: Path) -> Path:
    """Where the true folder or database is while something wrong stands in its place."""
    return place.with_name(f".{place.name}")


def true_file(path: Path) -> Path:
    """Where a file that is handed in belongs: into the true folder, wherever that is now."""
    folder = aside(path.parent)
    return folder / path.name if folder.is_dir() else path


def drop(path: Path, sent: datetime, write: Callable[[Path], None]) -> None:
    """Hand in a file that is not there yet, as sent at `sent`: whole or not at all. Raises OSError."""
    path = true_file(path)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}")
    write(beside)
    os.utime(beside, (sent.timestamp(), sent.timestamp()))
    beside.rename(path)


def morning(day: date, hour: int = 9) -> datetime:
    """The moment of a day at which an office sends something."""
    return datetime(day.year, day.month, day.day, hour, 30, tzinfo=TIME_ZONE)


def months(first: date, last: date) -> Iterator[date]:
    """The first days of all months from that of `first` to that of `last`."""
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield date(number // 12, number % 12 + 1, 1)


def next_month(first: date) -> date:
    """The first day of the month after that of `first`."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def write_xls(path: Path, forms: Sequence[Form]) -> None:
    """A workbook as old programs write it. Raises OSError."""
    book = xlwt.Workbook(encoding="utf-8")
    for form in forms:
        sheet = book.add_sheet(form.name)
        _fill(form, _putting(sheet.write, partial(_merge_old, sheet)))
    with path.open("wb") as file:
        book.save(file)


def write_xlsx(path: Path, forms: Sequence[Form]) -> None:
    """A workbook as today's programs write it. Raises OSError."""
    with path.open("wb") as file, xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for form in forms:
            sheet = book.add_worksheet(form.name)
            _fill(form, _putting(sheet.write, sheet.merge_range))


def write_cells(path: Path, sheets: Sequence[Cells], *, old: bool) -> None:
    """A workbook of these cells. Raises OSError."""
    with path.open("wb") as file:
        if old:
            book = xlwt.Workbook(encoding="utf-8")
            for sheet in sheets:
                made = book.add_sheet(sheet.name)
                _put_cells(sheet, _putting(made.write, partial(_merge_old, made)))
            book.save(file)
            return
        with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
            for sheet in sheets:
                made = book.add_worksheet(sheet.name)
                _put_cells(sheet, _putting(made.write, made.merge_range))


def _put_cells(sheet: Cells, put: _Put) -> None:
    covered = set()
    for (top, left), (bottom, right) in sheet.merged:
        put(top, left, bottom, right, sheet.rows[top][left])
        covered |= {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
    for row, values in enumerate(sheet.rows):
        for column, value in enumerate(values):
            if value not in ("", None) and (row, column) not in covered:
                put(row, column, row, column, value)


def _merge_old(sheet: Any, top: int, left: int, bottom: int, right: int, value: Any) -> None:
    sheet.write_merge(top, bottom, left, right, value)


def _putting(write: Callable[[int, int, Any], Any], merge: _Put) -> _Put:
    """Writes one cell, or merges several: a library refuses to merge one cell with itself."""

    def put(top: int, left: int, bottom: int, right: int, value: Any) -> None:
        if (top, left) == (bottom, right):
            write(top, left, value)
        else:
            merge(top, left, bottom, right, value)

    return put


def _fill(form: Form, put: _Put) -> None:
    put(0, 0, 0, len(form.columns) - 1, form.title)
    top = 1 + _headers(form.columns, put)
    for row, values in enumerate(form.rows, top):
        for column, value in enumerate(values):
            if value is not None:
                put(row, column, row, column, value)
    for row, text in enumerate(form.last, top + len(form.rows)):
        put(row, 0, row, 0, text)


def _headers(columns: Sequence[str], put: _Put) -> int:
    """Writes the header below the title; how many rows it has."""
    parts = [name.split(" / ") for name in columns]
    if max(map(len, parts)) == 1:
        for column, name in enumerate(columns):
            put(1, column, 1, column, name)
        return 1
    for (name, split), group in groupby(enumerate(parts), lambda each: (each[1][0], len(each[1]) > 1)):
        places = [place for place, _ in group]
        put(1, places[0], 1 if split else 2, places[-1], name)
        for place in places if split else []:
            put(2, place, 2, place, parts[place][1])
    return 2
