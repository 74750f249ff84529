"""The ledger of loads: what each batch did, what it turned away, how far a source has been read, what failed."""

import hashlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg2.extras import execute_values
from psycopg2.sql import SQL, Identifier

from data_access.schema import BATCHES
from etl.cursor import Cursor
from etl.mapping.mapper import Reject
from etl.quality import Arrivals
from etl.staging import BatchStamp

_LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Counts:
    """extracted = inserted + updated + unchanged + superseded + rejected; deleted and unmapped are counted apart."""

    extracted: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    superseded: int = 0
    rejected: int = 0
    deleted: int = 0
    unmapped: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a dataset has been read: the watermark in ISO 8601 (None: not moved) and the source's own time.

    `source_time` is None where no source was asked.
    """

    watermark: str | None
    source_time: datetime | None


NOT_ASKED = Progress(None, None)


def new_identifier() -> UUID:
    """A UUIDv7 (RFC 9562, 5.7): 48 bits of milliseconds, then random; sorts by time."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    return UUID(int=(value & ~(0x3 << 62)) | (0x2 << 62))


def write_batch(
    cursor: Cursor,
    stamp: BatchStamp,
    dataset: str,
    counts: Counts,
    arrivals: Arrivals,
    progress: Progress,
) -> None:
    """The batch's line in the ledger, and its numbers in the mart of the ledger.

    The database refuses a line that does not add up.
    """
    day = stamp.loaded_at.astimezone(ZoneInfo(stamp.zone)).date()
    numbers = {each.name: getattr(of, each.name) for of in (counts, arrivals) for each in fields(of)}
    cursor.execute(
        SQL(
            "INSERT INTO cockpit.batch (city_code, batch_id, source_key, dataset, started_at, finished_at, "
            "purpose, source_time, watermark, day, {}) "
            "VALUES (%s, %s, %s, %s, %s, clock_timestamp(), %s, %s, %s, %s, {})"
        ).format(SQL(", ").join(map(Identifier, numbers)), SQL(", ").join([SQL("%s")] * len(numbers))),
        (
            stamp.city_code,
            str(stamp.batch_id),
            stamp.source_key,
            dataset,
            stamp.loaded_at,
            stamp.purpose,
            progress.source_time,
            progress.watermark,
            day,
            *numbers.values(),
        ),
    )
    _add_to_mart(cursor, (stamp.city_code, day, stamp.purpose, stamp.source_key, dataset), {"batches": 1, **numbers})


def _add_to_mart(cursor: Cursor, key: tuple[str, date, str, str, str], numbers: Mapping[str, int | str]) -> None:
    """Add a batch's numbers to the sums of its day: reading the other batches of the day again would cost ever more."""
    cursor.execute(
        SQL(
            "INSERT INTO cockpit.mart_batch_day AS known (city_code, day, kind, source_key, category, {names}) "
            "VALUES (%s, %s, %s, %s, %s, {values}) "
            "ON CONFLICT (city_code, day, kind, source_key, category) DO UPDATE SET {sums}"
        ).format(
            names=SQL(", ").join(map(Identifier, BATCHES.measures)),
            values=SQL(", ").join([SQL("%s")] * len(BATCHES.measures)),
            sums=SQL(", ").join(
                SQL("{0} = known.{0} + excluded.{0}").format(Identifier(name)) for name in BATCHES.measures
            ),
        ),
        (*key, *(numbers[name] for name in BATCHES.measures)),
    )


def write_quarantine(cursor: Cursor, stamp: BatchStamp, dataset: str, rejects: Sequence[Reject]) -> int:
    """Locator, reason and scrubbed mapped values of every rejected record, once each; how many were not known."""
    key, moment = (stamp.city_code, stamp.source_key, dataset), stamp.loaded_at
    rows = {
        (_record_of(each), each.reason): (each.locator, json.dumps(each.mapped), moment, moment) for each in rejects
    }
    if not rows:
        return 0
    found = execute_values(
        cursor,
        "INSERT INTO cockpit.quarantine "
        "(city_code, source_key, dataset, record, reason, locator, mapped, first_seen, last_seen) VALUES %s "
        "ON CONFLICT (city_code, source_key, dataset, record, reason) DO UPDATE SET "
        "locator = excluded.locator, mapped = excluded.mapped, last_seen = excluded.last_seen "
        "RETURNING first_seen = last_seen",
        [(*key, *what, *values) for what, values in rows.items()],
        fetch=True,
    )
    return sum(new for (new,) in found)


