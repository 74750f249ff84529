"""Lays corrections over staged records, and takes them off again, so that what the source says is never lost."""

from collections.abc import Iterator

from psycopg2.sql import SQL, Composable, Identifier, Literal

from data_access.schema import UNMAPPED
from etl.cursor import Cursor
from etl.entities import Entity
from etl.staging import BatchStamp, column_type

_KEPT = Identifier("cockpit", "correction")
_SAY = """
INSERT INTO said
SELECT ordinal, {field}, stage.{column}::text
FROM stage INNER JOIN cockpit.correction AS c ON c.record_key = stage.record_key
WHERE c.city_code = {city} AND c.source_key = {source} AND c.field = {field}
"""
_SET = """
UPDATE stage SET {column} = {value}::{type}
FROM {corrections} AS c
WHERE c.city_code = {city} AND c.source_key = {source} AND c.field = {field} AND c.record_key = stage.record_key
"""


def correct(cursor: Cursor, entity: Entity, stamp: BatchStamp) -> None:
    """Put corrected values into `stage`; the source's own wait in the temporary table `said` for `keep_said`."""
    cursor.execute("CREATE TEMP TABLE said (ordinal integer, field text, value text) ON COMMIT DROP")
    for field, terms in _fields(cursor, entity, stamp):
        cursor.execute(SQL(_SAY).format(**terms))
        if cursor.rowcount:
            cursor.execute(SQL(_SET).format(value=SQL("c.value"), corrections=_KEPT, **terms))
            if field == "category":
                hide_persons(cursor, entity)


def keep_said(cursor: Cursor, stamp: BatchStamp) -> None:
    """After `decide`: remember what the source says itself of every corrected field, from its newest state."""
    cursor.execute(
        """
        UPDATE cockpit.correction AS c SET source_value = said.value, applied_at = clock_timestamp()
        FROM said INNER JOIN change USING (ordinal)
        WHERE c.city_code = %s AND c.source_key = %s AND c.record_key = change.record_key AND c.field = said.field
        AND change.action IN ('insert', 'update', 'unchanged')
        AND (c.applied_at IS NULL OR c.source_value IS DISTINCT FROM said.value)
        """,
        (stamp.city_code, stamp.source_key),
    )


def uncorrect(cursor: Cursor, entity: Entity, stamp: BatchStamp, corrections: Identifier = _KEPT) -> None:
    """Put the source's own values back into `stage`, for facts that are staged as they are.

    `corrections`: a table like the one of corrections, as it was when these facts were corrected.
    """
    for _, terms in _fields(cursor, entity, stamp, corrections):
        own = SQL(_SET + " AND c.applied_at IS NOT NULL")
        cursor.execute(own.format(value=SQL("c.source_value"), corrections=corrections, **terms))


def hide_persons(cursor: Cursor, entity: Entity) -> None:
    """Records in `stage` whose category is about a person, or unmapped, keep no grid and no point.

    Where a dataset maps no category at all, there is no source's own code, and 'unmapped' says nothing.
    """
    points = [name for name in ("longitude", "latitude") if name in entity.table.columns]
    sets: list[Composable] = [SQL("{} = NULL").format(Identifier(name)) for name in points]
    if "grid_code" in entity.table.columns:
        sets.append(SQL("grid_code = {}").format(Literal(UNMAPPED)))
    if not sets or "category" not in entity.table.columns:
        return
    cursor.execute(
        SQL(
            "UPDATE stage SET {sets} WHERE (category = {unmapped} AND category_source IS NOT NULL) OR category IN "
            "(SELECT code FROM cockpit.code_list WHERE list = {list} AND about = 'person')"
        ).format(sets=SQL(", ").join(sets), unmapped=Literal(UNMAPPED), list=Literal(f"{entity.key}_category"))
    )


def _fields(
    cursor: Cursor, entity: Entity, stamp: BatchStamp, corrections: Identifier = _KEPT
) -> Iterator[tuple[str, dict[str, Composable]]]:
    fields = SQL("SELECT DISTINCT field FROM {} WHERE city_code = %s AND source_key = %s ORDER BY field")
    cursor.execute(fields.format(corrections), (stamp.city_code, stamp.source_key))
    known = {field.name for field in entity.fields}
    for (field,) in cursor.fetchall():
        if field in known:
            terms: dict[str, Composable] = {
                "city": Literal(stamp.city_code),
                "source": Literal(stamp.source_key),
                "field": Literal(field),
                "column": Identifier(field),
                "type": column_type(entity, field),
            }
            yield field, terms
