"""What PostgreSQL itself lets a viewer see: of every fact, mart and view the rows of its divisions and themes alone."""

from collections.abc import Iterator

import pytest
from everywhere import CITIES, counties, tables, townships, write_everywhere
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, text

from data_access.connection import ConnectionUrls, WarehouseUnavailableError
from data_access.migrate import upgrade
from data_access.migrations import viewers
from data_access.registry import METRICS
from data_access.roles import NARROW, READER
from data_access.schema import MARTS, metadata
from data_access.schema.kinds import KINDS
from data_access.scope import Rights
from data_access.themes import kinds_of
from data_access.warehouse import open_engine, read_connection
from etl.entities import ENTITIES

# What makes the planner use workers for a table of a few rows.
COSTLESS = ("parallel_setup_cost = 0", "debug_parallel_query = on")
THEMES = sorted({metric.theme.key for metric in METRICS.values()})
TABLES = tables()
VIEWS = {f"{key}_contribution": key for key in MARTS if key in ENTITIES}
COUNTIES = [county for city in CITIES for county in counties(city)]
TOWNSHIPS = [township for county in COUNTIES for township in townships(county)]
ROLES = {
    "all": Rights(CITIES),
    "city": Rights(("3410",)),
    "county": Rights(("3410",), counties=("341021",)),
    "township": Rights(("3410",), townships=("341021100",)),
    "department": Rights(("3410",), themes=("demands", "grid_events", "hotline")),
    "data engineer": Rights(CITIES, themes=("data_quality", "grid_events")),
    "county of one theme": Rights(("3410",), counties=("341021",), themes=("mediation",)),
    "administrator": Rights(CITIES, themes=()),
    "nobody": Rights(()),
    "forged": Rights(("3410",), counties=("140502",)),
    "wildcards": Rights(("%", "", "3410"), counties=("%", "")),
}


@pytest.fixture(scope="module")
def engines(module_database: ConnectionUrls) -> Iterator[tuple[Engine, Engine]]:
    """The writer, who sees every row, and a reader with one connection that all reads share."""
    writer, reader = open_engine(module_database.writer), open_engine(module_database.reader, pool_size=1)
    write_everywhere(writer)
    yield writer, reader
    writer.dispose()
    reader.dispose()


def columns_of(name: str) -> set[str]:
    if name in TABLES:
        return set(metadata.tables[f"cockpit.{name}"].columns.keys())
    return {"city_code", "kind", "county_code", "township_code"}


def condition(name: str, rights: Rights) -> tuple[str, dict[str, list[str]]]:
    """The WHERE of the rows that rights let through, written out as whoever checks them would."""
    columns, wanted = columns_of(name), {"city_code": rights.cities}
    if "kind" in columns and rights.themes is not None:
        wanted["kind"] = kinds_of(rights.themes)
    if rights.counties is not None and "county_code" in columns:
        wanted["county_code"] = rights.counties
    if rights.townships is not None and "county_code" in columns:
        if "township_code" not in columns:
            return "false", {}
        wanted["township_code"] = rights.townships
    return " AND ".join(f"{each} = ANY(:{each})" for each in wanted), {each: list(v) for each, v in wanted.items()}


def seen(connection: Connection, name: str, where: str = "true", values: dict[str, list[str]] | None = None) -> object:
    kept = [each for each in ("city_code", "kind", "county_code", "township_code") if each in columns_of(name)]
    told = ", ".join(kept)
    query = text(f"SELECT {told}, count(*) FROM cockpit.{name} WHERE {where} GROUP BY {told} ORDER BY {told}")
    return connection.execute(query, values or {}).all()


def same_everywhere(engines: tuple[Engine, Engine], rights: Rights) -> bool:
    """Whether every table and view shows exactly the rows of `rights`; returns whether there were any."""
    writer, reader = engines
    any_row = False
    with read_connection(reader, rights) as narrow, writer.connect() as wide:
        for name in (*TABLES, *VIEWS):
            told = seen(narrow, name)
            assert told == seen(wide, name, *condition(name, rights)), (name, rights)
            any_row |= bool(told)
    return any_row


@pytest.mark.parametrize("role", ROLES)
def test_every_table_and_view_shows_exactly_the_rows_of_a_role(engines: tuple[Engine, Engine], role: str) -> None:
    assert same_everywhere(engines, ROLES[role]) == (role not in ("administrator", "nobody"))


def some(members: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(members), max_size=4, unique=True).map(tuple)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some(list(CITIES)),
    st.one_of(
        st.none(), some(COUNTIES).map(lambda each: ("county", each)), some(TOWNSHIPS).map(lambda each: ("", each))
    ),
    st.one_of(st.none(), some(THEMES)),
)
def test_so_it_is_for_any_rights(
    engines: tuple[Engine, Engine],
    cities: tuple[str, ...],
    divisions: tuple[str, tuple[str, ...]] | None,
    themes: tuple[str, ...] | None,
) -> None:
    level, codes = divisions or (None, None)
    rights = Rights(
        cities, counties=codes if level == "county" else None, townships=codes if level == "" else None, themes=themes
    )
    same_everywhere(engines, rights)


def test_a_connection_used_before_shows_nothing_and_begins_as_who_sees_least(engines: tuple[Engine, Engine]) -> None:
    for role in ("all", "county", "township"):
        assert same_everywhere(engines, ROLES[role])
        with engines[1].connect() as connection:
            assert connection.scalar(text("SELECT current_user")) == "cockpit_township_reader"
            for name in (*TABLES, *VIEWS):
                assert seen(connection, name) == []


