"""Memberships: registered volunteers, members who reported in; the rules of star levels."""

from data_access.migrations.subject import create_subject

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Make the fact table, its marts and the view of what a fact contributes; make the table of star rules."""
    create_subject(__file__, "membership")
