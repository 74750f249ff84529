"""How long events and mediation cases took until they were closed, as histograms by day."""

from pathlib import Path

from alembic import op

from data_access.migrations.refill import fill_spread
from data_access.migrations.subject import open_table

revision = "0092"
down_revision = "0075"


def upgrade() -> None:
    """Run the SQL file of this revision, open its tables to jobs and screens, and fill them."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for subject in ("event", "mediation_case"):
        open_table(f"mart_{subject}_spread_day")
        fill_spread(subject, "closed", "closed_seconds")
