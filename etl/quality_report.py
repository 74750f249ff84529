"""The quality of a source's records as shares with numerator and denominator, and what was odd about its last pass."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from data_access.schema import MARTS, quality, watermark
from data_access.site_text import SiteText
from etl.entities import ENTITIES
from etl.last_pass import LastPass
from etl.quality import FILLED, RECORDS, UNKNOWN, counted_fields
from etl.source import Source

# Columns of the ledger whose sums over loads say how records arrive: what is read again for another reason says nothing
# of that.
ARRIVING = ("extracted", "repeated", "timed", "late")


@dataclass(frozen=True, slots=True)
class HeldSource:
    """A source as the warehouse knows it, for the time in which the site's files cannot be read."""

    city_code: str
    key: str
    name: SiteText
    expected_minutes: int


def read_quality(connection: Connection, source: Source | HeldSource, sums: Mapping[str, int]) -> dict[str, Any]:
    """`quality`, `findings` and `odd_records` of a source; `sums` has the ledger's `load_<column>` for each of
    ARRIVING."""
    held = _held(connection, source)
    return {
        "findings": _odd(connection, source),
        "odd_records": _odd_records(connection, source),
        "quality": {
            "completeness": _completeness(source, held),
            "duplicates": _share(sums["load_repeated"], sums["load_extracted"]),
            "unmapped": _share(_sum(held, UNKNOWN), _sum(held, RECORDS)),
            "late": _share(sums["load_late"], sums["load_timed"]),
        },
    }


def in_words(shares: dict[str, dict[str, Any]]) -> str:
    """The shares of `quality` in one line."""
    return "  ".join(
        f"{name} {each['share']:.1%} ({each['numerator']:,} of {each['denominator']:,})"
        if each["share"] is not None
        else f"{name} not known yet"
        for name, each in shares.items()
    )


# Dataset → measure → number.
_Held = dict[str, dict[str, int]]


def _held(connection: Connection, source: Source | HeldSource) -> _Held:
    rows = connection.execute(
        select(quality.c.dataset, quality.c.measure, quality.c.number).where(
            quality.c.city_code == source.city_code, quality.c.source_key == source.key
        )
    )
    found: _Held = {}
    for dataset, measure, number in rows:
        found.setdefault(dataset, {})[measure] = number
    return found


def _sum(held: _Held, measure: str) -> int:
    return sum(numbers.get(measure, 0) for numbers in held.values())


def _completeness(source: Source | HeldSource, held: _Held) -> dict[str, Any]:
    """The fields that are mapped and may be empty: how many of them are filled in the records the warehouse holds."""
    fields: dict[str, dict[str, Any]] = {}
    for dataset, names in _mapped(source, held).items():
        numbers = held.get(dataset, {})
        for name in names:
            key = name if len(held) < 2 else f"{dataset}.{name}"
            fields[key] = _share(numbers.get(FILLED + name, 0), numbers.get(RECORDS, 0))
    whole = _share(*(sum(each[part] for each in fields.values()) for part in ("numerator", "denominator")))
    return {**whole, "fields": fields}


def _mapped(source: Source | HeldSource, held: _Held) -> dict[str, list[str]]:
    """Dataset → its mapped fields that may be empty; where the site's files cannot be read, those ever filled."""
    if isinstance(source, HeldSource):
        return {
            dataset: [name.removeprefix(FILLED) for name, number in numbers.items() if name[:7] == FILLED and number]
            for dataset, numbers in held.items()
        }
    return {
        dataset.name: [field.name for field in counted_fields(ENTITIES[dataset.entity]) if field.name in dataset.fields]
        for dataset in source.datasets
    }


def _share(numerator: int, denominator: int) -> dict[str, Any]:
    share = numerator / denominator if denominator else None
    return {"numerator": numerator, "denominator": denominator, "share": share}


def _odd_records(connection: Connection, source: Source | HeldSource) -> dict[str, dict[str, Any]]:
    """Shares of what its records count for, as their marts have it; empty where it gives none that are judged."""
    shares: dict[str, dict[str, Any]] = {}
    for entity in ENTITIES.values():
        if not entity.findings or (isinstance(source, Source) and entity.key not in _entities(source)):
            continue
        widest = MARTS[entity.mart].tables[0].table.c
        sums = [func.coalesce(func.sum(widest[name]), 0) for name in ("records", *entity.findings)]
        mine = (widest.city_code == source.city_code, widest.source_key == source.key)
        records, *numbers = map(int, connection.execute(select(*sums).where(*mine)).one())
        if records:
            shares |= {name: _share(number, records) for name, number in zip(entity.findings, numbers, strict=True)}
    return shares


def _entities(source: Source) -> set[str]:
    return {dataset.entity for dataset in source.datasets}


def _odd(connection: Connection, source: Source | HeldSource) -> list[str]:
    """What was odd about the last pass over each dataset."""
    rows = connection.execute(
        select(watermark.c.received, watermark.c.repeated, watermark.c.ahead_seconds)
        .where(watermark.c.city_code == source.city_code, watermark.c.source_key == source.key)
        .order_by(watermark.c.dataset)
    )
    passes = [LastPass(received, repeated, timedelta(seconds=ahead)) for received, repeated, ahead in rows]
    return [sentence for each in passes for sentence in each.sentences()]
