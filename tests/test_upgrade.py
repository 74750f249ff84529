"""A warehouse that is already filled is brought to the newest schema with all its rows, and goes on."""

from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from conftest import Server
from platforms.events import EventPlatform, closed, record
from platforms.station import station, trial_source
from psycopg2 import sql
from psycopg2.extensions import cursor
from replay.server import serving
from sqlalchemy import make_url

from data_access.connection import ConnectionUrls, connect
from data_access.migrate import upgrade
from data_access.roles import OWNER

FILLED_AT = "0002"
# Open and closed, on time and late, reopened, of a place nobody knows; closed by its time alone, without any status.
EVENTS = """
INSERT INTO cockpit.event (city_code, source_key, record_key, kind, county_code, township_code, community_code,
    occurred_on, grid_code, category, category_source, channel, unit_code, status, status_source, occurred_at, due_at,
    closed_at, closed_on, due_on, rework_count, batch_id, loaded_at)
SELECT '3410', 'trial', 'r' || number, 'grid_event', '341002', '341002001', '341002001001',
    (moment AT TIME ZONE 'Asia/Shanghai')::date, 'unmapped', 'public_facilities', 'A', 'patrol', 'unmapped',
    CASE WHEN number % 5 = 4 THEN 'unmapped' WHEN number % 2 = 0 THEN 'closed' ELSE 'accepted' END,
    CASE WHEN number % 5 <> 4 THEN '40' END,
    moment, moment + interval '3 days', finished, (finished AT TIME ZONE 'Asia/Shanghai')::date,
    ((moment + interval '3 days') AT TIME ZONE 'Asia/Shanghai')::date, number % 3, gen_random_uuid(), clock_timestamp()
FROM (
    SELECT number, timestamptz '2026-03-02 08:00+08' + number * interval '7 hours' AS moment,
        CASE WHEN number % 2 = 0
            THEN timestamptz '2026-03-02 08:00+08' + number * interval '7 hours' + number * interval '5 hours'
        END AS finished
    FROM generate_series(0, 39) AS number
) AS told
"""
LEDGER = (
    "INSERT INTO cockpit.watermark (city_code, source_key, dataset, value, source_time, checked_at, records) "
    "VALUES ('3410', 'trial', 'events', NULL, '2026-03-20 00:00+08', '2026-03-20 00:00+08', 40)",
    "INSERT INTO cockpit.batch (city_code, batch_id, source_key, dataset, started_at, finished_at, content_hash, "
    "extracted, inserted, updated, unchanged, superseded, rejected, deleted, unmapped) "
    "VALUES ('3410', gen_random_uuid(), 'trial', 'events', now(), now(), '', 40, 40, 0, 0, 0, 0, 0, 8)",
    "INSERT INTO cockpit.mart_version VALUES ('3410', 'event', 7, now())",
)


@pytest.fixture
def old(server: Server) -> ConnectionUrls:
    """A warehouse as it was long ago, with a few events, their marts and their ledger."""
    name = f"old_{uuid4().hex[:12]}"

    def named(url: str) -> str:
        return make_url(url).set(database=name).render_as_string(hide_password=False)

    with closing(connect(server.administrator)) as administrator, administrator.cursor() as cursor:
        create = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
        cursor.execute(create)
    urls = ConnectionUrls(named(server.urls.owner), named(server.urls.writer), "", "")
    upgrade(urls.owner, FILLED_AT)
    with closing(connect(urls.writer)) as jobs, jobs.cursor() as cursor:
        cursor.execute(EVENTS)
        for statement in LEDGER:
            cursor.execute(statement)
        for table in marts(cursor):
            fill(cursor, table)
    return urls


def marts(cursor: cursor) -> list[str]:
    """The tables of the mart of events."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'mart\\_event\\_%'")
    return [name for (name,) in cursor.fetchall()]


def fill(cursor: cursor, table: str) -> None:
    """Sum up what events contribute, as a batch of that time did."""
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = 'cockpit' AND table_name = %s ORDER BY ordinal_position",
        (table,),
    )
    columns = cursor.fetchall()
    names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns)
    summed = [kind == "bigint" for _, kind in columns]
    values = [
        sql.SQL("sum({})" if total else "{}").format(sql.Identifier(name))
        for (name, _), total in zip(columns, summed, strict=True)
    ]
    groups = [sql.Identifier(name) for (name, _), total in zip(columns, summed, strict=True) if not total]
    cursor.execute(
        sql.SQL("INSERT INTO cockpit.{} ({}) SELECT {} FROM cockpit.event_contribution GROUP BY {}").format(
            sql.Identifier(table), names, sql.SQL(", ").join(values), sql.SQL(", ").join(groups)
        )
    )


def test_a_filled_warehouse_keeps_its_rows_has_right_marts_and_loads_on(old: ConnectionUrls, tmp_path: Path) -> None:
    upgrade(old.owner)
    with station(old, tmp_path) as here:
        ((events, reported, closings),) = here.rows(
            "SELECT (SELECT count(*) FROM cockpit.event), sum(reported), sum(closed) FROM cockpit.mart_event_county_day"
        )
        assert (events, reported) == (40, 40)
        assert closings == 20
        assert here.mart_faults("event") == []
        platform = EventPlatform()
        platform.put(closed("r1", 500), record("new", 501))
        with serving(platform) as served:
            counts = here.load(trial_source(served.url))
        assert (counts["inserted"], counts["updated"]) == (1, 1)
        assert here.mart_faults("event") == []
        assert here.version() == 8
