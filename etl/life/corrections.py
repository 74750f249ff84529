"""Makes the facts say what corrections.csv says now, and lets go what it no longer says."""

from collections.abc import Iterable

from psycopg2.extras import execute_values
from psycopg2.sql import SQL, Identifier, Literal

from etl.batch import transaction
from etl.cursor import Cursor
from etl.entities import ENTITIES
from etl.errors import SiteInvalid
from etl.life.correction_rows import Correction, Corrections, Key
from etl.life.rework import Rework
from etl.marts import lock_mart
from etl.source import Source
from etl.surroundings import Surroundings

_BEFORE = "corrected_before"
_COPY = (
    "CREATE TEMP TABLE corrected_before ON COMMIT DROP AS "
    "SELECT * FROM cockpit.correction WHERE city_code = %s AND source_key = %s"
)


def settle_corrections(source: Source, surroundings: Surroundings) -> int:
    """Make the facts say what corrections.csv says now; what is no longer in it goes back to what the source says.

    One transaction; returns how many facts changed. Raises SiteInvalid where a correction would break a check.
    """
    wanted = surroundings.corrections_of(source)
    mine = (source.city_code, source.key)
    with transaction(surroundings.engine) as cursor:
        if wanted == _known(cursor, mine):
            return 0
        # From here on no batch lays these corrections over what it loads, and nobody else settles them.
        for mart in sorted({ENTITIES[dataset.entity].mart for dataset in source.datasets}):
            lock_mart(cursor, mart, source.city_code)
        known = _known(cursor, mine)
        changed = {key for key in wanted.keys() | known.keys() if wanted.get(key) != known.get(key)}
        cursor.execute(_COPY, mine)
        _write(cursor, mine, wanted, changed)
        condition = SQL("fact.record_key = any({})").format(Literal(sorted({record for record, _ in changed})))
        number = 0
        for dataset in source.datasets:
            work = Rework(source, dataset, "correction", surroundings.site.time_zone)
            counts, broken = work.run(cursor, condition, corrected_by=Identifier(_BEFORE))
            for reason, record in broken:
                places = [each.place for (key, _), each in wanted.items() if key == record] or ["corrections.csv"]
                raise SiteInvalid(f"{places[0]}: with the corrections as they are now {record} is {reason}; mend them")
            number += counts.updated
    return number


def _write(cursor: Cursor, mine: Key, wanted: Corrections, changed: Iterable[Key]) -> None:
    for record, name in changed:
        if (record, name) not in wanted:
            cursor.execute(
                "DELETE FROM cockpit.correction "
                "WHERE city_code = %s AND source_key = %s AND record_key = %s AND field = %s",
                (*mine, record, name),
            )
    rows = [
        (*mine, record, name, each.value, each.reason, each.unit_code, each.corrected_on)
        for (record, name), each in wanted.items()
    ]
    execute_values(
        cursor,
        "INSERT INTO cockpit.correction "
        "(city_code, source_key, record_key, field, value, reason, unit_code, corrected_on) VALUES %s "
        "ON CONFLICT (city_code, source_key, record_key, field) DO UPDATE SET value = excluded.value, "
        "reason = excluded.reason, unit_code = excluded.unit_code, corrected_on = excluded.corrected_on",
        rows,
    )


def _known(cursor: Cursor, mine: Key) -> dict[Key, Correction]:
    cursor.execute(
        "SELECT record_key, field, value, reason, unit_code, corrected_on FROM cockpit.correction "
        "WHERE city_code = %s AND source_key = %s",
        mine,
    )
    return {(row[0], row[1]): Correction(*row[2:]) for row in cursor.fetchall()}
