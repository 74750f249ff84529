"""How old the data of each source is, and whether anything changed since a screen last looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, Row, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from data_access.metric import Text
from data_access.schema import batch, load_failure, mart_version, source, watermark
from data_access.scope import Rights
from data_access.warehouse import read_connection


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source today. `source_time` is the source's own time of its newest data, `loaded_at` when it was fetched.

    `state`: fresh (on time), late (older than twice the agreed interval), failed (the last attempt failed),
    missing (never loaded).
    """

    key: str
    name: Text
    expected_minutes: int
    source_time: datetime | None
    loaded_at: datetime | None
    state: str
    message: str
    rows: int


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
                func.min(watermark.c.source_time).label("source_time"),
            )
            .where(watermark.c.city_code == city)
            .group_by(watermark.c.source_key)
            .subquery()
        )
        rows = (
            select(batch.c.source_key, func.sum(batch.c.inserted - batch.c.deleted).label("rows"))
            .where(batch.c.city_code == city)
            .group_by(batch.c.source_key)
            .subquery()
        )
        latest = (
            select(load_failure.c.source_key, load_failure.c.failed_at, load_failure.c.sentence)
            .where(load_failure.c.city_code == city)
            .ext(distinct_on(load_failure.c.source_key))
            .order_by(load_failure.c.source_key, load_failure.c.failed_at.desc())
            .subquery()
        )
        statement = (
            select(source, checks.c.loaded_at, checks.c.source_time, rows.c.rows, latest.c.failed_at, latest.c.sentence)
            .outerjoin(checks, checks.c.source_key == source.c.source_key)
            .outerjoin(rows, rows.c.source_key == source.c.source_key)
            .outerjoin(latest, latest.c.source_key == source.c.source_key)
            .where(source.c.city_code == city)
            .order_by(source.c.source_key)
        )
        with read_connection(self._engine, Rights((city,))) as connection:
            return [_state(row, moment) for row in connection.execute(statement)]

    def versions(self, cities: Sequence[str]) -> dict[tuple[str, str], int]:
        """(city, mart) → version; a version rises with each batch that changed the mart's content."""
        statement = select(mart_version.c.city_code, mart_version.c.mart, mart_version.c.version).where(
            mart_version.c.city_code.in_(cities)
        )
        with self._engine.connect() as connection:
            return {(row.city_code, row.mart): row.version for row in connection.execute(statement)}


def _state(row: Row[tuple[object, ...]], now: datetime) -> SourceState:
    loaded_at, failed_at = row.loaded_at, row.failed_at
    if failed_at is not None and (loaded_at is None or failed_at > loaded_at):
        state, message = "failed", row.sentence
    elif loaded_at is None:
        state, message = "missing", ""
    elif now - (row.source_time or loaded_at) > timedelta(minutes=2 * row.expected_minutes):
        state, message = "late", ""
    else:
        state, message = "fresh", ""
    name = Text(row.name_zh, row.name_en)
    rows = int(row.rows or 0)
    return SourceState(row.source_key, name, row.expected_minutes, row.source_time, loaded_at, state, message, rows)
