"""What tasks contribute to a day is found by an index: their view no longer reads every task first."""

from pathlib import Path

from alembic import op

revision = "0051"
down_revision = "0060"


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
