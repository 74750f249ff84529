"""How old the data of each source is, and whether anything changed since a screen last looked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, Row, and_, func, select

from data_access.metric import Text
from data_access.schema import (
    first_load,
    load_failure,
    pause,
    quality,
    site_version,
    source,
    source_dataset,
    watermark,
)
from data_access.scope import Rights
from data_access.versions import Versions, read_versions
from data_access.warehouse import read_connection

# So many times the agreed interval may pass.
_LATE = 2.0


@dataclass(frozen=True, slots=True)
class Feed:
    """One list of a source: what its records become, how new they are, how many there are, how many have a code that no
    map knows, how often it brings something new, and how many `fields` they have (of those that were ever told and may
    be empty) of which how many are `filled`."""

    entity: str
    kind: str
    source_time: datetime | None
    records: int = 0
    unmapped: int = 0
    expected_minutes: int = 0
    filled: int = 0
    fields: int = 0

    def overdue(self, now: datetime) -> float:
        """How many times as old its newest data is as was agreed; 0 where nothing is known."""
        if self.source_time is None or not self.expected_minutes:
            return 0.0
        return (now - self.source_time) / timedelta(minutes=self.expected_minutes)


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source today. `loaded_at` is when it was asked, `source_time` its own time of its newest data, and
    `expected_minutes` what was agreed: of the most overdue list where one is late, else of those that come most often.

    `state`: fresh (on time), late (a list older than twice its agreed interval), failed (the last attempt failed),
    missing (never loaded), paused (nobody asks it now, whatever its age). Backfills and what else is no load of
    something new leave it as it is. `feeds` are its lists, `reason` the kind of the failure ('' without
    one): its sentence may name inner addresses, so it is for those who run the jobs and not for a screen. `loading`:
    its first load is not finished yet; what changed before `complete_from` (None: anything) may still be absent.
    """

    key: str
    name: Text
    expected_minutes: int
    source_time: datetime | None
    loaded_at: datetime | None
    state: str
    rows: int
    feeds: tuple[Feed, ...]
    reason: str = ""
    loading: bool = False
    complete_from: datetime | None = None


class Freshness:
    """Answers from the ledger; cheap enough to be asked every second."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def sources(self, city: str, now: datetime | None = None) -> list[SourceState]:
        """The state of every source of a city at `now` (default: this moment), by name."""
        moment = now or datetime.now(UTC)
        checks = (
            select(
                watermark.c.source_key,
                func.min(watermark.c.checked_at).label("loaded_at"),
                func.sum(watermark.c.records).label("rows"),
            )
            .where(watermark.c.city_code == city)
            .group_by(watermark.c.source_key)
            .subquery()
        )
        first = (
            select(first_load.c.source_key, func.max(first_load.c.newest_from).label("complete_from"))
            .where(first_load.c.city_code == city, first_load.c.finished_at.is_(None))
            .group_by(first_load.c.source_key)
            .subquery()
        )
        failure = load_failure.c
        same = and_(failure.city_code == source.c.city_code, failure.source_key == source.c.source_key)
        statement = (
            select(source, checks.c.loaded_at, checks.c.rows, failure.failed_at, failure.reason)
            .add_columns(pause.c.paused_at, first.c.complete_from, first.c.source_key.label("loading"))
            .outerjoin(checks, checks.c.source_key == source.c.source_key)
            .outerjoin(first, first.c.source_key == source.c.source_key)
            .outerjoin(load_failure, same)
            .outerjoin(pause, and_(pause.c.city_code == source.c.city_code, pause.c.source_key == source.c.source_key))
            .where(source.c.city_code == city)
            .order_by(source.c.source_key)
        )
        with read_connection(self._engine, Rights((city,))) as connection:
            feeds = _feeds(connection, city)
            return [_state(row, feeds.get(row.source_key, ()), moment) for row in connection.execute(statement)]

    def versions(self, cities: Sequence[str], known: Versions) -> Versions:
        """Those of every mart; a version rises with each batch that changed its mart. `known`: from before."""
        return read_versions(self._engine, cities, known)

    def site_digest(self, site_key: str) -> str:
        """What the site's files were when they were loaded (SHA-256); empty before the first load."""
        statement = select(site_version.c.digest).where(site_version.c.site_key == site_key)
        with self._engine.connect() as connection:
            return connection.scalar(statement) or ""


