"""Adds the days of grains up by month, apart from loads: a read of single grids then finds a month in one row each."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from psycopg2.errors import SerializationFailure
from psycopg2.sql import SQL, Identifier
from sqlalchemy import Engine

from data_access.schema import MARTS, Mart, Months, month_sum, month_touched
from data_access.site import Site
from etl.batch import transaction
from etl.cursor import Cursor
from etl.hot_spots import keep_hot_spots
from etl.staging import qualified

log = structlog.get_logger()

# A first load that goes on touches every month again and again.
_LOADING = """
SELECT EXISTS (
    SELECT FROM cockpit.first_load AS first
    WHERE first.city_code = %(city)s AND first.finished_at IS NULL AND first.fault IS NULL
    AND NOT EXISTS (
        SELECT FROM cockpit.load_failure AS failure
        WHERE failure.city_code = first.city_code AND failure.source_key = first.source_key
    )
    AND NOT EXISTS (
        SELECT FROM cockpit.pause
        WHERE pause.city_code = first.city_code AND pause.source_key = first.source_key
    )
)
"""
# What was touched up to the last day that is over, and what days have passed of since it was added up; newest first.
_DUE = """
SELECT kind, month FROM (
    SELECT kind, date_trunc('month', day)::date AS month FROM cockpit.month_touched
    WHERE city_code = %(city)s AND mart = %(mart)s AND day <= %(through)s
    UNION
    SELECT kind, month FROM cockpit.month_sum
    WHERE city_code = %(city)s AND mart = %(mart)s
    AND through < least((month + interval '1 month' - interval '1 day')::date, %(through)s)
) AS due
ORDER BY month DESC, kind
"""
_OF_MONTH = SQL("city_code = %(city)s AND kind = %(kind)s")


def sum_months(engine: Engine, site: Site, today: date | None = None, *, spots: bool = True) -> int:
    """Add up the months that were touched since they were, up to the day before `today`; how many these were.

    Each is a transaction of its own that sees one moment: what a batch touches meanwhile it leaves for the next time,
    and it waits for nobody. Cities of which a first load goes on are left alone. `spots`: find hot spots of them, too.
    """
    through = (today or datetime.now(ZoneInfo(site.time_zone)).date()) - timedelta(days=1)
    done = 0
    for city in site.city_codes:
        for mart in MARTS.values():
            if mart.months:
                done += _sum_city(engine, mart, mart.months, city, through, spots=spots)
    if done:
        log.info("months added up", months=done)
    return done


def _sum_city(engine: Engine, mart: Mart, months: Months, city: str, through: date, *, spots: bool) -> int:
    terms = {"city": city, "mart": mart.key, "through": through}
    with transaction(engine) as cursor:
        cursor.execute(_LOADING, terms)
        ((loading,),) = cursor.fetchall()
        cursor.execute(_DUE, terms)
        due = [] if loading else cursor.fetchall()
    for kind, month in due:
        last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        with transaction(engine) as cursor:
            try:
                _sum(cursor, mart, months, {**terms, "kind": kind, "month": month, "through": min(last, through)})
                if spots and last <= through and mart.key == "event":
                    keep_hot_spots(cursor, city, kind, month)
            except SerializationFailure:
                # Somebody else has just added it up.
                cursor.connection.rollback()
    return len(due)


def _sum(cursor: Cursor, mart: Mart, months: Months, terms: dict[str, object]) -> None:
    kept, measures = [Identifier(name) for name in months.grain.dimensions], [*map(Identifier, mart.measures)]
    by, sums = SQL(", ").join(kept), SQL(", ").join(SQL("sum({})").format(each) for each in measures)
    # What follows sees one moment: the days, and the marks of all that have changed them until then.
    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    cursor.execute(
        SQL(
            "DELETE FROM {table} WHERE {of_month} AND month = %(month)s; "
            "INSERT INTO {table} (city_code, month, {by}, {measures}) SELECT city_code, %(month)s, {by}, {sums} "
            "FROM {days} WHERE {of_month} AND day BETWEEN %(month)s AND %(through)s GROUP BY city_code, {by}; "
            "INSERT INTO {summed} (city_code, mart, kind, month, through) "
            "VALUES (%(city)s, %(mart)s, %(kind)s, %(month)s, %(through)s) "
            "ON CONFLICT (city_code, mart, kind, month) DO UPDATE SET through = excluded.through; "
            "DELETE FROM {touched} WHERE {of_month} AND mart = %(mart)s AND day BETWEEN %(month)s AND %(through)s"
        ).format(
            table=qualified(months.table),
            days=qualified(months.grain.table),
            summed=qualified(month_sum),
            touched=qualified(month_touched),
            of_month=_OF_MONTH,
            measures=SQL(", ").join(measures),
            by=by,
            sums=sums,
        ),
        terms,
    )
