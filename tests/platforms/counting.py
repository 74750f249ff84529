"""What the warehouse remembers of how good its records are, against a scan of the facts."""

from collections.abc import Iterator

from sqlalchemy import Engine, text

from etl.entities import ENTITIES, Entity
from etl.quality import measures

# Source, dataset, measure → number.
Numbers = dict[tuple[str, str, str], int]


def quality_faults(engine: Engine) -> list[str]:
    """Where the table `quality` says something else than the facts."""
    scanned = {key: number for entity in ENTITIES.values() for key, number in _scan(engine, entity) if number}
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT source_key, dataset, measure, number FROM cockpit.quality"))
        kept: Numbers = {(source, dataset, measure): number for source, dataset, measure, number in rows if number}
    return [
        f"{'/'.join(key)}: {kept.get(key, 0)} are remembered, there are {scanned.get(key, 0)}"
        for key in sorted({*kept, *scanned})
        if kept.get(key, 0) != scanned.get(key, 0)
    ]


def _scan(engine: Engine, entity: Entity) -> Iterator[tuple[tuple[str, str, str], int]]:
    with engine.raw_connection().driver_connection.cursor() as cursor:  # type: ignore[union-attr]
        conditions = [each.as_string(cursor) for each in measures(entity).values()]
    sums = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in conditions)
    query = f"""
        SELECT source_key, of_dataset, {sums} FROM (
            SELECT fact.*, origin.dataset AS of_dataset FROM cockpit.{entity.key} AS fact
            INNER JOIN cockpit.batch AS origin
            ON origin.city_code = fact.city_code AND origin.batch_id = fact.batch_id
        ) AS facts GROUP BY 1, 2
    """
    with engine.connect() as connection:
        for source, dataset, *numbers in connection.execute(text(query)):
            for measure, number in zip(measures(entity), numbers, strict=True):
                yield (source, dataset, measure), number
