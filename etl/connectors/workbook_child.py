"""A program of its own: reads workbooks with calamine and writes their sheets as JSON, a line a row.

Workbooks come from anywhere, and one far-away cell makes calamine ask for any amount of memory, whereupon it ends its
process. Here that is this process, and not the one that loads a city's data.
"""

import resource
import sys
from datetime import date, datetime, time, timedelta
from fnmatch import fnmatchcase
from typing import Any

import orjson
import python_calamine

# Of memory, in bytes; and of computing time, in seconds.
MEMORY = 240 * 1024 * 1024
_SECONDS = 900
_PLAIN = orjson.OPT_PASSTHROUGH_DATETIME


def main() -> None:
    """Each line asks for a workbook: its path, and which sheets."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    for line in sys.stdin.buffer:
        _workbook(*orjson.loads(line))


def _workbook(path: str, sheet: str) -> None:
    """Write the chosen sheets: a line that says which, its rows, a line that says it ended.

    `sheet`: a name, a pattern with `*`, `#2` for the second, "" for all.
    """
    name: str | None = None
    try:
        with python_calamine.load_workbook(path) as workbook:
            names = workbook.sheet_names
            _write({"names": names, "chosen": chosen(names, sheet)})
            for name in chosen(names, sheet):
                _sheet(workbook.get_sheet_by_name(name))
    except python_calamine.PasswordError:
        _write({"password": True})
    except (python_calamine.CalamineError, OSError) as error:
        _write({"refused": str(error) or type(error).__name__, "sheet": name})


def chosen(names: list[str], sheet: str) -> list[str]:
    """The names that `sheet` stands for."""
    if sheet.startswith("#"):
        return names[int(sheet[1:]) - 1 : int(sheet[1:])]
    if not sheet or sheet in names:
        return [sheet] if sheet else names
    return [name for name in names if fnmatchcase(name.strip(), sheet.strip())]


def _sheet(sheet: python_calamine.CalamineSheet) -> None:
    merges = sheet.merged_cell_ranges
    flat = None if merges is None else [[*start, *end] for start, end in merges]
    # calamine leaves out the empty columns to the left.
    left = [None] * (sheet.start or (0, 0))[1]
    _write({"sheet": sheet.name, "merges": flat})
    write = sys.stdout.buffer.write
    for number, row in enumerate(sheet.iter_rows(), 1):
        write(orjson.dumps([number, *left, *map(_plain, row)], default=_tagged, option=_PLAIN) + b"\n")
    _write({"end": True})


def _plain(cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    return None if cell == "" else cell


def _tagged(cell: object) -> list[str]:
    if isinstance(cell, datetime | date | time):
        return [cell.isoformat()]
    if isinstance(cell, timedelta):
        return [str(cell)]
    raise TypeError(type(cell).__name__)


def _write(value: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(value) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
