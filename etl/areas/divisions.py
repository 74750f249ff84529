"""Merges an edition of the official codes into divisions.csv: what is new, what ended, and what took its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from etl.errors import SiteInvalid
from etl.mapping.codes import read_table

COLUMNS = (
    "code", "name_zh", "name_en", "level", "parent_code", "city_code", "unit_type", "urban_rural",
    "valid_from", "valid_to", "successor_code", "longitude", "latitude",
)  # fmt: skip

Row = dict[str, str]


@dataclass
class Merge:
    """The rows of divisions.csv afterwards, and what changed."""

    rows: list[Row]
    added: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    without_successor: list[str] = field(default_factory=list)


def merge_edition(old: list[Row], new: list[Row], edition: date, successors: Mapping[str, str]) -> Merge:
    """History after the edition of `edition`: codes of `new` are valid from then on, all others end there.

    Only the levels and cities that `new` covers are touched. A renamed code ends and begins anew with itself as
    successor. `successors`: ended code → code that took its place. Raises SiteInvalid where a successor is unknown.
    """
    merged = Merge([dict(row) for row in old if row["valid_to"]])
    today = {row["code"]: row for row in old if not row["valid_to"]}
    coming = {row["code"]: row for row in new}
    covered = {(row["level"], row["city_code"]) for row in new}
    day = edition.isoformat()
    for code, row in today.items():
        if (row["level"], row["city_code"]) not in covered or _same(row, coming.get(code)):
            merged.rows.append(dict(row))
        elif code in coming:
            merged.rows.append({**row, "valid_to": day, "successor_code": code})
            merged.rows.append(_begun(coming[code], row, day))
            merged.renamed.append(code)
        else:
            successor = successors.get(code, "")
            merged.rows.append({**row, "valid_to": day, "successor_code": successor})
            merged.ended.append(code)
            if not successor:
                merged.without_successor.append(code)
    for code in coming.keys() - today.keys():
        merged.rows.append(_begun(coming[code], {}, day))
        merged.added.append(code)
    _check(merged, successors)
    merged.rows.sort(key=lambda row: (len(row["code"]), row["code"], row["valid_from"]))
    return merged


def read_successors(path: Path | None) -> dict[str, str]:
    """old_code → new_code from a crosswalk CSV with these two columns; empty without a file."""
    rows = read_table(path, ("old_code", "new_code")) if path else []
    return {row["old_code"]: row["new_code"] for row in rows}


def _same(row: Row, other: Row | None) -> bool:
    return other is not None and all(row[name] == other[name] for name in ("name_zh", "parent_code", "level"))


def _begun(row: Row, before: Row, day: str) -> Row:
    filled = {name: row.get(name) or before.get(name, "") for name in COLUMNS}
    return {**filled, "valid_from": day, "valid_to": "", "successor_code": ""}


def _check(merged: Merge, successors: Mapping[str, str]) -> None:
    valid = {row["code"] for row in merged.rows if not row["valid_to"]}
    for old, successor in successors.items():
        if old in merged.ended and successor not in valid:
            raise SiteInvalid(f"the crosswalk says {old} became {successor}, which is not a code of this edition")
