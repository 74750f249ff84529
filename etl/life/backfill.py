"""Reads the past of a source again, window by window where its platform takes an end; resumable, and no alarm."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from etl.batch import transaction
from etl.cursor import Cursor
from etl.file_ledger import say_refused
from etl.life.corrections import settle_corrections
from etl.life.filling import Filled, Filling
from etl.life.holding import holding
from etl.life.narrowing import ends_by_order, takes_an_end
from etl.life.pause import refuse_paused
from etl.life.stretch import Stretch, plan
from etl.run import Report
from etl.source import Dataset, Source
from etl.surroundings import Surroundings

_OPEN = """
SELECT backfill_id::text FROM cockpit.backfill
WHERE city_code = %(city)s AND source_key = %(source)s AND dataset = %(dataset)s AND finished_at IS NULL
AND starts_at = %(start)s AND window_days IS NOT DISTINCT FROM %(days)s
AND (%(open)s OR ends_at IS NOT DISTINCT FROM %(end)s)
AND backfill_id NOT IN (SELECT backfill_id FROM cockpit.first_load WHERE backfill_id IS NOT NULL)
ORDER BY asked_at DESC LIMIT 1
"""


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


def backfill_source(
    source: Source,
    surroundings: Surroundings,
    order: Order,
    report: Report | None = None,
) -> Filled:
    """Read the stretch again, whatever was read before. The same order after a failure goes on where that one ended.

    The watermark does not move, and a failure is raised but not written down as one of the source: SourceUnavailable,
    SourceChanged, FilesRefused, SiteInvalid or SourcePaused.
    """
    refuse_paused(surroundings.engine, source)
    with holding(source, surroundings, "backfilling"):
        settle_corrections(source, surroundings)
        done = Filled()
        for dataset in source.datasets:
            done += _Backfill(source, dataset, surroundings, order).run(report)
        say_refused(surroundings.engine, source)
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
            stretch = self._stretch()
            identifier = self._open(cursor, stretch) or plan(cursor, self.source, self.dataset, stretch)
        order = (self.order.newest_first, self.order.throttle)
        return Filling(self.source, self.dataset, self.surroundings, identifier, *order).run(report)

    def _open(self, cursor: Cursor, stretch: Stretch) -> str | None:
        """The backfill that the same order began and did not finish."""
        values: dict[str, Any] = {"city": self.source.city_code, "source": self.source.key, "start": stretch.start}
        values |= {"end": stretch.end, "dataset": self.dataset.name, "days": stretch.days}
        # Without an end the order means 'until now', and now has moved on since.
        cursor.execute(_OPEN, {**values, "open": self.order.end is None})
        row = cursor.fetchone()
        return row[0] if row else None

    def _stretch(self) -> Stretch:
        """What the order means for this dataset.

        Where the platform takes no end but gives records in order of change, windows only where the newest come first;
        else no end and one window.
        """
        zone = ZoneInfo(self.source.time_zone)
        start = datetime.combine(self.order.start, time(), zone)
        since = self.dataset.since
        last, ordered = self.order.end, ends_by_order(self.source, self.dataset)
        if since is None or not (takes_an_end(self.dataset) or ordered):
            return Stretch(start, None, None)
        if not takes_an_end(self.dataset) and not self.order.newest_first:
            return Stretch(start, max(start, _after(last, zone)) if last else None, None)
        end = _after(last, zone) if last else datetime.now(UTC)
        return Stretch(start, max(start, end), min(self.order.window, since.window_days or self.order.window))


def _after(day: date, zone: ZoneInfo) -> datetime:
    """The midnight that ends a day."""
    return datetime.combine(day + timedelta(days=1), time(), zone)
