"""corrections.csv of the site folder: what a unit knows better than a platform, field by field, until it is removed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from etl.entities import ENTITIES, Entity, Field, FieldType
from etl.errors import SiteInvalid
from etl.mapping.codes import read_table, read_units
from etl.mapping.fields import NULL, read_column, uncopied
from etl.nearest import perhaps
from etl.source import Source

_COLUMNS = ("source_key", "record_key", "field", "value", "reason", "by", "date")
# What orders states, names records or stands for persons is nobody's to correct.
_NEVER = ("record_key", "updated_at")

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Correction:
    """One line: the value as stored (None: empty), why, by which unit, since when. `place` is where it stands."""

    value: str | None
    reason: str
    unit_code: str
    corrected_on: date
    place: str = field(default="", compare=False)


# By record and field.
Corrections = Mapping[Key, Correction]


def read_corrections(folder: Path, source: Source) -> Corrections:
    """The corrections of one source, by record and field. Raises SiteInvalid with the line that is wrong."""
    path = folder / "corrections.csv"
    if not path.is_file():
        return {}
    units = read_units(folder / "units.csv")
    found: dict[Key, Correction] = {}
    for number, row in enumerate(read_table(path, _COLUMNS), start=2):
        if row["source_key"] != source.key:
            continue
        place = f"{path}: line {number}"
        key = (row["record_key"], row["field"])
        if not row["record_key"] or not row["reason"]:
            raise SiteInvalid(f"{place}: needs a record_key and a reason")
        if key in found:
            raise SiteInvalid(f"{place}: {key[1]} of {key[0]} is corrected twice; leave one of the two")
        if row["by"] not in units:
            raise SiteInvalid(f"{place}: by: '{row['by']}' is not in units.csv; a unit corrects, never a person")
        value = _value(place, row, source, folder)
        found[key] = Correction(value, row["reason"], units[row["by"]], _date(place, row["date"]), place)
    return found


def read_all_corrections(folder: Path, sources: Iterable[Source]) -> dict[Key, Corrections]:
    """The corrections of every source, by city and source. Raises SiteInvalid with the line that is wrong."""
    listed = list(sources)
    path = folder / "corrections.csv"
    keys = {source.key for source in listed}
    for number, row in enumerate(read_table(path, _COLUMNS) if path.is_file() else (), start=2):
        if row["source_key"] not in keys:
            unknown = f"there is no source '{row['source_key']}'{perhaps(row['source_key'], keys)}"
            raise SiteInvalid(f"{path}: line {number}: {unknown}")
    return {(source.city_code, source.key): read_corrections(folder, source) for source in listed}


def _value(place: str, row: Mapping[str, str], source: Source, folder: Path) -> str | None:
    name, value = row["field"], row["value"]
    entity, found = _field(place, name, source)
    if found.type is FieldType.CODE:
        allowed = _allowed(entity, found, folder)
        code = allowed.get(value)
        if code is None:
            raise SiteInvalid(f"{place}: value: '{value}' is not a code of {name}{perhaps(value, allowed)}")
        return code
    texts, problems = read_column(found, [value], source.time_zone, (), b"")
    if problems:
        raise SiteInvalid(f"{place}: value: '{value}' cannot be {name} ({problems[0]})")
    return None if texts[0] == NULL else uncopied(texts[0])


def _field(place: str, name: str, source: Source) -> tuple[Entity, Field]:
    entities = [ENTITIES[key] for key in dict.fromkeys(dataset.entity for dataset in source.datasets)]
    for entity in entities:
        for each in entity.fields:
            if each.name == name and name not in _NEVER and each.type is not FieldType.PERSON:
                return entity, each
    there = [
        each.name
        for entity in entities
        for each in entity.fields
        if each.name not in _NEVER and each.type is not FieldType.PERSON
    ]
    raise SiteInvalid(f"{place}: field: '{name}' cannot be corrected; {', '.join(there)} can")


def _allowed(entity: Entity, of: Field, folder: Path) -> dict[str, str]:
    """What may be written for a code → the code."""
    if of.codes:
        return {code: code for code in of.codes}
    if of.name.endswith("unit_code"):
        return read_units(folder / "units.csv")
    path = folder / "code_lists" / f"{entity.key}_{of.name}.csv"
    return {row["code"]: row["code"] for row in read_table(path, ("code",))}


def _date(place: str, text: str) -> Any:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SiteInvalid(f"{place}: date: '{text}' is not a day such as 2026-11-21") from None
