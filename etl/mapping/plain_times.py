"""Reads a column of plain local times (2026-11-01 08:30:00) at once: most platforms write nothing else."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

_LENGTH = len("2026-11-01 08:30:00")
_DIGITS = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18]
_DASHES, _BETWEEN, _COLONS = [4, 7], 10, [13, 16]
# Hours, minutes and seconds: where the two digits of each are, and what they are below.
_PARTS = ((11, 24), (14, 60), (17, 60))


def plain_times(values: Sequence[Any], zone: str) -> list[str | None] | None:
    """Each with its offset in `zone` (None: empty); nothing where one is no such time, or clocks change on its day."""
    texts = list(filter(None, values))
    if set(map(type, texts)) != {str} or set(map(len, texts)) != {_LENGTH}:
        return None
    letters = np.array(texts, dtype=f"U{_LENGTH}").view(np.uint32).reshape(len(texts), _LENGTH)
    if not _is_written_so(letters):
        return None
    offsets = {day: offset_of_day(day, zone) for day in {text[:10] for text in texts}}
    if not all(offsets.values()):
        return None
    return [value + offsets[value[:10]] if value else None for value in values]


@lru_cache(maxsize=100_000)
def offset_of_day(day: str, zone: str) -> str:
    """The offset of a zone on a day; '' on a day on which it changes, on the last there is, and where it is no day."""
    try:
        start = datetime.fromisoformat(day)
    except ValueError:
        return ""
    if start.date() == date.max:
        # Platforms write it for 'not yet'; no calendar has the hours after it.
        return ""
    hours = [(start + timedelta(hours=hour)).replace(tzinfo=ZoneInfo(zone)) for hour in range(25)]
    offsets = {hour.isoformat()[19:] for hour in hours}
    return offsets.pop() if len(offsets) == 1 else ""


def _is_written_so(letters: npt.NDArray[np.uint32]) -> bool:
    digits = letters[:, _DIGITS]
    if (digits < ord("0")).any() or (digits > ord("9")).any():
        return False
    if (letters[:, _DASHES] != ord("-")).any() or (letters[:, _COLONS] != ord(":")).any():
        return False
    if not np.isin(letters[:, _BETWEEN], (ord(" "), ord("T"))).all():
        return False
    return all(((letters[:, at] - ord("0")) * 10 + letters[:, at + 1] - ord("0") < below).all() for at, below in _PARTS)
