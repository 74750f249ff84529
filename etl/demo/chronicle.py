"""The memory of a simulated list: records drawn a month at a time, and what is known of each at a moment."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.demo.story import EPOCH
from etl.demo.world import World

Numbers = npt.NDArray[np.int64]

# All states of the records that begin in a month, one row a state: `key`, `visible` (local seconds since 1970: when
# the platform came to know it) and whatever else a record says. The order of rows is the order of records.
Draw = Callable[[date, np.random.Generator], pd.DataFrame]

_LOCAL_EPOCH = datetime(EPOCH.year, EPOCH.month, EPOCH.day)
# Months after which nothing changes in a record any more.
_SETTLED_AFTER = 6
# So many states are kept in memory, but at least so many months: a page by time of change needs those around it, and
# what is new in each of the last.
_KEPT_STATES, _KEPT_MONTHS = 150_000, 24


@dataclass(frozen=True, slots=True)
class Known:
    """Records known at a moment, those changed last at the end: when each changed, its month and its row there."""

    updated: Numbers
    months: Numbers
    rows: Numbers

    def __len__(self) -> int:
        return len(self.updated)

    def part(self, start: int, stop: int | None = None) -> "Known":
        """Some of them, by their places."""
        return Known(self.updated[start:stop], self.months[start:stop], self.rows[start:stop])

    def since(self, moment: int) -> "Known":
        """Those that changed at `moment` (local seconds) or later."""
        return self.part(int(np.searchsorted(self.updated, moment)))


def seconds(moment: datetime) -> int:
    """Seconds since 1970-01-01 00:00 by the wall clock of the cities."""
    return int((moment.replace(tzinfo=None) - _LOCAL_EPOCH).total_seconds())


class Chronicle:
    """One list of a platform. The same world and draw give the same answers; one object serves many threads."""

    def __init__(self, world: World, name: str, draw: Draw) -> None:
        self._world, self._name, self._draw = world, name, draw
        self._frames: OrderedDict[int, pd.DataFrame] = OrderedDict()
        self._settled: dict[int, tuple[Numbers, Numbers]] = {}
        self._last: tuple[int, int, Known] | None = None
        self._lock = threading.RLock()

    def at(self, moment: datetime, since: datetime | None = None) -> Known:
        """What is known at `moment`, a local time; only what changed at `since` or later where that is given.

        Months whose records no longer change by then are not drawn.
        """
        with self._lock:
            now, first = seconds(moment), _month_of(self._world.history_from)
            if since is not None:
                first = max(first, min(_month_of(since), _month_of(moment)) - _SETTLED_AFTER)
            if self._last is None or self._last[:2] != (now, first):
                self._last = now, first, self._look(now, first, _month_of(moment))
            known = self._last[2]
            return known if since is None else known.since(seconds(since))

    def records(self, known: Known) -> pd.DataFrame:
        """The records themselves, in the order of `known`: what `draw` said, without `visible`, and `updated`."""
        with self._lock:
            parts = []
            for month in np.unique(known.months):
                places = np.flatnonzero(known.months == month)
                parts.append(self._frame(int(month)).iloc[known.rows[places]].set_index(places))
            if not parts:
                return pd.DataFrame()
            found = pd.concat(parts).sort_index()
            return found.drop(columns="visible").assign(updated=known.updated)

    def months(self, moment: datetime) -> Iterator[pd.DataFrame]:
        """All records known at `moment`, a month at a time, as `records` gives them: for who wants everything once."""
        with self._lock:
            now, current = seconds(moment), _month_of(moment)
            for month in range(_month_of(self._world.history_from), current + 1):
                updated, rows = self._known(month, now, settled=month < current - _SETTLED_AFTER)
                yield self._frame(month).iloc[rows].drop(columns="visible").assign(updated=updated)
                if month in self._settled:
                    del self._frames[month]

    def _look(self, now: int, first: int, current: int) -> Known:
        # The oldest last: a list is read from its beginning, and what was drawn last is still there then.
        told = [
            self._known(month, now, settled=month < current - _SETTLED_AFTER)
            for month in reversed(range(first, current + 1))
        ][::-1]
        updated = np.concatenate([each[0] for each in told])
        rows = np.concatenate([each[1] for each in told])
        months = np.repeat(np.arange(first, current + 1), [len(each[0]) for each in told])
        order = np.argsort(updated, kind="stable")
        return Known(updated[order], months[order], rows[order])

    def _known(self, month: int, now: int, *, settled: bool) -> tuple[Numbers, Numbers]:
        if month in self._settled:
            return self._settled[month]
        frame = self._frame(month)
        visible = frame["visible"].to_numpy(dtype=np.int64)
        rows = np.flatnonzero(visible <= now)
        keys = frame["key"].to_numpy()[rows]
        # The states of a record follow each other; the last one that is known counts.
        last = np.append(keys[1:] != keys[:-1], True)[: len(rows)]
        found = visible[rows[last]], rows[last]
        if settled:
            self._settled[month] = found
        return found

    def _frame(self, month: int) -> pd.DataFrame:
        if month not in self._frames:
            first = date(month // 12, month % 12 + 1, 1)
            drawn = self._draw(first, self._world.dice(self._name, first))
            self._frames[month] = drawn.sort_values(["key", "visible"], kind="stable", ignore_index=True)
        self._frames.move_to_end(month)
        while len(self._frames) > _KEPT_MONTHS and sum(map(len, self._frames.values())) > _KEPT_STATES:
            self._frames.popitem(last=False)
        return self._frames[month]


def _month_of(day: date) -> int:
    return day.year * 12 + day.month - 1
