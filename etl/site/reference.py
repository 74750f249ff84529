"""Loads what the site folder says about places, units, code lists, targets and sources into the dimensions."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine, Table, delete, insert, select, text

from data_access.held_site import refuse_other_site
from data_access.schema import calendar_day, site_version
from data_access.site import Site
from etl.cursor import Cursor
from etl.due import deadlines_state, mend_deadlines
from etl.settling import read_thresholds, settle_again
from etl.site.calendars import calendar_version
from etl.site.rows import Row, read_reference
from etl.source import Source


def load_reference(site: Site, engine: Engine, sources: Iterable[Source] = ()) -> dict[str, int]:
    """Make the dimensions equal to the site folder, in one transaction. Returns rows by table; {} if nothing changed.

    Where the calendar or the table of deadlines changed, records get again the deadlines that no platform gave them;
    where a threshold did, what counts by it is settled anew.
    Raises SiteInvalid with the file and the row that is wrong, SiteError where the warehouse holds another site;
    nothing is changed then.
    """
    listed = list(sources)
    with engine.connect() as connection:
        if is_current(connection, site, listed):
            return {}
    with engine.connect() as connection, connection.begin():
        # Of two processes that start at once, each would put in what the other does not see yet.
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('reference', 0))"))
        # SQLAlchemy hands out psycopg2's own cursor, in this very transaction.
        cursor = cast(Cursor, connection.connection.cursor())
        before, thresholds = deadlines_state(cursor), read_thresholds(cursor)
        done = replace_reference(connection, site, listed)
        if deadlines_state(cursor) != before:
            mend_deadlines(cursor, site)
        settle_again(cursor, site, thresholds)
        return done


def is_current(connection: Connection, site: Site, sources: Sequence[Source]) -> bool:
    """Whether the dimensions are those of the site folder as it is now."""
    known = connection.scalar(select(site_version.c.digest).where(site_version.c.site_key == site.key))
    return known == _digest(site.folder, sources)


def replace_reference(connection: Connection, site: Site, sources: Sequence[Source]) -> dict[str, int]:
    """Make the dimensions equal to the site folder within the caller's transaction; see load_reference."""
    refuse_other_site(connection, site)
    digest = _digest(site.folder, sources)
    done = {table.name: _replace(connection, table, rows) for table, rows in read_reference(site, sources).items()}
    _replace(connection, site_version, [{"site_key": site.key, "digest": digest, "changed_at": datetime.now(UTC)}])
    return done


def _digest(folder: Path, sources: Iterable[Source]) -> str:
    """SHA-256 over names and contents of the files of the site, the sources that are loaded, the public calendar."""
    found = hashlib.sha256(repr([(each.city_code, each.key) for each in sources]).encode())
    found.update(calendar_version().encode())
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        found.update(f"{path.relative_to(folder)}\0".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _replace(connection: Connection, table: Table, rows: list[Row]) -> int:
    # Ten thousand days that hardly ever change, whatever else of the site does.
    if table is calendar_day and _holds(connection, table, rows):
        return len(rows)
    connection.execute(delete(table))
    if rows:
        connection.execute(insert(table), rows)
    return len(rows)


def _holds(connection: Connection, table: Table, rows: list[Row]) -> bool:
    """Whether a table holds these rows, which are in the order of its key, and no others."""
    held = connection.execute(select(table).order_by(*table.primary_key))
    return [tuple(row) for row in held] == [tuple(row[column.name] for column in table.columns) for row in rows]
