"""Reads a stretch of a dataset's past, window by window where its platform takes an end; goes on where it ended."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from etl.batch import transaction
from etl.cursor import Cursor
from etl.ledger import Counts, Progress
from etl.life.narrowing import narrowed
from etl.life.pause import refuse_paused
from etl.life.stretch import BEGINNING
from etl.run import Report, Wish, run_dataset
from etl.source import Dataset, Source
from etl.surroundings import Surroundings

_DONE = """
UPDATE cockpit.backfill_window SET finished_at = clock_timestamp(),
    extracted = extracted + %s, inserted = inserted + %s, updated = updated + %s, rejected = rejected + %s
WHERE city_code = %s AND backfill_id = %s AND starts_at = %s
"""
_FINISH = "UPDATE cockpit.backfill SET finished_at = clock_timestamp() WHERE city_code = %s AND backfill_id = %s"


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of it: windows read now, windows that an earlier try had read, and what was loaded now."""

    read: int = 0
    before: int = 0
    counts: Counts = field(default_factory=Counts)

    def __add__(self, other: "Filled") -> "Filled":
        return Filled(self.read + other.read, self.before + other.before, self.counts + other.counts)


@dataclass(frozen=True, slots=True)
class Filling:
    """Reads what was planned for one dataset."""

    source: Source
    dataset: Dataset
    surroundings: Surroundings
    identifier: str
    newest_first: bool = False
    throttle: float = 0.0
    # Told in the transaction that says that all windows are done.
    at_end: Callable[[Cursor, datetime | None], None] | None = None

    def run(self, report: Report | None, stopped: Callable[[], bool] | None = None) -> Filled:
        """Read the windows that are not done. Raises what a load raises, and SourcePaused."""
        with transaction(self.surroundings.engine) as cursor:
            windows = self._windows(cursor)
        counts, left = Counts(), [window for window in windows if window[3] is None]
        for start, end, reached, _ in left:
            refuse_paused(self.surroundings.engine, self.source)
            source, dataset = narrowed(self.source, self.dataset, end)
            wish = Wish(
                throttle=self.throttle,
                purpose="backfill",
                start=self._from(start, reached),
                end=end,
                keep=partial(self._keep, start=start),
                stopped=stopped,
            )
            done = run_dataset(source, dataset, self.surroundings, report, wish)
            with transaction(self.surroundings.engine) as cursor:
                values = (done.extracted, done.inserted, done.updated, done.rejected)
                cursor.execute(_DONE, (*values, self.source.city_code, self.identifier, start))
            counts += done
        with transaction(self.surroundings.engine) as cursor:
            cursor.execute(_FINISH, (self.source.city_code, self.identifier))
            if self.at_end is not None:
                reached_all = [window[2] for window in self._windows(cursor) if window[2] is not None]
                self.at_end(cursor, max(reached_all, default=None))
        return Filled(len(left), len(windows) - len(left), counts)

    def _from(self, start: datetime, reached: datetime | None) -> datetime | None:
        since = self.dataset.since
        if reached is not None and since is not None:
            # Some platforms give what changed after a moment: others of the same moment are read again.
            return max(start, reached - timedelta(minutes=since.overlap_minutes))
        return None if start == BEGINNING else start

    def _windows(self, cursor: Cursor) -> list[tuple[Any, ...]]:
        cursor.execute(
            "SELECT starts_at, ends_at, reached, finished_at FROM cockpit.backfill_window "
            "WHERE city_code = %s AND backfill_id = %s ORDER BY starts_at",
            (self.source.city_code, self.identifier),
        )
        rows = cursor.fetchall()
        return rows[::-1] if self.newest_first else rows

    def _keep(self, cursor: Cursor, progress: Progress, *, start: datetime) -> None:
        """Where records come in order of change, the next try goes on from here."""
        cursor.execute(
            "UPDATE cockpit.backfill_window SET reached = greatest(reached, %s::timestamptz) "
            "WHERE city_code = %s AND backfill_id = %s AND starts_at = %s",
            (progress.watermark, self.source.city_code, self.identifier, start),
        )
