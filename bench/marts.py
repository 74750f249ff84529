"""Fills the mart of events as years of a large city leave it, without the facts: what reads cost and nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from psycopg2.extensions import cursor as pg_cursor
from psycopg2.sql import SQL, Composable, Identifier, Literal

from data_access.connection import connect
from data_access.schema import MARTS
from data_access.schema.mart import MartTable
from etl.staging import qualified

SUBJECT, KIND = "event", "grid_event"
LAST_DAY = date(2026, 10, 31)

_GRIDS = """
INSERT INTO cockpit.grid (code, valid_from, city_code, county_code, township_code, community_code, name_zh, name_en,
    level, kind, synthetic, geometry)
SELECT community.code || '-' || step, '2020-01-01', community.city_code, township.parent_code, township.code,
    community.code, 'grid ' || step, 'grid ' || step, '小', '基础', true, 'null'
FROM (
    SELECT *, row_number() OVER (ORDER BY code) AS place, count(*) OVER () AS number
    FROM cockpit.division WHERE city_code = %(city)s AND level = 'community' AND valid_to IS NULL
) AS community
JOIN cockpit.division AS township ON township.code = community.parent_code AND township.valid_to IS NULL
JOIN generate_series(1, %(grids)s) AS step ON step %% number = place - 1
"""
# Of things each event has a grid, some of them many more than others; other kinds are of people and have none.
_EMPTY = """
CREATE TEMPORARY TABLE places AS
SELECT *, row_number() OVER (ORDER BY md5(code)) - 1 AS place FROM cockpit.grid WHERE city_code = %(city)s;
ANALYZE places;
CREATE TEMPORARY TABLE drawn (
    day date, county_code text, township_code text, community_code text, grid_code text, kind text, source_key text,
    n bigint
)
"""
_DRAWN = """
INSERT INTO drawn
WITH days AS (
    SELECT day::date AS day FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS day
),
counted AS (
    SELECT day, 0 AS sort, floor(%(grids)s * power(random(), 1.5))::bigint AS place, count(*) AS n
    FROM days CROSS JOIN generate_series(1, %(a_day)s) GROUP BY 1, 2, 3
    UNION ALL
    SELECT day, 1 + floor(%(others)s * random())::int, floor(%(grids)s * random())::bigint, count(*)
    FROM days CROSS JOIN generate_series(1, %(a_day)s / 2) GROUP BY 1, 2, 3
)
SELECT day, county_code, township_code, community_code,
    CASE WHEN sort = 0 THEN code ELSE 'unmapped' END AS grid_code,
    CASE WHEN sort = 0 THEN %(kind)s ELSE 'kind_' || sort END AS kind,
    'source_' || sort AS source_key,
    n
FROM counted JOIN places USING (place)
"""
# As a load marks what it has changed.
_TOUCHED = """
INSERT INTO cockpit.month_touched (city_code, mart, kind, day)
SELECT city_code, %(mart)s, kind, min(day) FROM cockpit.mart_event_county_day
GROUP BY city_code, kind, date_trunc('month', day)
"""


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a city is: grids, kinds of events (those of grids are one), events of grids a day, and for how long."""

    name: str
    grids: int = 15_000
    kinds: int = 3
    a_day: int = 700
    days: int = 3 * 365 + 1


def fill(url: str, city: str, shape: Shape, last_day: date = LAST_DAY) -> int:
    """Put grids, and what they would have become until `last_day`, into the database of `url` (a superuser's).

    The number of rows of the finest grain.
    """
    finest, *coarser = reversed(
        [each for each in MARTS[SUBJECT].tables if {"category", "team_key"}.isdisjoint(each.dimensions)]
    )
    asked = {"city": city, "kind": KIND, "grids": shape.grids, "others": shape.kinds - 1}
    connection = connect(url)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute("DELETE FROM cockpit.grid")
        cursor.execute(_GRIDS, asked)
        cursor.execute(_EMPTY, asked)
        for first, last in _years(shape.days, last_day):
            cursor.execute(_DRAWN, {**asked, "a_day": shape.a_day, "first": first, "last": last})
            _sum(cursor, finest, SQL("drawn"), city, [_counted(name) for name in MARTS[SUBJECT].measures])
            cursor.execute("TRUNCATE drawn")
        for each in coarser:
            _sum(cursor, each, qualified(finest.table), city, [_added(name) for name in MARTS[SUBJECT].measures])
        cursor.execute(_TOUCHED, {"mart": SUBJECT})
        # What autovacuum would do later.
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
        cursor.execute(SQL("SELECT count(*) FROM {}").format(qualified(finest.table)))
        ((rows,),) = cursor.fetchall()
    connection.close()
    return int(rows)


def _years(days: int, last_day: date) -> Iterator[tuple[date, date]]:
    """First and last days of pieces of a year or less."""
    day = last_day - timedelta(days=days - 1)
    while day <= last_day:
        last = min(day + timedelta(days=364), last_day)
        yield day, last
        day = last + timedelta(days=1)


def _sum(cursor: pg_cursor, grain: MartTable, source: Composable, city: str, sums: Sequence[Composable]) -> None:
    """Rows in the order of their days, as loads leave them."""
    kept = [Identifier(name) for name in ("day", *grain.dimensions)]
    names = [Identifier(name) for name in MARTS[SUBJECT].measures]
    cursor.execute(
        SQL("INSERT INTO {} (city_code, {}) SELECT {}, {} FROM {} GROUP BY {} ORDER BY day").format(
            qualified(grain.table),
            SQL(", ").join([*kept, *names]),
            Literal(city),
            SQL(", ").join([*kept, *sums]),
            source,
            SQL(", ").join(kept),
        )
    )


def _added(measure: str) -> Composable:
    return SQL("sum({})").format(Identifier(measure))


def _counted(measure: str) -> Composable:
    """Of what was reported one in ten is late, and each takes two days and a half."""
    if measure.endswith("_seconds"):
        return SQL("sum(n) * 216000")
    if measure in ("on_time", "reported_closed"):
        return SQL("sum(n) - (sum(n) + extract(doy FROM day)::int) / 10 % 2")
    return SQL("sum(n) / 10") if measure in ("overdue_open", "rework", "repeated") else SQL("sum(n)")
