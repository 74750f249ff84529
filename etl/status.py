"""What the ledger says of every source: state, age, rows, the last batch, the last failure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, func, select

from data_access.freshness import Freshness
from data_access.schema import batch, load_failure, quarantine
from data_access.schema import source as source_table
from data_access.site import SiteText
from etl.shapes import names_since_first_load
from etl.source import Source

_COUNTS = ("extracted", "inserted", "updated", "unchanged", "superseded", "rejected", "deleted", "unmapped")


@dataclass(frozen=True, slots=True)
class HeldSource:
    """A source as the warehouse knows it, for the time in which the site's files cannot be read."""

    city_code: str
    key: str
    name: SiteText
    expected_minutes: int


def held_sources(engine: Engine) -> tuple[HeldSource, ...]:
    """The sources of the site as it was last loaded."""
    known = source_table.c
    columns = (known.city_code, known.source_key, known.name_zh, known.name_en, known.expected_minutes)
    with engine.connect() as connection:
        rows = connection.execute(select(*columns).order_by(known.city_code, known.source_key))
        return tuple(HeldSource(city, key, SiteText(zh=zh, en=en), minutes) for city, key, zh, en, minutes in rows)


def read_status(engine: Engine, sources: Sequence[Source | HeldSource], site_fault: str = "") -> list[dict[str, Any]]:
    """One entry a source, ready for JSON: times in ISO 8601, counts summed over all batches, but for
    `rejected` and `rejects`: those are the records that are in quarantine now, and why. `site_fault` is said with
    each: why the site's files, as they are now, cannot be used."""
    cities = dict.fromkeys(source.city_code for source in sources)
    states = {(city, each.key): each for city in cities for each in Freshness(engine).sources(city)}
    entries = [_entry(engine, source, states.get((source.city_code, source.key))) for source in sources]
    return [{**entry, "site_fault": site_fault} for entry in entries]


def _entry(engine: Engine, source: Source | HeldSource, state: Any) -> dict[str, Any]:
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


def as_text(entries: Sequence[dict[str, Any]], site_fault: str = "") -> str:
    """The same for a terminal, one line a source and one for what needs a look."""
    lines = [f"the site's files are wrong, loading goes on with those read before: {site_fault}"] if site_fault else []
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
