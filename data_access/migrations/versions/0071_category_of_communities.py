"""Registers and reported counts are kept by category in each community, not only in each county."""

from pathlib import Path

from alembic import op

revision = "0071"
down_revision = "0070"


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
