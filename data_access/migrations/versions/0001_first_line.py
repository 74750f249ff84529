"""The first line: dimensions, events, their marts, the ledger, and who may see what."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None

_PARTS = ("dimensions", "facts", "contribution", "marts", "ledger", "security")


def upgrade() -> None:
    """Run the SQL files of this revision in order."""
    for part in _PARTS:
        op.get_bind().exec_driver_sql(Path(__file__).with_name(f"0001_{part}.sql").read_text(encoding="utf-8"))
