"""How the warehouse is opened: one engine a role, and read transactions that carry the viewer's scope."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, func, make_url, select

from data_access.scope import Rights


def open_engine(url: str, *, pool_size: int = 4) -> Engine:
    """An engine for `url`; connections are checked before use, so a restarted server is survived."""
    return create_engine(
        # People write postgresql:// and mean the driver that is installed.
        make_url(url).set(drivername="postgresql+psycopg2"),
        pool_size=pool_size,
        max_overflow=4,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10, "application_name": "cockpit"},
    )


@contextmanager
def read_connection(engine: Engine, rights: Rights) -> Iterator[Connection]:
    """A read-only transaction that sees the rows of `rights` and no others.

    The scope is set by one statement at the start, for this transaction only. Without it the row-level
    security policies let no row through.
    """
    with engine.connect() as connection, connection.begin():
        connection.execute(
            select(
                func.set_config("app.cities", ",".join(rights.cities), True),
                func.set_config("transaction_read_only", "on", True),
            )
        )
        yield connection
