"""Recomputes the touched days of a mart from what each fact contributes; its grains are read from its declaration."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from psycopg2.sql import SQL, Composable, Composed, Identifier, Literal
from sqlalchemy import Table

from data_access.schema import MARTS, Later, Mart, MartTable, Spread, month_touched
from etl.cursor import Cursor

_TOUCHED = SQL("WHERE city_code = %(city_code)s AND day = any(%(days)s::date[])")
_OF_PART = SQL("source_key = %(source)s AND kind = %(kind)s")
# Behind OFFSET 0, so that facts are found by their days all the same, and not by all that the source ever gave.
_READ_PART = SQL("SELECT * FROM (SELECT {columns} FROM {view} {touched} OFFSET 0) AS fact WHERE {part}")

# Who raises one waits for who raised the same before, so that versions of months come in order.
_RAISE = """
WITH raised AS (
    INSERT INTO cockpit.mart_version AS known (city_code, mart, version, changed_at)
    VALUES (%(city_code)s, %(mart)s, 1, clock_timestamp())
    ON CONFLICT (city_code, mart)
    DO UPDATE SET version = known.version + 1, changed_at = excluded.changed_at
    RETURNING city_code, mart, version
)
INSERT INTO cockpit.month_version AS known (city_code, mart, month, version)
SELECT raised.city_code, raised.mart, told.month, raised.version
FROM raised CROSS JOIN unnest(%(months)s::date[]) AS told (month)
ON CONFLICT (city_code, mart, month) DO UPDATE SET version = excluded.version
"""

# What of a mart a batch may have changed: what one source gives of one kind.
Part = tuple[str, str]


def lock_mart(cursor: Cursor, mart: str, city_code: str, source: str | None = None) -> None:
    """Queue behind others that touch the same mart of the same city; held until the transaction ends.

    `source`: the only one whose facts and sums are touched; then only who touches those, or all, is waited for.
    """
    whole = f"mart:{mart}:{city_code}"
    if source is None:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (whole,))
        return
    cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", (whole,))
    cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"{whole}:{source}",))


def refresh_marts(cursor: Cursor, mart: str, city_code: str, days: list[date], part: Part | None = None) -> None:
    """Recompute the touched days of every grain of `mart` and raise its version; its lock must be held.

    `part`: the source and the kind whose facts changed, and whose sums alone are made anew (None: all). Days whose
    facts are gone, for their age, stay as they are.
    """
    kept = _not_frozen(cursor, mart, city_code, days) if days else []
    if not kept:
        return
    source, kind = part or (None, None)
    statements = refresh_statements(mart, of_part=part is not None)
    cursor.execute(statements, {"city_code": city_code, "days": kept, "source": source, "kind": kind})
    raise_version(cursor, mart, city_code, kept)


def raise_version(cursor: Cursor, mart: str, city_code: str, days: Iterable[date] = ()) -> None:
    """Say that the mart of a city is another than before: screens that show numbers of it read them again.

    `days` are those that changed: numbers of months before them stay what they were. None given: all may have changed.
    """
    months = sorted({day.replace(day=1) for day in days}) or [date.min]
    cursor.execute(_RAISE, {"city_code": city_code, "mart": mart, "months": months})


def _not_frozen(cursor: Cursor, mart: str, city_code: str, days: list[date]) -> list[date]:
    # A mart has the name of the entity that feeds it.
    cursor.execute("SELECT facts_from FROM cockpit.retention WHERE city_code = %s AND entity = %s", (city_code, mart))
    (facts_from,) = cursor.fetchone() or (None,)
    return [day for day in days if facts_from is None or day >= facts_from]


@cache
def refresh_statements(key: str, *, of_part: bool = False) -> Composed:
    """The SQL that recomputes some days of a mart; parameters city_code and days, and source and kind for a part.

    Where days are added up by month, those that had rows and those that have some now are marked as touched. The view
    is read once, into the temporary table `contribution`. Grains are summed from it; one that has a finer
    grain which is no finest one is summed from that. The spread, and what comes later than its day, where there are
    such, are counted from its single rows.
    """
    mart = MARTS[key]
    done_on = dict.fromkeys(day for _measure, day in mart.later.done) if mart.later else ()
    columns = _names("city_code", "day", *mart.dimensions, *mart.measures, *done_on)
    view = Identifier(*mart.contribution.split("."))
    read = _READ_PART if of_part else SQL("SELECT {columns} FROM {view} {touched}")
    touched = SQL("{} AND {}").format(_TOUCHED, _OF_PART) if of_part else _TOUCHED
    parts: list[Composable] = [
        SQL("CREATE TEMP TABLE contribution ON COMMIT DROP AS {}").format(
            read.format(columns=columns, view=view, touched=_TOUCHED, part=_OF_PART)
        )
    ]
    marked = [_mark(mart, touched)] if mart.months else []
    parts += marked
    # Of the finest grains nearly every row is of one fact: they are no shorter than the facts, and wider.
    summed = [each for each in mart.tables if any(_is_finer(other, each) for other in mart.tables)]
    for grain in sorted(mart.tables, key=lambda each: len(each.dimensions), reverse=True):
        finer = [each for each in summed if _is_finer(each, grain)]
        source = min(finer, key=lambda each: len(each.dimensions)) if finer else None
        parts += _refresh(mart, grain, source, touched)
    if mart.spread:
        parts += _refresh_spread(mart.spread, touched)
    if mart.later:
        parts += _refresh_later(mart.later, touched)
    parts += [*marked, SQL("DROP TABLE contribution")]
    return SQL(";\n").join(parts)


def _mark(mart: Mart, touched: Composable) -> Composed:
    """Say of the narrowest grain's rows which months are touched, and from which day on."""
    return SQL(
        "INSERT INTO {} (city_code, mart, kind, day) SELECT city_code, {}, kind, min(day) FROM {} {} "
        "GROUP BY city_code, kind, date_trunc('month', day)"
    ).format(_table(month_touched), Literal(mart.key), _table(mart.tables[0].table), touched)


