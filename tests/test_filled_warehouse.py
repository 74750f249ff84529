"""A warehouse filled before a migration has the same marts after it, also of days whose facts are gone."""

from collections.abc import Iterator

import pytest
from platforms.station import Station, station
from sqlalchemy import create_engine

from data_access.connection import ConnectionUrls
from data_access.migrate import upgrade
from data_access.schema import MARTS

BEFORE = "0051"
# The marts that later revisions change: what one fact of each is, beside what all facts have.
FACTS = {
    "event": """
        INSERT INTO cockpit.event (
            city_code, source_key, record_key, kind, county_code, township_code, community_code, grid_code, occurred_on,
            category, channel, unit_code, status, occurred_at, rework_count, person_key, batch_id, loaded_at
        )
        SELECT
            '3410', 'old', number::text, CASE WHEN number > 50 THEN 'grid_event' ELSE 'hotline_ticket' END, '341002',
            '341002001', '34100200100' || mod(number, 3), 'unmapped', date '2024-01-01' + mod(number, 5),
            'sort' || mod(number, 2), 'hotline', 'water', 'reported',
            timestamptz '2024-01-01 08:00+8' + mod(number, 5) * interval '1 day', 0,
            CASE WHEN mod(number, 4) > 0 THEN 'person' || mod(number, 10) END, gen_random_uuid(), now()
        FROM generate_series(1, 60) AS number
    """,
    "case_step": """
        INSERT INTO cockpit.case_step (
            city_code, source_key, record_key, kind, county_code, township_code, community_code, occurred_on, case_key,
            step, category, channel, to_channel, unit_code, to_unit_code, outcome, satisfaction, validity, occurred_at,
            batch_id, loaded_at
        )
        SELECT
            '3410', 'old', number::text, 'hotline_step', '341002', '341002001', '34100200100' || mod(number, 3),
            date '2024-01-01' + mod(number, 5), mod(number, 10)::text, 'returned', 'sort' || mod(number, 2), 'hotline',
            'judicial', 'unit' || mod(number, 3), 'water', 'unmapped', 'unmapped', 'unmapped',
            timestamptz '2024-01-01 08:00+8' + mod(number, 5) * interval '1 day', gen_random_uuid(), now()
        FROM generate_series(1, 60) AS number
    """,
    "points_entry": """
        INSERT INTO cockpit.points_entry (
            city_code, source_key, record_key, kind, county_code, township_code, community_code, occurred_on, category,
            unit_code, direction, occurred_at, amount, person_key, batch_id, loaded_at
        )
        SELECT
            '3410', 'old', number::text, 'green_coin', '341002', '341002001', '34100200100' || mod(number, 3),
            date '2024-01-01' + mod(number, 5), 'sort' || mod(number, 2), 'shop', 'issued',
            timestamptz '2024-01-01 08:00+8' + mod(number, 5) * interval '1 day', 1,
            CASE WHEN mod(number, 4) > 0 THEN 'person' || mod(number, 10) END, gen_random_uuid(), now()
        FROM generate_series(1, 60) AS number
    """,
    "register": """
        INSERT INTO cockpit.register (
            city_code, source_key, record_key, kind, county_code, township_code, community_code, occurred_on, ended_on,
            grid_code, category, unit_code, status, quantity, quantity_unit, batch_id, loaded_at
        )
        SELECT
            '3410', 'old', number::text, 'team', '341002', '341002001', '34100200100' || mod(number, 3),
            date '2024-01-01' + mod(number, 5), CASE WHEN mod(number, 4) = 0 THEN date '2024-03-01' END,
            'unmapped', 'sort' || mod(number, 2), 'water', CASE WHEN mod(number, 4) = 0 THEN 'closed' ELSE 'active' END,
            number, 'people', gen_random_uuid(), now()
        FROM generate_series(1, 60) AS number
    """,
    "reported_count": """
        INSERT INTO cockpit.reported_count (
            city_code, source_key, record_key, kind, county_code, township_code, community_code, occurred_on, category,
            unit_code, value_unit, period_start, value, batch_id, loaded_at
        )
        SELECT
            '3410', 'old', number::text, 'report', '341002', '341002001', '34100200100' || mod(number, 3),
            date '2024-01-01' + mod(number, 5), 'sort' || mod(number, 2), 'water', 'items', date '2024-01-01',
            number, gen_random_uuid(), now()
        FROM generate_series(1, 60) AS number
    """,
    "membership": """
        INSERT INTO cockpit.membership (
            city_code, source_key, record_key, kind, county_code, township_code, community_code, occurred_on, left_on,
            category, channel, unit_code, team_key, batch_id, loaded_at
        )
        SELECT
            '3410', 'old', number::text, 'volunteer', '341002', '341002001', '34100200100' || mod(number, 3),
            date '2024-01-01' + mod(number, 5), CASE WHEN mod(number, 4) = 0 THEN date '2024-03-01' END,
            'sort' || mod(number, 2), 'channel', 'water', nullif('team' || mod(number, 4), 'team0'),
            gen_random_uuid(), now()
        FROM generate_series(1, 60) AS number
    """,
    "mediation_case": """
        INSERT INTO cockpit.mediation_case (
            city_code, source_key, record_key, kind, county_code, township_code, community_code, occurred_on, category,
            channel, unit_code, status, source_kind, outcome, agreement, closed_level, prevented, occurred_at, found_on,
            closed_at, closed_on, batch_id, loaded_at
        )
        SELECT
            '3410', 'old', number::text, 'mediation', '341002', '341002001', '34100200100' || mod(number, 3), day,
            'sort' || mod(number, 2), 'people', 'water', 'closed', 'unmapped', 'succeeded', 'unmapped', 'unmapped',
            'unmapped', day, day, day + number * number * interval '1 minute',
            (day + number * number * interval '1 minute')::date, gen_random_uuid(), now()
        FROM generate_series(1, 60) AS number, LATERAL (SELECT date '2024-01-01' + mod(number, 5) AS day) AS began
    """,
}
# A day whose facts are gone for their age.
GONE = "2019-05-05"


