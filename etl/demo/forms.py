"""Monthly forms of offices: an xls a month of this year, and one of twelve sheets a year before it."""

import calendar
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from etl.demo.dropping import Form, drop, months, morning, true_file, write_xls
from etl.demo.world import World

Cell = str | int
# The sheet of a month.
Sheet = Callable[[date], Form]

# Forms are due on the fifth of the next month.
_DUE_DAY = 5
# The line in which a form says who filled it in; it must never be stored.
FILLED_IN_BY = "填报人：PLANTED-NAME-1　联系方式：PLANTED-PHONE-1"
COUNTY, FIRST_DAY, LAST_DAY, FILLED = "县（市、区）", "统计期 / 起", "统计期 / 止", "填报日期"


def due(first: date) -> datetime:
    """When the form of the month of `first` is handed in."""
    return morning(last_day(first) + timedelta(days=_DUE_DAY))


def last_day(first: date) -> date:
    """The last day of the month of `first`."""
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def monthly_sheet(
    title: str, indicators: Sequence[str], month: date, filled: date, counties: Sequence[tuple[str, Sequence[int]]]
) -> Form:
    """The sheet of a month: a row a county with the value of each indicator (`group / name`), and the total of all."""
    days = (str(month), str(last_day(month)))
    totals = [sum(values) for values in zip(*(values for _, values in counties), strict=True)]
    rows: list[list[Cell]] = [[name, *days, *values, str(filled)] for name, values in (*counties, ("合计", totals))]
    columns = (COUNTY, FIRST_DAY, LAST_DAY, *indicators, FILLED)
    shown = f"{title}（{month.year}年{month.month}月）"
    return Form(f"{month.month}月", shown, columns, rows, ("注：本表由各县（市、区）填报。", FILLED_IN_BY))


def hand_in(world: World, folder: Path, name: str, sheet: Sheet) -> None:
    """Write every form that is due by now and not there yet. Raises OSError.

    A year that is over is one workbook, unless its months were written while it ran.
    """
    now = world.now
    years: dict[int, list[date]] = {}
    for month in months(world.history_from, now.date()):
        if due(month) <= now:
            years.setdefault(month.year, []).append(month)
    for year, ready in years.items():
        single = {month: folder / f"{name}_{month:%Y}年{month:%m}月.xls" for month in ready}
        if year < now.year and ready[-1].month == 12 and not any(true_file(path).exists() for path in single.values()):
            _hand_in(folder / f"{name}_{year}年.xls", ready, sheet)
        else:
            for month, path in single.items():
                _hand_in(path, [month], sheet)


def _hand_in(path: Path, written: Sequence[date], sheet: Sheet) -> None:
    drop(path, due(written[-1]), lambda beside: write_xls(beside, [sheet(month) for month in written]))
