"""How far a source has been read, between the warehouse's terms (UTC) and the platform's own."""

from datetime import UTC, datetime, timedelta

from etl.connectors.moments import latest, written
from etl.connectors.page import Page
from etl.source import Since, Source


def read_from(since: Since | None, watermark: str | None, lookback: bool) -> datetime | None:
    """From when on a dataset is to be read; None: from its beginning.

    `lookback` goes back by the source's lookback, not only by its overlap.
    """
    if since is None or watermark is None:
        return None
    back = max(since.overlap_minutes, since.lookback_minutes if lookback else 0.0)
    return datetime.fromisoformat(watermark) - timedelta(minutes=back)


def since_value(since: Since | None, moment: datetime | None, source: Source) -> str | None:
    """What the since-parameter should say, in the platform's format and zone; None: everything."""
    if since is None or moment is None:
        return None
    return written(moment, since.format, since.time_zone or source.time_zone)


def newest(since: Since | None, page: Page, known: str | None, source: Source) -> str | None:
    """The latest time of change seen so far, ISO 8601 in UTC; never after the source's own time."""
    if since is None:
        return known
    found = latest(page.columns[since.field], since.field_format or since.format, since.time_zone or source.time_zone)
    if found is None:
        return known
    text = min(found, page.source_time.astimezone(UTC)).isoformat(timespec="seconds")
    return max(known, text) if known else text


def own_time(since: Since | None, watermark: str | None, answered: datetime) -> datetime:
    """The source's own time of its newest data: of the newest change seen, else when it answered.

    A platform that answers every minute with what it had last week is late, not fresh.
    """
    if since is None or watermark is None:
        return answered
    return min(datetime.fromisoformat(watermark), answered)
