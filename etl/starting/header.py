"""Finds the header of a table nobody has described yet: the row of names above rows that are filled as it is."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from etl.connectors.archive import members
from etl.connectors.delimited import form_of, read_records
from etl.connectors.table import Row, shown
from etl.connectors.workbook import looks_like_workbook, sheets
from etl.declare.files import Csv, Files
from etl.mapping.kinds import kind_of

_LOOKED_AT = 60
_BELOW = 5


def header_of(path: Path) -> tuple[str, ...]:
    """The names in the header of the first table of a file; () where its records name their values themselves.

    Raises what the connector of files raises.
    """
    with closing(members(path, Files(folder="."))) as found:
        for member in found:
            with member.path.open("rb") as file:
                start = file.read(_LOOKED_AT)
            if looks_like_workbook(start):
                with closing(sheets(member, None)) as grids:
                    return max((_best(grid.rows) for grid in grids), key=len, default=())
            if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
                return ()
            with closing(read_records(member.path, form_of(member.path, Csv()))) as rows:
                return _best(rows)
    return ()


def _best(rows: Iterator[Row]) -> tuple[str, ...]:
    """The names of the longest header among the first rows, without those that stand twice."""
    return max(_headers([row[1] for row in islice(rows, _LOOKED_AT)]), key=len, default=())


def _headers(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(rows):
        names = [name for cell in row if (name := shown(cell))]
        below = [_filled(each) for each in rows[number + 1 : number + 1 + _BELOW]]
        if len(names) < 2 or not below or any(kind_of([name]) != "text" for name in names):
            continue
        # Titles and notes stand alone; above records the row below is filled about as far as the names go.
        unique = tuple(name for name in dict.fromkeys(names) if names.count(name) == 1)
        if max(below) * 2 >= len(names) and unique:
            yield unique


def _filled(row: Sequence[Any]) -> int:
    return sum(bool(shown(cell)) for cell in row)
