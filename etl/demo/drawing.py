"""How simulated records come about: when, where, how long an office takes, and what is seen of it step by step."""

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.demo import story
from etl.demo.story import DAY, seconds_of
from etl.demo.world import World

Numbers = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]

HOUR = 3600
# A step that is never taken.
NEVER = np.int64(2**40)
_EPOCH = np.datetime64("1970-01-01T00:00:00", "s")


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of record: the platform's code, how often it comes, its deadline in natural days, who handles it."""

    code: str
    weight: float
    days: float
    unit: str


def moments(world: World, first: date, a_day: float, growth: float, dice: np.random.Generator) -> Numbers:
    """Local seconds at which something begins in the month of `first`, in order; `a_day` of them on a usual day."""
    days = [first + timedelta(days=offset) for offset in range(calendar.monthrange(first.year, first.month)[1])]
    counts = dice.poisson([a_day * world.scale * world.rhythm(day, growth) for day in days])
    starts = np.repeat([seconds_of(day) for day in days], counts)
    shares = np.array([story.hour_shares(day.weekday()) for day in days]).cumsum(axis=1)[
        np.repeat(range(len(days)), counts)
    ]
    hours = (dice.random(len(starts))[:, None] > shares).sum(axis=1)
    return np.sort(starts + hours * HOUR + dice.integers(0, HOUR, len(starts)))


class Weighted(Protocol):
    """Something that comes as often as its weight says."""

    @property
    def weight(self) -> float:
        """Its share, before all shares are brought to 1."""


def places(weighted: Sequence[Weighted], count: int, dice: np.random.Generator) -> Numbers:
    """Places in `weighted` (communities, grids, sorts) of `count` records."""
    weights = np.array([each.weight for each in weighted])
    return dice.choice(len(weighted), count, p=weights / weights.sum())


# The same, by the name that says what is drawn.
sorts = places


def daytime(seconds: Numbers) -> Numbers:
    """Moments outside 8 to 18 o'clock brought to the next morning's first hour."""
    of_day = seconds % DAY
    late = of_day >= 18 * HOUR
    early = of_day < 8 * HOUR
    morning = seconds - of_day + 8 * HOUR + of_day % HOUR
    return np.where(late, morning + DAY, np.where(early, morning, seconds))


def handled(
    begun: Numbers, days: Shares, slowness: Shares, dice: np.random.Generator
) -> tuple[Numbers, Numbers, Numbers]:
    """When an office accepts, must be done, and is done: local seconds; done is NEVER for a few that stay open.

    `days`: the deadline in natural days; `slowness`: 1 where about nine of ten are on time, more where it is worse.
    """
    accepted = daytime(begun + (dice.lognormal(0.0, 0.8, len(begun)) * HOUR).astype(np.int64))
    due = accepted + (days * DAY).astype(np.int64)
    taken = days * 0.48 * slowness * dice.lognormal(0.0, 0.56, len(begun))
    done = daytime(accepted + (np.minimum(taken, 150.0) * DAY).astype(np.int64))
    return accepted, due, np.where(dice.random(len(begun)) < 0.004 * slowness, NEVER, done)


def texts(seconds: Numbers) -> npt.NDArray[np.object_]:
    """Local times as texts; None for NEVER."""
    if not len(seconds):
        return np.empty(0, dtype=object)
    known = np.minimum(seconds, NEVER - 1)
    written = np.datetime_as_string(_EPOCH + known.astype("timedelta64[s]"), unit="s")
    # A letter a column; a call for each text would take longer than all else.
    written.view("U1").reshape(len(written), -1)[:, len("2026-11-01")] = " "
    found: npt.NDArray[np.object_] = written.astype(object)
    found[seconds >= NEVER] = None
    return found


def rows_of(table: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Its rows in plain values, None where something is missing. pandas' own ways are made for other tables."""
    columns = []
    for _, column in table.items():
        values, missing = column.tolist(), column.isna()
        if missing.any():
            values = [None if nothing else value for value, nothing in zip(values, missing.tolist(), strict=True)]
        columns.append(values)
    return zip(*columns, strict=True)


def step_by_step(records: pd.DataFrame, steps: Mapping[str, tuple[str, Numbers]]) -> pd.DataFrame:
    """One row a record and step taken: its `visible` moment, its `status`, and the times known by then.

    `steps`: by column of a time the status that begins with it and the moments (local seconds), in order; a step is
    taken by those whose moment is not NEVER. Raises ValueError where a step comes before the one before it.
    """
    for (before, (_, earlier)), (name, (_, taken)) in pairwise(steps.items()):
        if (taken < earlier).any():
            raise ValueError(f"{name} comes before {before}")
    reached = [np.flatnonzero(taken < NEVER) for _, taken in steps.values()]
    at, step = np.concatenate(reached), np.repeat(np.arange(len(reached)), [len(each) for each in reached])
    states = records.iloc[at].reset_index(drop=True)
    states["visible"] = np.stack([taken for _, taken in steps.values()])[step, at]
    states["status"] = np.array([status for status, _ in steps.values()], object)[step]
    for place, (name, (_, taken)) in enumerate(steps.items()):
        written = texts(taken)[at]
        written[step < place] = None
        states[name] = pd.Series(written, dtype=object)
    return states
