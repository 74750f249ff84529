"""A first load begins with the newest records: what it leaves for later, and how far that has come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select, text

from data_access.schema import first_load
from etl.cursor import Cursor
from etl.life.narrowing import takes_an_end
from etl.life.stretch import BEGINNING, Stretch, plan
from etl.marts import raise_version
from etl.source import Dataset, Source

# So many days of changes are loaded before anything older is asked for.
NEWEST_DAYS = 90
# Where the newest part is in and nothing went wrong since: a platform that refuses us is not asked for its past.
_WAITING = text("""
SELECT first.dataset, first.backfill_id::text FROM cockpit.first_load AS first
JOIN cockpit.watermark AS known USING (city_code, source_key, dataset)
LEFT JOIN cockpit.load_failure AS failure USING (city_code, source_key)
WHERE city_code = :city AND source_key = :source AND first.finished_at IS NULL
AND first.newest_at IS NOT NULL AND (failure.failed_at IS NULL OR known.checked_at > failure.failed_at)
""")


@dataclass(frozen=True, slots=True)
class History:
    """The part of a dataset that its first load left for later."""

    source: Source
    dataset: Dataset
    identifier: str


def begin(cursor: Cursor, source: Source, dataset: Dataset, days: int) -> datetime | None:
    """From when on a dataset is to be read that was never read to its end; None: from its beginning.

    What lies before is written down as its history.
    """
    mine = (source.city_code, source.key, dataset.name)
    cursor.execute(
        "SELECT newest_from FROM cockpit.first_load WHERE city_code = %s AND source_key = %s AND dataset = %s", mine
    )
    row = cursor.fetchone()
    newest = row[0] if row else _border(source, dataset, days)
    if row is None:
        history = None if newest is None else plan(cursor, source, dataset, _before(newest, source, dataset))
        cursor.execute(
            "INSERT INTO cockpit.first_load (city_code, source_key, dataset, newest_from, backfill_id, begun_at) "
            "VALUES (%s, %s, %s, %s, %s, clock_timestamp())",
            (*mine, newest, history),
        )
    return newest


def announce(cursor: Cursor, sources: Iterable[Source]) -> None:
    """Say of sources that were never loaded that their first load is coming: the screen need not call it a fault."""
    for source in sources:
        cursor.execute(
            "SELECT dataset FROM cockpit.watermark WHERE city_code = %s AND source_key = %s AND checked_at IS NOT NULL",
            (source.city_code, source.key),
        )
        known = {dataset for (dataset,) in cursor.fetchall()}
        for dataset in source.datasets:
            if dataset.name not in known:
                begin(cursor, source, dataset, NEWEST_DAYS)


def end(cursor: Cursor, reached: datetime | None, *, source: Source, dataset: Dataset) -> None:
    """All of the first load is in. `reached`: the latest change in the history.

    Where nothing changed since, that is how far the source has been read. Screens are told, as after a batch.
    """
    mine = (source.city_code, source.key, dataset.name)
    cursor.execute(
        "UPDATE cockpit.first_load SET finished_at = clock_timestamp(), fault = NULL "
        "WHERE city_code = %s AND source_key = %s AND dataset = %s",
        mine,
    )
    if reached is not None:
        value = reached.astimezone(UTC).isoformat(timespec="seconds")
        cursor.execute(
            "UPDATE cockpit.watermark SET value = %s, source_time = least(source_time, %s::timestamptz) "
            "WHERE city_code = %s AND source_key = %s AND dataset = %s AND value IS NULL",
            (value, value, *mine),
        )
    raise_version(cursor, dataset.entity, source.city_code)


def newest_is_in(cursor: Cursor, source: Source, dataset: Dataset) -> None:
    """A load has come to its end: what is newest is there, or all where all is read at once."""
    cursor.execute(
        "UPDATE cockpit.first_load SET newest_at = clock_timestamp(), "
        "finished_at = CASE WHEN backfill_id IS NULL THEN clock_timestamp() END "
        "WHERE city_code = %s AND source_key = %s AND dataset = %s AND newest_at IS NULL",
        (source.city_code, source.key, dataset.name),
    )


def write_fault(cursor: Cursor, source: Source, sentence: str) -> None:
    """Why the history of a source could not be read; none of its loads failed."""
    cursor.execute(
        "UPDATE cockpit.first_load SET fault = %s "
        "WHERE city_code = %s AND source_key = %s AND finished_at IS NULL AND backfill_id IS NOT NULL",
        (sentence[:2000], source.city_code, source.key),
    )


def histories(engine: Engine, source: Source) -> list[History]:
    """What of a source is still to be read, where its newest records are in."""
    with engine.connect() as connection:
        rows = connection.execute(_WAITING, {"city": source.city_code, "source": source.key})
        waiting = {str(row[0]): str(row[1]) for row in rows}
    return [History(source, each, waiting[each.name]) for each in source.datasets if each.name in waiting]


def is_under_way(engine: Engine, sources: Sequence[Source]) -> bool:
    """Whether the first load of any of these sources is not finished."""
    with engine.connect() as connection:
        rows = connection.execute(
            select(first_load.c.city_code, first_load.c.source_key).where(first_load.c.finished_at.is_(None))
        )
        open_loads = {(str(city), str(key)) for city, key in rows}
    return any((source.city_code, source.key) in open_loads for source in sources)


def by_time_first(sources: Sequence[Source], cities: Sequence[str]) -> list[Source]:
    """Sources that can be asked for their newest records, then those that give all they have.

    Within both, in the order of the site's `cities`: the first is the one that the screen opens with.
    """
    order = {code: number for number, code in enumerate(cities)}
    # A database may be slow to answer for its newest rows, too; platforms page.
    return sorted(
        sources,
        key=lambda each: (not can_be_asked_by_time(each), each.sql is not None, order.get(each.city_code, len(order))),
    )


def can_be_asked_by_time(source: Source) -> bool:
    """Whether any dataset can be asked for what changed since a moment."""
    return source.files is None and any(dataset.since is not None for dataset in source.datasets)


def _border(source: Source, dataset: Dataset, days: int) -> datetime | None:
    """Where the newest records begin: a midnight; None where all is read at once."""
    since, zone = dataset.since, ZoneInfo(source.time_zone)
    if since is None or source.files is not None:
        return None
    border = datetime.combine(datetime.now(zone).date() - timedelta(days=days), time(), zone)
    return None if since.start is not None and since.start >= border.date() else border


def _before(newest: datetime, source: Source, dataset: Dataset) -> Stretch:
    """All that changed before; a little of what the first part has too, so that no change falls in between."""
    since = dataset.since
    if since is None:
        return Stretch(BEGINNING, newest, None)
    end = newest + timedelta(minutes=since.overlap_minutes)
    if since.start is None:
        return Stretch(BEGINNING, end, None)
    start = datetime.combine(since.start, time(), ZoneInfo(source.time_zone))
    days = min(NEWEST_DAYS, since.window_days or NEWEST_DAYS) if takes_an_end(dataset) else None
    return Stretch(start, end, days)
