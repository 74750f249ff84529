"""Reads times: as ISO 8601, by strptime formats, or by a form with a name; several are tried in order."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from math import isfinite
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from etl.mapping import values as written
from etl.mapping.plain_times import offset_of_day, plain_times
from etl.mapping.zones import in_zone

# A value of a page as ISO 8601 with offset; None where it is no such time. `zone` is for times without an offset.
Form = Callable[[Any, str], str | None]
_ISO = "%Y-%m-%d %H:%M:%S"
_START = datetime(1970, 1, 1, tzinfo=UTC)


def iso(value: Any, zone: str) -> str | None:
    """ISO 8601, with or without offset, `T` or a space."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is not None:
        return moment.isoformat()
    # The common case without offset: the text is already what PostgreSQL reads, only the offset is missing.
    if len(text) == 19 and text[4] == "-" == text[7] and text[13] == ":":
        offset = offset_of_day(text[:10], zone)
        if offset:
            return text + offset
    return in_zone(moment, zone).isoformat()


def epoch_seconds(value: Any, zone: str) -> str | None:
    """Seconds since 1970 in UTC, as number or text."""
    return _since_1970(value, 1)


def epoch_milliseconds(value: Any, zone: str) -> str | None:
    """Milliseconds since 1970 in UTC, as number or text."""
    return _since_1970(value, 1000)


def _in_zone(read: Callable[[Any], datetime | None]) -> Form:
    def form(value: Any, zone: str) -> str | None:
        moment = read(value)
        return None if moment is None else _moment(moment, zone)

    return form


def _moment(value: date, zone: str) -> str:
    """What a spreadsheet holds as a day or moment, and not as text."""
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return (moment if moment.tzinfo else in_zone(moment, zone)).isoformat()


def _since_1970(value: Any, unit: int) -> str | None:
    if not isinstance(value, (int, float, str)) or isinstance(value, bool):
        return None
    try:
        seconds = float(value) / unit
        return (_START + timedelta(seconds=seconds)).isoformat() if isfinite(seconds) else None
    except (ValueError, OverflowError):
        return None


# Forms that strptime cannot say, by the name that stands for them in `format`. One more is one function.
FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "iso": iso,
        _ISO: iso,
        "epoch_seconds": epoch_seconds,
        "epoch_milliseconds": epoch_milliseconds,
        "auto": _in_zone(written.auto),
        "excel": _in_zone(written.excel),
        "excel_1904": _in_zone(written.excel_1904),
        "roc": _in_zone(written.roc),
    }
)


def read_times(values: Sequence[Any], zone: str, layouts: Sequence[str]) -> tuple[list[str | None], set[int]]:
    """`values` in ISO 8601 with offset (None: empty), and the indexes of those that no layout reads.

    `layouts` are strptime formats or names of FORMS, tried in order; none: ISO 8601.
    """
    if FORMS.get((*layouts, "iso")[0]) is iso:
        at_once = plain_times(values, zone)
        if at_once is not None:
            return at_once, set()
    found = [_moment(value, zone) if isinstance(value, date) else None for value in values]
    left = [
        index
        for index, value in enumerate(values)
        if value and found[index] is None and not (isinstance(value, str) and value.isspace())
    ]
    for layout in layouts or ("iso",):
        form = FORMS.get(layout)
        asked = [values[index] for index in left]
        read = [form(value, zone) for value in asked] if form else _laid_out(asked, zone, layout)
        for index, text in zip(left, read, strict=True):
            found[index] = text
        left = [index for index in left if found[index] is None]
        if not left:
            break
    return found, set(left)


def _laid_out(values: list[Any], zone: str, layout: str) -> list[str | None]:
    plain = [None if isinstance(value, (dict, list)) else str(value).strip() for value in values]
    if not plain:
        return []
    import pandas as pd

    # pandas reads times of several offsets only into UTC.
    offset = "%z" in layout
    parsed = pd.to_datetime(pd.Series(plain, dtype="object"), format=layout, errors="coerce", utc=offset)
    local = parsed
    if parsed.dt.tz is None:
        local = parsed.dt.tz_localize(ZoneInfo(zone), ambiguous=True, nonexistent="NaT")
    read = [None if pd.isna(moment) else moment.isoformat() for moment in local]
    # Not shifted by pandas: where clocks move by half an hour it is half an hour out.
    return [
        in_zone(moment.to_pydatetime(), zone).isoformat() if text is None and not pd.isna(moment) else text
        for moment, text in zip(parsed, read, strict=True)
    ]
