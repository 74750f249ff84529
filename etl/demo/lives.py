"""The lives of one month's events, put together from the parts of the model."""

from datetime import date

import numpy as np
import numpy.typing as npt

from etl.demo import model
from etl.demo.catalogue import CHANNELS, EVENT_TYPES, OTHER_SPELLING_SHARE, UNITS, UNKNOWN_UNIT_SHARE
from etl.demo.model import ACCEPT, CLOSE, CLOSE_AGAIN, DELETE, DISPATCH, HOUR, NEVER, REOPEN, REPORT, STEPS, Events
from etl.demo.story import DAY
from etl.demo.town import POINTS_A_GRID, Town

Places = npt.NDArray[np.int64]
Times = npt.NDArray[np.int64]


def month_of_events(town: Town, seed: int, first: date, scale: float) -> Events:
    """All events reported in the month that starts on `first`; depends on nothing but the arguments."""
    dice = np.random.default_rng([seed, first.year, first.month])
    report = model.report_times(first, dice, scale)
    kind = model.event_types(report, dice)
    grid = np.searchsorted(town.cumulative, dice.random(len(report))).clip(0, len(town.cumulative) - 1)
    kept = model.happens(report, kind, grid, town, dice)
    report, kind, grid = report[kept], kind[kept], grid[kept]
    steps, visible, deadline = drawn_steps(report, kind, grid, town, dice)
    day = report // DAY
    first_of_day = np.searchsorted(day, day)
    count = len(report)
    channels = np.cumsum([share for _, share in CHANNELS])
    return Events(
        day=day.astype(np.int32),
        sequence=(np.arange(count) - first_of_day + 1).astype(np.int32),
        steps=steps.astype(np.int32),
        visible=visible.astype(np.int32),
        deadline=deadline.astype(np.int32),
        grid=grid.astype(np.int16),
        kind=kind.astype(np.int8),
        channel=np.searchsorted(channels, dice.random(count)).clip(0, len(CHANNELS) - 1).astype(np.int8),
        spelling=spellings(kind, dice),
        place=places(dice, count),
        point=(dice.random(count) ** 2 * POINTS_A_GRID).astype(np.int8),
        reporter=dice.integers(0, model.REPORTERS, count).astype(np.int32),
    )


def spellings(kind: Places, dice: np.random.Generator) -> npt.NDArray[np.int8]:
    """Which spelling of its unit's name an event carries; 0 is the official one, -1 a name nobody knows."""
    most = np.array([len(UNITS[event_type.unit]) for event_type in EVENT_TYPES])[kind]
    drawn = dice.random(len(kind))
    other = 1 + (dice.random(len(kind)) * (most - 1)).astype(np.int64)
    spelling = np.where(drawn < OTHER_SPELLING_SHARE, other, 0)
    return np.where(drawn > 1 - UNKNOWN_UNIT_SHARE, -1, spelling).astype(np.int8)


def places(dice: np.random.Generator, count: int) -> npt.NDArray[np.int8]:
    """How exactly each event says where it is: 2 point and grid, 1 grid, 0 community."""
    drawn = dice.random(count)
    limits = [model.COMMUNITY_ONLY, model.COMMUNITY_ONLY + model.WITHOUT_POINT]
    return np.searchsorted(limits, drawn).astype(np.int8)


def drawn_steps(
    report: Times, kind: Places, grid: Places, town: Town, dice: np.random.Generator
) -> tuple[Times, Times, Times]:
    """Steps and their visibility, both of shape (events, STEPS), and the deadline, in local seconds."""
    count = len(report)
    steps = np.full((count, STEPS), int(NEVER))
    steps[:, REPORT] = report
    known = report + offline(dice, count, model.OFFLINE_REPORTS)
    accept = model.daytime(known + minutes(dice, count, 12, 240))
    dispatch = accept + minutes(dice, count, 25, 480)
    deadline = model.deadlines(accept, kind)
    factor = np.array([event_type.slowness for event_type in EVENT_TYPES])[kind] * town.slowness[grid]
    late, by_seconds = model.lateness(town.county[grid], factor, deadline, dice)
    share = dice.beta(1.6, 2.4, count)
    in_time = dispatch + (share * (deadline - dispatch - 600)).astype(np.int64)
    close = evenings(np.where(late, deadline + by_seconds, in_time), np.where(late, deadline, dispatch))
    steps[:, ACCEPT], steps[:, DISPATCH], steps[:, CLOSE] = accept, dispatch, close
    reopen_some(steps, dice)
    delete_some(steps, dice)
    visible = steps.copy()
    visible[:, REPORT] = known
    delayed = steps[:, CLOSE] + offline(dice, count, model.OFFLINE_CLOSES)
    final = (steps[:, CLOSE] < NEVER) & (steps[:, REOPEN] == NEVER) & (steps[:, DELETE] == NEVER)
    visible[:, CLOSE] = np.where(final, delayed, steps[:, CLOSE])
    return steps, visible, deadline


def minutes(dice: np.random.Generator, count: int, median: float, most: float) -> Times:
    """Waiting times in seconds, mostly around `median` minutes, never above `most`."""
    drawn = median * dice.lognormal(0.0, 0.8, count)
    return (np.minimum(drawn, most) * 60).astype(np.int64) + 1


def offline(dice: np.random.Generator, count: int, share: float) -> Times:
    """Seconds by which a step is known later: 0 for most, 2 hours to 3 days where a device was offline."""
    delay = dice.integers(2 * HOUR, model.LONGEST_OFFLINE, count)
    return np.where(dice.random(count) < share, delay, 0)


def evenings(close: Times, earliest: Times) -> Times:
    """Closings at night moved back to the evening before, where that is still after `earliest`."""
    of_day = close % DAY
    moved = close - of_day - 3 * HOUR - of_day // 3
    return np.where((of_day < 7 * HOUR) & (moved > earliest), moved, close)


def reopen_some(steps: Times, dice: np.random.Generator) -> None:
    """In a few events the closing is the second one: a first closing and a reopening come before it."""
    chosen = dice.random(len(steps)) < model.REWORKED
    dispatch, close = steps[chosen, DISPATCH], steps[chosen, CLOSE]
    span = close - dispatch
    steps[chosen, CLOSE_AGAIN] = close
    steps[chosen, CLOSE] = dispatch + (span * dice.uniform(0.3, 0.5, len(span))).astype(np.int64)
    steps[chosen, REOPEN] = dispatch + (span * dice.uniform(0.6, 0.8, len(span))).astype(np.int64) + 1


def delete_some(steps: Times, dice: np.random.Generator) -> None:
    """Very few events are deleted days after they were accepted; no step follows a deletion."""
    chosen = np.flatnonzero(dice.random(len(steps)) < model.DELETED)
    deleted = steps[chosen, ACCEPT] + dice.integers(HOUR, 10 * DAY, len(chosen))
    for step in range(DISPATCH, DELETE):
        steps[chosen, step] = np.where(steps[chosen, step] > deleted, int(NEVER), steps[chosen, step])
    steps[chosen, DELETE] = deleted
