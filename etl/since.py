"""How far a source has been read, between the warehouse's terms (UTC) and the platform's own."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from etl.connectors.page import Page
from etl.source import Since, Source


def since_value(
    since: Since | None, watermark: str | None, source: Source, start: datetime | None, lookback: bool
) -> str | None:
    """What the since-parameter should say, in the platform's format and zone; None: everything.

    `start` replaces the watermark (backfill; without a zone it is in the platform's own); `lookback` goes back by
    the source's lookback, not only its overlap.
    """
    if since is None or (watermark is None and start is None):
        return None
    if start is not None:
        moment = start if start.tzinfo else start.replace(tzinfo=ZoneInfo(source.time_zone))
    else:
        back = max(since.overlap_minutes, since.lookback_minutes if lookback else 0.0)
        moment = datetime.fromisoformat(str(watermark)) - timedelta(minutes=back)
    return moment.astimezone(ZoneInfo(source.time_zone)).strftime(since.format)


def newest(since: Since | None, page: Page, known: str | None, source: Source) -> str | None:
    """The latest time of change seen so far, ISO 8601 in UTC; never after the source's own time."""
    if since is None:
        return known
    values = {value for value in page.columns[since.field] if isinstance(value, str) and value}
    if since.ordered and values:
        values = {max(values)}
    moments = [moment for value in values if (moment := _moment(value, since.format, source.time_zone))]
    if not moments:
        return known
    latest = min(max(moments), page.source_time.astimezone(UTC)).isoformat(timespec="seconds")
    return max(known, latest) if known else latest


def _moment(value: str, layout: str, zone: str) -> datetime | None:
    try:
        moment = datetime.strptime(value, layout)
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
        return zoned.astimezone(UTC)
    except (ValueError, OverflowError):
        # 0001-01-01, which platforms write for 'never', lies before all times once it is in UTC.
        return None
