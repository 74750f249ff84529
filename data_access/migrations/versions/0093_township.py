"""The grain by category knows the township too."""

from alembic import op

from data_access.migrations.refill import refill

revision = "0093"
down_revision = "0080"

_SUBJECTS = """
SELECT substring(tablename FROM '^mart_(.*)_category_day$')
FROM pg_catalog.pg_tables
WHERE schemaname = 'cockpit' AND tablename ~ '^mart_.*_category_day$'
ORDER BY tablename
"""
# Days whose facts are gone, for their age, keep their rows, of no township.
_TOWNSHIP = """
ALTER TABLE cockpit.mart_{0}_category_day ADD COLUMN township_code TEXT NOT NULL DEFAULT 'unmapped';
ALTER TABLE cockpit.mart_{0}_category_day ALTER COLUMN township_code DROP DEFAULT;
GRANT SELECT (township_code) ON cockpit.mart_{0}_category_day TO cockpit_reader;
"""


def upgrade() -> None:
    """Give the township to every mart's grain by category, and sum it anew."""
    connection = op.get_bind()
    for subject in connection.exec_driver_sql(_SUBJECTS).scalars().all():
        connection.exec_driver_sql(_TOWNSHIP.format(subject))
        refill(subject, "category")
