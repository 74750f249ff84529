"""A time without an offset in its zone: what is said of it is the same wherever it was read."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo


def in_zone(moment: datetime, zone: str) -> datetime:
    """`moment`, which has no offset, as an aware time in `zone`.

    An hour that comes twice (clocks put back) is the first of the two; one that does not exist (clocks put forward)
    is the first moment that does.
    """
    local = moment.replace(tzinfo=ZoneInfo(zone), fold=0)
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    if before is None or after is None or after <= before:
        return local
    plain = moment.replace(microsecond=0, tzinfo=UTC)
    return _change(plain - after, plain - before, local.tzinfo or UTC)


def _change(early: datetime, late: datetime, clock: tzinfo) -> datetime:
    """The moment in (early, late] from which on the clock has the offset that it has at `late`."""
    offset = late.astimezone(clock).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        early, late = (early, middle) if middle.astimezone(clock).utcoffset() == offset else (middle, late)
    return late.astimezone(clock)
