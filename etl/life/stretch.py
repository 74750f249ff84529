"""A stretch of a dataset's past that is to be read, written down with its windows before the first is asked for."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from psycopg2.extras import execute_values

from etl.cursor import Cursor
from etl.ledger import new_identifier
from etl.source import Dataset, Source

# Stands where a stretch begins with the first record, whenever that changed.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when a dataset is read (BEGINNING; None: to its end), in windows of so many days (None: in one)."""

    start: datetime
    end: datetime | None
    days: float | None


def plan(cursor: Cursor, source: Source, dataset: Dataset, stretch: Stretch) -> str:
    """Write down what is to be read; returns its identifier."""
    identifier = str(new_identifier())
    start, end, days = stretch.start, stretch.end, stretch.days
    cursor.execute(
        "INSERT INTO cockpit.backfill (city_code, backfill_id, source_key, dataset, starts_at, ends_at, "
        "window_days, asked_at) VALUES (%s, %s, %s, %s, %s, %s, %s, clock_timestamp())",
        (source.city_code, identifier, source.key, dataset.name, start, end, days),
    )
    rows, at = [], start
    while end is not None and days is not None and at < end:
        until = min(at + timedelta(days=days), end)
        rows.append((source.city_code, identifier, at, until, 0, 0, 0, 0))
        at = until
    execute_values(
        cursor,
        "INSERT INTO cockpit.backfill_window (city_code, backfill_id, starts_at, ends_at, extracted, inserted, "
        "updated, rejected) VALUES %s",
        rows or [(source.city_code, identifier, start, end, 0, 0, 0, 0)],
    )
    return identifier
