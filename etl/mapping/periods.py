"""Reads a year, half, quarter or month as people write it into its first and its last day."""

import re
from calendar import monthrange
from datetime import date
from types import MappingProxyType

from etl.mapping.values import half_width

_NUMERALS = MappingProxyType({"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2})
_SPACES = re.compile(r"\s+")
# What is written, with the number of the part as a group, and how many months such a part has.
_FORMS = (
    (re.compile(r"(\d{4})(?:年度?|全年)?"), 12),
    (re.compile(r"(\d{4})年?([上下])半年"), 6),
    (re.compile(r"(\d{4})年?第?([1-4一二三四])季度?"), 3),
    (re.compile(r"(\d{4})[-/.]?Q([1-4])", re.IGNORECASE), 3),
    (re.compile(r"(\d{4})年(\d{1,2})月份?"), 1),
    (re.compile(r"(\d{4})[-/.](\d{1,2})"), 1),
    (re.compile(r"(\d{4})(\d{2})"), 1),
)


def days_of(text: str) -> tuple[date, date] | None:
    """The first and the last day of the period that `text` names; None where it names none."""
    narrow = _SPACES.sub("", half_width(text))
    for form, months in _FORMS:
        found = form.fullmatch(narrow)
        if found:
            part = found[2] if found.lastindex == 2 else "1"
            return _bounds(int(found[1]), _NUMERALS.get(part) or int(part), months)
    return None


def _bounds(year: int, part: int, months: int) -> tuple[date, date] | None:
    last = part * months
    if not year or not part or last > 12:
        return None
    return date(year, last - months + 1, 1), date(year, last, monthrange(year, last)[1])
