"""Reads JSON Lines: one record a line, whatever its length up to a limit."""

from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson

from etl.connectors.delimited import LONGEST_LINE, text_lines
from etl.connectors.page import pick, shape_of
from etl.connectors.rows import ROWS, Rows
from etl.connectors.shape import CROWDED, crowded

# Characters of one part, so that long records do not fill the memory; an object or a list in them counts as so many.
_PART = 16 * 1024 * 1024
_WEIGHT = 30


def read_lines(path: Path, encoding: str, wanted: Sequence[str], prefix: str = "") -> Generator[Rows, None, None]:
    """The records of the file, in parts; the last part may be empty. A wanted name may be a path (`a.b.c`)."""
    part, records, size = Rows({}), [], 0
    with closing(text_lines(path, encoding)) as lines:
        for number, (line, cut) in enumerate(lines, 1):
            found = _record(line, cut)
            size += len(line) + _WEIGHT * line.count("{") + _WEIGHT * line.count("[")
            if found is None:
                part.skipped["blank"] += 1
            elif isinstance(found, str):
                part.unreadable.append((f"{prefix}{number}", found))
            else:
                records.append(found)
                part.places.append(f"{prefix}{number}")
            found = None
            if len(records) + len(part.unreadable) >= ROWS or size > _PART:
                yield _complete(part, records, wanted)
                part, records, size = Rows({}), [], 0
    part.last = True
    yield _complete(part, records, wanted)


def _record(line: str, cut: bool) -> dict[str, Any] | str | None:
    """The record of a line; None for a blank line, the reason for one that holds no record."""
    if cut:
        return f"a line longer than {LONGEST_LINE} characters"
    text = line.strip().removeprefix("\ufeff").encode()
    if not text:
        return None
    if crowded(text):
        return CROWDED
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return f"no whole JSON: {error.msg} at character {error.pos}"
    return value if isinstance(value, dict) else f"a {type(value).__name__} where a record was expected"


def _complete(part: Rows, records: list[Any], wanted: Sequence[str]) -> Rows:
    part.columns = pick(records, wanted)
    part.shape = shape_of(records)
    return part
