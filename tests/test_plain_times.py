"""A column of plain local times is read at once, and comes to the same as each of them read alone."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.mapping.fields import day_of
from etl.mapping.plain_times import plain_times
from etl.mapping.times import iso, read_times

ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe"])
MOMENTS = st.datetimes(datetime(1980, 1, 1), datetime(2040, 1, 1)).map(lambda moment: f"{moment:%Y-%m-%d %H:%M:%S}")
# One letter may be another one.
SPOILT = st.builds(
    lambda text, at, letter: text[:at] + letter + text[at + 1 :],
    MOMENTS,
    st.integers(0, 18),
    st.sampled_from([*"0369:- T+Zx", "\u0663", "\uff11"]),
)


@given(st.lists(MOMENTS | SPOILT, min_size=1, max_size=4), ZONES)
def test_times_read_at_once_are_those_read_alone(values: list[str], zone: str) -> None:
    found = plain_times(values, zone)
    alone = [iso(value, zone) for value in values]
    assert found in (None, alone)
    assert read_times(values, zone, ())[0] == alone


def test_only_a_column_of_plain_times_is_read_at_once() -> None:
    assert plain_times(["2026-11-01 08:30:00", "2026-07-01T23:59:59"], "Asia/Shanghai") == [
        "2026-11-01 08:30:00+08:00",
        "2026-07-01T23:59:59+08:00",
    ]
    for other in ("2026-11-01 08:30", "2026-02-30 08:30:00", "2026-11-01 24:00:00", "9999-12-31 08:30:00", 20261101):
        assert plain_times(["2026-11-01 08:30:00", other], "Asia/Shanghai") is None
    # Clocks change on that day.
    assert plain_times(["2026-10-25 12:00:00"], "Europe/Berlin") is None


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-01 23:30:00+08:00", "2026-11-01"),
        ("2026-11-01 23:30:00+00:00", "2026-11-02"),
        ("2026-11-01T23:30:00.500000+08:00", "2026-11-01"),
    ],
)
def test_the_day_of_a_moment_is_that_of_the_zone(moment: str, day: str) -> None:
    assert day_of(moment, "Asia/Shanghai") == day
