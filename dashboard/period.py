"""Which days a view covers, and which earlier days they may be compared with."""

import calendar
from datetime import date, timedelta

from data_access.scope import Period

_ENOUGH_DAYS = 7
TREND_MONTHS = 12


def chosen(month: str | None, as_of: date) -> Period:
    """The period of a view: the month asked for, cut at `as_of`; without a choice, or for a month that has not
    begun, the running month once it has seven days of data, else the month before."""
    if month:
        whole = Period.month(int(month[:4]), int(month[5:]))
        if whole.start <= as_of:
            return Period(whole.start, min(whole.end, as_of))
    running = Period(as_of.replace(day=1), as_of)
    return running if running.days >= _ENOUGH_DAYS or running.is_month else previous_month(running)


def earlier(period: Period) -> tuple[Period, Period]:
    """The month before and the same month a year before, each cut to as many days as `period` has."""
    if period.is_month:
        return period.previous(), period.year_earlier()
    before = period.start - timedelta(days=1)
    return _same_days(period, before.year, before.month), _same_days(period, period.start.year - 1, period.start.month)


def _same_days(period: Period, year: int, month: int) -> Period:
    last = calendar.monthrange(year, month)[1]
    return Period(date(year, month, min(period.start.day, last)), date(year, month, min(period.end.day, last)))


def previous_month(period: Period) -> Period:
    """The whole calendar month before the one `period` begins in."""
    last = period.start.replace(day=1) - timedelta(days=1)
    return Period.month(last.year, last.month)


def trend(period: Period, months: int = TREND_MONTHS) -> Period:
    """`months` calendar months up to the end of `period`."""
    index = period.end.year * 12 + period.end.month - months
    return Period(date(index // 12, index % 12 + 1, 1), period.end)


def mature(period: Period, lag_days: int, as_of: date) -> bool:
    """Whether the values of `period` no longer move: `lag_days` have passed since its end."""
    return as_of >= period.end + timedelta(days=lag_days)
