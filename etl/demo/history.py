"""The simulated platform's memory: all events since a day, and what the platform knows of them at a moment."""

import threading
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from etl.demo.lives import month_of_events
from etl.demo.model import NEVER, STEPS, Events, joined
from etl.demo.story import DAY, EPOCH, seconds_of
from etl.demo.town import Town

Rows = npt.NDArray[np.int64]
KEPT_SNAPSHOTS = 4


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the platform knows at `now` (local seconds): `order` holds the visible events, those changed last at the
    end (ties in the order of the event number); `updated` the time of the last step known of each, in that order."""

    now: int
    order: npt.NDArray[np.int32]
    updated: npt.NDArray[np.int32]


def last_steps(events: Events, now: int) -> npt.NDArray[np.int64]:
    """For each event the last step that the platform knows of at `now`; -1 where it does not know the event yet."""
    known = events.visible <= now
    return np.where(known.any(axis=1), STEPS - 1 - known[:, ::-1].argmax(axis=1), -1)


class History:
    """Events since a day, extended month by month as the clock goes on. One object serves many threads.

    `_coming`: moments after `_coming_from` at which something becomes known, in order, and the events concerned."""

    def __init__(self, town: Town, seed: int, since: date, scale: float = 1.0) -> None:
        self._town, self._seed, self._since, self._scale = town, seed, since, scale
        self._next_month = since.replace(day=1)
        self._lock = threading.Lock()
        self._snapshots: list[Snapshot] = []
        self._coming_from = 0
        self._coming: tuple[Rows, Rows] = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
        self.events = month_of_events(town, seed, self._next_month, scale).chosen(np.zeros(0, dtype=np.int64))

    def at(self, now: int) -> Snapshot:
        """What the platform knows at `now`. A later moment than the last one asked for costs little."""
        with self._lock:
            self._extend(now)
            known = next((kept for kept in reversed(self._snapshots) if kept.now <= now), None)
            if known is None or known.now < now:
                late_enough = known is not None and known.now >= self._coming_from
                known = self._advance(known, now) if known is not None and late_enough else self._whole(now)
                self._snapshots = sorted([*self._snapshots, known], key=lambda kept: kept.now)[-KEPT_SNAPSHOTS:]
            return known

    def _extend(self, now: int) -> None:
        until = EPOCH + timedelta(days=now // DAY + 2)
        parts = []
        while self._next_month <= until:
            part = month_of_events(self._town, self._seed, self._next_month, self._scale)
            parts.append(part.chosen(np.flatnonzero(part.day >= seconds_of(self._since) // DAY)))
            self._next_month = (self._next_month + timedelta(days=32)).replace(day=1)
        if parts:
            self.events = joined([self.events, *parts])
            self._coming_from = now
            rows, steps = np.nonzero((self.events.visible > now) & (self.events.visible < NEVER))
            moments = self.events.visible[rows, steps]
            order = np.argsort(moments)
            self._coming = moments[order].astype(np.int64), rows[order]

    def _known(self, rows: Rows, now: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        last = last_steps(self.events.chosen(rows), now)
        rows, last = rows[last >= 0], last[last >= 0]
        updated = self.events.steps[rows, last]
        order = np.argsort(updated, kind="stable")
        return rows[order].astype(np.int32), updated[order]

    def _whole(self, now: int) -> Snapshot:
        return Snapshot(now, *self._known(np.arange(len(self.events)), now))

    def _advance(self, before: Snapshot, now: int) -> Snapshot:
        """The next snapshot, from the one before and the few events that changed since."""
        moments, rows = self._coming
        changed = np.unique(
            rows[np.searchsorted(moments, before.now, "right") : np.searchsorted(moments, now, "right")]
        )
        if len(changed) == 0:
            return Snapshot(now, before.order, before.updated)
        touched = np.zeros(len(self.events), dtype=bool)
        touched[changed] = True
        stays = ~touched[before.order]
        order, updated = before.order[stays], before.updated[stays]
        new, when = self._known(changed, now)
        # Places are found by (time, event number), so that an event known late lands where a whole sort would put it.
        keys = updated.astype(np.int64) << 32 | order
        places = np.searchsorted(keys, when.astype(np.int64) << 32 | new)
        return Snapshot(now, np.insert(order, places, new), np.insert(updated, places, when))
