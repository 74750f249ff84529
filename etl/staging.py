"""Stages one batch in a temporary table, applies the entity's checks, and decides what each record changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any
from uuid import UUID

from psycopg2.sql import SQL, Composable, Composed, Identifier, Literal
from sqlalchemy import DefaultClause, Table
from sqlalchemy.dialects import postgresql

from etl.cursor import Cursor
from etl.entities import Check, Entity

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


_DECIDE = """
CREATE TEMP TABLE change ON COMMIT DROP AS
SELECT ranked.*, {old_values}, old.record_key IS NOT NULL AS known,
    tombstone.record_key IS NOT NULL AS was_deleted,
    CASE
        WHEN ranked.place_in_batch > 1 OR ranked.updated_at < old.updated_at THEN 'superseded'
        WHEN tombstone.deleted_at >= ranked.updated_at THEN 'superseded'
        WHEN ranked.deleted THEN 'delete'
        WHEN old.record_key IS NULL THEN 'insert'
        WHEN ({ours}) IS DISTINCT FROM ({theirs}) THEN 'update'
        ELSE 'unchanged'
    END AS action,
    ({our_content}) IS DISTINCT FROM ({their_content}) AS other_content
FROM (
    SELECT *, row_number() OVER (
        PARTITION BY record_key
        ORDER BY updated_at DESC NULLS LAST, deleted AND updated_at IS NOT NULL DESC, ordinal DESC
    ) AS place_in_batch
    FROM stage
) AS ranked
LEFT JOIN {table} AS old
    ON old.city_code = ranked.city_code AND old.source_key = ranked.source_key
    AND old.record_key = ranked.record_key
LEFT JOIN cockpit.tombstone AS tombstone
    ON tombstone.city_code = ranked.city_code AND tombstone.source_key = ranked.source_key
    AND tombstone.entity = {entity} AND tombstone.record_key = ranked.record_key
"""


@dataclass(frozen=True, slots=True)
class BatchStamp:
    """What every record of one batch has in common."""

    city_code: str
    source_key: str
    kind: str
    batch_id: UUID
    loaded_at: datetime
    zone: str
    purpose: str = "load"


def stage(cursor: Cursor, entity: Entity, stamp: BatchStamp, columns: Sequence[str], lines: Sequence[str]) -> None:
    """COPY `lines` (one record each, `columns` in order) into the temporary table `stage`; days are derived there."""
    cursor.execute(_create_stage(entity, stamp))
    buffer = StringIO("".join(f"{number}\t{line}\n" for number, line in enumerate(lines)))
    names = SQL(", ").join(Identifier(name) for name in ("ordinal", *columns))
    cursor.copy_expert(SQL("COPY stage ({}) FROM STDIN").format(names).as_string(cursor), buffer)
    cursor.execute("ANALYZE stage (city_code, source_key, record_key)")


def stage_known(cursor: Cursor, entity: Entity, stamp: BatchStamp, condition: Composable) -> int:
    """Put the source's facts that fulfil `condition` (over `fact`) into `stage`, as they are. Returns how many."""
    cursor.execute(_create_stage(entity, stamp))
    given = {"city_code", "source_key", "batch_id", "loaded_at", *_derived(entity)}
    names = [name for name in entity.told_columns if name not in given]
    cursor.execute(
        SQL(
            "INSERT INTO stage (ordinal, deleted, {names}) SELECT row_number() OVER (), false, {facts} "
            "FROM {table} AS fact WHERE fact.city_code = {city} AND fact.source_key = {source} AND ({condition})"
        ).format(
            names=SQL(", ").join(map(Identifier, names)),
            facts=SQL(", ").join(Identifier("fact", name) for name in names),
            table=qualified(entity.table),
            city=Literal(stamp.city_code),
            source=Literal(stamp.source_key),
            condition=condition,
        )
    )
    number = cursor.rowcount
    cursor.execute("ANALYZE stage")
    return number


def last_day(entity: Entity) -> Composed:
    """The last of the days on which a record counts, as SQL."""
    return SQL("greatest({})").format(SQL(", ").join(Identifier(day) for day, _ in entity.days))


