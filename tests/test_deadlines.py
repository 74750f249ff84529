"""When something is due: the one function against counting on fingers, and days that everybody in China knew."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.deadlines import HOURS, NATURAL_DAYS, UNITS, WORKING_DAYS, WORKING_HOURS, Calendar, due, read_office_hours
from etl.site.calendars import read_calendar

EPOCH = datetime(1970, 1, 1)
OFFICE = "08:30-12:00 14:30-17:30"
OPEN = read_office_hours(OFFICE)
FIRST = date(2026, 1, 1)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Calendar:
    """The calendar of a site that overrides nothing."""
    rows = read_calendar(tmp_path_factory.mktemp("site"))
    return Calendar.of((row["day"], row["working"], row["source"] == "assumed") for row in rows)


def seconds(moment: datetime) -> int:
    return int((moment - EPOCH).total_seconds())


def one(start: str, value: float, unit: str, calendar: Calendar, office: str = OFFICE) -> tuple[str, bool]:
    """The due moment of one start, as a text, and whether it is provisional."""
    moments, provisional = due(
        np.array([seconds(datetime.fromisoformat(start))]), value, unit, calendar, read_office_hours(office)
    )
    return str(EPOCH + timedelta(seconds=int(moments[0]))), bool(provisional[0])


@pytest.mark.parametrize(
    ("start", "value", "unit", "expected"),
    [
        # 国庆 2026 is 1–7 October; Sunday 20 September and Saturday 10 October are worked instead.
        ("2026-09-30 09:00", 1, WORKING_DAYS, "2026-10-08 23:59:59"),
        ("2026-09-30 09:00", 3, WORKING_DAYS, "2026-10-10 23:59:59"),
        ("2026-09-18 16:00", 1, WORKING_DAYS, "2026-09-20 23:59:59"),
        ("2026-10-01 09:00", 1, WORKING_DAYS, "2026-10-08 23:59:59"),
        ("2026-09-30 09:00", 1, NATURAL_DAYS, "2026-10-01 23:59:59"),
        ("2026-09-30 09:00", 24, HOURS, "2026-10-01 09:00:00"),
        ("2026-09-30 09:00", 0.5, HOURS, "2026-09-30 09:30:00"),
        ("2026-09-30 16:30", 4, WORKING_HOURS, "2026-10-08 11:30:00"),
        ("2026-09-29 08:30", 3.5, WORKING_HOURS, "2026-09-29 12:00:00"),
        ("2026-09-29 13:00", 1, WORKING_HOURS, "2026-09-29 15:30:00"),
        ("2026-09-29 03:00", 1, WORKING_HOURS, "2026-09-29 09:30:00"),
        ("2026-10-03 03:00", 6.5, WORKING_HOURS, "2026-10-08 17:30:00"),
        ("2026-10-09 20:00", 7, WORKING_HOURS, "2026-10-12 09:00:00"),
        ("2026-12-20 10:00", 8, WORKING_DAYS, "2026-12-30 23:59:59"),
    ],
)  # fmt: skip
def test_days_that_are_announced(published: Calendar, start: str, value: float, unit: str, expected: str) -> None:
    assert one(start, value, unit, published) == (expected, False)


@pytest.mark.parametrize(
    ("start", "value", "unit", "expected"),
    [
        # Nobody has announced 2027: 元旦 counts as the Friday it is, until it is.
        ("2026-12-20 10:00", 10, WORKING_DAYS, "2027-01-01 23:59:59"),
        ("2026-12-31 17:00", 1, WORKING_HOURS, "2027-01-01 09:00:00"),
        ("2031-05-01 09:00", 1, WORKING_DAYS, "2031-05-02 23:59:59"),
        ("2031-05-03 09:00", 7, WORKING_HOURS, "2031-05-06 09:00:00"),
        ("2099-12-31 09:00", 1, WORKING_DAYS, "2100-01-01 23:59:59"),
        ("1999-12-31 09:00", 1, WORKING_DAYS, "2000-01-03 23:59:59"),
    ],
)
def test_days_that_nobody_has_announced_are_provisional(
    published: Calendar, start: str, value: float, unit: str, expected: str
) -> None:
    assert one(start, value, unit, published) == (expected, True)


@pytest.mark.parametrize(("value", "unit"), [(24, HOURS), (90, NATURAL_DAYS)])
def test_what_counts_every_day_is_never_provisional(published: Calendar, value: float, unit: str) -> None:
    assert one("2031-05-01 09:00", value, unit, published)[1] is False


@pytest.mark.parametrize("bad", [(0, HOURS), (-1, WORKING_DAYS), (1.5, WORKING_DAYS), (1, "weeks"), (np.nan, HOURS)])
def test_what_is_no_deadline_is_refused(published: Calendar, bad: tuple[float, str]) -> None:
    with pytest.raises(ValueError, match="no deadline"):
        one("2026-09-30 09:00", *bad, published)


@pytest.mark.parametrize(
    "text", ["12:00-08:00", "08:00-12:00 11:00-15:00", "8-12", "08:00", "08:00-25:00", "08:00-08:00"]
)
def test_office_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write"):
        read_office_hours(text)


CALENDARS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40).map(
    lambda rows: Calendar.of((FIRST + timedelta(days=at), *row) for at, row in enumerate(rows))
)
STARTS = st.datetimes(datetime(2025, 12, 20), datetime(2026, 3, 20)).map(lambda each: each.replace(microsecond=0))


def amounts(unit: str) -> st.SearchStrategy[float]:
    """Values of a unit: whole days, quarters of an hour."""
    days = unit in (WORKING_DAYS, NATURAL_DAYS)
    return st.integers(1, 30).map(float) if days else st.integers(1, 200).map(lambda quarters: quarters / 4)


def worked(calendar: Calendar, day: date) -> tuple[bool, bool]:
    """Whether a day is a working day, and whether that is assumed."""
    at = (day - EPOCH.date()).days - calendar.first
    inside = 0 <= at < len(calendar.working)
    return (bool(calendar.working[at]), bool(calendar.assumed[at])) if inside else (day.weekday() < 5, True)


def counted(start: datetime, value: float, unit: str, calendar: Calendar) -> tuple[datetime, bool]:
    """The same by counting: day after day, minute after minute."""
    day, doubts = start.date(), [worked(calendar, start.date())[1]]
    if unit == WORKING_DAYS:
        left = int(value)
        while left:
            day += timedelta(days=1)
            left -= worked(calendar, day)[0]
            doubts.append(worked(calendar, day)[1])
        return datetime.combine(day, datetime.min.time()) + timedelta(seconds=86_399), any(doubts)
    left = round(value * 3600)
    while True:
        for opening, closing in OPEN if worked(calendar, day)[0] else ():
            midnight = datetime.combine(day, datetime.min.time())
            begin = max(midnight + timedelta(seconds=opening), start)
            room = int((midnight + timedelta(seconds=closing) - begin).total_seconds())
            if 0 < room < left:
                left -= room
            elif room >= left:
                return begin + timedelta(seconds=left), any(doubts)
        day += timedelta(days=1)
        doubts.append(worked(calendar, day)[1])


@given(CALENDARS, st.lists(STARTS, min_size=1, max_size=5), st.sampled_from(UNITS), st.data())
def test_it_is_what_counting_gives_and_grows_with_start_and_value(
    calendar: Calendar, starts: list[datetime], unit: str, data: st.DataObject
) -> None:
    value = data.draw(amounts(unit))
    began = np.array(sorted(seconds(start) for start in starts))
    moments, provisional = due(began, value, unit, calendar, OPEN)
    assert (moments > began).all()
    assert all(early <= late for early, late in pairwise(moments.tolist()))
    assert (due(began, value + 1, unit, calendar, OPEN)[0] > moments).all()
    if unit in (HOURS, NATURAL_DAYS):
        assert not provisional.any()
        return
    for start, moment, doubt in zip(began.tolist(), moments.tolist(), provisional.tolist(), strict=True):
        expected = counted(EPOCH + timedelta(seconds=start), value, unit, calendar)
        assert (EPOCH + timedelta(seconds=moment), doubt) == expected