@pytest.fixture(scope="module")
def grown(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    """A warehouse as it was then, filled, and brought to the newest revision."""
    engine = create_engine(module_database.owner)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA cockpit, access CASCADE")
    upgrade(module_database.owner, BEFORE)
    with engine.begin() as connection:
        run = connection.exec_driver_sql
        run("INSERT INTO cockpit.site_version VALUES ('small_city', 'as it was read then', now())")
        for key, facts in FACTS.items():
            run(facts)
            run(f"INSERT INTO cockpit.retention VALUES ('3410', '{key}', '2020-01-01', null, now())")
            for table in (grain.table.fullname for grain in MARTS[key].tables):
                if run(f"SELECT to_regclass('{table}')").scalar() is None:
                    continue
                names = [row[0] for row in run(f"SELECT * FROM {table}").cursor.description]
                kept = [name for name in names if name not in MARTS[key].measures]
                sums = ", ".join(name if name in kept else f"sum({name})" for name in names)
                run(f"INSERT INTO {table} SELECT {sums} FROM cockpit.{key}_contribution GROUP BY {', '.join(kept)}")
                values = ", ".join(f"'{GONE}'" if name == "day" else name for name in names)
                run(f"INSERT INTO {table} SELECT {values} FROM {table} WHERE day = '2024-01-02'")
    engine.dispose()
    upgrade(module_database.owner)
    with station(module_database, tmp_path_factory.mktemp("data")) as opened:
        yield opened


@pytest.mark.parametrize("key", FACTS)
def test_marts_of_a_filled_warehouse_are_those_of_its_facts_after_a_migration(grown: Station, key: str) -> None:
    measures = MARTS[key].measures
    sums = ", ".join(f"sum({name})" for name in measures)
    with grown.surroundings.engine.begin() as connection:
        kept = [
            connection.exec_driver_sql(
                f"WITH gone AS (DELETE FROM {grain.table.fullname} WHERE day = '{GONE}' RETURNING *) "
                f"SELECT {sums} FROM gone"
            ).one()
            for grain in MARTS[key].tables
        ]
    # Every grain still had them, and as many.
    assert len(set(kept)) == 1
    assert 12 in kept[0]
    assert grown.mart_faults(key) == []


def test_what_was_there_is_settled_when_the_site_is_read_next(grown: Station) -> None:
    known = "SELECT count(*), count(repeated), count(*) FILTER (WHERE repeated) FROM cockpit.event WHERE kind = '{}'"
    # 38 of 50 name one of ten persons, each of whom asks for one and the same, five days apart or on one day.
    assert grown.rows(known.format("hotline_ticket")) == [(50, 38, 28)]
    assert grown.rows(known.format("grid_event")) == [(10, 0, 0)]
    persons = "SELECT sum(persons_in_month), sum(persons_in_year) FROM cockpit.mart_points_entry_county_day"
    assert grown.rows(f"{persons} WHERE day > '2024-01-01' OR day = '2024-01-01'") == [(10, 10)]
    # Of ten cases each was sent back six times.
    returned = "SELECT count(*), count(DISTINCT case_key) FROM cockpit.case_step WHERE returned_often"
    assert grown.rows(returned) == [(10, 10)]
    flow = "SELECT sum(returns), sum(returned_often) FROM cockpit.mart_case_step_flow_day WHERE to_unit_code = 'water'"
    assert grown.rows(flow) == [(60, 10)]


def test_a_migration_that_needs_the_site_read_again_says_so(grown: Station) -> None:
    digests = "SELECT site_key, digest = 'as it was read then', length(digest) FROM cockpit.site_version"
    assert grown.rows(digests) == [("small_city", False, 64)]