def _is_finer(one: MartTable, other: MartTable) -> bool:
    return set(other.dimensions) < set(one.dimensions)


def _refresh(mart: Mart, grain: MartTable, finer: MartTable | None, touched: Composable) -> list[Composed]:
    kept = _names("city_code", "day", *grain.dimensions)
    sums = SQL(", ").join(SQL("sum({0}) AS {0}").format(Identifier(measure)) for measure in mart.measures)
    summed = SQL("SELECT {}, {} FROM {} {} GROUP BY {}").format(
        kept, sums, _table(finer.table) if finer else Identifier("contribution"), touched if finer else SQL(""), kept
    )
    return _replace(grain.table, SQL("{}, {}").format(kept, _names(*mart.measures)), summed, touched)


def _refresh_spread(spread: Spread, touched: Composable) -> list[Composed]:
    kept, name = _names("city_code", "day", *spread.dimensions), Identifier(spread.name)
    counted = SQL("SELECT {}, {} AS bucket, sum({}) FROM contribution WHERE {} > 0 GROUP BY {}, bucket").format(
        kept, SQL(spread.bucket), name, name, kept
    )
    return _replace(spread.table, SQL("{}, bucket, cases").format(kept), counted, touched)


def _refresh_later(later: Later, touched: Composable) -> list[Composed]:
    kept = _names("city_code", "day", *later.dimensions)
    single = SQL(", ").join(
        SQL("({}, {}, {})").format(Literal(measure), Identifier(measure), Identifier(day))
        for measure, day in later.done
    )
    counted = SQL(
        "SELECT {0}, told.measure, greatest(told.done_on - day, 0) AS days_after, sum(told.cases) FROM contribution "
        "CROSS JOIN LATERAL (VALUES {1}) AS told (measure, cases, done_on) WHERE told.cases > 0 "
        "GROUP BY {0}, told.measure, days_after"
    ).format(kept, single)
    return _replace(later.table, SQL("{}, measure, days_after, cases").format(kept), counted, touched)


def _replace(table: Table, columns: Composable, rows: Composable, touched: Composable) -> list[Composed]:
    # In the order of days: a read of some days then finds their rows side by side.
    return [
        SQL("DELETE FROM {} {}").format(_table(table), touched),
        SQL("INSERT INTO {} ({}) {} ORDER BY day").format(_table(table), columns, rows),
    ]


def _table(table: Table) -> Identifier:
    return Identifier(str(table.schema), table.name)


def _names(*names: str) -> Composed:
    return SQL(", ").join(map(Identifier, names))
