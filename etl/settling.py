"""Puts right what records count for because of others: those of one batch, or all where a threshold is another."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from psycopg2.sql import SQL, Identifier, Literal

from data_access.site import Site
from etl.cursor import Cursor
from etl.entities import ENTITIES, Entity
from etl.marts import Part, lock_mart, refresh_marts
from etl.staging import qualified

# By source and kind: the days on which something of it counts otherwise than before.
Days = dict[Part, set[date]]

_FILES = Path(__file__).with_name("settle")
_CHANGED = "SELECT FROM change WHERE action IN ('insert', 'update') OR (action = 'delete' AND known) LIMIT 1"
# All facts as if a batch had just changed them.
_ALL = """
CREATE TEMP TABLE change AS
SELECT source_key, record_key, 'update' AS action, true AS known, {now}, {before}
FROM {fact} WHERE city_code = {city} AND {shared} IS NOT NULL
"""


def settle(cursor: Cursor, entity: Entity, city_code: str) -> Days:
    """Put right what other records count for, now that those of the table `change` are merged; the days concerned.

    The SQL gives a source, a kind and a day in each row; `settling_terms` are its parameters. It asks for
    `(SELECT %(city_code)s)`: a planner that was told of other cities only would take the city itself for empty, and
    read all of it for each person.
    """
    if not entity.settled:
        return {}
    cursor.execute(_CHANGED)
    if cursor.fetchone() is None:
        return {}
    cursor.execute(_settling(entity.key), settling_terms(cursor, entity, city_code))
    days: Days = defaultdict(set)
    for source, kind, day in cursor.fetchall():
        days[source, kind].add(day)
    return days


def settling_terms(cursor: Cursor, entity: Entity, city_code: str) -> dict[str, object]:
    """What the SQL of settling is told: the city, the kinds about persons, the thresholds of the entity."""
    known = read_thresholds(cursor) if entity.thresholds else {}
    of_persons = [kind.key for kind in entity.kinds if kind.about == "person"]
    return {"city_code": city_code, "of_persons": of_persons, **{name: known[name] for name in entity.thresholds}}


def read_thresholds(cursor: Cursor) -> dict[str, int]:
    """The thresholds of the site as they were last loaded."""
    cursor.execute("SELECT name, value FROM cockpit.threshold")
    return dict(cursor.fetchall())


def settle_again(cursor: Cursor, site: Site, before: Mapping[str, int]) -> None:
    """Settle all facts that count by a threshold that is another than `before`, and recompute their marts."""
    now = read_thresholds(cursor)
    for entity in ENTITIES.values():
        if all(before.get(name) == now.get(name) for name in entity.thresholds):
            continue
        for city in sorted(site.city_codes):
            lock_mart(cursor, entity.mart, city)
            refresh_marts(cursor, entity.mart, city, all_days(_settle_all(cursor, entity, city)))


def all_days(*found: Days) -> list[date]:
    """The days of all sources and kinds."""
    return sorted({day for days in found for each in days.values() for day in each})


def _settle_all(cursor: Cursor, entity: Entity, city_code: str) -> Days:
    names = entity.settled_by
    cursor.execute(
        SQL(_ALL).format(
            now=SQL(", ").join(map(Identifier, names)),
            before=SQL(", ").join(
                SQL("{} AS {}").format(Identifier(each), Identifier(f"old_{each}")) for each in names
            ),
            fact=qualified(entity.table),
            city=Literal(city_code),
            shared=Identifier(names[0]),
        )
    )
    days = settle(cursor, entity, city_code)
    cursor.execute("DROP TABLE change")
    return days


@cache
def _settling(key: str) -> str:
    return (_FILES / f"{key}.sql").read_text(encoding="utf-8")
