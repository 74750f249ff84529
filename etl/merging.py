"""Merges what was staged into the facts, inside the batch's one transaction."""

from collections import Counter, defaultdict

from psycopg2.sql import SQL, Identifier, Literal

from etl.cursor import Cursor
from etl.entities import Entity
from etl.settling import Days, settling_terms
from etl.staging import BatchStamp, qualified

_PRIMARY = ("city_code", "source_key", "record_key")


def merge(cursor: Cursor, entity: Entity, stamp: BatchStamp) -> tuple[Counter[str], Days]:
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
        _upsert(cursor, entity, stamp)
        _forget_tombstones(cursor, entity, stamp)
    _delete(cursor, entity, stamp)
    return counts, touched_days(cursor, entity)


def _upsert(cursor: Cursor, entity: Entity, stamp: BatchStamp) -> None:
    names, first = entity.told_columns, dict(entity.settled_first)
    cursor.execute(
        SQL(
            "INSERT INTO {} ({columns}) SELECT {values} FROM change WHERE action IN ('insert', 'update') "
            "ON CONFLICT ({key}) DO UPDATE SET {sets}"
        ).format(
            qualified(entity.table),
            columns=SQL(", ").join(map(Identifier, (*names, *first))),
            values=SQL(", ").join([*map(Identifier, names), *map(SQL, first.values())]),
            key=SQL(", ").join(map(Identifier, _PRIMARY)),
            sets=SQL(", ").join(
                SQL("{0} = excluded.{0}").format(Identifier(name)) for name in names if name not in _PRIMARY
            ),
        ),
        settling_terms(cursor, entity, stamp.city_code) if first else None,
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


def touched_days(cursor: Cursor, entity: Entity) -> Days:
    """The days, old and new, of what the table `change` inserts, updates or deletes; an update that only says that a
    record was changed later touches none."""
    found = [
        SQL("({}, {})").format(Identifier(f"{old}kind"), Identifier(f"{old}{day}"))
        for day, _ in entity.days
        for old in ("", "old_")
    ]
    cursor.execute(
        SQL(
            "SELECT DISTINCT source_key, of_day.kind, of_day.day "
            "FROM change CROSS JOIN LATERAL (VALUES {}) AS of_day (kind, day) "
            "WHERE of_day.day IS NOT NULL AND (action = 'insert' OR (action = 'update' AND other_content) "
            "OR (action = 'delete' AND known))"
        ).format(SQL(", ").join(found))
    )
    days: Days = defaultdict(set)
    for source, kind, day in cursor.fetchall():
        days[source, kind].add(day)
    return days
