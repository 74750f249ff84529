"""Which entity and kind each list of a source becomes."""

from pathlib import Path

from alembic import op

revision = "0091"
down_revision = "0090"


def upgrade() -> None:
    """Run the SQL file of this revision; the next load of the site's files fills the table."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
