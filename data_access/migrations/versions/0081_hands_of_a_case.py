"""Of cases: returned often, problem cases, contacts due by the site's table, from which hands to which they went."""

from pathlib import Path

from alembic import op

from data_access.migrations.refill import fill
from data_access.migrations.subject import add_measures, open_table

revision = "0081"
down_revision = "0093"


def upgrade() -> None:
    """Add the measures, run the SQL files of this revision, and fill the new grain."""
    add_measures("case_step", "returned_often", "problem_cases", "contacts_provisional")
    path = Path(__file__).with_suffix(".sql")
    for part in (path, path.with_stem(f"{path.stem}_flow")):
        op.get_bind().exec_driver_sql(part.read_text(encoding="utf-8"))
    open_table("mart_case_step_flow_day")
    fill("case_step", "flow", "channel", "to_channel", "unit_code", "to_unit_code")
