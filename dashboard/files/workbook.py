"""Numbers as files: sheets of cells written as XLSX or CSV, each with its mark, none with a cell that would compute."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from math import isnan

Cell = str | float | None

# A spreadsheet takes a text that begins so for a formula, some after a tab or a new line, some in full width.
_COMPUTING = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONGEST_CELL = 32_767
_LONGEST_MARK = 200
_LONGEST_NAME = 31
_WIDEST = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name, the names of its columns, and its rows, which are gone through once."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def neutral(text: str) -> str:
    """A text that no spreadsheet computes: one that begins like a formula begins with an apostrophe instead."""
    return f"'{text}" if text.startswith(_COMPUTING) else text


def xlsx(sheets: Sequence[Sheet], mark: str) -> bytes:
    """A workbook; `mark` is printed above and below every page and stands in the first row of every sheet."""
    from xlsxwriter import Workbook

    written = BytesIO()
    with Workbook(written, {"constant_memory": True}) as book:
        bold = book.add_format({"bold": True})
        grey = book.add_format({"italic": True})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name[:_LONGEST_NAME])
            printed = mark[:_LONGEST_MARK].replace("&", "&&")
            page.set_header(f"&L{printed}&R&A")
            page.set_footer(f"&L{printed}&R&P / &N")
            page.set_landscape()
            page.freeze_panes(2, 0)
            for column, head in enumerate(sheet.heads):
                page.set_column(column, column, min(_WIDEST, max(12, 2 * len(head) + 2)))
            _write(page, 0, [mark], grey)
            _write(page, 1, sheet.heads, bold)
            for at, row in enumerate(sheet.rows, start=2):
                _write(page, at, row)
    return written.getvalue()


def _write(page, at: int, row: Sequence[Cell], style=None) -> None:  # type: ignore[no-untyped-def]  # of the library
    """Texts as texts and numbers as numbers: nothing is guessed, so that nothing becomes a formula or a link."""
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            page.write_string(at, column, neutral(cell)[:_LONGEST_CELL], style)
        elif cell is not None and not isnan(cell):
            page.write_number(at, column, cell, style)


def csv_file(sheet: Sheet, mark: str) -> bytes:
    """A sheet as CSV that spreadsheets read as UTF-8; `mark` is its first line."""
    written = StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([neutral(mark)])
    writer.writerow([neutral(head) for head in sheet.heads])
    for row in sheet.rows:
        writer.writerow([_plain(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str | float:
    if isinstance(cell, str):
        return neutral(cell)
    return "" if cell is None or isnan(cell) else cell
