"""Values of databases as the pages hold them: texts, numbers and truths, times in ISO 8601, JSON by path."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

Values = list[Any]
_AS_THEY_ARE = frozenset({int, float, bool, type(None)})
_ZERO_DATE = "0000-00-00"


def readable(values: Sequence[Any], *, zero_dates: bool = False, bits: bool = False) -> Values:
    """The values of one column. Bytes are empty, unless `bits`: then they are a number.

    `zero_dates`: `0000-00-00` means no date.
    """
    kinds = {type(value) for value in values}
    if not kinds <= _AS_THEY_ARE and kinds != {str}:
        values = [_readable(value, bits) for value in values]
    if zero_dates and str in kinds:
        values = [None if isinstance(value, str) and value.startswith(_ZERO_DATE) else value for value in values]
    return list(values)


def below(values: Sequence[Any], steps: Sequence[str]) -> Values:
    """What is at `steps` in a column of JSON, written as text or given as objects; None where a step is missing."""
    found = [_parsed(value) for value in values]
    for step in steps:
        found = [value.get(step) if isinstance(value, dict) else None for value in found]
    return found


def _parsed(value: Any) -> Any:
    if not isinstance(value, str | bytes):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return None


def _readable(value: Any, bits: bool) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, timedelta | UUID):
        return str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return int.from_bytes(value, "big") if bits else None
    return value
