"""Deliberations: topics, surveys, votes."""

from data_access.migrations.subject import create_subject

revision = "0033"
down_revision = "0050"


def upgrade() -> None:
    """Run the SQL file of this revision and open its tables."""
    create_subject(__file__, "deliberation")
