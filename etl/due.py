"""Gives records the deadlines of the site's table where their platform gives none, anew when the calendar changes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from psycopg2.sql import SQL, Composable, Composed, Identifier, Literal

from data_access.site import Site
from etl.cursor import Cursor
from etl.deadlines import HOURS, Calendar, due, read_office_hours
from etl.entities import ENTITIES, Entity
from etl.entities.entity import Deadline
from etl.marts import lock_mart, refresh_marts
from etl.staging import BatchStamp, qualified

# The rule of each record and the moment it is counted from, in seconds: hours by any clock, all else by the one on the
# wall. A rule of the category goes before one of all, a younger rule before an older one.
_ASK = """
SELECT record.ctid::text, record.{due_on}, rule.value, rule.unit, rule.office_hours, rule.zone, rule.began
FROM {table} AS record
LEFT JOIN LATERAL (
    SELECT
        rule.value, rule.unit, rule.office_hours, clock.zone,
        floor(extract(EPOCH FROM start.moment AT TIME ZONE clock.zone))::bigint AS began
    FROM cockpit.deadline_rule AS rule
    CROSS JOIN LATERAL (SELECT CASE rule.starts {starts} END AS moment) AS start
    CROSS JOIN LATERAL (
        SELECT
            CASE rule.unit WHEN {hours} THEN 'UTC' ELSE {zone} END AS zone,
            (coalesce(start.moment, record.{first}) AT TIME ZONE {zone})::date AS day
    ) AS clock
    WHERE rule.city_code = record.city_code AND rule.entity = {entity} AND rule.kind = record.kind
    AND rule.category IN (record.category, '') AND rule.valid_from <= clock.day
    AND (rule.valid_to > clock.day OR rule.valid_to IS NULL)
    ORDER BY rule.category DESC, rule.valid_from DESC
    LIMIT 1
) AS rule ON true
WHERE {wanted}
"""
_GIVE = """
UPDATE {table} AS record SET {due} = given.moment, {basis} = given.basis {more}
FROM (
    SELECT place::tid AS place, old_day, basis, to_timestamp(wall) AT TIME ZONE 'UTC' AT TIME ZONE zone AS moment
    FROM unnest(%s::text[], %s::date[], %s::text[], %s::float8[], %s::text[])
        AS each (place, old_day, basis, wall, zone)
) AS given
WHERE record.ctid = given.place
AND (record.{due}, record.{basis}) IS DISTINCT FROM (given.moment, given.basis)
RETURNING given.old_day, record.{due_on}
"""
_STATE = """
SELECT
    (SELECT md5(string_agg(each::text, ',' ORDER BY each.day)) FROM cockpit.calendar_day AS each),
    (SELECT md5(string_agg(each::text, ',' ORDER BY each::text)) FROM cockpit.deadline_rule AS each)
"""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which records get a deadline, the zone their city counts its days in, and what is set besides."""

    condition: Composed
    zone: str
    more: Composable = field(default_factory=lambda: SQL(""))


def set_deadlines(cursor: Cursor, entity: Entity, stamp: BatchStamp) -> None:
    """Give the staged records that have no deadline that of their rule. The lock of the mart must be held, so that a
    change of the calendar comes before or after."""
    deadline = entity.deadline
    if deadline is None:
        return
    rules = "SELECT 1 FROM cockpit.deadline_rule WHERE city_code = %s AND entity = %s AND kind = %s LIMIT 1"
    cursor.execute(rules, (stamp.city_code, entity.key, stamp.kind))
    if cursor.fetchone():
        wanted = SQL("NOT record.deleted AND record.{} IS NULL AND {}").format(
            Identifier(deadline.due), SQL(deadline.only)
        )
        _apply(cursor, entity, deadline, Identifier("stage"), _Wanted(wanted, stamp.zone))


def take_deadlines_back(cursor: Cursor, entity: Entity) -> None:
    """Staged facts keep of their deadlines what their platform gave, as if they had just come."""
    if entity.deadline is not None:
        cursor.execute(
            SQL("UPDATE stage SET {due} = NULL, {basis} = 'source' WHERE {basis} <> 'source'").format(
                due=Identifier(entity.deadline.due), basis=Identifier(entity.deadline.basis)
            )
        )


