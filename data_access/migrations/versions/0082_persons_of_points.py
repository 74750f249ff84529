"""How many took part in points: an account counts on its first entry of a month, of a year."""

from pathlib import Path

from alembic import op

from data_access.migrations.refill import refill
from data_access.migrations.subject import add_measures

revision = "0082"
down_revision = "0081"


def upgrade() -> None:
    """Add the measures, run the SQL file of this revision, and sum the marts anew."""
    add_measures("points_entry", "persons_in_month", "persons_in_year")
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for grain in ("county", "township", "category", "community"):
        refill("points_entry", grain)
