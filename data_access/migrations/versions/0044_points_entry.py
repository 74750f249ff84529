"""Ledgers of points: issued and redeemed, by place, with their mart."""

from data_access.migrations.subject import create_subject

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """Make its tables and the view of what a fact contributes, and open them to jobs and screens."""
    create_subject(__file__, "points_entry")
