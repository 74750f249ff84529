"""When something is due: so many working hours, working days, natural days or hours after it began."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

WORKING_HOURS, WORKING_DAYS, NATURAL_DAYS, HOURS = UNITS = ("working_hours", "working_days", "natural_days", "hours")

_HOUR, _DAY = 3600, 86_400
_EPOCH = date(1970, 1, 1)

# Whole seconds since 1970 as a clock on the wall shows them, or days since then.
Whole = NDArray[np.int64]
Truth = NDArray[np.bool_]
# Opening and closing of an office, in seconds since midnight, in order.
OfficeHours = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Calendar:
    """Working days from `first` (days since 1970) on, one value a day. Days outside are Monday to Friday, assumed."""

    first: int
    working: Truth
    assumed: Truth

    @classmethod
    def of(cls, days: Iterable[tuple[date, bool, bool]]) -> "Calendar":
        """A calendar of (day, working, assumed), in order and without gaps."""
        listed = list(days)
        first = (listed[0][0] - _EPOCH).days if listed else 0
        working, assumed = (np.array([row[at] for row in listed], dtype=bool) for at in (1, 2))
        return cls(first, working, assumed)

    def spanning(self, first: int, last: int) -> "Calendar":
        """The calendar from `first` to `last`, days since 1970, and what it holds besides."""
        before = np.arange(min(first, self.first), self.first)
        end = self.first + len(self.working)
        after = np.arange(end, max(last + 1, end))
        working = np.concatenate([_weekday(before), self.working, _weekday(after)])
        assumed = np.concatenate([np.ones(len(before), bool), self.assumed, np.ones(len(after), bool)])
        return Calendar(self.first - len(before), working, assumed)


def due(
    starts: Whole, value: float, unit: str, calendar: Calendar, office_hours: OfficeHours = ()
) -> tuple[Whole, Truth]:
    """The due moment of each of `starts`, and whether it is provisional: it rests on days not announced yet.

    Hours run through nights and weekends. Of days the first is not counted, and the last is whole (to 23:59:59); of
    working hours only office hours on working days count. Raises ValueError for a value or unit that is none.
    """
    if unit not in UNITS or not value > 0 or (unit in (WORKING_DAYS, NATURAL_DAYS) and value != int(value)):
        raise ValueError(f"{value} {unit} is no deadline")
    known = np.zeros(len(starts), bool)
    if unit == HOURS or len(starts) == 0:
        return starts + round(value * _HOUR), known
    if unit == NATURAL_DAYS:
        return (starts // _DAY + int(value) + 1) * _DAY - 1, known
    if unit == WORKING_HOURS and not office_hours:
        raise ValueError("working hours need office hours")
    open_seconds = sum(closing - opening for opening, closing in office_hours)
    days = int(value) if unit == WORKING_DAYS else int(value * _HOUR // open_seconds) + 1
    whole = _long_enough(calendar, int(starts.min()) // _DAY, int(starts.max()) // _DAY, days)
    began = starts // _DAY - whole.first
    done = np.cumsum(whole.working)
    if unit == WORKING_DAYS:
        ended = np.searchsorted(done, done[began] + days)
        moments = (ended + whole.first + 1) * _DAY - 1
    else:
        ended, moments = _working_hours(starts, round(value * _HOUR), whole, office_hours)
    unknown = np.concatenate([[0], np.cumsum(whole.assumed)])
    return moments, unknown[ended + 1] > unknown[began]


def _working_hours(starts: Whole, seconds: int, calendar: Calendar, office_hours: OfficeHours) -> tuple[Whole, Whole]:
    """The last day of each (of the calendar) and the moment on it."""
    opening, closing = np.array(office_hours, dtype=np.int64).T
    until = np.cumsum(closing - opening)
    began, clock = starts // _DAY - calendar.first, starts % _DAY
    # What was open of the first day already, if it is a working day, and all working days before it.
    gone = np.clip(clock[:, None], opening, closing) - opening
    done = np.cumsum(calendar.working)
    working = calendar.working[began]
    wanted = (done[began] - working) * until[-1] + np.where(working, gone.sum(axis=1), 0) + seconds
    # What ends with the day is due at its close, not at the next opening: so from (0, all] and not from [0, all).
    number, rest = (wanted - 1) // until[-1] + 1, (wanted - 1) % until[-1] + 1
    ended = np.searchsorted(done, number)
    part = np.searchsorted(until, rest)
    return ended, (ended + calendar.first) * _DAY + closing[part] - (until[part] - rest)


def _long_enough(calendar: Calendar, first: int, last: int, working_days: int) -> Calendar:
    """The calendar from `first` until at least so many working days after `last`."""
    more = 2 * working_days + 30
    while True:
        found = calendar.spanning(first, last + more)
        if found.working[last - found.first + 1 :].sum() >= working_days:
            return found
        more *= 2


def _weekday(days: NDArray[Any]) -> Truth:
    # 1970-01-01 was a Thursday.
    weekday: Truth = (days + 3) % 7 < 5
    return weekday


@cache
def read_office_hours(text: str) -> OfficeHours:
    """Office hours written as `08:00-12:00 14:00-18:00`; none where empty. Raises ValueError."""
    spans = tuple(tuple(_clock(moment) for moment in span.split("-")) for span in text.split())
    flat = [moment for span in spans for moment in span]
    if any(len(span) != 2 for span in spans) or flat != sorted(set(flat)):
        raise ValueError(f"'{text}' are no office hours; write them in order, as 08:00-12:00 14:00-18:00")
    return tuple((span[0], span[1]) for span in spans)


def _clock(text: str) -> int:
    hours, _, minutes = text.partition(":")
    if not (hours.isdigit() and minutes.isdigit() and int(hours) * 60 + int(minutes) <= 1440 and int(minutes) < 60):
        raise ValueError(f"'{text}' is no time of day; write it as 08:30")
    return int(hours) * _HOUR + int(minutes) * 60
