"""Reads one field of a page at a time into the text that COPY takes, and says which rows cannot be read."""

import hmac
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from data_access.schema import UNMAPPED
from etl.entities import Field, FieldType
from etl.mapping.codes import CodeMap, scrub, scrub_unknown
from etl.mapping.derive import plain
from etl.mapping.plain_times import offset_of_day
from etl.mapping.times import read_times

# COPY's own sign for 'no value'.
NULL = "\\N"
_SIGNS = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}
_WRITTEN = re.compile(r"\\([\\tnr])")
_LONGEST_TEXT = 200
# What PostgreSQL's integer does not hold is no count of anything.
_LARGEST_INTEGER = 2**31

# The values as COPY text, and for rows that cannot be read the reason.
Column = tuple[list[str], dict[int, str]]


def read_column(field: Field, values: list[Any], zone: str, layouts: Sequence[str], person_key: bytes) -> Column:
    """`values` of `field` as COPY text. `zone` is for times without offset, `layouts` their formats, tried in order."""
    readers: dict[FieldType, Callable[[list[Any]], Column]] = {
        FieldType.TEXT: _texts,
        FieldType.TIMESTAMP: lambda column: _timestamps(column, zone, layouts),
        FieldType.DATE: lambda column: _days(column, zone, layouts),
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
    values: list[Any], mapping: CodeMap | None, allowed: frozenset[str], days: Callable[[], Sequence[str]]
) -> tuple[list[str], list[str], set[int]]:
    """Canonical codes, the source's own codes as they may be stored, and the rows whose code no map knows.

    `mapping` None: the source's codes are canonical already; where `allowed` is not empty, only these are. `days`
    gives the day of each record, and is asked where a code may have changed its meaning.
    """
    own = _plains(values)
    kept = {value: scrub(value) for value in set(own)}
    if mapping is None:
        canonical = {value: code for value, code in kept.items() if code and (not allowed or code in allowed)}
        codes = [canonical.get(value, UNMAPPED) for value in own]
    elif mapping.days:
        codes = [
            mapping.on(day).get(value, UNMAPPED) if value else UNMAPPED for value, day in zip(own, days(), strict=True)
        ]
    else:
        table = mapping.tables[0]
        codes = [table.get(value, UNMAPPED) if value else UNMAPPED for value in own]
    unknown = {index for index, code in enumerate(codes) if code == UNMAPPED and own[index]}
    for value in {own[index] for index in unknown}:
        kept[value] = scrub_unknown(value)
    # Columns of codes hold few different values: each is looked at once.
    stored = {code: copied(code) for code in set(codes)}
    shown = {value: copied(kept[value]) if value else NULL for value in set(own)}
    return [stored[code] for code in codes], [shown[value] for value in own], unknown


def _plains(values: list[Any]) -> list[str]:
    # Nearly all values are texts already; a call for each of them would cost more than what it does.
    return [value.strip() if type(value) is str else plain(value) for value in values]


def copied(text: str) -> str:
    """Text as COPY takes it; PostgreSQL stores no NUL bytes."""
    if text.isalnum():
        return text
    for sign, written in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"), ("\x00", "")):
        text = text.replace(sign, written)
    return text


def uncopied(text: str) -> str:
    """The text behind what COPY takes."""
    return _WRITTEN.sub(lambda found: _SIGNS[found[1]], text) if "\\" in text else text


def _texts(values: list[Any]) -> Column:
    found = _plains(values)
    problems = {index: "too_long" for index, text in enumerate(found) if len(text) > _LONGEST_TEXT}
    return [copied(text) if text and len(text) <= _LONGEST_TEXT else NULL for text in found], problems


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


def _days(values: list[Any], zone: str, layouts: Sequence[str]) -> Column:
    found, unread = read_times(values, zone, layouts)
    days = {text: day_of(text, zone) for text in set(found) if text}
    outside = {index for index, text in enumerate(found) if text and not days[text]}
    problems = dict.fromkeys(sorted(unread | outside), "not_a_day")
    return [(days[text] or NULL) if text else NULL for text in found], problems


def day_of(moment: str, zone: str) -> str:
    """The day of a moment in `zone`; empty where no calendar has it."""
    if moment[19:] and moment[19:] == offset_of_day(moment[:10], zone):
        # Told in this zone already.
        return moment[:10]
    try:
        return str(datetime.fromisoformat(moment).astimezone(ZoneInfo(zone)).date())
    except OverflowError:
        return ""


def _numbers(values: list[Any], kind: Callable[[str], int | float]) -> Column:
    texts, problems = [], {}
    for index, value in enumerate(values):
        text = plain(value)
        try:
            texts.append(str(kind(text)) if text else NULL)
        except ValueError:
            texts.append(NULL)
            problems[index] = "not_a_number"
    return texts, problems


def _persons(values: list[Any], key: bytes) -> Column:
    found = _plains(values)
    return [hmac.digest(key, text.encode(), "sha256").hex() if text else NULL for text in found], {}


def _timestamps(values: list[Any], zone: str, layouts: Sequence[str]) -> Column:
    found, unread = read_times(values, zone, layouts)
    return [text or NULL for text in found], dict.fromkeys(sorted(unread), "not_a_time")
