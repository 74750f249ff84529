"""Jobs started by hand are lines of the log."""

from pathlib import Path

from alembic import op

revision = "0190"
down_revision = "0180"


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
