"""Marts are read by kind: the index of each grain and day knows it."""

from pathlib import Path

from alembic import op

revision = "0130"
down_revision = "0120"


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
