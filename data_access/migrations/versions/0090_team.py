"""Volunteers and their service by team."""

from pathlib import Path

from alembic import op

from data_access.migrations.refill import fill
from data_access.migrations.subject import open_table

revision = "0090"
down_revision = "0071"


def upgrade() -> None:
    """Run the SQL file of this revision, open its tables to jobs and screens, and fill them."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for subject in ("membership", "service_record"):
        open_table(f"mart_{subject}_team_day")
        fill(subject, "team", "team_key")
