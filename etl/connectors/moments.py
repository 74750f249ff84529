"""Times as a platform writes them: a strftime format in its own zone, ISO 8601, seconds or milliseconds since 1970."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from etl.mapping.zones import in_zone

_UNIX = {"unix": 1, "unix_ms": 1000}
# Names that stand for a format.
LAYOUTS = (*_UNIX, "iso")
# Formats whose texts are in the order of their times, so only the greatest need be read.
_SORTED = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d")


def is_number(layout: str) -> bool:
    """Whether times of this format are whole numbers."""
    return layout in _UNIX


def step_of(layout: str) -> timedelta:
    """The smallest difference that times of this format can show."""
    if layout == "unix_ms":
        return timedelta(milliseconds=1)
    if layout in ("iso", "unix") or any(sign in layout for sign in ("%S", "%s", "%T", "%X", "%c")):
        return timedelta(seconds=1)
    if any(sign in layout for sign in ("%M", "%R")):
        return timedelta(minutes=1)
    return timedelta(hours=1) if "%H" in layout or "%I" in layout else timedelta(days=1)


def written(moment: datetime, layout: str, zone: str) -> str:
    """An aware time in the platform's format and zone."""
    if layout in _UNIX:
        return str(int(moment.timestamp() * _UNIX[layout]))
    local = moment.astimezone(ZoneInfo(zone))
    return local.isoformat(timespec="seconds") if layout == "iso" else local.strftime(layout)


def read(value: object, layout: str, zone: str) -> datetime | None:
    """The time in UTC that `value` means; None where it means none.

    0001-01-01, which platforms write for 'never', lies before all times once it is in UTC: None.
    """
    if value is None or isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    text = str(value).strip()
    try:
        if layout in _UNIX:
            return datetime.fromtimestamp(float(text) / _UNIX[layout], UTC)
        moment = datetime.fromisoformat(text) if layout == "iso" else datetime.strptime(text, layout)
        return (moment if moment.tzinfo else in_zone(moment, zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def latest(values: Iterable[object], layout: str, zone: str, until: datetime | None = None) -> datetime | None:
    """The latest of the times that `values` mean, not after `until` where it is given; None where there is none."""
    given = _given(values)
    newest = read(max(_sorted_texts(given, layout), default=None), layout, zone)
    if newest is not None and (until is None or newest <= until):
        return newest
    moments = [moment for value in given if (moment := read(value, layout, zone))]
    return max([moment for moment in moments if until is None or moment <= until], default=None)


def earliest(values: Iterable[object], layout: str, zone: str) -> datetime | None:
    """The earliest of the times that `values` mean; None where there is none."""
    given = _given(values)
    oldest = read(min(_sorted_texts(given, layout), default=None), layout, zone)
    if oldest is not None:
        return oldest
    moments = [moment for value in given if (moment := read(value, layout, zone))]
    return min(moments, default=None)


def _given(values: Iterable[object]) -> set[str | int | float]:
    return {value for value in values if isinstance(value, (str, int, float)) and value != ""}


def _sorted_texts(given: set[str | int | float], layout: str) -> list[str]:
    """The same where the first text means the earliest time and the last the latest; else none.

    A page has thousands of times, and reading one by a format is slow.
    """
    texts = [value for value in given if isinstance(value, str)]
    alike = len(texts) == len(given) and layout.startswith(_SORTED) and "%z" not in layout.lower()
    # A space before the digits would come before all of them.
    return texts if texts and alike and min(texts)[0].isdigit() else []
