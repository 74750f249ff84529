"""Reads a delimited text as it comes, a few thousand records at a time, and says of each record where it began."""

import csv
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from etl.connectors.encoding import encoding_of
from etl.errors import SiteInvalid, SourceChanged
from etl.source import Csv

ROWS = 5000
_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_LINES = 200

# The line a record begins on, its cells, and what is wrong with it ("" where nothing is).
_Record = tuple[int, list[str], str]


@dataclass(slots=True)
class Rows:
    """Some records, by column, with the line each began on; `unreadable` are lines with the reason.

    `last`: the file has no more. `names`: the whole header, mapped or not.
    """

    columns: dict[str, list[Any]]
    last: bool
    lines: list[int] = field(default_factory=list)
    unreadable: list[tuple[int, str]] = field(default_factory=list)
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """How one file is written."""

    encoding: str
    delimiter: str


def form_of(path: Path, declared: Csv) -> Form:
    """What is declared, and where 'auto' is declared what the file looks like. Raises SourceChanged."""
    encoding = encoding_of(path) if declared.encoding == "auto" else declared.encoding
    if declared.delimiter != "auto":
        return Form(encoding, declared.delimiter)
    with closing(_text(path, encoding)) as lines:
        return Form(encoding, _delimiter(list(islice(lines, _SAMPLE_LINES))))


def read_rows(path: Path, form: Form, wanted: Sequence[str]) -> Generator[Rows, None, None]:
    """The records of the file, at most ROWS at a time; the last may be empty. Empty cells are None.

    Raises SourceChanged where a wanted column is missing or ambiguous, or the text is not in the encoding.
    """
    with closing(_text(path, form.encoding)) as lines:
        records = _numbered(lines, form.delimiter)
        header = next((cells for _, cells, _ in records if cells), None)
        if header is None:
            yield Rows({name: [] for name in wanted}, last=True)
            return
        positions = _positions(path, header, wanted)
        while True:
            rows = _rows(list(islice(records, ROWS)), positions, len(header))
            rows.names = tuple(name.strip().removeprefix("\ufeff") for name in header)
            yield rows
            if rows.last:
                return


def _text(path: Path, encoding: str) -> Generator[str, None, None]:
    try:
        # Line ends are left to the csv reader: inside quotes they belong to the value.
        with path.open(encoding=encoding, newline="") as file:
            yield from file
    except UnicodeError as error:
        raise SourceChanged(
            f"{path.name} is not in the encoding {encoding} ({error.__class__.__name__}); declare the right one as "
            "csv.encoding, or take the file away"
        ) from None
    except LookupError:
        raise SiteInvalid(f"csv.encoding: there is no encoding called '{encoding}'") from None


def _delimiter(sample: Sequence[str]) -> str:
    """The one that cuts most lines of the sample into as many cells as the first, and the first into most cells."""

    def fit(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(cells) for cells in csv.reader(sample, delimiter=delimiter) if cells]
        except csv.Error:
            return 0.0, 0
        if not widths or widths[0] == 1:
            return 0.0, 0
        return widths.count(widths[0]) / len(widths), widths[0]

    return max(_DELIMITERS, key=fit)


def _numbered(lines: Generator[str, None, None], delimiter: str) -> Generator[_Record, None, None]:
    # Strict: otherwise an open quote in the last column silently swallows all records to the end of the file.
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reach = f", up to line {reader.line_num}" if reader.line_num > start else ""
            yield start, [], f"{error}{reach}"
            continue
        if len(cells) > 1 or (cells and cells[0].strip()):
            yield start, cells, ""


def _positions(path: Path, header: Sequence[str], wanted: Sequence[str]) -> dict[str, int]:
    names = [name.strip().removeprefix("\ufeff") for name in header]
    missing = [f"'{name}'" for name in wanted if name not in names]
    if missing:
        # Its own columns are never named: a file without a header has a record there.
        raise SourceChanged(
            f"{path.name} has no column {', '.join(missing)} among its {len(names)}; check that its first line is a "
            "header, csv.delimiter, and the names in the mapping"
        )
    twice = [f"'{name}'" for name in wanted if names.count(name) > 1]
    if twice:
        raise SourceChanged(f"{path.name} has more than one column {', '.join(twice)}; ask its operator")
    return {name: names.index(name) for name in wanted}


def _rows(records: Sequence[_Record], positions: Mapping[str, int], width: int) -> Rows:
    rows = Rows(columns={}, last=len(records) < ROWS)
    whole: list[list[str]] = []
    for line, cells, problem in records:
        if not problem and len(cells) == width and not _spoiled(cells, positions):
            whole.append(cells)
            rows.lines.append(line)
        else:
            ragged = f"{len(cells)} cells where the header has {width}" if len(cells) != width else "a NUL byte"
            rows.unreadable.append((line, problem or ragged))
    rows.columns = {name: [cells[at] or None for cells in whole] for name, at in positions.items()}
    return rows


def _spoiled(cells: Sequence[str], positions: Mapping[str, int]) -> bool:
    # PostgreSQL stores no NUL, and a value that holds one is damaged.
    return "\0" in "".join(cells) and any("\0" in cells[at] for at in positions.values())
