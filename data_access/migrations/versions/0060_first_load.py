"""What a first load, which begins with the newest records, leaves for later; the screen says of which sources."""

from pathlib import Path

from alembic import op

revision = "0060"
down_revision = "0033"


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
