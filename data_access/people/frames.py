"""From the frames of what is published to the cells that reads give."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.asking import Asked, Key, beginning
from data_access.cells import Cell
from data_access.dimension import LEVELS
from data_access.metric import Metric
from data_access.schema import UNMAPPED
from data_access.scope import Period

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame, by the names of its columns."""
    yield from frame.itertuples()


def lowest(places: pd.DataFrame, city: str) -> NDArray[np.object_]:
    """The lowest division that is known of each row: its township, else its county, else the city."""
    county, township = (places[level].to_numpy(dtype=object) for level in ("county", "township"))
    above = np.where(county == UNMAPPED, city, county)
    found: NDArray[np.object_] = np.where(township == UNMAPPED, above, township)
    return found


def last_month(period: Period) -> Period:
    """The month that a period ends with."""
    return Period.month(period.end.year, period.end.month)


def years_around(period: Period, closed: date) -> tuple[int, date]:
    """The first year and the last day of the table that answers a period; `closed` ends the last month that is over.

    Each year is decided by itself, so that a table may have more of them than are asked for: a month, its trend and the
    month a year before are of the same two years then, and are read and decided once.
    """
    if period.start.year >= closed.year - 1:
        return closed.year - 1, closed
    return period.start.year, min(closed, date(max(period.end.year, period.start.year + 1), 12, 31))


def within(frame: pd.DataFrame, grain: str, period: Period, *, stock: bool) -> pd.DataFrame:
    """The units of time that lie wholly within a period; of a stock, whose rows are months, the last month of each."""
    if stock:
        first = frame["period"].map(lambda day: pd.Timestamp(beginning(grain, day.date())))
        frame = frame[frame["period"].dt.month == first.dt.month + _MONTHS[grain] - 1].assign(period=first)
    ends = frame["period"] + pd.offsets.MonthEnd(_MONTHS[grain])
    return frame[(frame["period"] >= pd.Timestamp(period.start)) & (ends <= pd.Timestamp(period.end))]


def key_of(row: Any, asked: Asked) -> Key:
    """The key of a cell as `Cells` has it."""
    named = tuple(row.code if name in LEVELS else row.member for name in asked.by)
    return named if asked.grain is None else (*named, row.period.date())


def cell_of(metric: Metric, row: Any) -> Cell:
    """A cell as it is told."""
    if not row.published:
        return Cell(None, None, True)
    return Cell(row.numerator, None if metric.denominator is None else row.denominator)
