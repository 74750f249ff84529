"""Who may see and do what in the warehouse: asked of PostgreSQL itself, with the roles that jobs and screens have."""

from collections.abc import Iterator
from datetime import date

import pytest
from platforms.events import EventPlatform, closed, record
from platforms.station import Station, station, trial_source
from replay.server import serving
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from data_access.connection import ConnectionUrls, WarehouseUnavailableError, assert_reader
from data_access.schema import FACTS, MARTS, event, metadata
from data_access.scope import Rights
from data_access.warehouse import open_engine, read_connection

TRACED = ["quarantine", "correction", "mart_version", "month_version"]
LEDGER = ["batch", "load_failure", "watermark", "pause", "quality", "first_load", *TRACED]
# Those of one subject are filled here; those of all others have the same policies.
FILLED = [event.name, *[table.name for key in ("event", "batch") for table in MARTS[key].with_months], *LEDGER]
GRAINS = [table.name for mart in MARTS.values() for table in mart.with_months]
SCOPED = [*FACTS, *GRAINS, *LEDGER, "month_sum", "month_touched", "hot_spot", "hot_spot_month"]
HIDDEN = ["tombstone", "file_seen", "backfill", "backfill_window", "forgotten", "retention"]
OWN_CHECKS = {"ck_batch_adds_up", "ck_batch_purpose", "ck_forgotten_manner"}
POLICY = "({} = ANY (string_to_array(NULLIF(current_setting('app.{}'::text, true), ''::text), ','::text)))"
COUNTY, TOWNSHIP = "cockpit_county_reader", "cockpit_township_reader"
READERS = "{cockpit_county_reader,cockpit_reader,cockpit_township_reader}"


@pytest.fixture(scope="module")
def here(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    """Two cities, each with a closed event, a failure, a pause and a rejected record."""
    platform = EventPlatform(listed=[closed("a", 1), record("broken", 1, reported=None)])
    with (
        station(module_database, tmp_path_factory.mktemp("data")) as opened,
        serving(platform) as served,
    ):
        source = trial_source(served.url, paging={"style": "none"}, since=None)
        for city in ("3410", "1405"):
            opened.load(source.model_copy(update={"city_code": city}))
        opened.sum_months("3410", "1405")
        with opened.engine.begin() as connection:
            failure = "INSERT INTO cockpit.load_failure VALUES (:c, 'trial', now(), now(), 1, 'r', 's')"
            pause = "INSERT INTO cockpit.pause VALUES (:c, 'other', now())"
            first = "INSERT INTO cockpit.first_load VALUES (:c, 'trial', 'events', NULL, NULL, now(), NULL, NULL, NULL)"
            mended = (
                "INSERT INTO cockpit.correction VALUES (:c, 'trial', 'a', 'x', 'y', 'z', 'r', 'u', '2026-03-01', NULL)"
            )
            for statement in (failure, pause, first, mended):
                connection.execute(text(statement), [{"c": "3410"}, {"c": "1405"}])
        yield opened


@pytest.fixture(scope="module")
def reader(here: Station, module_database: ConnectionUrls) -> Iterator[Engine]:
    """One connection, so that what a transaction leaves behind would be seen by the next."""
    engine = open_engine(module_database.reader, pool_size=1)
    yield engine
    engine.dispose()


def cities(engine: Engine, table: str, rights: Rights | None) -> set[str]:
    query = text(f"SELECT DISTINCT city_code FROM cockpit.{table}")
    if rights is None:
        with engine.connect() as connection:
            return set(connection.scalars(query))
    with read_connection(engine, rights) as connection:
        return set(connection.scalars(query))


@pytest.mark.parametrize("table", [*FILLED, "event_contribution"])
def test_a_reader_sees_the_cities_of_its_scope_and_forgets_them(reader: Engine, table: str) -> None:
    assert cities(reader, table, None) == set()
    assert cities(reader, table, Rights(("3410",))) == {"3410"}
    # The connection comes back with the setting '', not NULL: that must let nothing through either.
    assert cities(reader, table, None) == set()
    with reader.connect() as connection:
        assert connection.scalar(text("SELECT current_setting('app.cities', true)")) == ""
    assert cities(reader, table, Rights(())) == set()
    assert cities(reader, table, Rights(("", "%", "3%"))) == set()
    assert cities(reader, table, Rights(("1405", "3410"))) == {"1405", "3410"}


def test_a_reader_cannot_write_anything(reader: Engine) -> None:
    for table in metadata.sorted_tables:
        for statement in ("DELETE FROM {}", "INSERT INTO {} DEFAULT VALUES", "TRUNCATE {}"):
            with pytest.raises(DBAPIError, match="permission denied"), reader.begin() as connection:
                connection.execute(text(statement.format(table.fullname)))
    for statement in ("CREATE TABLE cockpit.own (a int)", "CREATE TABLE public.own (a int)", "SELECT 1 INTO TEMP own"):
        with pytest.raises(DBAPIError, match="permission denied"), reader.begin() as connection:
            connection.execute(text(statement))


@pytest.mark.parametrize("table", HIDDEN)
def test_a_reader_does_not_see_what_is_none_of_a_screens_business(reader: Engine, table: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"), reader.connect() as connection:
        connection.execute(text(f"SELECT count(*) FROM cockpit.{table}"))


@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("event", "person_key"), ("load_failure", "sentence"), ("quarantine", "mapped"), ("quarantine", "record")),
        *(("quarantine", "locator"), ("correction", "value"), ("correction", "source_value")),
    ],
)
def test_a_reader_does_not_see_persons_sentences_and_what_records_said(reader: Engine, table: str, column: str) -> None:
    for what in (column, "*"):
        with pytest.raises(DBAPIError, match="permission denied"), reader.connect() as connection:
            connection.execute(text(f"SELECT {what} FROM cockpit.{table}"))


