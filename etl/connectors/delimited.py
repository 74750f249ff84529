"""Reads a delimited text as it comes, line by line, and says of each record where it began."""

import csv
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from etl.connectors.encoding import encoding_of
from etl.connectors.table import Row
from etl.errors import SiteInvalid, SourceChanged
from etl.source import Csv

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_LINES = 200
# Characters. A longer line is no line: its start and end are read, what is between is not.
LONGEST_LINE = 12 * 1024 * 1024


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
    with closing(text_lines(path, encoding)) as lines:
        return Form(encoding, _delimiter([line for line, _ in islice(lines, _SAMPLE_LINES)]))


def read_records(path: Path, form: Form) -> Generator[Row, None, None]:
    """Every record with the line it began on; blank lines are records without cells.

    Raises SourceChanged where the text is not in the encoding.
    """
    with closing(text_lines(path, form.encoding)) as lines:
        cut: list[int] = []
        # Strict: otherwise an open quote in the last column silently swallows all records to the end of the file.
        reader = csv.reader(_watched(lines, cut), delimiter=form.delimiter, strict=True)
        while True:
            start = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                reach = f", up to line {reader.line_num}" if reader.line_num > start else ""
                cut.clear()
                yield start, [], f"{error}{reach}"
                continue
            yield start, cells, f"a line longer than {LONGEST_LINE} characters" if cut else ""
            cut.clear()


def text_lines(path: Path, encoding: str) -> Generator[tuple[str, bool], None, None]:
    """The lines of a text with their ends, and whether a line was too long and is cut short."""
    try:
        # Line ends are left to the csv reader: inside quotes they belong to the value.
        with path.open(encoding=encoding, newline="") as file:
            while line := file.readline(LONGEST_LINE):
                if len(line) < LONGEST_LINE:
                    yield line, False
                    continue
                rest = line
                while rest and not rest.endswith(("\n", "\r")):
                    rest = file.readline(LONGEST_LINE)
                yield (line, False) if rest is line else (f"{line[:1000]}\n", True)
    except UnicodeError as error:
        raise SourceChanged(
            f"{path.name} is not in the encoding {encoding} ({error.__class__.__name__}); declare the right one as "
            "csv.encoding, or take the file away"
        ) from None
    except LookupError:
        raise SiteInvalid(f"csv.encoding: there is no encoding called '{encoding}'") from None


def _watched(lines: Iterator[tuple[str, bool]], cut: list[int]) -> Iterator[str]:
    for number, (line, short) in enumerate(lines):
        if short:
            cut.append(number)
        yield line


def _delimiter(sample: Sequence[str]) -> str:
    """The one that cuts most lines of the sample into equally many cells, and then into most cells."""

    def fit(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(cells) for cells in csv.reader(sample, delimiter=delimiter) if cells]
        except csv.Error:
            return 0.0, 0
        several = Counter(width for width in widths if width > 1).most_common(1)
        return (several[0][1] / len(widths), several[0][0]) if several else (0.0, 0)

    return max(_DELIMITERS, key=fit)
