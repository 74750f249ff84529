"""Reported counts: aggregates that units report for a division and a period, with their mart."""

from data_access.migrations.subject import create_subject

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Make its tables and the view of what a fact contributes, and open them to jobs and screens."""
    create_subject(__file__, "reported_count")
