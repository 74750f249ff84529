"""Pausing a source: nothing is asked of its platform until it is resumed, and its age is no alarm."""

from datetime import UTC, datetime

from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects.postgresql import insert

from data_access.schema import pause
from etl.errors import SourcePaused
from etl.source import Source


def pause_source(engine: Engine, source: Source) -> bool:
    """Pause it; a pass that is under way goes on to its end. False where it was paused already."""
    row = {"city_code": source.city_code, "source_key": source.key, "paused_at": datetime.now(UTC)}
    with engine.connect() as connection, connection.begin():
        return connection.execute(insert(pause).values(row).on_conflict_do_nothing()).rowcount > 0


def resume_source(engine: Engine, source: Source) -> bool:
    """End the pause; the next pass goes on where the last one stopped. False where it was not paused."""
    mine = (pause.c.city_code == source.city_code, pause.c.source_key == source.key)
    with engine.connect() as connection, connection.begin():
        return connection.execute(delete(pause).where(*mine)).rowcount > 0


def is_paused(engine: Engine, source: Source) -> bool:
    """Whether the source is paused."""
    mine = (pause.c.city_code == source.city_code, pause.c.source_key == source.key)
    with engine.connect() as connection:
        return connection.execute(select(pause.c.paused_at).where(*mine)).first() is not None


def refuse_paused(engine: Engine, source: Source) -> None:
    """Raise SourcePaused where somebody asks for a source that is paused."""
    if is_paused(engine, source):
        raise SourcePaused(f"{source.key} is paused; python -m etl resume {source.key} ends that")
