"""Mediation cases: their facts, their marts, and what one case contributes to them."""

from data_access.migrations.subject import create_subject

revision = "0010"
down_revision = "0041"


def upgrade() -> None:
    """Run the SQL file of this revision and open its tables to jobs and screens."""
    create_subject(__file__, "mediation_case")
