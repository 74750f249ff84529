"""Loads side by side: who waits for whom, and when the planner is told anew how large the tables are."""

import psycopg2
import pytest
from psycopg2.errors import LockNotAvailable
from sqlalchemy import make_url

from data_access.connection import ConnectionUrls, connect
from etl.cursor import Cursor
from etl.marts import lock_mart


@pytest.fixture(scope="module")
def url(module_database: ConnectionUrls) -> str:
    return make_url(module_database.writer).set(drivername="postgresql").render_as_string(hide_password=False)


def _waits(cursor: Cursor, city: str, source: str | None = None) -> bool:
    cursor.execute("SET LOCAL lock_timeout = '100ms'")
    try:
        lock_mart(cursor, "event", city, source)
    except LockNotAvailable:
        cursor.connection.rollback()
        return True
    cursor.connection.rollback()
    return False


def test_batches_wait_for_those_of_their_source_and_for_who_touches_all(url: str) -> None:
    with psycopg2.connect(url) as one, psycopg2.connect(url) as other:
        first, second = one.cursor(), other.cursor()
        lock_mart(first, "event", "3410", "grid_platform")
        assert not _waits(second, "3410", "hotline")
        assert not _waits(second, "3408", "grid_platform")
        assert _waits(second, "3410", "grid_platform")
        assert _waits(second, "3410")
        one.rollback()
        lock_mart(first, "event", "3410")
        assert _waits(second, "3410", "hotline")
        assert not _waits(second, "3408")
    one.close()
    other.close()


def test_the_planner_is_told_of_a_table_when_it_has_doubled(module_database: ConnectionUrls) -> None:
    connection = connect(module_database.writer)
    with connection.cursor() as cursor:
        told = []
        for first, last in ((1, 800), (801, 2_000), (2_001, 3_000), (3_001, 4_500)):
            cursor.execute(
                "SELECT pg_stat_force_next_flush(); INSERT INTO cockpit.tombstone "
                "SELECT '3410', 'many', 'event', number::text FROM generate_series(%s, %s) AS number",
                (first, last),
            )
            cursor.execute("SELECT cockpit.refresh_statistics('tombstone')")
            cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'cockpit.tombstone'::regclass")
            told.append(cursor.fetchall()[0][0])
    connection.close()
    assert told == [-1, 2_000, 2_000, 4_500]
