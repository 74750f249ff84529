"""What no migration can forget: the policies and grants that follow from the columns of a table."""

from typing import Any

from sqlalchemy import Connection, text

from data_access.connection import WarehouseUnavailableError
from data_access.roles import COUNTY_READER, NARROW, PUBLISHER, READER, TOWNSHIP_READER

_READERS = ", ".join((READER, *NARROW))
_MISSING_ROLES = text("SELECT name FROM unnest(CAST(:names AS text[])) AS name WHERE to_regrole(name) IS NULL")
# Every table that shows a reader the cities of its scope, with what else can narrow it. Marts of single communities,
# grids or durations are not what may be published.
_SCOPED = text("""
SELECT
    p.tablename AS name, p.roles::text[] AS roles, has_table_privilege(:publisher, c.oid, 'SELECT') AS published,
    array_agg(a.attname::text) AS columns,
    (SELECT array_agg(o.policyname::text) FROM pg_policies AS o WHERE o.schemaname = 'cockpit'
        AND o.tablename = p.tablename) AS policies
FROM pg_policies AS p
JOIN pg_class AS c ON c.relnamespace = 'cockpit'::regnamespace AND c.relname = p.tablename
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE p.schemaname = 'cockpit' AND p.policyname = p.tablename || '_scope'
GROUP BY p.tablename, p.roles::text[], c.oid
ORDER BY p.tablename
""")
_TO_SHARE = text("""
SELECT c.relname AS name, has_table_privilege(:reader, c.oid, 'SELECT') AS whole,
    string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
FROM pg_class AS c
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'cockpit'::regnamespace AND c.relkind IN ('r', 'v')
AND has_column_privilege(:reader, c.oid, a.attnum, 'SELECT')
AND NOT (has_column_privilege(:county, c.oid, a.attnum, 'SELECT')
    AND has_column_privilege(:township, c.oid, a.attnum, 'SELECT'))
GROUP BY c.oid, c.relname
""")
_CALLED = text("""
SELECT CAST(p.oid AS regprocedure)::text AS name
FROM pg_proc AS p
WHERE p.pronamespace = 'cockpit'::regnamespace AND has_function_privilege(:reader, p.oid, 'EXECUTE')
AND NOT (has_function_privilege(:county, p.oid, 'EXECUTE') AND has_function_privilege(:township, p.oid, 'EXECUTE'))
""")
_POLICY = """
CREATE POLICY {table}_{name} ON cockpit.{table} AS {manner} FOR SELECT TO {roles}
USING ({column} = any(string_to_array(nullif(current_setting('app.{setting}', true), ''), ',')))
"""
_REFERENCE = ("calendar_day", "division")
_NEVER_PUBLISHED = {"community_code", "grid_code", "bucket"}


def bind(connection: Connection) -> None:
    """Give every table with cities of a scope the policies of its columns, and its readers the reader's grants.

    Where all is there already, nothing is changed. Raises WarehouseUnavailableError where roles are missing.
    """
    needed = [*NARROW, PUBLISHER]
    if missing := connection.scalars(_MISSING_ROLES, {"names": needed}).all():
        raise WarehouseUnavailableError(
            f"the roles {', '.join(missing)} are missing: make them as docs/operations.md describes"
        )
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA cockpit TO {', '.join(needed)}")
    _share(connection)
    for table in connection.execute(_SCOPED, {"publisher": PUBLISHER}).all():
        if set(table.roles) != {READER, *NARROW}:
            connection.exec_driver_sql(f"ALTER POLICY {table.name}_scope ON cockpit.{table.name} TO {_READERS}")
        _narrow(connection, table)
        _publish(connection, table)


def _share(connection: Connection) -> None:
    """Who sees less may read and call what the reader may; the publisher knows places and days of rest besides."""
    names = {"reader": READER, "county": COUNTY_READER, "township": TOWNSHIP_READER}
    for table in connection.execute(_TO_SHARE, names).all():
        columns = "" if table.whole else f" ({table.columns})"
        connection.exec_driver_sql(f"GRANT SELECT{columns} ON cockpit.{table.name} TO {', '.join(NARROW)}")
    for name in connection.scalars(_CALLED, names).all():
        connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION {name} TO {', '.join(NARROW)}")
    there = text(
        "SELECT name FROM unnest(CAST(:names AS text[])) AS name WHERE to_regclass('cockpit.' || name) IS NOT NULL"
    )
    for name in connection.scalars(there, {"names": list(_REFERENCE)}).all():
        connection.exec_driver_sql(f"GRANT SELECT ON cockpit.{name} TO {PUBLISHER}")


def _narrow(connection: Connection, table: Any) -> None:
    """Of counties and townships a row is only seen by who sees these; of kinds by who sees a theme they lie in."""
    columns, wanted = set(table.columns), []
    if "county_code" in columns:
        wanted.append(("counties", COUNTY_READER, "county_code", "counties"))
        # Who sees townships sees no sum of a county: there no county is set.
        finest = ("township_code", "townships") if "township_code" in columns else ("county_code", "counties")
        wanted.append(("townships", TOWNSHIP_READER, *finest))
    if "kind" in columns:
        wanted.append(("kinds", f"{_READERS}, {PUBLISHER}", "kind", "kinds"))
    for name, roles, column, setting in wanted:
        _create(connection, table, (name, roles, column, setting), "RESTRICTIVE")


def _publish(connection: Connection, table: Any) -> None:
    """Sums of counties and townships are what small numbers are hidden in, medians and ranks are told of."""
    columns = set(table.columns)
    if not table.name.startswith("mart_") or "county_code" not in columns or columns & _NEVER_PUBLISHED:
        return
    if not table.published:
        connection.exec_driver_sql(f"GRANT SELECT ON cockpit.{table.name} TO {PUBLISHER}")
    _create(connection, table, ("published", PUBLISHER, "city_code", "cities"), "PERMISSIVE")


def _create(connection: Connection, table: Any, policy: tuple[str, str, str, str], manner: str) -> None:
    name, roles, column, setting = policy
    if f"{table.name}_{name}" not in table.policies:
        made = _POLICY.format(table=table.name, name=name, manner=manner, roles=roles, column=column, setting=setting)
        connection.exec_driver_sql(made)