def _feeds(connection: Connection, city: str) -> dict[str, tuple[Feed, ...]]:
    """The lists of each source of a city."""
    feed, held = source_dataset.c, quality.c
    same = [(table.c.city_code, table.c.source_key, table.c.dataset) for table in (watermark, quality)]
    mine = (feed.city_code, feed.source_key, feed.dataset)
    numbers = [
        func.coalesce(func.max(held.number).filter(held.measure == measure), 0).label(measure)
        for measure in ("records", "unmapped")
    ]
    told = and_(held.measure.startswith("filled:"), held.number > 0)
    numbers += [
        func.coalesce(func.sum(held.number).filter(told), 0).label("filled"),
        func.count().filter(told).label("told"),
    ]
    statement = (
        select(feed.source_key, feed.entity, feed.kind, watermark.c.source_time, feed.expected_minutes, *numbers)
        .outerjoin(watermark, and_(*(a == b for a, b in zip(mine, same[0], strict=True))))
        .outerjoin(quality, and_(*(a == b for a, b in zip(mine, same[1], strict=True))))
        .where(feed.city_code == city)
        .group_by(*mine, feed.entity, feed.kind, watermark.c.source_time, feed.expected_minutes)
        .order_by(feed.source_key, feed.dataset)
    )
    found: dict[str, list[Feed]] = {}
    for row in connection.execute(statement):
        feeds = found.setdefault(row.source_key, [])
        agreed = row.expected_minutes or 0
        records = int(row.records)
        counts = (records, int(row.unmapped), agreed, int(row.filled), records * row.told)
        feeds.append(Feed(row.entity, row.kind, row.source_time, *counts))
    return {key: tuple(each) for key, each in found.items()}


def _state(row: Row[tuple[object, ...]], feeds: tuple[Feed, ...], now: datetime) -> SourceState:
    loaded_at, failed_at = row.loaded_at, row.failed_at
    source_time, expected_minutes, late = age(feeds, row.expected_minutes, loaded_at, now)
    if row.paused_at is not None:
        state = "paused"
    elif failed_at is not None and (loaded_at is None or failed_at > loaded_at):
        state = "failed"
    elif loaded_at is None:
        state = "missing"
    elif late:
        state = "late"
    else:
        state = "fresh"
    return SourceState(
        key=row.source_key,
        name=Text(row.name_zh, row.name_en),
        expected_minutes=expected_minutes,
        source_time=source_time,
        loaded_at=loaded_at,
        state=state,
        rows=int(row.rows or 0),
        feeds=feeds,
        reason=row.reason if state == "failed" else "",
        loading=row.loading is not None,
        complete_from=row.complete_from,
    )


def age(
    feeds: Sequence[Feed], agreed: int, loaded_at: datetime | None, now: datetime
) -> tuple[datetime | None, int, bool]:
    """The time that a source is judged by, the interval agreed for it, and whether it is late."""
    if all(feed.source_time is None for feed in feeds):
        # A platform without a clock is as old as the last answer.
        return None, agreed, loaded_at is not None and now - loaded_at > _LATE * timedelta(minutes=agreed)
    told = [replace(feed, expected_minutes=feed.expected_minutes or agreed) for feed in feeds]
    worst = max(told, key=lambda feed: feed.overdue(now))
    if worst.overdue(now) > _LATE:
        return worst.source_time, worst.expected_minutes, True
    often = min(feed.expected_minutes for feed in told if feed.source_time)
    return min(each.source_time for each in told if each.source_time and each.expected_minutes == often), often, False
