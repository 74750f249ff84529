"""The ledger has a mart: by day, source and dataset what came, was turned away, repeated, late."""

from pathlib import Path

from alembic import op

from data_access.migrations.subject import open_table

revision = "0100"
down_revision = "0083"


def upgrade() -> None:
    """Run the SQL file of this revision and open its table to jobs and screens."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    open_table("mart_batch_day")
