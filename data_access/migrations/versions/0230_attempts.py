"""How often something was tried lately, counted for all web processes together."""

from pathlib import Path

from alembic import op

revision = "0230"
down_revision = "0220"


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
