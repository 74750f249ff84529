"""Reads values as people write them: dates of spreadsheets and of several calendars, amounts with units, yes and no."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

# The last day a spreadsheet knows, 9999-12-31.
_LAST_SERIAL = 2_958_466
# 'auto' takes numbers for days only between 1954 and 2119: a lone year is none, nor is any count of little things.
_LIKELY_SERIALS = (20_000, 80_000)
_ROC = 1911

_TIME = (
    r"(?:[T\s]*(?P<half>上午|下午|[AP]M)?\s*(?P<hour>\d{1,2})"
    r"(?:[:时時点點](?P<minute>\d{1,2})(?:[:分](?P<second>\d{1,2})(?P<part>\.\d{1,9})?)?[分秒]?|[时時点點])"
    r"\s*(?P<after>[AP]M)?)?"
)
_YEAR_FIRST = re.compile(rf"(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})(?:\s*[-/.月]\s*(\d{{1,2}}))?\s*[日号月]?{_TIME}", re.I)
_AMERICAN = re.compile(rf"(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})/(?P<year>\d{{4}}){_TIME}", re.I)
_REPUBLIC = re.compile(
    rf"(?P<named>(?:中华|中華)?民[国國])?\s*(\d{{1,3}})\s*[-/.年]\s*(\d{{1,2}})(?:\s*[-/.月]\s*(\d{{1,2}}))?\s*[日号月]?{_TIME}",
    re.I,
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?")
_COMPACT_REPUBLIC = re.compile(r"(\d{3})(\d\d)(\d\d)")

_AMOUNT = re.compile(r"([-+]?)(\d{1,3}(?:,\d{3})+|\d*)(\.\d*)?(?:E([-+]?\d{1,3}))?", re.I)
_CURRENCIES = re.compile(r"^(-?)\s*(?:[¥$€£]|RMB|CNY)\s*", re.I)
_UNITS = {"千": 3, "万": 4, "萬": 4, "百万": 6, "千万": 7, "亿": 8, "億": 8, "万亿": 12}
_YES = frozenset(["是", "有", "对", "√", "✓", "✔", "y", "yes", "t", "true", "1"])
_NO = frozenset(["否", "无", "没有", "错", "×", "✗", "✘", "n", "no", "f", "false", "0"])


def from_serial(number: float, dates_from_1904: bool = False) -> datetime | date | time | None:
    """The day, moment or time of day that a spreadsheet means by a number; None for what is none.

    Spreadsheets count 1900 as a leap year; number 60, the day that never was, is none.
    """
    if not 0 <= number < _LAST_SERIAL or (int(number) == 60 and not dates_from_1904):
        return None
    start = datetime(1904, 1, 1) if dates_from_1904 else datetime(1899, 12, 30 if number > 60 else 31)
    try:
        moment = start + timedelta(milliseconds=round(number * 86_400_000))
    except OverflowError:
        return None
    if number < 1 and not dates_from_1904:
        return moment.time()
    return moment if number % 1 else moment.date()


def excel(value: Any) -> datetime | None:
    """A spreadsheet's number for a day, counted from 1900."""
    return _of_serial(value, False)


def excel_1904(value: Any) -> datetime | None:
    """A spreadsheet's number for a day, counted from 1904."""
    return _of_serial(value, True)


def auto(value: Any) -> datetime | None:
    """Every form in which the year cannot be mistaken: year first, with AM or PM month first, 民国 by its name.

    `2019/4/25 9:32:09`, `2024-3-5`, `2024.3.5`, `2024年3月5日 9时32分`, `2024年3月` (its first day), `20240305`,
    `02/28/2023 11:45:12 PM`, `民国112年3月5日`, ISO 8601, a spreadsheet's number from 1954 to 2119, in full-width
    letters as well. A day and month without a year before them and without AM or PM is not read: declare its format.
    """
    serial = _number(value)
    if serial is not None and _LIKELY_SERIALS[0] <= serial < _LIKELY_SERIALS[1]:
        return _of_serial(serial, False)
    text = _narrow(value)
    for read in (_iso, _year_first, _american, _compact):
        found = read(text)
        if found:
            return found
    return roc(text) if "民" in text else None


