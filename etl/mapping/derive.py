"""The values of one field in the records of a page: taken, put together and changed as the mapping says."""

from collections.abc import Mapping, Sequence
from typing import Any

from etl.declare.mapping import Condition, FieldMapping
from etl.mapping.steps import Change

Values = list[Any]


def taken(mapping: FieldMapping, columns: Mapping[str, Values], count: int) -> Values:
    """The values of `count` records before any step; None where empty or where the condition does not hold."""
    if mapping.field is not None:
        values = columns[mapping.field]
    elif mapping.first_of:
        values = [_first(row) for row in zip(*(columns[path] for path in mapping.first_of), strict=True)]
    elif mapping.concat:
        rows = zip(*(columns[path] for path in mapping.concat), strict=True)
        values = [_joined(row, mapping.separator) for row in rows]
    else:
        values = [mapping.constant] * count
    if mapping.when is None:
        return values
    return [value if held else None for value, held in zip(values, holds(mapping.when, columns), strict=True)]


def changed(values: Values, changes: Sequence[Change]) -> Values:
    """`values` after every step in turn, as texts; what is empty stays empty."""
    if not changes:
        return values
    # Platforms repeat themselves: each text is changed once.
    known = {text: _change(text, changes) for text in {plain(value) for value in values}}
    return [known[plain(value)] for value in values]


def holds(condition: Condition, columns: Mapping[str, Values]) -> list[bool]:
    """Whether each record fulfils the condition."""
    wanted = frozenset(condition.equals)
    return [value is not None and _sign(value) in wanted for value in columns[condition.field]]


def plain(value: object) -> str:
    """A value as text without spaces around it; what is no single value is empty."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    return str(value).strip()


def _change(text: str, changes: Sequence[Change]) -> str | None:
    for change in changes:
        if not text:
            return None
        text = change(text) or ""
    return text or None


def _first(row: Sequence[Any]) -> Any:
    return next((value for value in row if plain(value)), None)


def _joined(row: Sequence[Any], separator: str) -> str | None:
    # A key with a part missing would be somebody else's.
    parts = [plain(value) for value in row]
    return separator.join(parts) if all(parts) else None


def _sign(value: object) -> str:
    """A value as a TOML file writes it for comparison: JSON's true is not Python's True."""
    return str(value).lower() if isinstance(value, bool) else str(value).strip()