def column_type(entity: Entity, name: str) -> SQL:
    """The PostgreSQL type of a column of the fact table."""
    return SQL(entity.table.columns[name].type.compile(_DIALECT))


def reject_broken(cursor: Cursor, entity: Entity, more: Sequence[Check] = ()) -> list[tuple[int, str, str]]:
    """Take records that break a check out of `stage`; ordinal, the first check each breaks, and its key.

    `more`: checks that come before those of the entity.
    """
    checks = (*more, *entity.checks)
    if not checks:
        return []
    broken = SQL(" OR ").join(SQL("coalesce({}, false)").format(SQL(check.broken_when)) for check in checks)
    reasons = SQL(" ").join(
        SQL("WHEN {} THEN {}").format(SQL(check.broken_when), Literal(check.reason)) for check in checks
    )
    cursor.execute(
        SQL("DELETE FROM stage WHERE NOT deleted AND ({}) RETURNING ordinal, CASE {} END, record_key").format(
            broken, reasons
        )
    )
    return sorted(cursor.fetchall())


def decide(cursor: Cursor, entity: Entity) -> None:
    """Make the temporary table `change`: every staged record with what it does to the fact it meets.

    insert, update, unchanged, delete, or superseded: a newer state of the same key is in this batch, in the
    warehouse, or was deleted since. The newest is the one with the latest updated_at (a deletion before a state of
    the same moment); without one, the last sent. `other_content`: more than the time of its change differs from what
    is known.
    """
    table = entity.table
    compared = [name for name in entity.told_columns if name not in ("batch_id", "loaded_at")]
    content = [name for name in compared if name != "updated_at"]
    before = dict.fromkeys((*(day for day, _ in entity.days), "kind", *entity.settled_by))
    old_values = SQL(", ").join(
        SQL("old.{} AS {}").format(Identifier(name), Identifier(f"old_{name}")) for name in before
    )
    cursor.execute(
        SQL(_DECIDE).format(
            old_values=old_values,
            ours=_of("ranked", compared),
            theirs=_of("old", compared),
            our_content=_of("ranked", content),
            their_content=_of("old", content),
            table=qualified(table),
            entity=Literal(entity.key),
        )
    )


def qualified(table: Table) -> Identifier:
    """The table's name with its schema, quoted."""
    return Identifier(str(table.schema), table.name)


def _derived(entity: Entity) -> dict[str, str]:
    """The days that are taken from a moment; others are fields themselves."""
    return {day: moment for day, moment in entity.days if day != moment}


def _of(table: str, names: Sequence[str]) -> Composed:
    return SQL(", ").join(Identifier(table, name) for name in names)


def _create_stage(entity: Entity, stamp: BatchStamp) -> Composed:
    """The temporary table: the fact's columns, what the batch has in common as defaults, days as generated columns."""
    common: dict[str, Any] = {
        "city_code": stamp.city_code,
        "source_key": stamp.source_key,
        "kind": stamp.kind,
        "batch_id": str(stamp.batch_id),
        "loaded_at": stamp.loaded_at,
    }
    derived = _derived(entity)
    parts: list[Composable] = [SQL("ordinal integer"), SQL("deleted boolean")]
    for name in entity.told_columns:
        type_name = column_type(entity, name)
        extra: Composable = SQL("")
        if name in derived:
            extra = SQL(" GENERATED ALWAYS AS (({} AT TIME ZONE {})::date) STORED").format(
                Identifier(derived[name]), Literal(stamp.zone)
            )
        elif name in common:
            extra = SQL(" DEFAULT {}").format(Literal(common[name]))
        elif isinstance(usual := entity.table.columns[name].server_default, DefaultClause):
            extra = SQL(" DEFAULT {}").format(Literal(str(usual.arg)))
        parts.append(SQL("{} {}{}").format(Identifier(name), type_name, extra))
    return SQL("CREATE TEMP TABLE stage ({}) ON COMMIT DROP").format(SQL(", ").join(parts))