def deadlines_state(cursor: Cursor) -> Any:
    """What changes when the calendar or the table of deadlines does."""
    cursor.execute(_STATE)
    return cursor.fetchone()


def mend_deadlines(cursor: Cursor, site: Site) -> None:
    """Give records anew the deadlines that no platform gave them, and recompute the marts of the days concerned."""
    for entity in ENTITIES.values():
        deadline = entity.deadline
        for city in sorted(site.city_codes) if deadline else ():
            lock_mart(cursor, entity.mart, city)
            days = _mend(cursor, entity, deadline, city, site.time_zone) if deadline else []
            refresh_marts(cursor, entity.mart, city, days)


def _mend(cursor: Cursor, entity: Entity, deadline: Deadline, city: str, zone: str) -> list[date]:
    wanted = SQL(
        "record.city_code = {city} AND (record.{basis} <> 'source' OR (record.{due} IS NULL AND {only} "
        "AND record.kind IN (SELECT kind FROM cockpit.deadline_rule WHERE city_code = {city} AND entity = {entity})))"
    ).format(
        city=Literal(city),
        entity=Literal(entity.key),
        basis=Identifier(deadline.basis),
        due=Identifier(deadline.due),
        only=SQL(deadline.only),
    )
    more = SQL(", {} = (given.moment AT TIME ZONE {})::date").format(
        Identifier(_due_on(entity, deadline)), Literal(zone)
    )
    return _apply(cursor, entity, deadline, qualified(entity.table), _Wanted(wanted, zone, more))


def _apply(cursor: Cursor, entity: Entity, deadline: Deadline, table: Identifier, wanted: _Wanted) -> list[date]:
    """Give the `wanted` records of `table` their deadlines. Returns the days on which they counted and count now."""
    names = {"due": deadline.due, "basis": deadline.basis, "due_on": _due_on(entity, deadline)}
    names["first"] = deadline.starts[0]
    parts = {name: Identifier(column) for name, column in names.items()}
    starts = SQL(" ").join(
        SQL("WHEN {} THEN record.{}").format(Literal(name), Identifier(name)) for name in deadline.starts
    )
    literals = {"hours": Literal(HOURS), "zone": Literal(wanted.zone), "entity": Literal(entity.key)}
    cursor.execute(SQL(_ASK).format(table=table, wanted=wanted.condition, starts=starts, **parts, **literals))
    given = _given(cursor, cursor.fetchall())
    if not given[0]:
        return []
    cursor.execute(SQL(_GIVE).format(table=table, more=wanted.more, **parts), given)
    return sorted({day for row in cursor.fetchall() for day in row if day})


def _given(cursor: Cursor, asked: Iterable[tuple[Any, ...]]) -> tuple[list[Any], ...]:
    """Place, old day, basis, moment by a clock on the wall and the zone of that clock, of each record asked for."""
    groups: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    rows: list[tuple[Any, ...]] = []
    for place, old_day, *rule, began in asked:
        if began is None:
            # No rule is for it, or what it is counted from has not come yet.
            rows.append((place, old_day, "source", None, None))
        else:
            groups[tuple(rule)].append((place, old_day, began))
    calendar = _read_calendar(cursor) if groups else Calendar.of(())
    for (value, unit, office_hours, zone), members in groups.items():
        starts = np.array([began for _, _, began in members], dtype=np.int64)
        moments, provisional = due(starts, value, unit, calendar, read_office_hours(office_hours))
        for (place, old_day, _), moment, doubt in zip(members, moments.tolist(), provisional.tolist(), strict=True):
            rows.append((place, old_day, "rule_provisional" if doubt else "rule", moment, zone))
    return tuple([row[column] for row in rows] for column in range(5))


def _read_calendar(cursor: Cursor) -> Calendar:
    cursor.execute("SELECT day, working, source = 'assumed' FROM cockpit.calendar_day ORDER BY day")
    return Calendar.of(cursor.fetchall())


def _due_on(entity: Entity, deadline: Deadline) -> str:
    """The day column that is taken from the deadline."""
    return {moment: day for day, moment in entity.days}[deadline.due]
