"""What the ledger says of every source: state, age, rows, last failure, and how good its records are."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from data_access.freshness import Freshness, SourceState
from data_access.schema import batch, first_load, load_failure, quarantine
from data_access.schema import source as source_table
from data_access.site_text import SiteText
from etl.mapping.shapes import names_since_first_load
from etl.quality_report import ARRIVING, HeldSource, in_words, read_quality
from etl.source import Source

_COUNTS = ("extracted", "inserted", "updated", "unchanged", "superseded", "rejected", "deleted", "unmapped")
# What the screen calls the states.
_CALLED = {"fresh": "新鲜", "late": "迟到", "failed": "失败", "missing": "缺源", "paused": "停用"}


def held_sources(engine: Engine) -> tuple[HeldSource, ...]:
    """The sources of the site as it was last loaded."""
    known = source_table.c
    columns = (known.city_code, known.source_key, known.name_zh, known.name_en, known.expected_minutes)
    with engine.connect() as connection:
        rows = connection.execute(select(*columns).order_by(known.city_code, known.source_key))
        return tuple(HeldSource(city, key, SiteText(zh=zh, en=en), minutes) for city, key, zh, en, minutes in rows)


def read_status(engine: Engine, sources: Sequence[Source | HeldSource], site_fault: str = "") -> list[dict[str, Any]]:
    """One entry a source, ready for JSON: times in ISO 8601, counts summed over all batches, but for
    `rejected` and `rejects`: those are the records that are in quarantine now, and why. `quality`: shares with their
    numerators and denominators; completeness and unmapped of the records that are held now, duplicates and late of
    what loads brought. `findings`: what was odd about the last pass; `odd_records`: what is odd about the records,
    where such are judged (of services: duplicates, overlaps, over 16 hours, entered late). `site_fault` is said with
    each: why the site's files, as they are now, cannot be used."""
    cities = dict.fromkeys(source.city_code for source in sources)
    states = {(city, each.key): each for city in cities for each in Freshness(engine).sources(city)}
    entries = [_entry(engine, source, states.get((source.city_code, source.key))) for source in sources]
    return [{**entry, "site_fault": site_fault} for entry in entries]


def _entry(engine: Engine, source: Source | HeldSource, state: SourceState | None) -> dict[str, Any]:
    with engine.connect() as connection:
        sums = _sums(connection, source)
        aside, rejects = _set_aside(connection, source)
        found = read_quality(connection, source, sums)
        message = _last_failure(connection, source) if state is not None and state.state == "failed" else ""
        fault = _fault_of_history(connection, source)
        new = names_since_first_load(connection, source.city_code, source.key)
    now = state.state if state else "missing"
    return {
        "city": source.city_code,
        "source": source.key,
        "name": source.name.zh,
        "state": now,
        "state_zh": _CALLED[now],
        "message": message,
        "history": _history(state, fault),
        "rows": state.rows if state else 0,
        "source_time": state.source_time.isoformat() if state and state.source_time else None,
        "loaded_at": state.loaded_at.isoformat() if state and state.loaded_at else None,
        "expected_minutes": source.expected_minutes,
        **{name: sums[name] for name in ("batches", *_COUNTS)},
        "rejected": aside,
        "rejects": rejects,
        "new_names": new,
        **found,
    }


def _sums(connection: Connection, source: Source | HeldSource) -> dict[str, int]:
    """The ledger's counts, and of loads alone those by which arrivals are judged."""
    sums = [func.coalesce(func.sum(batch.c[name]), 0).label(name) for name in _COUNTS]
    loaded = batch.c.purpose == "load"
    sums += [func.coalesce(func.sum(batch.c[name]).filter(loaded), 0).label(f"load_{name}") for name in ARRIVING]
    mine = (batch.c.city_code == source.city_code, batch.c.source_key == source.key)
    totals = connection.execute(select(func.count().label("batches"), *sums).where(*mine)).mappings().one()
    return {name: int(value) for name, value in totals.items()}


def _set_aside(connection: Connection, source: Source | HeldSource) -> tuple[int, dict[str, int]]:
    """How many records are in quarantine, and how many for which reason."""
    mine = (quarantine.c.city_code == source.city_code, quarantine.c.source_key == source.key)
    reasons = select(quarantine.c.reason, func.count()).where(*mine).group_by(quarantine.c.reason)
    number = connection.scalar(select(func.count(quarantine.c.record.distinct())).where(*mine))
    return number or 0, {row[0]: row[1] for row in connection.execute(reasons)}


def _last_failure(connection: Connection, source: Source | HeldSource) -> str:
    mine = (load_failure.c.city_code == source.city_code, load_failure.c.source_key == source.key)
    return connection.scalar(select(load_failure.c.sentence).where(*mine)) or ""


def _fault_of_history(connection: Connection, source: Source | HeldSource) -> str:
    mine = (first_load.c.city_code == source.city_code, first_load.c.source_key == source.key)
    fault = select(func.max(first_load.c.fault)).where(*mine, first_load.c.finished_at.is_(None))
    return connection.scalar(fault) or ""


def _history(state: SourceState | None, fault: str) -> str | None:
    """What of the first load is still to come; None where it is finished, or has not begun."""
    if state is None or not state.loading:
        return None
    before = f", from before {state.complete_from:%Y-%m-%d}" if state.complete_from else ""
    return f"older records are still being loaded{before}" + (f"; the last try ended: {fault}" if fault else "")


def as_text(entries: Sequence[dict[str, Any]], site_fault: str = "") -> str:
    """The same for a terminal, one line a source and one for what needs a look."""
    lines = [f"the site's files are wrong, loading goes on with those read before: {site_fault}"] if site_fault else []
    for entry in entries:
        lines.append(
            f"{entry['city']} {entry['source']:<24} {entry['state']:<8} {entry['state_zh']}  rows {entry['rows']:>9,}  "
            f"batches {entry['batches']:>6,}  rejected {entry['rejected']:>6,}  unmapped {entry['unmapped']:>6,}  "
            f"loaded {entry['loaded_at'] or 'never'}"
        )
        lines.append(f"    every {entry['expected_minutes']:,} min  {in_words(entry['quality'])}")
        if entry["odd_records"]:
            lines.append(f"    records: {in_words(entry['odd_records'])}")
        lines += [f"    {count:>6,} × {reason}" for reason, count in sorted(entry["rejects"].items())]
        if entry["new_names"]:
            lines.append(f"    new in its records and not loaded: {', '.join(entry['new_names'])}")
        lines += [f"    {sentence}" for sentence in entry["findings"]]
        if entry["history"]:
            lines.append(f"    {entry['history']}")
        if entry["message"]:
            lines.append(f"    {entry['message']}")
    return "\n".join(lines)