def roc(value: Any) -> datetime | None:
    """A day of the 民国 calendar: `民国112年3月5日`, `112年3月5日`, `112.3.5`, `112/03/05`, `1120305`."""
    text = _narrow(value)
    found = _REPUBLIC.fullmatch(text)
    if found:
        return _moment(int(found[2]) + _ROC, int(found[3]), int(found[4] or 1), found)
    compact = _COMPACT_REPUBLIC.fullmatch(text)
    return _moment(int(compact[1]) + _ROC, int(compact[2]), int(compact[3]), None) if compact else None


def number_of(text: str, percent: str = "fraction", units: Iterable[str] = ()) -> str:
    """An amount as plain digits: `１,２３４`, `1.2万`, `3亿`, `12.5%`, `(300)`, `¥5`, `35 人` where `units` has 人.

    `percent`: 12.5% is 0.125 ('fraction') or 12.5 ('points'). What is no amount stays as it is.
    """
    plain = _narrow(text).replace(" ", "")
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1]}"
    plain = _CURRENCIES.sub(r"\1", plain)
    for unit in sorted(units, key=len, reverse=True):
        plain = plain.removesuffix(_narrow(unit))
    shift = 0
    for sign, down in (("%", -2), ("‰", -3)):
        if plain.endswith(sign):
            plain, shift = plain.removesuffix(sign), down if percent == "fraction" else 0
    found = re.search("[千百万萬亿億]+$", plain)
    if found and found[0] in _UNITS:
        plain, shift = plain[: found.start()], shift + _UNITS[found[0]]
    amount = _AMOUNT.fullmatch(plain)
    if not amount or not re.search(r"\d", plain):
        return text
    try:
        number = Decimal(plain.replace(",", "")).scaleb(shift)
    except InvalidOperation:
        return text
    return f"{number.normalize():f}" if abs(number.adjusted()) < 100 else text


def yes_or_no(text: str, yes: Iterable[str] = (), no: Iterable[str] = ()) -> str:
    """`true` or `false` for what means so; what means neither stays as it is."""
    word = _narrow(text).casefold()
    if word in _YES or word in {_narrow(each).casefold() for each in yes}:
        return "true"
    return "false" if word in _NO or word in {_narrow(each).casefold() for each in no} else text


def half_width(text: str) -> str:
    """Full-width letters, digits and punctuation as ordinary ones."""
    return unicodedata.normalize("NFKC", text)


def _narrow(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else half_width(str(value)).strip()


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    told = half_width(value) if isinstance(value, str) else value
    if isinstance(told, str) and not re.fullmatch(r"\s*\d{1,9}(\.\d*)?\s*", told):
        return None
    return float(told)


def _of_serial(value: Any, dates_from_1904: bool) -> datetime | None:
    number = _number(value)
    found = None if number is None else from_serial(number, dates_from_1904)
    if isinstance(found, date) and not isinstance(found, datetime):
        return datetime.combine(found, time())
    return found if isinstance(found, datetime) else None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _year_first(text: str) -> datetime | None:
    found = _YEAR_FIRST.fullmatch(text)
    return _moment(int(found[1]), int(found[2]), int(found[3] or 1), found) if found else None


def _american(text: str) -> datetime | None:
    found = _AMERICAN.fullmatch(text)
    if not found or not found["after"]:
        return None
    return _moment(int(found["year"]), int(found["month"]), int(found["day"]), found)


def _compact(text: str) -> datetime | None:
    found = _COMPACT.fullmatch(text)
    try:
        return datetime(*(int(each) for each in found.groups() if each)) if found else None  # type: ignore[arg-type]
    except ValueError:
        return None


def _moment(year: int, month: int, day: int, clock: "re.Match[str] | None") -> datetime | None:
    try:
        if clock is None or clock["hour"] is None:
            return datetime(year, month, day)
        hour, half = int(clock["hour"]), (clock["half"] or clock["after"] or "").upper()
        if half and not 1 <= hour <= 12:
            # 下午15:00 says the same thing twice.
            half = "" if half in {"下午", "PM"} and hour > 12 else half
        if half:
            hour = hour % 12 + (12 if half in {"下午", "PM"} else 0)
        part = round(float(clock["part"] or 0) * 1_000_000)
        return datetime(
            year, month, day, hour, int(clock["minute"] or 0), int(clock["second"] or 0), min(part, 999_999)
        )
    except ValueError:
        return None
