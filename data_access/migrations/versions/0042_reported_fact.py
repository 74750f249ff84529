"""Reported facts: numbers that were claimed, with their document, and their mart."""

from data_access.migrations.subject import create_subject

revision = "0042"
down_revision = "0010"


def upgrade() -> None:
    """Make its tables and the view of what a fact contributes, and open them to jobs and screens."""
    create_subject(__file__, "reported_fact")
