"""The stretches of time a platform is asked for: one from the last time seen, or windows no longer than it gives."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from etl.connectors.moments import read, written
from etl.errors import SiteInvalid
from etl.source import Since

# Parameter → its value in the platform's format.
Window = dict[str, str]


def windows(since: Since | None, given: str | None, zone: str, now: datetime) -> Iterator[Window]:
    """The parameters of each stretch, oldest first. `given` is the since-value to start at (None: everything).

    Neighbours share the moment between them: a record there is read twice, which changes nothing, and never missed.
    Raises SiteInvalid where `given` is not in the declared format.
    """
    if since is None:
        yield {}
        return
    zone = since.time_zone or zone
    if given is None and since.start is not None:
        given = written(datetime.combine(since.start, time(), ZoneInfo(zone)), since.format, zone)
    first = {since.parameter: given} if given is not None else {}
    if since.until_parameter is None:
        yield first
        return
    end = _rounded_up(now.astimezone(UTC), since.format, zone)
    if given is None or since.window_days is None:
        yield {**first, since.until_parameter: written(end, since.format, zone)}
        return
    begin = read(given, since.format, zone)
    if begin is None:
        raise SiteInvalid(f"since.format '{since.format}' cannot read back what it wrote; windows need a whole date")
    length = timedelta(days=since.window_days)
    while True:
        until = min(begin + length, max(begin, end))
        yield {
            since.parameter: written(begin, since.format, zone),
            since.until_parameter: written(until, since.format, zone),
        }
        if until >= end:
            return
        begin = until


def _rounded_up(moment: datetime, layout: str, zone: str) -> datetime:
    """`moment`, or the next day where the format holds days only: today would end before it has begun."""
    back = read(written(moment, layout, zone), layout, zone)
    return moment + timedelta(days=1) if back and moment - back > timedelta(minutes=1) else moment
