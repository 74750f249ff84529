"""Of each mart the months, with the version that last changed one: numbers of other months stay what they were."""

from alembic import op

from data_access.migrations.subject import open_table

revision = "0211"
down_revision = "0210"

_TABLE = """
CREATE TABLE cockpit.month_version (
    city_code TEXT NOT NULL,
    mart TEXT NOT NULL,
    month DATE NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT pk_month_version PRIMARY KEY (city_code, mart, month)
)
"""


def upgrade() -> None:
    """Make the table; what changed before counts as changed in every month until a mart's next batch."""
    op.get_bind().exec_driver_sql(_TABLE)
    open_table("month_version")
