"""Screens may read the measures that came to the marts of cases and of points."""

from pathlib import Path

from alembic import op

revision = "0083"
down_revision = "0095"


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
