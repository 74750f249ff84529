"""Volunteers' service records, of which one person's overlapping ones count once."""

from data_access.migrations.subject import create_subject

revision = "0020"
down_revision = "0044"


def upgrade() -> None:
    """Make the fact table, its marts and the view of what a fact contributes; open them to jobs and screens."""
    create_subject(__file__, "service_record")
