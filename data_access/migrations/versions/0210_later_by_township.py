"""How long after its day what a day brought was done is known of townships, too."""

from alembic import op

from data_access.migrations.refill import fill_later, forget_later

revision = "0210"
down_revision = "0200"

# As revision 0140 has them.
_DONE = {
    "event": {"reported_closed": "closed_on"},
    "mediation_case": dict.fromkeys(("found_succeeded", "accepted_closed", "accepted_succeeded"), "closed_on"),
    "deliberation": {"opened_decided": "decided_on", "opened_implemented": "implemented_on"},
    "case_step": dict.fromkeys(
        (
            *("call_backs", "call_backs_valid", "resolved", "unresolved"),
            *("satisfied", "basically_satisfied", "dissatisfied"),
        ),
        "occurred_on",
    ),
}
_BY = ("county_code", "township_code", "kind", "source_key")
# Who sees townships saw nothing of it; what binds a viewer follows from the columns after each migration.
_TOWNSHIP = """
ALTER TABLE cockpit.{0} ADD COLUMN township_code TEXT NOT NULL DEFAULT 'unmapped';
ALTER TABLE cockpit.{0} ALTER COLUMN township_code DROP DEFAULT;
GRANT SELECT (township_code) ON cockpit.{0} TO cockpit_reader;
DROP POLICY IF EXISTS {0}_townships ON cockpit.{0};
"""


def upgrade() -> None:
    """Add the column, and count anew what there are facts of; of other days the township stays unknown."""
    for subject, done in _DONE.items():
        op.get_bind().exec_driver_sql(_TOWNSHIP.format(f"mart_{subject}_later_day"))
        forget_later(subject)
        fill_later(subject, done, _BY)