def test_whoever_sets_cities_and_forgets_the_divisions_sees_none_of_them(engines: tuple[Engine, Engine]) -> None:
    with engines[1].begin() as connection:
        connection.execute(text("SELECT set_config('app.cities', '3410,1405', true)"))
        connection.execute(text("SELECT set_config('app.kinds', :kinds, true)"), {"kinds": ",".join(kinds_of(None))})
        for name in (*TABLES, *VIEWS):
            assert bool(seen(connection, name)) == (name == "mart_batch_day")


def test_parallel_plans_see_no_more(engines: tuple[Engine, Engine]) -> None:
    writer, reader = engines
    for rights in (ROLES["city"], ROLES["county"], ROLES["township"], ROLES["department"], ROLES["nobody"]):
        with read_connection(reader, rights) as narrow, writer.connect() as wide:
            # Screens ask for no workers; whoever does sees no more for it.
            for setting in ("max_parallel_workers_per_gather = 2", "min_parallel_table_scan_size = 0", *COSTLESS):
                narrow.execute(text(f"SET LOCAL {setting}"))
            for name in ("event", "mart_event_county_day", "mart_event_township_day", "event_contribution"):
                plan = narrow.scalars(text("EXPLAIN SELECT * FROM cockpit.mart_event_grid_day")).all()
                assert any("Gather" in line for line in plan)
                assert seen(narrow, name) == seen(wide, name, *condition(name, rights))


def test_a_policy_of_kinds_is_looked_up_in_the_index(engines: tuple[Engine, Engine]) -> None:
    query = "EXPLAIN SELECT sum(reported) FROM cockpit.mart_event_county_day WHERE city_code = '3410' AND day = :day"
    with read_connection(engines[1], ROLES["department"]) as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(connection.scalars(text(query), {"day": "2026-03-02"}))
    condition_of_index = next(line for line in plan.splitlines() if "Index Cond" in line)
    assert "app.cities" in condition_of_index
    assert "app.kinds" in condition_of_index
    assert "Filter" not in plan


def test_the_publisher_reads_sums_of_counties_and_townships_of_its_cities_and_no_record(
    engines: tuple[Engine, Engine], module_database: ConnectionUrls
) -> None:
    publisher = open_engine(module_database.publisher)
    published = [
        name
        for name, (table, _key) in TABLES.items()
        if name.startswith("mart_")
        and "county_code" in table.columns
        and not {"community_code", "bucket"} & set(table.columns.keys())
    ]
    assert len(published) > len(MARTS)
    with read_connection(publisher, ROLES["department"]) as narrow, engines[0].connect() as wide:
        for name in published:
            assert seen(narrow, name) == seen(wide, name, *condition(name, ROLES["department"]))
    for name in (*(TABLES.keys() - set(published)), *VIEWS, "batch", "source", "unit"):
        with pytest.raises(Exception, match="permission denied"), publisher.connect() as connection:
            connection.execute(text(f"SELECT count(*) FROM cockpit.{name}"))
    publisher.dispose()


def test_who_sees_less_may_read_and_call_what_the_reader_may(engines: tuple[Engine, Engine]) -> None:
    rights = text("""
        SELECT CAST(attrelid AS regclass)::text || '.' || attname FROM pg_attribute
        WHERE attnum > 0 AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'cockpit'::regnamespace)
        AND has_column_privilege(:role, attrelid, attnum, 'SELECT')
        UNION ALL
        SELECT CAST(oid AS regprocedure)::text FROM pg_proc
        WHERE pronamespace = 'cockpit'::regnamespace AND has_function_privilege(:role, oid, 'EXECUTE')
    """)
    with engines[0].connect() as connection:
        whole, *narrow = (set(connection.scalars(rights, {"role": role})) for role in (READER, *NARROW))
    assert any("spread_bucket" in each for each in whole)
    assert narrow == [whole, whole]


def test_a_policy_that_is_missing_is_made_by_the_next_start(
    engines: tuple[Engine, Engine], module_database: ConnectionUrls
) -> None:
    policies = text("SELECT tablename, policyname, roles::text, qual FROM pg_policies ORDER BY 1, 2")
    with engines[0].connect() as connection:
        before = connection.execute(policies).all()
    owner = create_engine(module_database.owner)
    with owner.begin() as connection:
        connection.execute(text("DROP POLICY event_counties ON cockpit.event"))
        connection.execute(text("ALTER POLICY event_scope ON cockpit.event TO cockpit_reader"))
    owner.dispose()
    upgrade(module_database.owner)
    with engines[0].connect() as connection:
        assert connection.execute(policies).all() == before
    assert same_everywhere(engines, ROLES["county"])


def test_roles_that_a_server_lacks_are_named(engines: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewers, "NARROW", ("cockpit_nobody",))
    with engines[0].connect() as connection, pytest.raises(WarehouseUnavailableError) as error:
        viewers.bind(connection)
    assert str(error.value) == "the roles cockpit_nobody are missing: make them as docs/operations.md describes"


def test_the_kinds_of_the_marts_are_those_of_the_entities() -> None:
    declared = {key: tuple(kind.key for kind in entity.kinds) for key, entity in ENTITIES.items()}
    assert {key: set(kinds) for key, kinds in KINDS.items() if key != "batch"} == {
        k: set(v) for k, v in declared.items()
    }
    assert set(KINDS) == set(MARTS)
