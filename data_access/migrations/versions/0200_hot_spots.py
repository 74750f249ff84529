"""Hot spots of months that are over."""

from pathlib import Path

from alembic import op

from data_access.migrations.subject import open_table

revision = "0200"
down_revision = "0190"


def upgrade() -> None:
    """Run the SQL file of this revision, and open its tables to jobs and screens."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for table in ("hot_spot_month", "hot_spot"):
        open_table(table)
