"""What a fact contributes says which record it is and which batch brought it; screens read reasons and corrections."""

import re

from alembic import op
from sqlalchemy import text

from data_access.schema import FACTS, MARTS

revision = "0120"
down_revision = "0100"

# A branch of a view begins with the city; one inside that passes whole facts on has the record already.
_BRANCH = re.compile(r"SELECT ((?:\w+\.)?)city_code,(?!\s+(?:\w+\.)?source_key,\s+(?:\w+\.)?record_key)")
_OPENED = """
GRANT SELECT (city_code, source_key, dataset, reason, first_seen, last_seen) ON cockpit.quarantine TO cockpit_reader;
GRANT SELECT (city_code, source_key, record_key, field, reason, unit_code, corrected_on, applied_at)
ON cockpit.correction TO cockpit_reader;
"""
_SCOPED = """
ALTER TABLE cockpit.{0} ENABLE ROW LEVEL SECURITY;
ALTER TABLE cockpit.{0} FORCE ROW LEVEL SECURITY;
CREATE POLICY {0}_owner ON cockpit.{0} FOR ALL TO cockpit_owner USING (true) WITH CHECK (true);
CREATE POLICY {0}_jobs ON cockpit.{0} FOR ALL TO cockpit_writer USING (true) WITH CHECK (true);
CREATE POLICY {0}_scope ON cockpit.{0} FOR SELECT TO cockpit_reader
USING (city_code = any(string_to_array(nullif(current_setting('app.cities', true), ''), ',')));
"""


def upgrade() -> None:
    """Write every view of contributions anew with record_key and batch_id, then open what provenance reads."""
    connection = op.get_bind()
    for view in (MARTS[key].contribution for key in FACTS):
        written = connection.scalar(text("SELECT pg_get_viewdef(to_regclass(:view))"), {"view": view})
        traced, branches = _BRANCH.subn(r"SELECT \1city_code, \1record_key, \1batch_id,", written or "")
        if not branches:
            raise RuntimeError(f"{view} is not written as expected; restore it as its own revision made it")
        connection.exec_driver_sql(f"DROP VIEW {view}")
        connection.exec_driver_sql(f"CREATE VIEW {view} WITH (security_invoker = true) AS {traced}".replace("%", "%%"))
        connection.exec_driver_sql(f"GRANT SELECT ON {view} TO cockpit_writer, cockpit_reader")
    for table in ("quarantine", "correction"):
        connection.exec_driver_sql(_SCOPED.format(table))
    connection.exec_driver_sql(_OPENED)
