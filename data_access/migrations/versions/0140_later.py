"""Call-backs count on the day on which their case was closed; how long after its day what a day brought was done."""

import re
from pathlib import Path

from alembic import op
from sqlalchemy import text

from data_access.migrations.refill import fill_later
from data_access.migrations.subject import open_table

revision = "0140"
down_revision = "0130"

# By mart: the measures that are there later than their day, and the column of the fact that says on which day.
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
_TABLE = """
CREATE TABLE cockpit.mart_{0}_later_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    measure TEXT NOT NULL,
    days_after INTEGER NOT NULL,
    cases BIGINT NOT NULL
);
CREATE INDEX ix_mart_{0}_later_day_city_code_day_kind ON cockpit.mart_{0}_later_day (city_code, day, kind);
"""
# A branch of a view begins with the city, the record and the batch; one that gives no batch only passes facts on.
_BRANCH = re.compile(r"^ SELECT (told\.|)city_code,\s+\1record_key,\s+\1batch_id,", re.MULTILINE)


def upgrade() -> None:
    """Run the SQL file of this revision, write the other views anew with the days, then make and fill the tables."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for subject, done in _DONE.items():
        if subject != "case_step":
            _tell_days(subject, list(dict.fromkeys(done.values())))
        op.get_bind().exec_driver_sql(_TABLE.format(subject))
        open_table(f"mart_{subject}_later_day")
        fill_later(subject, done)


def _tell_days(subject: str, days: list[str]) -> None:
    """Write the view of what a fact of `subject` contributes anew, with the days on which it was done."""
    connection, view = op.get_bind(), f"cockpit.{subject}_contribution"
    written = connection.scalar(text("SELECT pg_get_viewdef(to_regclass(:view))"), {"view": view})
    told, branches = _BRANCH.subn(
        lambda branch: f"{branch[0]} {', '.join(f'{branch[1]}{day}' for day in days)},", written or ""
    )
    if not branches:
        raise RuntimeError(f"{view} is not written as expected; restore it as its own revision made it")
    connection.exec_driver_sql(f"DROP VIEW {view}")
    connection.exec_driver_sql(f"CREATE VIEW {view} WITH (security_invoker = true) AS {told}".replace("%", "%%"))
    connection.exec_driver_sql(f"GRANT SELECT ON {view} TO cockpit_writer, cockpit_reader")
