"""Hours that do not exist and hours that come twice: every way of reading a time means the same moment."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl.connectors.moments import read
from etl.mapping.times import read_times
from etl.mapping.zones import in_zone

SECONDS = "%d.%m.%Y %H:%M:%S"
# Whole and half hours, midnight, summer time in winter (Dublin), two standard times (Moscow), a skipped day (Apia).
CHANGES = {
    "America/New_York": ("2026-03-08 02:00", "2026-11-01 01:00"),
    "Europe/Dublin": ("2026-03-29 01:00", "2026-10-25 01:00"),
    "Europe/Moscow": ("2011-03-27 02:00", "2014-10-26 01:00"),
    "Australia/Lord_Howe": ("2026-10-04 02:00", "2026-04-05 01:30"),
    "America/Santiago": ("2026-09-06 00:00", "2026-04-04 23:00"),
    "America/Nuuk": ("2024-03-30 23:00", "2024-10-26 23:00"),
    "Asia/Shanghai": ("1991-04-14 02:00", "1991-09-15 01:00"),
    "Pacific/Apia": ("2011-12-30 00:00", "2011-04-02 03:00"),
}
ZONED = [(zone, datetime.fromisoformat(change)) for zone, changes in CHANGES.items() for change in changes]
NEAR = st.timedeltas(timedelta(hours=-26), timedelta(hours=26)).map(
    lambda apart: apart - timedelta(microseconds=apart.microseconds)
)


def first_of(moment: datetime, zone: str) -> datetime:
    """The rule in other words: of all moments of three days, by the second, the first that no clock shows earlier."""
    clock, start = ZoneInfo(zone), moment.replace(tzinfo=UTC) - timedelta(hours=36)
    low, high = 0, 72 * 3600
    shown = [(start + timedelta(minutes=15 * step)).astimezone(clock).replace(tzinfo=None) for step in range(289)]
    for step in range(288):
        if shown[step + 1] >= moment:
            low, high = 900 * step, 900 * (step + 1)
            break
    while high - low > 1:
        middle = (low + high) // 2
        at = (start + timedelta(seconds=middle)).astimezone(clock).replace(tzinfo=None)
        low, high = (low, middle) if at >= moment else (middle, high)
    return start + timedelta(seconds=high)


@settings(deadline=None)
@given(st.sampled_from(ZONED), NEAR)
@example(("America/New_York", datetime(2026, 3, 8, 2, 0)), timedelta(minutes=30))
@example(("America/New_York", datetime(2026, 11, 1, 1, 0)), timedelta(minutes=30))
@example(("America/Nuuk", datetime(2024, 3, 30, 23, 0)), timedelta(minutes=30))
def test_every_way_of_reading_means_the_first_moment_at_which_a_clock_shows_it_or_more(
    change: tuple[str, datetime], apart: timedelta
) -> None:
    zone, moment = change[0], change[1] + apart
    expected = first_of(moment, zone)
    assert in_zone(moment, zone).astimezone(UTC) == expected
    for value, layout in [
        (moment.isoformat(), "iso"),
        (moment.isoformat(" "), "%Y-%m-%d %H:%M:%S"),
        (moment.strftime(SECONDS), SECONDS),
        (moment.isoformat(" "), "auto"),
        (moment, "iso"),
    ]:
        (found,), unread = read_times([value], zone, [layout])
        assert not unread
        assert datetime.fromisoformat(str(found)) == expected
    for layout in ("%Y-%m-%d %H:%M:%S", SECONDS):
        assert read(moment.strftime(layout), layout, zone) == expected
    assert read(moment.isoformat(), "iso", zone) == expected


@pytest.mark.parametrize(
    ("written", "utc"),
    [("2026-03-08 02:30:00", "2026-03-08T07:00:00+00:00"), ("2026-11-01 01:30:00", "2026-11-01T05:30:00+00:00")],
)
def test_new_york_puts_its_clocks_forward_and_back(written: str, utc: str) -> None:
    assert in_zone(datetime.fromisoformat(written), "America/New_York").astimezone(UTC).isoformat() == utc


def test_the_first_and_last_times_there_are_do_not_stop_the_reading() -> None:
    for moment in (datetime.min, datetime.max.replace(microsecond=0)):
        for zone in CHANGES:
            assert in_zone(moment, zone).replace(tzinfo=None) == moment
