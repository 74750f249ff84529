"""Finds a table by the names in its header, wherever it starts: below other lines, beside other lists, in any order."""

import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from etl.declare.files import Table
from etl.errors import SourceChanged
from etl.mapping.codes import shown_name

# The most rows a header may have.
DEEPEST = 6
# So many of the wanted names make a row a header for sure; so many of its other names are said.
_HEADER = 2
_NAMED = 12
_JOIN = " / "
_SPACES = re.compile(r"\s+")

# The line (or row of a sheet) a record begins on, its cells, and what is wrong with it ("" where nothing is).
Row = tuple[int, Sequence[Any], str]
# First row, first column, last row, last column, all counted from 0.
Merge = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells as they come: one delimited text, or one sheet. `name` is for sentences, `prefix` for locators.

    `merges`: ranges that are one cell; None where nobody says. `padded`: rows are as wide as the widest.
    """

    name: str
    rows: Iterator[Row]
    prefix: str = ""
    merges: Sequence[Merge] | None = None
    padded: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """A header that was found: the name of each column of the file ("" for those of no table), the columns of the
    table from `start` up to `end`, where each wanted name is, and the cells of its rows."""

    names: tuple[str, ...]
    start: int
    end: int
    positions: Mapping[str, int]
    cells: tuple[tuple[str, ...], ...]


class NoHeaderError(Exception):
    """No row has the wanted names; says which are missing from the row that has most. `blank`: nothing is there."""

    def __init__(self, sentence: str, blank: bool, lacking: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.blank = blank
        self.lacking = tuple(lacking)


def key(text: object) -> str:
    """A name or word as it is compared: full-width letters as ordinary ones, no spaces and line ends."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", shown(text))).removeprefix("\ufeff")


def shown(value: object) -> str:
    """A header cell as a name: on one line, without spaces around it."""
    return _SPACES.sub(" ", "" if value is None else str(value)).strip().removeprefix("\ufeff").strip()


def locate(grid: Grid, wanted: Sequence[str], table: Table) -> tuple[Header, Iterator[Row]]:
    """The header of the wanted table and the rows below it.

    Raises NoHeaderError, or SourceChanged where a wanted name stands above two of its columns.
    """
    window: deque[Row] = deque(islice(grid.rows, DEEPEST))
    search = _Search(wanted, table, grid)
    title = key(table.which) if isinstance(table.which, str) else ""
    left = table.which if isinstance(table.which, int) else 1
    while window:
        if title and any(title in key(cell) for cell in window[0][1]):
            title = ""
        found = [] if title else search.headers(window)
        depth = max((len(header.cells) for header in found), default=1)
        if len(found) >= left:
            header = found[left - 1]
            return header, chain(list(window)[len(header.cells) :], grid.rows)
        left -= len(found)
        for _ in range(depth):
            window.popleft()
        window.extend(islice(grid.rows, depth))
    raise search.missing(bool(title))


