"""The records of a table, some thousand at a time: what is no record is counted, what is broken is said."""

import re
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from etl.connectors.page import Shape, shape_of_header
from etl.connectors.table import Grid, Header, NoHeaderError, Row, key, locate
from etl.declare.files import Table
from etl.errors import SourceChanged

ROWS = 5000
# What a formula gives that cannot be worked out; as a value it is nothing.
ERRORS = frozenset(
    {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)


@dataclass(slots=True)
class Rows:
    """Some records, by column, with the place of each in its file; `unreadable` are places with the reason.

    `last`: the table has no more. `skipped` counts the rows that are no records, by reason; `faults` the cells that
    hold the error of a formula, by error and column. `shape`: the names of all columns, mapped or not.
    """

    columns: dict[str, list[Any]]
    last: bool = False
    places: list[str] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    shape: Shape | None = None


def read_table(grid: Grid, wanted: Sequence[str], table: Table) -> Generator[Rows, None, None]:
    """The records of the table in `grid`, in parts; the last part may be empty. Empty cells are None.

    Raises NoHeaderError where it has no such table, SourceChanged where a wanted column is missing or ambiguous.
    """
    made = {table.unpivot.name, table.unpivot.value} if table.unpivot else set()
    needed = [name for name in dict.fromkeys([*wanted, *table.needs, *table.fill_down]) if name not in made]
    try:
        header, rows = locate(grid, [name for name in table.columns or needed if name not in made], table)
    except NoHeaderError as error:
        if not error.blank or grid.padded:
            raise
        yield Rows({name: [] for name in wanted}, last=True)
        return
    reader = _TableReader(grid, _with_all(grid, header, needed), table, wanted)
    yield from reader.parts(rows)


def _with_all(grid: Grid, header: Header, needed: Sequence[str]) -> Header:
    """The header with the place of every needed name, where it was found by others."""
    positions = dict(header.positions)
    for name in needed:
        if name not in positions:
            found = [at for at, each in enumerate(header.names) if each and key(each) == key(name)]
            if len(found) != 1:
                problem = "more than one" if found else "no"
                count = sum(1 for each in header.names if each)
                raise SourceChanged(f"{grid.name} has {problem} column '{name}' among its {count}")
            positions[name] = found[0]
    return Header(header.names, header.start, header.end, positions, header.cells)


class _TableReader:
    """Sorts the rows below one header into records, broken lines and rows that are no records."""

    def __init__(self, grid: Grid, header: Header, table: Table, wanted: Sequence[str]) -> None:
        self._grid, self._header, self._table = grid, header, table
        self._totals = frozenset(key(word) for word in table.totals)
        words = "|".join(re.escape(word) for word in table.notes)
        self._note = re.compile(rf"\s*(?:{words})\s*(?:$|[\d一二三四五六七八九十]*\s*[:：.、．])") if words else None
        self._in_notes = False
        self._cells = header.cells
        leads = [next((cell for cell in cells[header.start : header.end] if cell), "") for cells in header.cells]
        self._suspects = frozenset(word[:1] for word in (*self._totals, *map(key, table.notes), *leads))
        self._needs = [header.positions[name] for name in table.needs]
        self._above: dict[int, Any] = {header.positions[name]: None for name in table.fill_down}
        self._slow = grid.padded or bool(table.needs or table.fill_down)
        self._width = len(header.names)
        self._harmless: dict[str, bool] = {}
        self._blank = frozenset(table.empty)
        self._pivot = _pivoted(grid, header, table)
        made = (table.unpivot.name, table.unpivot.value) if table.unpivot else ()
        self._wanted = {name: header.positions[name] for name in wanted if name not in made}
        self._made = [name for name in wanted if name in made]

    def parts(self, rows: Iterator[Row]) -> Generator[Rows, None, None]:
        """All parts; only the last says that it is."""
        part, kept = Rows({}), []
        for row in rows:
            if self._ordinary(row):
                kept.append((row[0], row[1]))
                reason = ""
            else:
                reason = self._sorted(row, part, kept)
            if reason == "blank" and self._table.ends_at_blank:
                break
            if len(kept) + len(part.unreadable) >= ROWS:
                yield self._complete(part, kept)
                part, kept = Rows({}), []
        part.last = True
        yield self._complete(part, kept)

    def _ordinary(self, row: Row) -> bool:
        """Whether a line is a record at a glance, as nearly all lines of a long text are."""
        _, cells, problem = row
        if problem or self._slow or self._in_notes or len(cells) != self._width:
            return False
        lead = cells[self._header.start][:1]
        harmless = self._harmless.get(lead)
        if harmless is None:
            harmless = self._harmless[lead] = key(lead) not in self._suspects | {""}
        return harmless and "\0" not in "".join(cells)

    def _sorted(self, row: Row, part: Rows, kept: list[tuple[int, Sequence[Any]]]) -> str:
        """Put a row where it belongs; why it is no record, where it is none."""
        reason = self._not_a_record(row)
        if reason:
            part.skipped[reason] += 1
        elif problem := row[2] or self._problem(row[1]):
            part.unreadable.append((f"{self._grid.prefix}{row[0]}", problem))
        else:
            kept.append((row[0], self._filled(row[1])))
        return reason

    def _not_a_record(self, row: Row) -> str:
        _, cells, problem = row
        if problem:
            return ""
        header = self._header
        lead = next((cell for cell in cells[header.start : header.end] if not _nothing(cell)), None)
        if lead is None:
            # Broken lines are not blank: what they hold stands past the table.
            return "" if not self._grid.padded and any(not _nothing(cell) for cell in cells[header.end :]) else "blank"
        if self._in_notes:
            self._in_notes = self._alone(cells)
            if self._in_notes:
                return "note"
        if isinstance(lead, str) and key(lead[:3])[:1] in self._suspects and (reason := self._named(lead, cells)):
            return reason
        if any(at >= len(cells) or _nothing(cells[at]) for at in self._needs):
            self._filled(cells)
            return "without what a record needs"
        return ""

    def _named(self, lead: str, cells: Sequence[Any]) -> str:
        places = [at for at in self._header.positions.values() if at < len(cells)]
        here = [key(cells[at]) for at in places]
        # Before notes: 备注 may be the name of the first column.
        if any(here) and any(here == [each[at] if at < len(each) else "" for at in places] for each in self._cells):
            return "header again"
        if key(lead).rstrip(":") in self._totals:
            return "total"
        self._in_notes = bool(self._note and self._note.match(lead))
        return "note" if self._in_notes else ""

    def _alone(self, cells: Sequence[Any]) -> bool:
        return sum(not _nothing(cell) for cell in cells[self._header.start : self._header.end]) == 1

    def _problem(self, cells: Sequence[Any]) -> str:
        header, width = self._header, len(cells)
        if not self._grid.padded:
            too_few = width < header.end and self._table.ragged == "reject"
            too_many = width > len(header.names) and any(not _nothing(cell) for cell in cells[len(header.names) :])
            if too_few or too_many:
                return f"{width} cells where the header has {len(header.names)}"
        # PostgreSQL stores no NUL, and a value that holds one is damaged.
        for at in header.positions.values():
            if at < width and isinstance(cells[at], str) and "\0" in cells[at]:
                return "a NUL byte"
        return ""

    def _filled(self, cells: Sequence[Any]) -> Sequence[Any]:
        end = self._header.end
        if len(cells) <= end + 20 and len(cells) >= end and not self._above:
            return cells
        # A cell far to the right makes its row long; only the table's own are kept.
        whole = [*cells[:end], *[None] * (end - len(cells))]
        for at, above in self._above.items():
            if _nothing(whole[at]):
                whole[at] = above
            else:
                self._above[at] = whole[at]
        return whole

    def _complete(self, part: Rows, kept: list[tuple[int, Sequence[Any]]]) -> Rows:
        prefix, unpivot = self._grid.prefix, self._table.unpivot
        columns = {
            name: self._column(name, [cells[at] for _, cells in kept], part) for name, at in self._wanted.items()
        }
        if unpivot is None:
            part.columns = columns
            part.places = [f"{prefix}{number}" for number, _ in kept]
        else:
            values = [self._column(name, [cells[at] for _, cells in kept], part) for at, name, _ in self._pivot]
            chosen = [(row, at) for row in range(len(kept)) for at in range(len(values)) if values[at][row] is not None]
            part.skipped["empty when unpivoted"] += len(kept) * len(values) - len(chosen)
            part.columns = {name: [column[row] for row, _ in chosen] for name, column in columns.items()}
            made = {
                unpivot.name: [self._pivot[at][2] for _, at in chosen],
                unpivot.value: [values[at][row] for row, at in chosen],
            }
            part.columns |= {name: made[name] for name in self._made}
            part.places = [f"{prefix}{kept[row][0]} {self._pivot[at][1]}" for row, at in chosen]
        part.shape = shape_of_header(self._header.names, len(part.places))
        part.skipped = +part.skipped
        return part

    def _column(self, name: str, cells: list[Any], part: Rows) -> list[Any]:
        values = [None if cell == "" else cell for cell in cells]
        there = frozenset(values)
        faults, blank = (
            there & ERRORS,
            {each for each in there if isinstance(each, str) and each.strip() in self._blank},
        )
        if not faults and not blank:
            return values
        part.faults.update(f"{each} in '{name}'" for each in values if each in faults)
        return [None if each in faults or each in blank else each for each in values]


def _nothing(cell: Any) -> bool:
    return cell is None or cell == "" or (isinstance(cell, str) and cell.isspace())


def _pivoted(grid: Grid, header: Header, table: Table) -> list[tuple[int, str, str]]:
    """The columns that become rows: position, header, and what stands for it."""
    if table.unpivot is None:
        return []
    expression = re.compile(table.unpivot.columns)
    found = []
    for at, name in enumerate(header.names):
        match = expression.search(name) if name else None
        if match:
            found.append((at, name, match[1] if match.groups() else match[0]))
    if not found:
        count = sum(1 for each in header.names if each)
        raise SourceChanged(
            f"{grid.name} has no column that matches table.unpivot.columns '{table.unpivot.columns}' among its {count}"
        )
    return found
