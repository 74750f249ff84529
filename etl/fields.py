"""Reads one field of a page at a time into the text that COPY takes, and says which rows cannot be read."""

import hmac
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from data_access.schema import UNMAPPED
from etl.codes import scrub
from etl.entities import Field, FieldType

# COPY's own sign for 'no value'.
NULL = "\\N"
_LONGEST_TEXT = 200
# What PostgreSQL's integer does not hold is no count of anything.
_LARGEST_INTEGER = 2**31
_ISO = "%Y-%m-%d %H:%M:%S"

# The values as COPY text, and for rows that cannot be read the reason.
Column = tuple[list[str], dict[int, str]]


def read_column(field: Field, values: list[Any], zone: str, layout: str | None, person_key: bytes) -> Column:
    """`values` of `field` as COPY text. `zone` is for times without offset, `layout` their strptime format."""
    readers: dict[FieldType, Callable[[list[Any]], Column]] = {
        FieldType.TEXT: _texts,
        FieldType.TIMESTAMP: lambda column: _timestamps(column, zone, layout),
        FieldType.INTEGER: lambda column: _numbers(column, _whole),
        FieldType.NUMBER: lambda column: _numbers(column, _finite),
        FieldType.PERSON: lambda column: _persons(column, person_key),
    }
    texts, problems = readers[field.type](values)
    reasons = {index: f"{field.name}_{problem}" for index, problem in problems.items()}
    if field.required:
        reasons |= {
            index: f"{field.name}_missing" for index, text in enumerate(texts) if text == NULL and index not in reasons
        }
    elif field.default is not None:
        texts = [field.default if text == NULL else text for text in texts]
    return texts, reasons


def read_codes(
    values: list[Any], mapping: Mapping[str, str] | None, allowed: frozenset[str]
) -> tuple[list[str], list[str], set[int]]:
    """Canonical codes, the source's own codes as they may be stored, and the rows whose code no map knows.

    `mapping` None: the source's codes are canonical already; where `allowed` is not empty, only these are.
    """
    own = _plains(values)
    kept = {value: scrub(value) for value in set(own)}
    if mapping is None:
        canonical = {value: code for value, code in kept.items() if code and (not allowed or code in allowed)}
        codes = [canonical.get(value, UNMAPPED) for value in own]
    else:
        codes = [mapping.get(value, UNMAPPED) if value else UNMAPPED for value in own]
    unknown = {index for index, code in enumerate(codes) if code == UNMAPPED and own[index]}
    # Columns of codes hold few different values: each is looked at once.
    stored = {code: _escape(code) for code in set(codes)}
    shown = {value: _escape(kept[value]) if value else NULL for value in set(own)}
    return [stored[code] for code in codes], [shown[value] for value in own], unknown


def _plain(value: object) -> str:
    if value is None or isinstance(value, (dict, list)):
        return ""
    return str(value).strip()


def _plains(values: list[Any]) -> list[str]:
    # Nearly all values are texts already; a call for each of them would cost more than what it does.
    return [value.strip() if type(value) is str else _plain(value) for value in values]


def _escape(text: str) -> str:
    """Text as COPY takes it; PostgreSQL stores no NUL bytes."""
    if text.isalnum():
        return text
    for sign, written in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"), ("\x00", "")):
        text = text.replace(sign, written)
    return text


def _texts(values: list[Any]) -> Column:
    plain = _plains(values)
    problems = {index: "too_long" for index, text in enumerate(plain) if len(text) > _LONGEST_TEXT}
    return [_escape(text) if text and len(text) <= _LONGEST_TEXT else NULL for text in plain], problems


def _whole(text: str) -> int:
    number = float(text)
    if not number.is_integer() or abs(number) >= _LARGEST_INTEGER:
        raise ValueError(text)
    return int(number)


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


def _numbers(values: list[Any], kind: Callable[[str], int | float]) -> Column:
    texts, problems = [], {}
    for index, value in enumerate(values):
        text = _plain(value)
        try:
            texts.append(str(kind(text)) if text else NULL)
        except ValueError:
            texts.append(NULL)
            problems[index] = "not_a_number"
    return texts, problems


def _persons(values: list[Any], key: bytes) -> Column:
    plain = _plains(values)
    return [hmac.digest(key, text.encode(), "sha256").hex() if text else NULL for text in plain], {}


def _timestamps(values: list[Any], zone: str, layout: str | None) -> Column:
    if layout and layout != _ISO:
        return _laid_out(values, zone, layout)
    texts, problems = [], {}
    for index, value in enumerate(values):
        if not value:
            texts.append(NULL)
            continue
        text = _moment(value, zone) if isinstance(value, str) else None
        texts.append(text or NULL)
        if text is None:
            problems[index] = "not_a_time"
    return texts, problems


def _moment(value: str, zone: str) -> str | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None:
        value = value.strip()
        try:
            moment = datetime.fromisoformat(value) if value else None
        except ValueError:
            return None
        if moment is None:
            return None
    if moment.tzinfo is not None:
        return moment.isoformat()
    # The common case without offset: the text is already what PostgreSQL reads, only the offset is missing.
    if len(value) == 19 and value[4] == "-" == value[7] and value[13] == ":":
        offset = _offset_of_day(value[:10], zone)
        if offset:
            return value + offset
    return moment.replace(tzinfo=ZoneInfo(zone)).isoformat()


@lru_cache(maxsize=100_000)
def _offset_of_day(day: str, zone: str) -> str:
    """The offset of a zone on a day; '' on a day on which it changes."""
    start = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone))
    offsets = {start.replace(hour=hour).isoformat()[19:] for hour in range(24)}
    return offsets.pop() if len(offsets) == 1 else ""


def _laid_out(values: list[Any], zone: str, layout: str) -> Column:
    plain = [_plain(value) or None for value in values]
    parsed = pd.to_datetime(pd.Series(plain, dtype="object"), format=layout, errors="coerce")
    if parsed.dt.tz is None:
        parsed = parsed.dt.tz_localize(ZoneInfo(zone), ambiguous=True, nonexistent="shift_forward")
    texts = [NULL if pd.isna(moment) else moment.isoformat() for moment in parsed]
    problems = {index: "not_a_time" for index, text in enumerate(texts) if text == NULL and plain[index]}
    return texts, problems
