"""What the planner is told during a load is a rough picture; autovacuum draws the finer one afterwards."""

from pathlib import Path

from alembic import op

revision = "0160"
down_revision = "0150"


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
