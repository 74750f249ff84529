"""The earliest and the latest time of a page, found without reading all of them."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from etl.connectors.moments import earliest, latest, read

LAYOUT, ZONE = "%Y-%m-%d %H:%M:%S", "Asia/Shanghai"
TIMES = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(lambda moment: moment.isoformat(" ", "seconds"))
VALUES = st.one_of(
    TIMES, TIMES, TIMES.map(lambda text: f" {text}"), st.sampled_from(["", None, "soon", "2026-02-30", 7])
)


@given(st.lists(VALUES))
def test_they_are_what_reading_every_value_finds(values: list[object]) -> None:
    moments = [moment for value in values if (moment := read(value, LAYOUT, ZONE))]
    assert earliest(values, LAYOUT, ZONE) == min(moments, default=None)
    assert latest(values, LAYOUT, ZONE) == max(moments, default=None)


@given(st.lists(TIMES, min_size=1), TIMES)
def test_the_latest_until_a_moment_is_not_after_it(values: list[str], until: str) -> None:
    limit = read(until, LAYOUT, ZONE)
    moments = [moment for value in values if (moment := read(value, LAYOUT, ZONE)) and (not limit or moment <= limit)]
    assert latest(values, LAYOUT, ZONE, limit) == max(moments, default=None)
