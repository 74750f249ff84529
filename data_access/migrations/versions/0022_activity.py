"""Activities held."""

from data_access.migrations.subject import create_subject

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Make the fact table, its marts and the view of what a fact contributes; open them to jobs and screens."""
    create_subject(__file__, "activity")
