"""The causal model of the simulated platform: every event's whole life, drawn once, a month at a time."""

import calendar
from dataclasses import dataclass, fields
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from etl.demo import story
from etl.demo.catalogue import (
    EVENT_TYPES,
    FLOOD_TYPES,
    STREET_TRADE,
)
from etl.demo.story import DAY, seconds_of
from etl.demo.town import Town

Numbers = npt.NDArray[np.float64]
Seconds = npt.NDArray[np.int64]

HOUR = 3600
NEVER = np.int32(2**31 - 1)
REPORT, ACCEPT, DISPATCH, CLOSE, REOPEN, CLOSE_AGAIN, DELETE = range(7)
STEPS = 7

REPORTERS = 60_000
OFFLINE_REPORTS = 0.004
OFFLINE_CLOSES = 0.003
LONGEST_OFFLINE = 3 * DAY
REWORKED = 0.022
DELETED = 0.0005
WITHOUT_POINT = 0.04
COMMUNITY_ONLY = 0.02
# The first hot spot has been growing: before this span only a part of its events happened.
RISE = (date(2026, 1, 1), date(2026, 11, 1))
BEFORE_RISE = 0.45


@dataclass(frozen=True, slots=True)
class Events:
    """Lives of events in the order of their reports; one entry (or row) for each event.

    `steps` and `visible` have shape (events, STEPS), in local seconds since 1970, NEVER where a step is not taken:
    when a step was taken, and when the platform came to know it (later, where a device was offline). `spelling` is
    -1 for a unit no list knows. `place` is 2 with point and grid, 1 with grid only, 0 with community only.
    """

    day: npt.NDArray[np.int32]
    sequence: npt.NDArray[np.int32]
    steps: npt.NDArray[np.int32]
    visible: npt.NDArray[np.int32]
    deadline: npt.NDArray[np.int32]
    grid: npt.NDArray[np.int16]
    kind: npt.NDArray[np.int8]
    channel: npt.NDArray[np.int8]
    spelling: npt.NDArray[np.int8]
    place: npt.NDArray[np.int8]
    point: npt.NDArray[np.int8]
    reporter: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.day)

    def chosen(self, which: npt.NDArray[np.integer]) -> "Events":
        """The events at the places `which`, in that order."""
        return Events(**{field.name: getattr(self, field.name)[which] for field in fields(self)})


def joined(parts: list[Events]) -> Events:
    """Several stretches of history as one."""
    names = [field.name for field in fields(Events)]
    return Events(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def report_times(first: date, dice: np.random.Generator, scale: float) -> Seconds:
    """Local seconds of all reports of the month that starts on `first`, in order; `scale` times as many as usual."""
    days = [first + timedelta(days=offset) for offset in range(calendar.monthrange(first.year, first.month)[1])]
    counts = dice.poisson([scale * story.expected_events(day) for day in days])
    starts = np.repeat([seconds_of(day) for day in days], counts)
    hours = [dice.choice(24, size, p=story.hour_shares(day.weekday())) for day, size in zip(days, counts, strict=True)]
    moments = starts + np.concatenate(hours) * HOUR + dice.integers(0, HOUR, len(starts))
    return np.sort(moments)


def event_types(report: Seconds, dice: np.random.Generator) -> npt.NDArray[np.int64]:
    """Places in EVENT_TYPES, by season and flood."""
    month = int(np.datetime64(int(report[0]), "s").astype("datetime64[M]").astype(int)) % 12
    rainy = month in story.RAINY_MONTHS
    weights = np.array([kind.weight * (kind.summer if rainy else 1.0) for kind in EVENT_TYPES])
    wet_weights = weights * [story.FLOOD_TYPE_FACTOR if kind.code in FLOOD_TYPES else 1.0 for kind in EVENT_TYPES]
    drawn = dice.random(len(report))
    wet = (report >= seconds_of(story.FLOOD[0])) & (report < seconds_of(story.FLOOD[1]))
    dry_kinds, wet_kinds = (np.searchsorted(np.cumsum(w) / w.sum(), drawn) for w in (weights, wet_weights))
    return np.where(wet, wet_kinds, dry_kinds)


def happens(
    report: Seconds, kind: npt.NDArray[np.int64], grid: npt.NDArray[np.int64], town: Town, dice: np.random.Generator
) -> npt.NDArray[np.bool_]:
    """Which of the drawn events take place: interventions, types not yet known, and the growing hot spot thin them."""
    chance = np.ones(len(report))
    since = np.array([seconds_of(date.fromisoformat(kind.since)) if kind.since else 0 for kind in EVENT_TYPES])
    chance[report < since[kind]] = 0.0
    trade = kind == [kind.code for kind in EVENT_TYPES].index(STREET_TRADE)
    there = town.county[grid] == story.COUNTIES.index(story.STREET_TRADE_COUNTY)
    chance[trade & there & (report >= seconds_of(story.STREET_TRADE_DAY))] = story.STREET_TRADE_LEFT
    rise = np.interp(report, [seconds_of(day) for day in RISE], [BEFORE_RISE, 1.0])
    chance[town.rising[grid]] *= rise[town.rising[grid]]
    return np.asarray(dice.random(len(report)) < chance)


def daytime(moments: Seconds) -> Seconds:
    """Moments before seven in the morning brought to the hour from seven."""
    of_day = moments % DAY
    return np.where(of_day < 7 * HOUR, moments - of_day + 7 * HOUR + of_day // 7, moments)


def deadlines(accept: Seconds, kind: npt.NDArray[np.int64]) -> Seconds:
    """Natural days by type; one of three days or more that ends on a weekend moves to the Monday after.
    A simplification for the demonstration: no regulation says so."""
    days = np.array([kind.days for kind in EVENT_TYPES])[kind]
    due = accept + days * DAY
    weekday = (due // DAY + 3) % 7
    return np.asarray(due + np.where((days >= 3) & (weekday >= 5), 7 - weekday, 0) * DAY)


def lateness(
    county: npt.NDArray[np.int64], factor: Numbers, deadline: Seconds, dice: np.random.Generator
) -> tuple[npt.NDArray[np.bool_], Seconds]:
    """Which events are late, and by how many seconds. `factor`: how much likelier than others of their county."""
    mean = np.bincount(county, factor, len(story.COUNTIES)) / np.maximum(np.bincount(county, None, 7), 1)
    chance = (1 - story.punctuality(county, deadline) / 100) * factor / mean[county]
    late = dice.random(len(county)) < np.minimum(chance, 0.9)
    median = np.array([story.OVERDUE_DAYS.get(code, story.OVERDUE_DAYS_ELSEWHERE) for code in story.COUNTIES])
    by_days = np.minimum(median[county] * dice.lognormal(0.0, 0.9, len(county)), 120.0)
    return late, (by_days * DAY).astype(np.int64) + 60
