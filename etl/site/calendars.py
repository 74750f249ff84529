"""The calendar of working days: what the State Council announced, what the site says otherwise, and the rest."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from chinese_calendar import constants, is_workday

from etl.errors import SiteInvalid
from etl.mapping.codes import numbered_rows, read_day

FILE = "holidays.csv"
_PACKAGE = "chinesecalendar"
_OFFICIAL, _OVERRIDE, _ASSUMED = "official", "override", "assumed"
# Deadlines run into years that nobody has announced; those further on are counted the same way without a row.
_YEARS_AHEAD = 5
_WORKING = {"yes": True, "no": False}

Row = dict[str, Any]


def calendar_version() -> str:
    """What the calendar changes with, besides the files of the site."""
    return f"{_PACKAGE} {version(_PACKAGE)}"


def read_calendar(folder: Path) -> list[Row]:
    """Every day of the calendar, in order and without gaps: day, working, source, document.

    A row of holidays.csv is a day (2027-01-01), or a year (2027) that is announced: its other days are Monday to
    Friday then, and certain. Raises SiteInvalid with the line that is wrong.
    """
    rows = {row["day"]: row for row in _published()}
    days: list[Row] = []
    for line, given in _holidays(folder / FILE):
        where = f"{folder / FILE}: line {line}"
        if len(given["day"]) == 4 and given["day"].isdigit():
            if given["working"]:
                raise SiteInvalid(f"{where}: a year is no working day; leave 'working' empty, or write a day")
            rows |= {row["day"]: row for row in _year(int(given["day"]), _OVERRIDE, given["document"])}
        elif given["working"] not in _WORKING:
            raise SiteInvalid(f"{where}: working '{given['working']}' is not one of yes, no")
        else:
            day = read_day(given["day"], where)
            days.append(_row(day, _WORKING[given["working"]], _OVERRIDE, given["document"]))
    # Days after years, in whatever order the file has them.
    rows |= {row["day"]: row for row in days}
    first, last = min(rows), max(rows)
    gaps = (first + timedelta(days=number) for number in range((last - first).days))
    rows |= {day: _row(day, day.weekday() < 5, _ASSUMED, "") for day in gaps if day not in rows}
    return [rows[day] for day in sorted(rows)]


def _holidays(path: Path) -> list[tuple[int, dict[str, str]]]:
    columns = ("day", "working", "document")
    return list(numbered_rows(path, columns, ("day", "document"))) if path.is_file() else []


@cache
def _published() -> tuple[Row, ...]:
    first, last = min(constants.holidays).year, max(constants.holidays).year
    official = (
        _row(day, is_workday(day), _OFFICIAL, _PACKAGE) for year in range(first, last + 1) for day in _days(year)
    )
    assumed = (row for year in range(last + 1, last + 1 + _YEARS_AHEAD) for row in _year(year, _ASSUMED, ""))
    return (*official, *assumed)


def _year(year: int, source: str, document: str) -> Iterator[Row]:
    return (_row(day, day.weekday() < 5, source, document) for day in _days(year))


def _days(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days))


def _row(day: date, working: bool, source: str, document: str) -> Row:
    return {"day": day, "working": working, "source": source, "document": document}
