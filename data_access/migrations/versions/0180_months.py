"""The grain of grids is there by month, too, added up from its days when no load is under way."""

from pathlib import Path

from alembic import op

from data_access.migrations.subject import open_table

revision = "0180"
down_revision = "0172"


def upgrade() -> None:
    """Run the SQL file of this revision, and open its tables to jobs and screens."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for table in ("mart_event_grid_month", "month_sum", "month_touched"):
        open_table(table)
