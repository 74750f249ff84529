"""Recomputes the touched days of a mart from what each fact contributes; its grains are read from its declaration."""

from datetime import date
from functools import cache

from psycopg2.sql import SQL, Composable, Composed, Identifier
from sqlalchemy import Table

from data_access.schema import MARTS, Mart, MartTable
from etl.cursor import Cursor

_TOUCHED = SQL("WHERE city_code = %(city_code)s AND day = any(%(days)s::date[])")


def lock_mart(cursor: Cursor, mart: str, city_code: str) -> None:
    """Queue behind other batches that touch the same mart of the same city; held until the transaction ends."""
    cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"mart:{mart}:{city_code}",))


def refresh_marts(cursor: Cursor, mart: str, city_code: str, days: list[date]) -> None:
    """Recompute the touched days of every grain of `mart` and raise its version; its lock must be held.

    Days whose facts are gone, for their age, stay as they are.
    """
    kept = _not_frozen(cursor, mart, city_code, days) if days else []
    if not kept:
        return
    cursor.execute(refresh_statements(mart), {"city_code": city_code, "days": kept})
    cursor.execute(
        """
        INSERT INTO cockpit.mart_version AS known (city_code, mart, version, changed_at)
        VALUES (%s, %s, 1, clock_timestamp())
        ON CONFLICT (city_code, mart)
        DO UPDATE SET version = known.version + 1, changed_at = excluded.changed_at
        """,
        (city_code, mart),
    )


def _not_frozen(cursor: Cursor, mart: str, city_code: str, days: list[date]) -> list[date]:
    # A mart has the name of the entity that feeds it.
    cursor.execute("SELECT facts_from FROM cockpit.retention WHERE city_code = %s AND entity = %s", (city_code, mart))
    (facts_from,) = cursor.fetchone() or (None,)
    return [day for day in days if facts_from is None or day >= facts_from]


@cache
def refresh_statements(key: str) -> Composed:
    """The SQL that recomputes some days of a mart; parameters city_code and days.

    The view is read once, into the temporary table `contribution`. The finest grains are summed from it; one that a
    finer grain holds already is summed from that.
    """
    mart = MARTS[key]
    columns = _names("city_code", "day", *mart.dimensions, *mart.measures)
    parts: list[Composable] = [
        SQL("CREATE TEMP TABLE contribution ON COMMIT DROP AS SELECT {} FROM {} {}").format(
            columns, Identifier(*mart.contribution.split(".")), _TOUCHED
        )
    ]
    done: list[MartTable] = []
    for grain in sorted(mart.tables, key=lambda each: len(each.dimensions), reverse=True):
        finer = [each for each in done if set(grain.dimensions) < set(each.dimensions)]
        parts += _refresh(mart, grain, min(finer, key=lambda each: len(each.dimensions)) if finer else None)
        done.append(grain)
    parts.append(SQL("DROP TABLE contribution"))
    return SQL(";\n").join(parts)


def _refresh(mart: Mart, grain: MartTable, finer: MartTable | None) -> list[Composed]:
    kept = _names("city_code", "day", *grain.dimensions)
    sums = SQL(", ").join(SQL("sum({0}) AS {0}").format(Identifier(measure)) for measure in mart.measures)
    table = _table(grain.table)
    summed = SQL("SELECT {}, {} FROM {} {} GROUP BY {}").format(
        kept, sums, _table(finer.table) if finer else Identifier("contribution"), _TOUCHED if finer else SQL(""), kept
    )
    return [
        SQL("DELETE FROM {} {}").format(table, _TOUCHED),
        SQL("INSERT INTO {} ({}, {}) {}").format(table, kept, _names(*mart.measures), summed),
    ]


def _table(table: Table) -> Identifier:
    return Identifier(str(table.schema), table.name)


def _names(*names: str) -> Composed:
    return SQL(", ").join(map(Identifier, names))
