"""What the ledger says of every source: state, age, rows, the last batch, the last failure."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, func, select

from data_access.freshness import Freshness
from data_access.schema import batch, load_failure, quarantine
from etl.shapes import names_since_first_load
from etl.source import Source

_COUNTS = ("extracted", "inserted", "updated", "unchanged", "superseded", "rejected", "deleted", "unmapped")


def read_status(engine: Engine, sources: Sequence[Source]) -> list[dict[str, Any]]:
    """One entry a source, ready for JSON: times in ISO 8601, counts summed over all batches, but for
    `rejected` and `rejects`: those are the records that are in quarantine now, and why."""
    cities = dict.fromkeys(source.city_code for source in sources)
    states = {(city, each.key): each for city in cities for each in Freshness(engine).sources(city)}
    return [_entry(engine, source, states.get((source.city_code, source.key))) for source in sources]


def _entry(engine: Engine, source: Source, state: Any) -> dict[str, Any]:
    mine = (batch.c.city_code == source.city_code, batch.c.source_key == source.key)
    sums = [func.coalesce(func.sum(batch.c[name]), 0).label(name) for name in _COUNTS]
    reasons = (
        select(quarantine.c.reason, func.count())
        .where(quarantine.c.city_code == source.city_code, quarantine.c.source_key == source.key)
        .group_by(quarantine.c.reason)
    )
    sentence = select(load_failure.c.sentence).where(
        load_failure.c.city_code == source.city_code, load_failure.c.source_key == source.key
    )
    aside = select(func.count(quarantine.c.record.distinct())).where(
        quarantine.c.city_code == source.city_code, quarantine.c.source_key == source.key
    )
    with engine.connect() as connection:
        message = connection.scalar(sentence) if state is not None and state.state == "failed" else ""
        rejected = connection.scalar(aside)
        totals = connection.execute(select(func.count().label("batches"), *sums).where(*mine)).mappings().one()
        rejects = {row[0]: row[1] for row in connection.execute(reasons)}
        new = names_since_first_load(connection, source.city_code, source.key)
    return {
        "city": source.city_code,
        "source": source.key,
        "name": source.name.zh,
        "state": state.state if state else "missing",
        "message": message or "",
        "rows": state.rows if state else 0,
        "source_time": state.source_time.isoformat() if state and state.source_time else None,
        "loaded_at": state.loaded_at.isoformat() if state and state.loaded_at else None,
        "expected_minutes": source.expected_minutes,
        **{name: int(value) for name, value in totals.items()},
        "rejected": rejected,
        "rejects": rejects,
        "new_names": new,
    }


def as_text(entries: Sequence[dict[str, Any]]) -> str:
    """The same for a terminal, one line a source and one for what needs a look."""
    lines = []
    for entry in entries:
        lines.append(
            f"{entry['city']} {entry['source']:<24} {entry['state']:<8} rows {entry['rows']:>9,}  "
            f"batches {entry['batches']:>6,}  rejected {entry['rejected']:>6,}  unmapped {entry['unmapped']:>6,}  "
            f"loaded {entry['loaded_at'] or 'never'}"
        )
        lines += [f"    {count:>6,} × {reason}" for reason, count in sorted(entry["rejects"].items())]
        if entry["new_names"]:
            lines.append(f"    new in its records and not loaded: {', '.join(entry['new_names'])}")
        if entry["message"]:
            lines.append(f"    {entry['message']}")
    return "\n".join(lines)
