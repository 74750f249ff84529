"""Reads one file, whatever it is: a delimited text, JSON Lines, or the sheets of a workbook."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass

from etl.connectors.archive import Member, check_size
from etl.connectors.delimited import form_of, read_records
from etl.connectors.encoding import encoding_of
from etl.connectors.lines import read_lines
from etl.connectors.rows import Rows, read_table
from etl.connectors.table import Grid, NoHeaderError
from etl.connectors.workbook import looks_like_workbook, sheets
from etl.connectors.workbook_reader import WorkbookReader
from etl.declare.files import Csv, Files, Table
from etl.errors import SourceChanged

# Told what was found out about a file: its name, and how it is read.
Say = Callable[..., None]
_LOOKED_AT = 4096
_PAGES = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")


@dataclass(frozen=True, slots=True)
class Forms:
    """How files are read: what is declared of texts and tables, limits, and with whom workbooks are read (None: each
    with one of its own)."""

    csv: Csv
    table: Table
    limits: Files
    reader: WorkbookReader | None = None


def read_member(member: Member, wanted: Sequence[str], forms: Forms, say: Say) -> Generator[Rows, None, None]:
    """The records of one file, in parts. Raises SourceChanged or SiteInvalid with the file and what to do."""
    csv, table = forms.csv, forms.table
    form = table.format if table.format != "auto" else _form(member)
    if form == "workbook":
        check_size(member.path, forms.limits)
        yield from _workbook(member, wanted, forms, say)
    elif form == "lines":
        encoding = encoding_of(member.path) if csv.encoding == "auto" else csv.encoding
        say(member.path.name, encoding=encoding)
        yield from read_lines(member.path, encoding, wanted, member.prefix)
    else:
        yield from _delimited(member, wanted, csv, table, say)


def _form(member: Member) -> str:
    with member.path.open("rb") as file:
        start = file.read(_LOOKED_AT)
    if looks_like_workbook(start):
        return "workbook"
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:20].lower().startswith(_PAGES) or b"urn:schemas-microsoft-com:office:spreadsheet" in text:
        raise SourceChanged(
            f"{member.path.name} is a web page or XML under the name of a table; open it in a spreadsheet and save it "
            "as xlsx"
        )
    lines = member.path.suffix.lower() in {".jsonl", ".ndjson"} or text.startswith((b'{"', b"{ "))
    return "lines" if lines else "delimited"


def _delimited(member: Member, wanted: Sequence[str], csv: Csv, table: Table, say: Say) -> Generator[Rows, None, None]:
    form = form_of(member.path, csv)
    say(member.path.name, encoding=form.encoding, delimiter={"\t": "tab"}.get(form.delimiter, form.delimiter))
    with closing(read_records(member.path, form)) as records:
        try:
            yield from read_table(Grid(member.path.name, records, member.prefix), wanted, table)
        except NoHeaderError as error:
            raise SourceChanged(f"{member.path.name} {error}", error.lacking) from None


def _workbook(member: Member, wanted: Sequence[str], forms: Forms, say: Say) -> Generator[Rows, None, None]:
    table = forms.table
    every = isinstance(table.sheet, str) and "*" in table.sheet
    looked: dict[str, NoHeaderError] = {}
    found = False
    with closing(sheets(member, table.sheet, forms.reader)) as grids:
        for grid in grids:
            try:
                for rows in read_table(grid, wanted, table):
                    if not found:
                        say(member.path.name, sheet=grid.prefix.rstrip("!"))
                    found = True
                    yield rows
            except NoHeaderError as error:
                looked[grid.name] = error
                if every:
                    raise SourceChanged(f"{grid.name} {error}", error.lacking) from None
                continue
            if not every:
                return
    if not found:
        raise _not_found(member, looked)


def _not_found(member: Member, looked: dict[str, NoHeaderError]) -> SourceChanged:
    if not looked:
        return SourceChanged(f"{member.path.name} has no sheets")
    if len(looked) == 1:
        ((name, problem),) = looked.items()
        return SourceChanged(f"{name} {problem}", problem.lacking)
    told = "; ".join(f"{name.partition('sheet ')[2].rstrip(',')} {problem}" for name, problem in looked.items())
    return SourceChanged(f"{member.path.name} has no sheet with these columns: {told[:600]}")
