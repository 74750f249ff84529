"""Merges what was staged into facts and marts, inside the batch's one transaction."""

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

from psycopg2.sql import SQL, Identifier, Literal

from etl.cursor import Cursor
from etl.entities import Entity
from etl.staging import BatchStamp, qualified

_MARTS = Path(__file__).with_name("marts")
_PRIMARY = ("city_code", "source_key", "record_key")


def lock_mart(cursor: Cursor, mart: str, city_code: str) -> None:
    """Queue behind other batches that touch the same mart of the same city; held until the transaction ends."""
    cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"mart:{mart}:{city_code}",))


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
    return counts, _touched_days(cursor, entity)


def refresh_marts(cursor: Cursor, entity: Entity, city_code: str, days: list[date]) -> None:
    """Recompute the touched days of the entity's mart and raise its version."""
    if not days:
        return
    cursor.execute(mart_sql(entity.mart), {"city_code": city_code, "days": days})
    cursor.execute(
        """
        INSERT INTO cockpit.mart_version AS known (city_code, mart, version, changed_at)
        VALUES (%s, %s, 1, clock_timestamp())
        ON CONFLICT (city_code, mart)
        DO UPDATE SET version = known.version + 1, changed_at = excluded.changed_at
        """,
        (city_code, entity.mart),
    )


@cache
def mart_sql(mart: str) -> str:
    """The SQL that recomputes some days of a mart; parameters city_code and days."""
    return (_MARTS / f"{mart}.sql").read_text(encoding="utf-8")


def _upsert(cursor: Cursor, entity: Entity) -> None:
    names = entity.table.columns.keys()
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


def _touched_days(cursor: Cursor, entity: Entity) -> list[date]:
    days = [name for day, _ in entity.days for name in (day, f"old_{day}")]
    cursor.execute(
        SQL(
            "SELECT DISTINCT day FROM change CROSS JOIN LATERAL unnest(ARRAY[{}]) AS day "
            "WHERE day IS NOT NULL AND (action IN ('insert', 'update') OR (action = 'delete' AND known)) ORDER BY day"
        ).format(SQL(", ").join(map(Identifier, days)))
    )
    return [row[0] for row in cursor.fetchall()]
