"""What the records of a dataset looked like at its last good load, in the warehouse: names and kinds, no values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from psycopg2.extras import execute_values
from sqlalchemy import Connection, func, select

from data_access.schema import dataset_shape
from etl.cursor import Cursor
from etl.mapping.codes import shown_name

# A shape that stayed the same is written down again only so often: platforms are asked every few seconds.
_STALE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Remembered:
    """One path at the last good load. `always`: every record had it; `kind`: of value, '' where not known."""

    mapped: bool
    always: bool
    kind: str
    last_seen: datetime | None = None


def read_shape(cursor: Cursor, city_code: str, source_key: str, dataset: str) -> dict[str, Remembered]:
    """What each path was like; {} before the first load."""
    cursor.execute(
        "SELECT path, mapped, always, kind, last_seen FROM cockpit.dataset_shape "
        "WHERE city_code = %s AND source_key = %s AND dataset = %s",
        (city_code, source_key, dataset),
    )
    return {path: Remembered(*values) for path, *values in cursor.fetchall()}


def write_shape(
    cursor: Cursor,
    dataset: tuple[str, str, str],
    known: Mapping[str, Remembered],
    now: Mapping[str, Remembered],
) -> None:
    """Remember `now` over what is known of `dataset` (city, source, name), where it differs or is old."""
    moment = datetime.now(UTC)
    rows = [
        (*dataset, path if each.mapped else shown(path), each.mapped, each.always, each.kind, moment, moment)
        for path, each in now.items()
        if _differs(known.get(path if each.mapped else shown(path)), each, moment)
    ]
    if rows:
        execute_values(
            cursor,
            "INSERT INTO cockpit.dataset_shape "
            "(city_code, source_key, dataset, path, mapped, always, kind, first_seen, last_seen) VALUES %s "
            "ON CONFLICT (city_code, source_key, dataset, path) DO UPDATE SET "
            "mapped = excluded.mapped, always = excluded.always, kind = excluded.kind, last_seen = excluded.last_seen",
            list({row[3]: row for row in rows}.values()),
        )


def names_since_first_load(connection: Connection, city_code: str, source_key: str) -> list[str]:
    """The names that came into the records after the first load, are still there and are not mapped."""
    table = dataset_shape.c
    mine = (table.city_code == city_code, table.source_key == source_key)
    loads = (
        select(table.dataset, func.min(table.first_seen).label("first"), func.max(table.last_seen).label("last"))
        .where(*mine)
        .group_by(table.dataset)
        .subquery()
    )
    statement = (
        select(table.dataset, table.path)
        .join(loads, loads.c.dataset == table.dataset)
        .where(*mine, ~table.mapped, table.first_seen > loads.c.first, table.last_seen > loads.c.last - 2 * _STALE)
        .order_by(table.dataset, table.path)
    )
    return [f"{dataset}: {path}" for dataset, path in connection.execute(statement)]


def shown(path: str) -> str:
    """A name as it may be said and stored: platforms that make keys of their data must not leak it through them."""
    return shown_name(path)


def _differs(known: Remembered | None, now: Remembered, moment: datetime) -> bool:
    if known is None or (known.mapped, known.always, known.kind) != (now.mapped, now.always, now.kind):
        return True
    return known.last_seen is None or moment - known.last_seen > _STALE
