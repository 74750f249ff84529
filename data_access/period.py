"""Which days a view covers, and which earlier days they may be compared with."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from data_access.scope import Period

_ENOUGH_DAYS = 7
TREND_MONTHS = 12
# No platform of a city holds older records; an address may name any year, and dates end at year 1.
FIRST_MONTH = "1990-01"


def chosen(month: str | None, as_of: date) -> Period:
    """The period of a view: the month asked for, cut at `as_of`; without a choice, or for a month before 1990 or
    not yet begun, the running month once it has seven days of data, else the month before."""
    if month and month >= FIRST_MONTH:
        whole = Period.month(int(month[:4]), int(month[5:]))
        if whole.start <= as_of:
            return Period(whole.start, min(whole.end, as_of))
    running = Period(as_of.replace(day=1), as_of)
    return running if running.days >= _ENOUGH_DAYS or running.is_month else previous_month(running)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Days that may be compared: two whole months, or as many days of each; `shortened` where the earlier month
    has fewer days than the view's period, which then leaves out its last ones."""

    now: Period
    before: Period
    shortened: bool = False


def counted(period: Period, as_of: date, complete_days_only: bool) -> Period | None:
    """The days of `period` that a metric counts: up to `as_of`, without it for one of complete days; None where none
    is left."""
    last = min(period.end, last_counted(as_of, complete_days_only))
    return Period(period.start, last) if last >= period.start else None


def last_counted(as_of: date, complete_days_only: bool) -> date:
    """The last day that counts: that of the reading, or the day before it where only days that are over do."""
    return as_of - timedelta(days=1) if complete_days_only else as_of


def earlier(period: Period) -> tuple[Comparison, Comparison]:
    """`period` against the month before and against the same month a year before, over equally many days."""
    if period.is_month:
        return Comparison(period, period.previous()), Comparison(period, period.year_earlier())
    before = period.start - timedelta(days=1)
    return _same_days(period, before.year, before.month), _same_days(period, period.start.year - 1, period.start.month)


def _same_days(period: Period, year: int, month: int) -> Comparison:
    last = calendar.monthrange(year, month)[1]
    start, end = min(period.start.day, last), min(period.end.day, last)
    now = Period(period.start.replace(day=start), period.end.replace(day=end))
    return Comparison(now, Period(date(year, month, start), date(year, month, end)), end < period.end.day)


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
