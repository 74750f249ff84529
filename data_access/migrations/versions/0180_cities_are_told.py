"""The planner is told of cities and sources again: what settles asks so that it cannot take a city for empty."""

from pathlib import Path

from alembic import op

revision = "0180"
down_revision = "0170"


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
