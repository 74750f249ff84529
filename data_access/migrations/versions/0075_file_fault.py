"""Files of a drop folder that cannot be loaded: the others are, and each of these is named until it is mended."""

from pathlib import Path

from alembic import op

revision = "0075"
down_revision = "0091"


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