def leave_quarantine(
    cursor: Cursor, stamp: BatchStamp, dataset: str, rejects: Sequence[Reject], locators: Sequence[str] = ()
) -> None:
    """Forget what was wrong with records that pass now, and what is no longer wrong with those turned away again.

    A state that is older than the one turned away says nothing of it, unless that one's time was wrong.
    `locators`: where locators last, those of all records of the batch; a record that had no key is known by its own.
    """
    key = (stamp.city_code, stamp.source_key, dataset)
    wrong = tuple((_record_of(each), each.reason) for each in rejects)
    records = [record for record, _ in wrong]
    # Both sides may be large here; elsewhere a batch looks up its own keys only.
    cursor.execute("SET LOCAL enable_hashjoin = on")
    cursor.execute(
        """
        DELETE FROM cockpit.quarantine AS held USING change
        WHERE held.city_code = %s AND held.source_key = %s AND held.dataset = %s
        AND change.record_key = held.record AND change.action <> 'superseded'
        AND (held.reason = 'changed_in_the_future'
            OR coalesce(change.updated_at >= (held.mapped ->> 'updated_at')::timestamptz, true))
        AND held.record <> all(%s::text[])
        """,
        (*key, records),
    )
    if wrong:
        cursor.execute(
            "DELETE FROM cockpit.quarantine WHERE city_code = %s AND source_key = %s AND dataset = %s "
            "AND record = any(%s) AND (record, reason) NOT IN %s",
            (*key, records, wrong),
        )
    if locators:
        cursor.execute(
            "DELETE FROM cockpit.quarantine WHERE city_code = %s AND source_key = %s AND dataset = %s "
            "AND record = locator AND record = any(%s) AND record <> all(%s::text[])",
            (*key, list(locators), records),
        )


def _record_of(reject: Reject) -> str:
    return set_aside_as(reject.mapped.get("record_key", reject.locator))


def set_aside_as(key: str) -> str:
    """What stands for a record's key in quarantine."""
    return key if len(key) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()


def write_watermark(
    cursor: Cursor, city_code: str, source_key: str, dataset: str, progress: Progress, records: int = 0
) -> None:
    """How far the dataset has been read, and that it holds so many records more (or fewer).

    A watermark never moves back, and None leaves it where it is.
    """
    cursor.execute(
        """
        INSERT INTO cockpit.watermark AS known
            (city_code, source_key, dataset, value, source_time, checked_at, records)
        VALUES (%s, %s, %s, %s, %s, clock_timestamp(), %s)
        ON CONFLICT (city_code, source_key, dataset) DO UPDATE SET
            value = greatest(known.value, excluded.value),
            source_time = greatest(known.source_time, excluded.source_time),
            checked_at = excluded.checked_at,
            records = known.records + excluded.records
        """,
        (city_code, source_key, dataset, progress.watermark, progress.source_time, records),
    )


def count_records(cursor: Cursor, city_code: str, source_key: str, dataset: str, records: int) -> None:
    """The dataset holds so many records more (or fewer); how far it has been read stays as it is."""
    cursor.execute(
        """
        INSERT INTO cockpit.watermark AS known (city_code, source_key, dataset, records) VALUES (%s, %s, %s, %s)
        ON CONFLICT (city_code, source_key, dataset) DO UPDATE SET records = known.records + excluded.records
        """,
        (city_code, source_key, dataset, records),
    )


def read_watermark(cursor: Cursor, city_code: str, source_key: str, dataset: str) -> str | None:
    """The watermark in ISO 8601 with offset, in UTC; None: read everything."""
    cursor.execute(
        "SELECT value FROM cockpit.watermark WHERE city_code = %s AND source_key = %s AND dataset = %s",
        (city_code, source_key, dataset),
    )
    row = cursor.fetchone()
    return row[0] if row else None


def write_failure(cursor: Cursor, city_code: str, source_key: str, reason: str, sentence: str) -> None:
    """A load that failed, in words: one row a source, which counts how often until all its datasets load again."""
    cursor.execute(
        """
        INSERT INTO cockpit.load_failure AS known
            (city_code, source_key, first_failed_at, failed_at, times, reason, sentence)
        SELECT %(city)s, %(source)s, moment, moment, 1, %(reason)s, %(sentence)s
        FROM clock_timestamp() AS moment
        ON CONFLICT (city_code, source_key) DO UPDATE SET (first_failed_at, times) = (
                SELECT
                    CASE WHEN min(checked_at) > known.failed_at THEN excluded.failed_at ELSE known.first_failed_at END,
                    CASE WHEN min(checked_at) > known.failed_at THEN 1 ELSE known.times + 1 END
                FROM cockpit.watermark WHERE city_code = %(city)s AND source_key = %(source)s
            ),
            failed_at = excluded.failed_at,
            reason = excluded.reason,
            sentence = excluded.sentence
        """,
        {"city": city_code, "source": source_key, "reason": reason, "sentence": sentence[:2000]},
    )
