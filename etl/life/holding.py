"""One process at a time does one kind of work on a source; the warehouse knows which."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from etl.errors import AlreadyLoading
from etl.source import Source
from etl.surroundings import Surroundings


@contextmanager
def holding(source: Source, surroundings: Surroundings, work: str = "loading") -> Iterator[None]:
    """Be the only process that does this work on a source. Raises AlreadyLoading where another one does.

    Other work goes on beside it: batches queue for the marts they touch.
    """
    with surroundings.engine.connect() as connection:
        name = {"name": f"{work}:{source.city_code}:{source.key}"}
        if not connection.scalar(text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))"), name):
            raise AlreadyLoading(f"{source.key}: another process is {work} this source; nothing was done")
        connection.commit()
        try:
            yield
        finally:
            _give_back(connection, name)


def _give_back(connection: Connection, name: dict[str, str]) -> None:
    """Unlock the source at once; where the connection is broken, the end of its session does."""
    try:
        connection.execute(text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))"), name)
        connection.commit()
    except DBAPIError:
        connection.invalidate()
