"""Steps of one case: dispatches, returns, hand-overs, first contacts, call-backs."""

from data_access.migrations.subject import create_subject

revision = "0030"
down_revision = "0004"


def upgrade() -> None:
    """Run the SQL file of this revision and open its tables."""
    create_subject(__file__, "case_step")
