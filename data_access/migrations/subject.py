"""What migrations of a subject do besides their own SQL: who may write, who may read, measures in all grains."""

from pathlib import Path

from alembic import op
from sqlalchemy import text

# Marks people: no screen reads it.
PERSON = "person_key"

# Of how long something took, or when it was there: no grains, they have measures of their own.
_NO_GRAINS = ("_spread_day", "_later_day")

_FORCE = """
ALTER TABLE cockpit.{0} ENABLE ROW LEVEL SECURITY;
ALTER TABLE cockpit.{0} FORCE ROW LEVEL SECURITY;
CREATE POLICY {0}_owner ON cockpit.{0} FOR ALL TO cockpit_owner USING (true) WITH CHECK (true);
CREATE POLICY {0}_jobs ON cockpit.{0} FOR ALL TO cockpit_writer USING (true) WITH CHECK (true);
CREATE POLICY {0}_scope ON cockpit.{0} FOR SELECT TO cockpit_reader
USING (city_code = any(string_to_array(nullif(current_setting('app.cities', true), ''), ',')));
GRANT SELECT, INSERT, UPDATE, DELETE ON cockpit.{0} TO cockpit_writer;
GRANT SELECT ({1}) ON cockpit.{0} TO cockpit_reader;
"""
_TABLES = """
SELECT table_name
FROM information_schema.tables
WHERE table_schema = 'cockpit' AND table_type = 'BASE TABLE'
AND (table_name = :subject OR starts_with(table_name, 'mart_' || :subject || '_'))
ORDER BY table_name
"""
_READ = """
SELECT string_agg(column_name, ', ' ORDER BY ordinal_position)
FROM information_schema.columns
WHERE table_schema = 'cockpit' AND table_name = :table AND column_name <> :person
"""


def create_subject(migration: str, subject: str) -> None:
    """Run the SQL file beside `migration` (its __file__), then open the tables of `subject` to jobs and screens.

    The SQL makes the fact table, its marts and the view of what a fact contributes; a long view may stand in a file of
    its own, `<migration>_contribution.sql`. Raises the database's errors.
    """
    connection, path = op.get_bind(), Path(migration).with_suffix(".sql")
    for part in (path, path.with_stem(f"{path.stem}_contribution")):
        if part == path or part.is_file():
            connection.exec_driver_sql(part.read_text(encoding="utf-8"))
    for table in connection.scalars(text(_TABLES), {"subject": subject}).all():
        open_table(table)
    view = f"cockpit.{subject}_contribution"
    connection.exec_driver_sql(f"GRANT SELECT ON {view} TO cockpit_writer, cockpit_reader")


def open_table(table: str) -> None:
    """Let jobs write `table`, of any subject, and screens read of it what is in their scope, but no person's key."""
    connection = op.get_bind()
    columns = connection.scalar(text(_READ), {"table": table, "person": PERSON})
    connection.exec_driver_sql(_FORCE.format(table, columns))


def add_measures(subject: str, *measures: str) -> None:
    """Add measures to every grain that the mart of `subject` has; 0 until a day is summed anew."""
    connection = op.get_bind()
    for table in connection.scalars(text(_TABLES), {"subject": subject}).all():
        if table != subject and not table.endswith(_NO_GRAINS):
            added = ", ".join(f"ADD COLUMN {measure} BIGINT NOT NULL DEFAULT 0" for measure in measures)
            plain = ", ".join(f"ALTER COLUMN {measure} DROP DEFAULT" for measure in measures)
            connection.exec_driver_sql(f"ALTER TABLE cockpit.{table} {added}")
            connection.exec_driver_sql(f"ALTER TABLE cockpit.{table} {plain}")
            connection.exec_driver_sql(f"GRANT SELECT ({', '.join(measures)}) ON cockpit.{table} TO cockpit_reader")
