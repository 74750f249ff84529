"""Merges what was staged into the facts, inside the batch's one transaction."""

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

from psycopg2.sql import SQL, Identifier, Literal

from etl.cursor import Cursor
from etl.entities import Entity
from etl.staging import BatchStamp, qualified

_SETTLE = Path(__file__).with_name("settle")
_CHANGED = "SELECT FROM change WHERE action IN ('insert', 'update') OR (action = 'delete' AND known) LIMIT 1"
_PRIMARY = ("city_code", "source_key", "record_key")


def merge(cursor: Cursor, entity: Entity, stamp: BatchStamp) -> tuple[Counter[str], list[date]]:
    """Apply the table `change` to the fact table. Returns how many records did what, and the days touched."""
    cursor.execute("SELECT action, known, deleted, count(*) FROM change GROUP BY 1, 2, 3")
    counts: Counter[str] = Counter()
    for action, known, deleted, number in cursor.fetchall():
        # Announcements of deletions are not records: only those that removed something are counted, apart.
        if not deleted:
            counts[action] += number
        elif action == "delete" and known:
            counts["delete"] += number
    if counts["insert"] or counts["update"]:
        _upsert(cursor, entity)
        _forget_tombstones(cursor, entity, stamp)
    _delete(cursor, entity, stamp)
    return counts, touched_days(cursor, entity)


def settle(cursor: Cursor, entity: Entity, city_code: str) -> list[date]:
    """Put right what other records count for, now that those of the table `change` are merged; the days concerned.

    The SQL gives one day a row; its parameter is city_code.
    """
    if not entity.settled:
        return []
    cursor.execute(_CHANGED)
    if cursor.fetchone() is None:
        return []
    cursor.execute(_settling(entity.key), {"city_code": city_code})
    return [row[0] for row in cursor.fetchall()]


@cache
def _settling(key: str) -> str:
    return (_SETTLE / f"{key}.sql").read_text(encoding="utf-8")


def _upsert(cursor: Cursor, entity: Entity) -> None:
    names = entity.told_columns
    cursor.execute(
        SQL(
            "INSERT INTO {} ({names}) SELECT {names} FROM change WHERE action IN ('insert', 'update') "
            "ON CONFLICT ({key}) DO UPDATE SET {sets}"
        ).format(
            qualified(entity.table),
            names=SQL(", ").join(map(Identifier, names)),
            key=SQL(", ").join(map(Identifier, _PRIMARY)),
            sets=SQL(", ").join(
                SQL("{0} = excluded.{0}").format(Identifier(name)) for name in names if name not in _PRIMARY
            ),
        )
    )


def _delete(cursor: Cursor, entity: Entity, stamp: BatchStamp) -> None:
    cursor.execute(
        """
        INSERT INTO cockpit.tombstone AS known (city_code, source_key, entity, record_key, deleted_at)
        SELECT city_code, source_key, %s, record_key, coalesce(updated_at, loaded_at)
        FROM change
        WHERE action = 'delete'
        ON CONFLICT (city_code, source_key, entity, record_key)
        DO UPDATE SET deleted_at = greatest(known.deleted_at, excluded.deleted_at)
        """,
        (entity.key,),
    )
    if cursor.rowcount:
        cursor.execute(
            SQL(
                "DELETE FROM {} WHERE city_code = {} AND source_key = {} "
                "AND record_key = any(ARRAY(SELECT record_key FROM change WHERE action = 'delete'))"
            ).format(qualified(entity.table), Literal(stamp.city_code), Literal(stamp.source_key))
        )


def _forget_tombstones(cursor: Cursor, entity: Entity, stamp: BatchStamp) -> None:
    """A record that the source shows again, with a newer time, is alive."""
    cursor.execute(
        """
        DELETE FROM cockpit.tombstone
        WHERE city_code = %s AND source_key = %s AND entity = %s
        AND record_key = any(ARRAY(SELECT record_key FROM change WHERE action = 'insert' AND was_deleted))
        """,
        (stamp.city_code, stamp.source_key, entity.key),
    )


def touched_days(cursor: Cursor, entity: Entity) -> list[date]:
    """The days, old and new, of what the table `change` inserts, updates or deletes; an update that only says that a
    record was changed later touches none."""
    days = [name for day, _ in entity.days for name in (day, f"old_{day}")]
    cursor.execute(
        SQL(
            "SELECT DISTINCT day FROM change CROSS JOIN LATERAL unnest(ARRAY[{}]) AS day "
            "WHERE day IS NOT NULL AND (action = 'insert' OR (action = 'update' AND other_content) "
            "OR (action = 'delete' AND known)) ORDER BY day"
        ).format(SQL(", ").join(map(Identifier, days)))
    )
    return [row[0] for row in cursor.fetchall()]
