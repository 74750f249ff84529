"""Registers: what there is and since when, with its mart."""

from data_access.migrations.subject import create_subject

revision = "0040"
down_revision = "0030"


def upgrade() -> None:
    """Make its tables and the view of what a fact contributes, and open them to jobs and screens."""
    create_subject(__file__, "register")
