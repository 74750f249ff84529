"""What columns mean and in what unit: their own comment, or meanings.csv beside this file (no table: any table)."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime

_FILE = Path(__file__).with_name("meanings.csv")
_OWN_CODE = "_source"
_UNITS = ((Boolean, "true or false"), (BigInteger, "records"), (DateTime, "moment"), (Date, "day"))


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column holds, and in what unit; a text that is no code has none."""

    meaning: str
    unit: str


def meaning_of(table: str, column: Column[Any]) -> Meaning:
    """What `column` of `table` means; `table` is `mart_<key>` for all grains of a mart. Raises KeyError for none."""
    own, common = _written().get((table, column.name)), _written().get(("", column.name))
    unit = next((each.unit for each in (own, common) if each and each.unit), "") or _unit(column)
    if own and own.meaning:
        return Meaning(own.meaning, unit)
    if column.comment:
        return Meaning(column.comment, unit)
    if common and common.meaning:
        return Meaning(common.meaning, unit)
    if column.name.endswith(_OWN_CODE):
        return Meaning(f"the source's own code of {column.name.removesuffix(_OWN_CODE)}", unit)
    raise KeyError(f"{table}.{column.name}: give it a comment in the schema, or a line in {_FILE.name}")


def spoken_of() -> set[tuple[str, str]]:
    """Table and column of every line of meanings.csv; table '' is any."""
    return set(_written())


def _unit(column: Column[Any]) -> str:
    return next((unit for kind, unit in _UNITS if isinstance(column.type, kind)), "")


@cache
def _written() -> dict[tuple[str, str], Meaning]:
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, strict=True))
    return {(row["table"], row["column"]): Meaning(row["meaning"], row["unit"]) for row in rows}
