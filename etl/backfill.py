"""Reads the past of a source again, window by window where its platform takes an end; resumable, and no alarm."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from psycopg2.extras import execute_values

from etl.batch import transaction
from etl.corrections import settle_corrections
from etl.cursor import Cursor
from etl.holding import holding
from etl.ledger import Counts, Progress, new_identifier
from etl.narrowing import narrowed, takes_an_end
from etl.pause import refuse_paused
from etl.run import Report, Wish, run_dataset
from etl.source import Dataset, Source
from etl.surroundings import Surroundings

_OPEN = """
SELECT backfill_id::text FROM cockpit.backfill
WHERE city_code = %(city)s AND source_key = %(source)s AND dataset = %(dataset)s AND finished_at IS NULL
AND starts_at = %(start)s AND window_days IS NOT DISTINCT FROM %(days)s
AND (%(open)s OR ends_at IS NOT DISTINCT FROM %(end)s)
ORDER BY asked_at DESC LIMIT 1
"""
_DONE = """
UPDATE cockpit.backfill_window SET finished_at = clock_timestamp(),
    extracted = extracted + %s, inserted = inserted + %s, updated = updated + %s, rejected = rejected + %s
WHERE city_code = %s AND backfill_id = %s AND starts_at = %s
"""
_FINISH = "UPDATE cockpit.backfill SET finished_at = clock_timestamp() WHERE city_code = %s AND backfill_id = %s"


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asks for: `start` and `end` are the first and the last day (None: until now), in the source's zone.

    `window`: days read at once, where the platform takes an end, and never more than it gives; `throttle`: seconds to
    wait after each page.
    """

    start: date
    end: date | None = None
    window: int = 30
    throttle: float = 0.0
    newest_first: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of it: windows read now, windows that an earlier try had read, and what was loaded now."""

    read: int = 0
    before: int = 0
    counts: Counts = field(default_factory=Counts)

    def __add__(self, other: "Filled") -> "Filled":
        return Filled(self.read + other.read, self.before + other.before, self.counts + other.counts)


def backfill_source(
    source: Source,
    surroundings: Surroundings,
    order: Order,
    report: Report | None = None,
) -> Filled:
    """Read the stretch again, whatever was read before. The same order after a failure goes on where that one ended.

    The watermark does not move, and a failure is raised but not written down as one of the source: SourceUnavailable,
    SourceChanged, SiteInvalid or SourcePaused.
    """
    refuse_paused(surroundings.engine, source)
    with holding(source, surroundings, "backfilling"):
        settle_corrections(source, surroundings)
        done = Filled()
        for dataset in source.datasets:
            done += _Backfill(source, dataset, surroundings, order).run(report)
        return done


@dataclass(frozen=True, slots=True)
class _Backfill:
    """The backfill of one dataset."""

    source: Source
    dataset: Dataset
    surroundings: Surroundings
    order: Order

    def run(self, report: Report | None) -> Filled:
        with transaction(self.surroundings.engine) as cursor:
            identifier = self._open(cursor) or self._begin(cursor)
            windows = self._windows(cursor, identifier)
        counts, left = Counts(), [window for window in windows if window[3] is None]
        for start, end, reached, _ in left:
            refuse_paused(self.surroundings.engine, self.source)
            source, dataset = narrowed(self.source, self.dataset, end)
            keep = partial(self._keep, identifier=identifier, start=start)
            wish = Wish(throttle=self.order.throttle, purpose="backfill", start=reached or start, keep=keep)
            done = run_dataset(source, dataset, self.surroundings, report, wish)
            with transaction(self.surroundings.engine) as cursor:
                values = (done.extracted, done.inserted, done.updated, done.rejected)
                cursor.execute(_DONE, (*values, self.source.city_code, identifier, start))
            counts += done
        with transaction(self.surroundings.engine) as cursor:
            cursor.execute(_FINISH, (self.source.city_code, identifier))
        return Filled(len(left), len(windows) - len(left), counts)

    def _open(self, cursor: Cursor) -> str | None:
        """The backfill that the same order began and did not finish."""
        start, end, days = self._stretch()
        values: dict[str, Any] = {"city": self.source.city_code, "source": self.source.key, "start": start, "end": end}
        # Without an end the order means 'until now', and now has moved on since.
        cursor.execute(_OPEN, {**values, "dataset": self.dataset.name, "days": days, "open": self.order.end is None})
        row = cursor.fetchone()
        return row[0] if row else None

    def _begin(self, cursor: Cursor) -> str:
        identifier = str(new_identifier())
        start, end, days = self._stretch()
        cursor.execute(
            "INSERT INTO cockpit.backfill (city_code, backfill_id, source_key, dataset, starts_at, ends_at, "
            "window_days, asked_at) VALUES (%s, %s, %s, %s, %s, %s, %s, clock_timestamp())",
            (self.source.city_code, identifier, self.source.key, self.dataset.name, start, end, days),
        )
        rows, at = [], start
        while end is not None and at < end:
            until = min(at + timedelta(days=days or 0), end)
            rows.append((self.source.city_code, identifier, at, until, 0, 0, 0, 0))
            at = until
        execute_values(
            cursor,
            "INSERT INTO cockpit.backfill_window (city_code, backfill_id, starts_at, ends_at, extracted, inserted, "
            "updated, rejected) VALUES %s",
            rows or [(self.source.city_code, identifier, start, None, 0, 0, 0, 0)],
        )
        return identifier

    def _windows(self, cursor: Cursor, identifier: str) -> list[tuple[Any, ...]]:
        cursor.execute(
            "SELECT starts_at, ends_at, reached, finished_at FROM cockpit.backfill_window "
            "WHERE city_code = %s AND backfill_id = %s ORDER BY starts_at",
            (self.source.city_code, identifier),
        )
        rows = cursor.fetchall()
        return rows[::-1] if self.order.newest_first else rows

    def _stretch(self) -> tuple[datetime, datetime | None, float | None]:
        """From when to when, and the days of a window; None and None where the platform takes no end."""
        zone = ZoneInfo(self.source.time_zone)
        start = datetime.combine(self.order.start, time(), zone)
        since = self.dataset.since
        if since is None or not takes_an_end(self.dataset):
            return start, None, None
        last = self.order.end
        end = datetime.combine(last + timedelta(days=1), time(), zone) if last else datetime.now(UTC)
        return start, max(start, end), min(self.order.window, since.window_days or self.order.window)

    def _keep(self, cursor: Cursor, progress: Progress, *, identifier: str, start: datetime) -> None:
        """Where records come in order of change, the next try goes on from here."""
        cursor.execute(
            "UPDATE cockpit.backfill_window SET reached = greatest(reached, %s::timestamptz) "
            "WHERE city_code = %s AND backfill_id = %s AND starts_at = %s",
            (progress.watermark, self.source.city_code, identifier, start),
        )
