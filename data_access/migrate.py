"""Brings a warehouse to the newest schema with Alembic, as the role that owns it."""

from pathlib import Path

from sqlalchemy import create_engine, text

from data_access.migrations.viewers import bind

_MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do; it only has to be the same in every process that migrates.
_LOCK = 7_205_001


def upgrade(owner_url: str, revision: str = "head") -> None:
    """Apply all migrations up to `revision` not yet applied, then bind all tables to what viewers may see.

    Two processes at once queue on an advisory lock. Raises WarehouseUnavailableError where roles are missing.
    """
    from alembic import command
    from alembic.config import Config

    engine = create_engine(owner_url)
    try:
        with engine.connect() as connection, connection.begin():
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            connection.execute(text("CREATE SCHEMA IF NOT EXISTS cockpit"))
            configuration = Config()
            configuration.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
            configuration.attributes["connection"] = connection
            command.upgrade(configuration, revision)
            bind(connection)
    finally:
        engine.dispose()
