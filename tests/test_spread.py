"""Histograms of how long cases took: buckets by 13 %, quantiles between the bounds of one, the same in SQL."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from platforms.events import EventPlatform, closed, local
from platforms.station import Station, trial_source
from sqlalchemy import Connection, text

from data_access.connection import ConnectionUrls
from data_access.spread import FACTOR, NO_TIME, bucket_bounds, bucket_of, quantile
from data_access.warehouse import open_engine

# The longest that a whole number of PostgreSQL holds: 68 years.
LONGEST = 2**31 - 1
_STEP = Fraction("1.13")
LAST = 175
# The first whole second of each bucket and the last before it, by exact fractions.
EDGES = sorted({ceil(_STEP**number) - less for number in range(LAST + 1) for less in (0, 1)})
SECONDS = st.integers(0, LONGEST) | st.sampled_from(EDGES)


@pytest.fixture(scope="module")
def reader(module_database: ConnectionUrls) -> Iterator[Connection]:
    engine = open_engine(module_database.reader)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def exact_bucket(seconds: int) -> int:
    """By whole numbers alone: how many of 1.13, 1.13², … are no more than `seconds`."""
    return sum(_STEP**number <= seconds for number in range(LAST + 2)) - 1 if seconds else NO_TIME


def test_every_edge_of_a_bucket_is_where_exact_fractions_put_it() -> None:
    assert [bucket_of(each) for each in EDGES] == [exact_bucket(each) for each in EDGES]


def test_the_database_counts_in_the_same_buckets(reader: Connection) -> None:
    seconds = [*EDGES, LONGEST, 60, 3600, 86_400, 30 * 86_400]
    query = (
        "SELECT cockpit.spread_bucket(each) FROM unnest(CAST(:told AS bigint[])) WITH ORDINALITY AS told (each, place) "
        "ORDER BY place"
    )
    assert list(reader.scalars(text(query), {"told": seconds})) == [bucket_of(each) for each in seconds]


@given(SECONDS)
def test_a_duration_lies_in_its_bucket_which_is_13_percent_wide(seconds: int) -> None:
    low, high = bucket_bounds(bucket_of(seconds))
    assert low <= seconds < high
    assert seconds == 0 or high <= low * FACTOR * (1 + 1e-12)


@given(st.lists(SECONDS, min_size=1, max_size=200), st.integers(1, 100))
def test_a_quantile_lies_between_the_bounds_that_are_told(durations: list[int], percent: int) -> None:
    exact = sorted(durations)[-(-percent * len(durations) // 100) - 1]
    bounds = quantile(Counter(map(bucket_of, durations)), percent / 100)
    assert bounds is not None
    assert bounds[0] <= exact < bounds[1]


def test_where_nothing_is_counted_there_is_no_quantile() -> None:
    assert quantile({}, 0.5) is None
    assert quantile({3: 0}, 0.5) is None
    assert quantile({3: 0, 5: 1, 9: 0}, 1) == bucket_bounds(5)


@pytest.mark.parametrize("share", [0, -0.1, 1.01])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        quantile({0: 1}, share)
    with pytest.raises(ValueError, match="no bucket -2"):
        bucket_bounds(-2)


def test_closing_times_of_a_day_are_counted_and_follow_their_records(
    here: Station, platform: EventPlatform, url: str
) -> None:
    query = "SELECT bucket, sum(cases)::int FROM cockpit.mart_event_spread_day WHERE source_key = 'trial' GROUP BY 1"
    source = trial_source(url)
    platform.put(closed("a", 3), closed("b", 3), closed("c", 3, closed=local(0)))
    here.load(source)
    assert dict(here.rows(query)) == {bucket_of(3 * 3600): 2, NO_TIME: 1}
    platform.put(closed("b", 30))
    here.load(source)
    assert dict(here.rows(query)) == {bucket_of(3 * 3600): 1, bucket_of(30 * 3600): 1, NO_TIME: 1}
