"""Of demands whose person is known: whether the same was asked for before; thresholds from which things are counted."""

from pathlib import Path

from alembic import op

from data_access.migrations.subject import add_measures

revision = "0080"
down_revision = "0092"


def upgrade() -> None:
    """Add the measures, then run the SQL file of this revision."""
    add_measures("event", "with_person", "repeated")
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
