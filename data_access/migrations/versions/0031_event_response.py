"""Answers before the close (吹哨报到, a wish claimed), and what a deadline stands on."""

from pathlib import Path

from alembic import op

revision = "0031"
down_revision = "0022"


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
