"""Registers say how many there must be, and their marts how many entries have as many as that."""

from pathlib import Path

from alembic import op

revision = "0070"
down_revision = "0051"

_GRAINS = ("county", "township", "category", "community")
_STOCKS = ("required", "judged", "met")


def upgrade() -> None:
    """Run the SQL file of this revision, then add the new measures to every grain.

    Nobody could say until now how many there must be: what the view gives for the days there are is zero, and so it is
    for days whose facts are gone for their age.
    """
    run = op.get_bind().exec_driver_sql
    run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    measures = [f"{stock}_{end}" for stock in _STOCKS for end in ("opened", "closed")]
    for grain in _GRAINS:
        added = ", ".join(f"ADD COLUMN {measure} BIGINT NOT NULL DEFAULT 0" for measure in measures)
        plain = ", ".join(f"ALTER COLUMN {measure} DROP DEFAULT" for measure in measures)
        run(f"ALTER TABLE cockpit.mart_register_{grain}_day {added}")
        run(f"ALTER TABLE cockpit.mart_register_{grain}_day {plain}")