class _Search:
    """Looks for headers at the start of a window of rows, and remembers the best that was not good enough."""

    def __init__(self, wanted: Sequence[str], table: Table, grid: Grid) -> None:
        self._wanted = {name: key(name) for name in wanted}
        self._sought = frozenset(part for name in wanted for part in _parts(name))
        levels = max((len(name.split(_JOIN)) for name in wanted), default=1)
        self._depths = (table.header_rows,) if table.header_rows else range(levels, DEEPEST + 1)
        self._fixed = table.header_rows > 0
        self._grid = grid
        self._table = table
        self._best: tuple[int, tuple[str, ...], list[str]] | None = None
        self._tables = 0

    def headers(self, window: Sequence[Row]) -> list[Header]:
        """The headers that start with the first row of the window, from left to right."""
        first = window[0][1]
        keys = [key(cell) for cell in first if cell]
        if self._sought and self._sought.isdisjoint(keys):
            self._remember(tuple(shown(cell) for cell in first))
            return []
        for depth in self._depths:
            if depth <= len(window):
                found = self._at(window, depth)
                if found:
                    self._tables += len(found)
                    return found
        return []

    def missing(self, no_title: bool) -> NoHeaderError:
        """What was not found, as a sentence."""
        if no_title:
            return NoHeaderError(f"has no text '{self._table.which}' above a table; check table.which", False)
        if self._tables:
            few = f"has {self._tables} of these tables, not {self._table.which}; check table.which"
            return NoHeaderError(few, False)
        if self._best is None:
            return NoHeaderError("is empty", True)
        hits, names, lacking = self._best
        absent = ", ".join(f"'{name}'" for name in lacking)
        hint = "check that it has a header, csv.delimiter, and the names in the mapping"
        # Where a header is expected, a record of a person may stand: its columns are named only where most are known.
        if hits >= max(len(lacking), _HEADER):
            known = set(self._wanted.values())
            free = dict.fromkeys(shown_name(name) for name in names if name and key(name) not in known)
            hint = f"not mapped in its header: {', '.join(list(free)[:_NAMED]) or 'nothing'}"
        count = sum(1 for name in names if name)
        return NoHeaderError(f"has no column {absent} among its {count}; {hint}", False, lacking)

    def _at(self, window: Sequence[Row], depth: int) -> list[Header]:
        names = _names(window, depth, self._grid.merges)
        blocks = [block for block in _blocks(names) if self._has_all(names[block[0] : block[1]])]
        if not blocks and self._has_all(names):
            blocks = [(0, _last(names) + 1)]
        if not blocks:
            self._remember(names)
            return []
        if self._grid.merges and not self._fixed:
            deeper = self._deepened(window, depth, names, blocks[0])
            if deeper > depth:
                return self._at(window, deeper) or [self._header(window, depth, names, block) for block in blocks]
        return [self._header(window, depth, names, block) for block in blocks]

    def _deepened(self, window: Sequence[Row], depth: int, names: tuple[str, ...], block: tuple[int, int]) -> int:
        """The header goes down to the end of the merged cells that hold its wanted names."""
        top = window[0][0] - 1
        columns = {self._position(names, name, block) for name in self._wanted}
        ends = [
            last_row - top + 1
            for row, column, last_row, last_column in self._grid.merges or ()
            if top <= row < top + depth and any(column <= each <= last_column for each in columns)
        ]
        return min(max([depth, *ends]), len(window))

    def _header(self, window: Sequence[Row], depth: int, names: tuple[str, ...], block: tuple[int, int]) -> Header:
        start, end = block
        kept = tuple(name if start <= at < end else "" for at, name in enumerate(names))
        positions = {name: self._position(names, name, block) for name in self._wanted}
        cells = tuple(tuple(key(cell) for cell in row[1]) for row in islice(window, depth))
        return Header(kept, start, end, positions, cells)

    def _position(self, names: tuple[str, ...], name: str, block: tuple[int, int]) -> int:
        start, end = block
        here = range(start, end)
        exact = [at for at in here if names[at] == name.strip()]
        found = exact or [at for at in here if key(names[at]) == self._wanted[name]]
        if len(found) > 1:
            raise SourceChanged(f"{self._grid.name} has more than one column '{name}'; ask its operator")
        return found[0]

    def _has_all(self, names: Sequence[str]) -> bool:
        return set(self._wanted.values()) <= {key(name) for name in names}

    def _remember(self, names: tuple[str, ...]) -> None:
        there = {key(name) for name in names}
        lacking = [name for name, each in self._wanted.items() if each not in there]
        hits = len(self._wanted) - len(lacking)
        if lacking and any(names) and (self._best is None or hits > self._best[0]):
            self._best = (hits, names, lacking)


def _parts(name: str) -> list[str]:
    return [key(part) for part in name.split(_JOIN)]


def _last(names: Sequence[str]) -> int:
    return max(at for at, name in enumerate(names) if name)


def _blocks(names: Sequence[str]) -> list[tuple[int, int]]:
    """Columns that stand together: a list in the margin has a column without name before it."""
    starts = [at for at, name in enumerate(names) if name and (at == 0 or not names[at - 1])]
    return [(start, next((at for at in range(start, len(names)) if not names[at]), len(names))) for start in starts]


def _names(window: Sequence[Row], depth: int, merges: Sequence[Merge] | None) -> tuple[str, ...]:
    """The name of each column: the cells of the header rows above it joined, each once."""
    rows = [[shown(cell) for cell in row[1]] for row in islice(window, depth)]
    width = max(len(row) for row in rows)
    rows = [row + [""] * (width - len(row)) for row in rows]
    if depth > 1:
        if merges is None:
            _fill_right(rows)
        else:
            _fill_merged(rows, window[0][0] - 1, merges)
    joined = []
    for column in zip(*rows, strict=True):
        parts = [part for at, part in enumerate(column) if part and part not in column[max(at - 1, 0) : at]]
        joined.append(_JOIN.join(parts))
    return tuple(joined)


def _fill_merged(rows: list[list[str]], top: int, merges: Sequence[Merge]) -> None:
    for row, column, last_row, last_column in merges:
        if top <= row < top + len(rows) and column < len(rows[0]):
            text = rows[row - top][column]
            for at in range(row - top, min(last_row - top + 1, len(rows))):
                for each in range(column, min(last_column + 1, len(rows[0]))):
                    rows[at][each] = text


def _fill_right(rows: list[list[str]]) -> None:
    """Without merged cells: an empty cell above a name, beside a cell of the same group, belongs to that cell."""
    for at, row in enumerate(rows[:-1]):
        for column in range(1, len(row)):
            below = any(deeper[column] for deeper in rows[at + 1 :])
            same_group = all(above[column] == above[column - 1] for above in rows[:at])
            if not row[column] and below and same_group:
                row[column] = row[column - 1]
