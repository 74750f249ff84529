"""What the demonstration tells: how much happens when, how punctual each county is, a flood week, two interventions.

Everything is tied to calendar dates, never to the moment of a start, so a restart tells the same story. All of it is
invented; the levels of 2026 are those of the design's pictures.
"""

from datetime import date, timedelta
from functools import cache

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Seconds = npt.NDArray[np.int64]

DAY = 86_400
EPOCH = date(1970, 1, 1)

EVENTS_A_DAY = 72.0
REFERENCE_YEAR = 2026.5
YEARLY_GROWTH = 1.095
WEEKDAYS = (1.12, 1.05, 1.03, 1.0, 1.08, 0.92, 0.80)
MONTHS = (0.88, 0.84, 0.97, 1.03, 1.06, 1.08, 1.09, 1.06, 1.03, 1.02, 0.99, 0.95)
RAINY_MONTHS = (5, 6, 7, 8)
# Share of a day's events by hour; on Friday and Saturday the evening is busier.
HOURS = (3, 2, 2, 2, 3, 6, 16, 48, 74, 82, 70, 50, 32, 40, 68, 70, 62, 50, 36, 34, 32, 24, 12, 6)
BUSY_EVENING = {18: 12, 19: 42, 20: 62, 21: 40, 22: 10}

# Fixed dates. Those after the moon are given for each year; after the last year given there are none.
FIXED_HOLIDAYS = ((1, 1, 1), (4, 4, 3), (5, 1, 5), (10, 1, 7))
SPRING_FESTIVALS = (
    "2020-01-24", "2021-02-11", "2022-01-31", "2023-01-21", "2024-02-10", "2025-01-28", "2026-02-16", "2027-02-05",
    "2028-01-25",
)  # fmt: skip
HOLIDAY_FACTOR = 0.72

FLOOD = (date(2025, 6, 19), date(2025, 6, 26))
FLOOD_FACTOR = 1.45
FLOOD_TYPE_FACTOR = 7.0
FLOOD_LEVEL_DROP = 9.0
FLOOD_COUNTIES = ("341002", "341021", "341022")

# An intervention that works: from this day street trade in 屯溪 gets its own market, and reports of it fall.
STREET_TRADE_DAY = date(2026, 4, 1)
STREET_TRADE_COUNTY = "341002"
STREET_TRADE_LEFT = 0.45

# County code: share of the city's events, then how punctual it is (percent closed on time) by month.
SHARES = {
    "341002": 2918, "341003": 1604, "341004": 1187, "341021": 3142, "341022": 1872, "341023": 804, "341024": 1125,
}  # fmt: skip
LEVEL_MONTHS = (
    "2020-01", "2023-01", "2025-01", "2025-08", "2025-10", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09",
    "2026-10", "2026-12", "2027-06",
)  # fmt: skip
LEVELS = {
    "341002": (86.0, 89.5, 91.0, 91.3, 91.5, 94.1, 94.6, 95.2, 95.0, 95.8, 96.0, 96.1, 96.3),
    "341003": (87.5, 92.0, 94.0, 94.6, 94.8, 95.8, 96.1, 96.0, 96.9, 96.4, 96.6, 96.6, 96.8),
    "341004": (86.5, 90.5, 92.2, 92.6, 92.8, 93.8, 94.4, 95.1, 95.0, 94.7, 94.5, 94.6, 95.2),
    "341021": (88.0, 91.5, 93.0, 93.2, 93.2, 94.8, 94.2, 93.1, 91.6, 90.2, 88.8, 88.2, 94.0),
    "341022": (85.5, 89.0, 91.2, 91.8, 92.0, 94.0, 94.3, 94.1, 94.9, 94.4, 94.6, 94.7, 95.3),
    # The second intervention: a county centre that dispatches the same hour, opened in September 2025.
    "341023": (88.5, 89.5, 90.3, 90.5, 94.8, 95.1, 95.4, 95.0, 96.2, 95.7, 95.9, 95.9, 96.2),
    "341024": (86.0, 90.5, 92.5, 93.0, 93.0, 93.9, 94.0, 93.4, 93.1, 92.5, 92.2, 92.0, 94.5),
}
COUNTIES = tuple(SHARES)
# Median days by which a late event is late.
OVERDUE_DAYS = {"341021": 10.0}
OVERDUE_DAYS_ELSEWHERE = 6.5


def seconds_of(day: date) -> int:
    """Seconds from 1970-01-01 to the start of a day, both in local time."""
    return (day - EPOCH).days * DAY


@cache
def holidays(year: int) -> frozenset[date]:
    """Public holidays of a year, by fixed dates."""
    days = {
        date(year, month, day) + timedelta(days=offset)
        for month, day, length in FIXED_HOLIDAYS
        for offset in range(length)
    }
    starts = [date.fromisoformat(text) for text in SPRING_FESTIVALS if text.startswith(str(year))]
    return frozenset(days | {start + timedelta(days=offset) for start in starts for offset in range(8)})


def flooded(day: date) -> bool:
    """Whether a day lies in the flood week."""
    return FLOOD[0] <= day < FLOOD[1]


def expected_events(day: date) -> float:
    """How many events are reported on a day, on average."""
    year = day.year + (day.timetuple().tm_yday - 1) / 365.25
    level = EVENTS_A_DAY * YEARLY_GROWTH ** (year - REFERENCE_YEAR) * WEEKDAYS[day.weekday()] * MONTHS[day.month - 1]
    level *= HOLIDAY_FACTOR if day in holidays(day.year) else 1.0
    return float(level * (FLOOD_FACTOR if flooded(day) else 1.0))


@cache
def hour_shares(weekday: int) -> Numbers:
    """Share of a day's events in each of its 24 hours; weekday 0 is Monday."""
    evening = BUSY_EVENING if weekday in (4, 5) else {}
    hours = np.array([share + evening.get(hour, 0) for hour, share in enumerate(HOURS)], dtype=float)
    shares = np.asarray(hours / hours.sum())
    # The same for all who ask.
    shares.flags.writeable = False
    return shares


def _middle(month: str) -> int:
    return seconds_of(date.fromisoformat(f"{month}-16"))


def punctuality(counties: npt.NDArray[np.int64], moments: Seconds) -> Numbers:
    """Percent of events closed on time, by place of the county in COUNTIES and moment of the deadline."""
    knots = [_middle(month) for month in LEVEL_MONTHS]
    levels = np.empty(len(moments))
    for place, code in enumerate(COUNTIES):
        mine = counties == place
        levels[mine] = np.interp(moments[mine], knots, LEVELS[code])
        if code in FLOOD_COUNTIES:
            wet = mine & (moments >= seconds_of(FLOOD[0])) & (moments < seconds_of(FLOOD[1]) + 2 * DAY)
            levels[wet] -= FLOOD_LEVEL_DROP
    return levels
