"""The ledger of loads: what each batch did, what it turned away, how far a source has been read, what failed."""

import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from psycopg2.extras import execute_values
from psycopg2.sql import SQL, Identifier

from etl.cursor import Cursor
from etl.mapping import Reject
from etl.staging import BatchStamp


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
    """How far a dataset has been read: the watermark in ISO 8601 (None: not moved) and the source's own time."""

    watermark: str | None
    source_time: datetime


def new_identifier() -> UUID:
    """A UUIDv7 (RFC 9562, 5.7): 48 bits of milliseconds, then random; sorts by time."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    return UUID(int=(value & ~(0x3 << 62)) | (0x2 << 62))


def write_batch(
    cursor: Cursor, stamp: BatchStamp, dataset: str, counts: Counts, content: str, progress: Progress
) -> None:
    """The batch's line in the ledger; the database refuses one that does not add up."""
    names = [each.name for each in fields(counts)]
    cursor.execute(
        SQL(
            "INSERT INTO cockpit.batch (city_code, batch_id, source_key, dataset, started_at, finished_at, "
            "source_time, content_hash, watermark, {}) VALUES (%s, %s, %s, %s, %s, clock_timestamp(), %s, %s, %s, {})"
        ).format(SQL(", ").join(map(Identifier, names)), SQL(", ").join([SQL("%s")] * len(names))),
        (
            stamp.city_code,
            str(stamp.batch_id),
            stamp.source_key,
            dataset,
            stamp.loaded_at,
            progress.source_time,
            content,
            progress.watermark,
            *[getattr(counts, name) for name in names],
        ),
    )


def write_quarantine(cursor: Cursor, stamp: BatchStamp, rejects: Sequence[Reject]) -> None:
    """Locator, reason and scrubbed mapped values of every rejected record."""
    rows = [
        (
            stamp.city_code,
            str(stamp.batch_id),
            ordinal,
            stamp.source_key,
            each.locator,
            each.reason,
            json.dumps(each.mapped),
        )
        for ordinal, each in enumerate(rejects)
    ]
    if rows:
        execute_values(
            cursor,
            "INSERT INTO cockpit.quarantine "
            "(city_code, batch_id, ordinal, source_key, locator, reason, mapped) VALUES %s",
            rows,
        )


def write_watermark(cursor: Cursor, city_code: str, source_key: str, dataset: str, progress: Progress) -> None:
    """How far the dataset has been read; a watermark never moves back, and None leaves it where it is."""
    cursor.execute(
        """
        INSERT INTO cockpit.watermark AS known (city_code, source_key, dataset, value, source_time, checked_at)
        VALUES (%s, %s, %s, %s, %s, clock_timestamp())
        ON CONFLICT (city_code, source_key, dataset) DO UPDATE SET
            value = greatest(known.value, excluded.value),
            source_time = greatest(known.source_time, excluded.source_time),
            checked_at = excluded.checked_at
        """,
        (city_code, source_key, dataset, progress.watermark, progress.source_time),
    )


def read_watermark(cursor: Cursor, city_code: str, source_key: str, dataset: str) -> str | None:
    """The watermark in ISO 8601 with offset, in UTC; None: read everything."""
    cursor.execute(
        "SELECT value FROM cockpit.watermark WHERE city_code = %s AND source_key = %s AND dataset = %s",
        (city_code, source_key, dataset),
    )
    row = cursor.fetchone()
    return row[0] if row else None


def file_was_read(cursor: Cursor, city_code: str, source_key: str, dataset: str, digest: str) -> bool:
    """Whether a file with this content was loaded to its end."""
    cursor.execute(
        "SELECT 1 FROM cockpit.file_seen "
        "WHERE city_code = %s AND source_key = %s AND dataset = %s AND content_hash = %s",
        (city_code, source_key, dataset, digest),
    )
    return cursor.fetchone() is not None


def write_file_seen(cursor: Cursor, stamp: BatchStamp, dataset: str, digest: str, name: str) -> None:
    """This file's content has been loaded to its end."""
    cursor.execute(
        "INSERT INTO cockpit.file_seen (city_code, source_key, dataset, content_hash, name, batch_id) "
        "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (stamp.city_code, stamp.source_key, dataset, digest, name, str(stamp.batch_id)),
    )


def write_failure(cursor: Cursor, city_code: str, source_key: str, reason: str, sentence: str) -> None:
    """A load that failed, in words; shown by `status` and on the screen until a load succeeds."""
    cursor.execute(
        "INSERT INTO cockpit.load_failure (city_code, failure_id, source_key, failed_at, reason, sentence) "
        "VALUES (%s, %s, %s, clock_timestamp(), %s, %s)",
        (city_code, str(new_identifier()), source_key, reason, sentence[:2000]),
    )
