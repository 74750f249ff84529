"""The planner is told anew of what has doubled, and of nothing else."""

from pathlib import Path

from alembic import op

revision = "0095"
down_revision = "0082"


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