def test_a_reader_knows_of_every_day_whether_offices_work_and_whether_that_is_certain(reader: Engine) -> None:
    query = text(
        "SELECT CAST(day AS date), working, source FROM generate_series("
        "CAST('2020-01-01' AS timestamp), '2031-12-31', '1 day') AS day LEFT JOIN cockpit.calendar_day USING (day)"
    )
    with read_connection(reader, Rights(("3410",))) as connection:
        days = {day: (working, source) for day, working, source in connection.execute(query)}
    assert len(days) == 4383
    assert {source for _, source in days.values()} == {"official", "assumed"}
    assert {working for working, _ in days.values()} == {True, False}
    # 春节 of 2024 and the Sunday before it; nobody has announced 2031.
    assert days[date(2024, 2, 12)] == (False, "official")
    assert days[date(2024, 2, 4)] == (True, "official")
    assert days[date(2031, 12, 31)] == (True, "assumed")


@pytest.mark.parametrize("table", [*FACTS, *GRAINS])
def test_a_reader_sees_every_other_column_of_facts_and_marts(reader: Engine, table: str) -> None:
    columns = metadata.tables[f"cockpit.{table}"].columns
    names = ", ".join(column.name for column in columns if column.name != "person_key")
    with read_connection(reader, Rights(("3410",))) as connection:
        found = connection.execute(text(f"SELECT {names} FROM cockpit.{table}")).all()
    assert bool(found) == (table in FILLED)


def test_a_read_transaction_is_read_only(reader: Engine) -> None:
    with read_connection(reader, Rights(("3410",))) as connection:
        assert connection.scalar(text("SHOW transaction_read_only")) == "on"
        with pytest.raises(DBAPIError, match="read-write mode must be set before any query"):
            connection.execute(text("SET transaction_read_only = off"))


def test_a_screen_is_only_given_the_role_that_policies_bind(module_database: ConnectionUrls, reader: Engine) -> None:
    assert_reader(reader)
    for url in (module_database.owner, module_database.writer):
        engine = open_engine(url)
        with pytest.raises(WarehouseUnavailableError, match="row-level security does not bind"):
            assert_reader(engine)
        engine.dispose()


def test_every_fact_and_mart_forces_exactly_the_agreed_policy(here: Station) -> None:
    forced = here.rows(
        "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity "
        "AND relnamespace = 'cockpit'::regnamespace ORDER BY 1"
    )
    assert [row[0] for row in forced] == sorted(SCOPED)
    query = "SELECT tablename, roles::text, cmd, qual, permissive FROM pg_policies WHERE schemaname = 'cockpit'"
    policies = here.rows(query)
    for table in SCOPED:
        assert sorted(row[1:] for row in policies if row[0] == table) == sorted(agreed(table))
    assert len(policies) == sum(len(agreed(table)) for table in SCOPED)


