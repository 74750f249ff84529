"""Files in the ledger: which contents of a drop folder were loaded to their end, and which cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from etl.cursor import Cursor
from etl.staging import BatchStamp

# City, source and dataset.
Mine = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """A content that was loaded to its end: under which name last, and by which batch; batches sort by time."""

    name: str
    batch: str


def read_files_seen(cursor: Cursor, mine: Mine) -> tuple[dict[str, Known], list[tuple[str, str, datetime, int]]]:
    """The contents of a dataset that were loaded, by SHA-256, and those that cannot be: hash, TOML, when, how often."""
    where = "WHERE city_code = %s AND source_key = %s AND dataset = %s"
    cursor.execute(f"SELECT content_hash, name, batch_id::text FROM cockpit.file_seen {where}", mine)  # nosec B608
    seen = {digest: Known(name, batch) for digest, name, batch in cursor.fetchall()}
    cursor.execute(f"SELECT content_hash, declared, failed_at, times FROM cockpit.file_fault {where}", mine)  # nosec B608
    return seen, cursor.fetchall()


def write_file_seen(cursor: Cursor, stamp: BatchStamp, dataset: str, digest: str, name: str) -> None:
    """This file's content has been loaded to its end; what was wrong with it is over."""
    mine = (stamp.city_code, stamp.source_key, dataset, digest)
    cursor.execute(
        "INSERT INTO cockpit.file_seen (city_code, source_key, dataset, content_hash, name, batch_id) "
        "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (city_code, source_key, dataset, content_hash) "
        "DO UPDATE SET name = excluded.name, batch_id = excluded.batch_id",
        (*mine, name, str(stamp.batch_id)),
    )


def write_file_fault(cursor: Cursor, mine: Mine, file: tuple[str, str], declared: str, sentence: str) -> None:
    """A file (hash and name) cannot be loaded as the dataset is `declared`, in words; tries are counted."""
    cursor.execute(
        """
        INSERT INTO cockpit.file_fault AS known (city_code, source_key, dataset, content_hash, name, declared,
            first_failed_at, failed_at, times, sentence)
        SELECT %s, %s, %s, %s, %s, %s, moment, moment, 1, %s FROM clock_timestamp() AS moment
        ON CONFLICT (city_code, source_key, dataset, content_hash) DO UPDATE SET
            name = excluded.name,
            declared = excluded.declared,
            failed_at = excluded.failed_at,
            times = known.times + 1,
            sentence = excluded.sentence
        """,
        (*mine, *file, declared, sentence[:2000]),
    )


def forget_file_faults(cursor: Cursor, mine: Mine, kept: Sequence[str]) -> None:
    """What was wrong with files is over, but for those whose hashes are `kept`."""
    cursor.execute(
        "DELETE FROM cockpit.file_fault "
        "WHERE city_code = %s AND source_key = %s AND dataset = %s AND content_hash <> all(%s::text[])",
        (*mine, list(kept)),
    )
