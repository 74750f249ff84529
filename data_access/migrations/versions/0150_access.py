"""Accounts, sessions, tokens of screens and the audit log: a schema of its own that only cockpit_app may use."""

from pathlib import Path

from alembic import op

revision = "0150"
down_revision = "0140"


def upgrade() -> None:
    """Run the SQL file of this revision."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
