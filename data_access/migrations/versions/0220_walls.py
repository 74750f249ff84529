"""What walls are told by the page 大屏, and what they report of themselves."""

from pathlib import Path

from alembic import op

revision = "0220"
down_revision = "0211"


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
