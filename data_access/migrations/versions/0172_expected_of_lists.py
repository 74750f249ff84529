"""Each list of a source has an interval of its own."""

from pathlib import Path

from alembic import op

revision = "0172"
down_revision = "0170"


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