def agreed(table: str) -> list[tuple[str, str, str, str]]:
    """The policies of a table: who, for what, which rows, and whether it lets rows in or keeps rows out."""
    columns = set(metadata.tables[f"cockpit.{table}"].columns.keys())
    cities = POLICY.format("city_code", "cities")
    found = [
        ("{cockpit_owner}", "ALL", "true", "PERMISSIVE"),
        (READERS, "SELECT", cities, "PERMISSIVE"),
        ("{cockpit_writer}", "ALL", "true", "PERMISSIVE"),
    ]
    counties = POLICY.format("county_code", "counties")
    if "county_code" in columns:
        found.append((f"{{{COUNTY}}}", "SELECT", counties, "RESTRICTIVE"))
        townships = POLICY.format("township_code", "townships") if "township_code" in columns else counties
        found.append((f"{{{TOWNSHIP}}}", "SELECT", townships, "RESTRICTIVE"))
    if "kind" in columns:
        everybody = READERS.replace("county_reader,", "county_reader,cockpit_publisher,")
        found.append((everybody, "SELECT", POLICY.format("kind", "kinds"), "RESTRICTIVE"))
    if table.startswith("mart_") and "county_code" in columns and not columns & {"community_code", "bucket"}:
        found.append(("{cockpit_publisher}", "SELECT", cities, "PERMISSIVE"))
    return found


def test_views_show_what_their_viewer_may_see(here: Station) -> None:
    views = here.rows(
        "SELECT relname, reloptions FROM pg_class WHERE relkind = 'v' AND relnamespace = 'cockpit'::regnamespace"
    )
    assert sorted(views) == [(f"{key}_contribution", ["security_invoker=true"]) for key in sorted(MARTS)]


def test_the_roles_own_nothing_they_should_not_and_bypass_nothing(here: Station) -> None:
    owners = here.rows(
        "SELECT DISTINCT relowner::regrole::text FROM pg_class WHERE relnamespace = 'cockpit'::regnamespace"
    )
    assert owners == [("cockpit_owner",)]
    roles = here.rows(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'cockpit\\_%' AND rolname <> 'cockpit_administrator' "
        "AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)"
    )
    assert roles == []
    members = here.rows(
        "SELECT member::regrole::text, roleid::regrole::text, inherit_option, admin_option FROM pg_auth_members "
        "WHERE member::regrole::text LIKE 'cockpit\\_%' AND member::regrole::text <> 'cockpit_administrator' "
        "AND NOT EXISTS (SELECT FROM pg_roles WHERE oid = member AND rolsuper) ORDER BY 2"
    )
    # What the reader may become sees less than it; it has none of their rights as itself.
    assert members == [("cockpit_reader", each, False, False) for each in (COUNTY, TOWNSHIP)]


def test_every_key_and_index_of_facts_and_marts_begins_with_the_city(here: Station) -> None:
    for name in (*FACTS, "tombstone", *GRAINS):
        found = here.rows(
            "SELECT attname, attnum FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0] "
            "WHERE indrelid = CAST(:t AS regclass)",
            t=f"cockpit.{name}",
        )
        assert {row[0] for row in found} == {"city_code"}, name
        assert not metadata.tables[f"cockpit.{name}"].foreign_keys


def test_all_constraints_have_the_names_we_gave_them(here: Station) -> None:
    given = {str(each.name) for table in metadata.sorted_tables for each in table.constraints if each.name}
    query = "SELECT conname FROM pg_constraint WHERE connamespace = 'cockpit'::regnamespace AND contype <> 'n'"
    found = {row[0] for row in here.rows(query)} - {"alembic_version_pkc"}
    assert found
    assert found <= given | {f"pk_{table.name}" for table in metadata.sorted_tables} | OWN_CHECKS


FORBIDDEN = {
    "sequences": "SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'cockpit'::regnamespace",
    "identity columns": """
        SELECT attname FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid
        WHERE attidentity <> '' AND relnamespace = 'cockpit'::regnamespace""",
    "triggers": "SELECT tgname FROM pg_trigger WHERE tgrelid::regclass::text LIKE 'cockpit.%'",
    "inheritance": """
        SELECT inhrelid FROM pg_inherits JOIN pg_class ON inhparent = pg_class.oid
        WHERE relnamespace = 'cockpit'::regnamespace AND relkind = 'r'""",
    "anything in public": "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_schema_has_nothing_that_fails_on_many_machines(here: Station, what: str) -> None:
    assert here.rows(FORBIDDEN[what]) == []
