"""How far a source has been read, between the warehouse's terms (UTC) and the platform's own."""

from datetime import UTC, datetime, timedelta

from etl.connectors.moments import latest, written
from etl.connectors.page import Page
from etl.entities import Check
from etl.source import Dataset, Since, Source

# By how much a source's clock may be ahead of ours.
TOLERANCE = timedelta(minutes=15)
CHANGED_IN_THE_FUTURE = "changed_in_the_future"
_IN_THE_FUTURE = Check(CHANGED_IN_THE_FUTURE, "updated_at > clock_timestamp() + interval '15 minutes'")


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


def newest(since: Since | None, page: Page, known: str | None, source: Source) -> tuple[str | None, timedelta]:
    """The latest time of change seen so far, ISO 8601 in UTC, and how far the page's latest is ahead of our clock.

    Of files, when they were written tells the second.

    It is never after the source's own time. A time later than our clock can be, give or take, moves nothing: what
    changes until the source's clock is right would else never be asked for.
    """
    if since is None:
        written_ahead = page.source_time - datetime.now(UTC) if page.file_digest else timedelta()
        return known, max(written_ahead, timedelta())
    terms = (page.columns[since.field], since.field_format or since.format, since.time_zone or source.time_zone)
    now, found = datetime.now(UTC), latest(*terms)
    if found is None:
        return known, timedelta()
    ahead = max(found - now, timedelta())
    if ahead > TOLERANCE:
        found = latest(*terms, until=now + TOLERANCE)
        if found is None:
            return known, ahead
    text = min(found, page.source_time.astimezone(UTC)).isoformat(timespec="seconds")
    return max(known, text) if known else text, ahead


def told_by_change(dataset: Dataset) -> bool:
    """Whether what is asked for by its time of change is also known by it."""
    changed = dataset.fields.get("updated_at")
    return dataset.since is not None and changed is not None and changed.field == dataset.since.field


def clock_checks(dataset: Dataset) -> tuple[Check, ...]:
    """What a record must pass besides the checks of its entity.

    A state from the future would stand against every true one until that time has come.
    """
    return (_IN_THE_FUTURE,) if told_by_change(dataset) else ()


def own_time(since: Since | None, watermark: str | None, answered: datetime) -> datetime:
    """The source's own time of its newest data: of the newest change seen, else when it answered.

    A platform that answers every minute with what it had last week is late, not fresh.
    """
    if since is None or watermark is None:
        return answered
    return min(datetime.fromisoformat(watermark), answered)
