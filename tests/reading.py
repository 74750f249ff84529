"""Reads one file as the files connector does, and puts its parts together for a test."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.connectors.archive import members
from etl.connectors.member import Forms, read_member
from etl.declare.files import Csv, Files, Table


@dataclass(frozen=True, slots=True)
class Found:
    """All records of a file as tuples in the order of the wanted names, and what else became of its rows."""

    records: list[tuple[Any, ...]]
    places: list[str]
    unreadable: list[tuple[str, str]]
    skipped: dict[str, int]
    faults: dict[str, int]


def read(path: Path, wanted: Sequence[str], limits: dict[str, Any] | None = None, **table: Any) -> Found:
    """The file, an archive with all that matches, read with `table` as a TOML would say it."""
    found = Found([], [], [], {}, {})
    skipped: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    given = Files(folder="x", **(limits or {}))
    for member in members(path, given):
        for part in read_member(member, wanted, Forms(Csv(), Table(**table), given), lambda *_, **__: None):
            found.records.extend(zip(*(part.columns[name] for name in wanted), strict=True))
            found.places.extend(part.places)
            found.unreadable.extend(part.unreadable)
            skipped.update(part.skipped)
            faults.update(part.faults)
    found.skipped.update(skipped)
    found.faults.update(faults)
    return found


def write(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    """A text of these lines."""
    path.write_bytes("\n".join([*lines, ""]).encode(encoding))
    return path
