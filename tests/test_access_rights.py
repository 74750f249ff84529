"""What each role of the database may do with accounts and with the log: asked of PostgreSQL itself."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from entering import NAME, ROLE, Office
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from dashboard.access.tables import metadata
from data_access.connection import ConnectionUrls, WarehouseUnavailableError, assert_app
from data_access.warehouse import open_engine


def test_the_log_only_grows(office: Office) -> None:
    office.administration.add(NAME, ROLE)
    for statement in (
        "UPDATE access.audit SET actor = 'x'",
        "DELETE FROM access.audit",
        "TRUNCATE access.audit",
        "DROP TABLE access.audit",
        "ALTER TABLE access.audit DISABLE ROW LEVEL SECURITY",
    ):
        with pytest.raises(DBAPIError, match=r"permission denied|must be owner"), office.engine.begin() as connection:
            connection.execute(text(statement))
    with office.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM access.audit")) == 0, "read only where the log is asked for"
    assert len(office.log()) == 1


@pytest.mark.parametrize("role", ["reader", "writer"])
def test_screens_and_jobs_see_nothing_of_accounts(module_database: ConnectionUrls, role: str) -> None:
    engine = open_engine(getattr(module_database, role))
    for table in metadata.sorted_tables:
        with pytest.raises(DBAPIError, match="permission denied"), engine.connect() as connection:
            connection.execute(text(f"SELECT 1 FROM {table.fullname}"))
    engine.dispose()


def test_accounts_see_nothing_of_the_warehouse_and_their_role_is_no_owner(
    office: Office, module_database: ConnectionUrls
) -> None:
    with pytest.raises(DBAPIError, match="permission denied"), office.engine.connect() as connection:
        connection.execute(text("SELECT 1 FROM cockpit.event"))
    assert_app(office.engine)
    owner = open_engine(module_database.owner)
    with pytest.raises(WarehouseUnavailableError, match="set COCKPIT_APP_URL to a URL of the role cockpit_app"):
        assert_app(owner)
    owner.dispose()


def test_the_migrated_tables_are_the_declared_ones(module_database: ConnectionUrls) -> None:
    engine = create_engine(module_database.owner)
    with engine.connect() as connection:
        options = {
            "include_schemas": True,
            "compare_type": True,
            "include_name": lambda name, kind, _parents: kind != "schema" or name == "access",
        }
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
    engine.dispose()
