"""The rules a dataset may add to the checks of its entity: a small closed set. One more is one function here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from etl.declare.mapping import RecordCheck
from etl.entities import FieldType

# The mapped fields of a page by name, as texts; None where empty.
Columns = Mapping[str, Sequence[str | None]]
# For each record, whether it breaks the check.
Broken = Callable[[RecordCheck, Columns], list[bool]]

_ANY = frozenset(FieldType)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what it finds broken, the keys it needs (one of them at least), the fields it can be about."""

    broken: Broken
    reason: str
    keys: tuple[str, ...] = ()
    types: frozenset[FieldType] = _ANY


def _required(check: RecordCheck, columns: Columns) -> list[bool]:
    return [text is None for text in columns[check.field]]


def _between(check: RecordCheck, columns: Columns) -> list[bool]:
    low = float("-inf") if check.low is None else check.low
    high = float("inf") if check.high is None else check.high
    return [text is not None and not low <= float(text) <= high for text in columns[check.field]]


def _one_of(check: RecordCheck, columns: Columns) -> list[bool]:
    allowed = frozenset(check.values)
    return [text is not None and text not in allowed for text in columns[check.field]]


def _not_after(check: RecordCheck, columns: Columns) -> list[bool]:
    pairs = zip(columns[check.field], columns[str(check.other)], strict=True)
    return [
        first is not None and second is not None and datetime.fromisoformat(first) > datetime.fromisoformat(second)
        for first, second in pairs
    ]


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "required": Rule(_required, "missing"),
        "between": Rule(_between, "out_of_range", ("low", "high"), frozenset({FieldType.INTEGER, FieldType.NUMBER})),
        "one_of": Rule(_one_of, "not_allowed", ("values",), frozenset({FieldType.CODE, FieldType.TEXT})),
        "not_after": Rule(_not_after, "after", ("other",), frozenset({FieldType.TIMESTAMP})),
    }
)


def reason_of(check: RecordCheck) -> str:
    """Why a record that breaks `check` is put aside, as the quarantine says it."""
    return "_".join(part for part in (check.field, RULES[check.rule].reason, check.other) if part)
