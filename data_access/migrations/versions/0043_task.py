"""Tasks of work plans, with their mart."""

from data_access.migrations.subject import create_subject

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    """Make its tables and the view of what a fact contributes, and open them to jobs and screens."""
    create_subject(__file__, "task")
