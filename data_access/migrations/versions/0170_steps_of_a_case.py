"""The steps of a case are found whatever source they are of."""

from pathlib import Path

from alembic import op

revision = "0170"
down_revision = "0160"


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
