"""Attempts are counted in the database: by window, for all that ask, and forgotten when the window is over."""

from collections.abc import Iterator
from time import time

import pytest
from limits import RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import Engine, text

from dashboard.access.counted import counted_behind
from data_access.connection import ConnectionUrls
from data_access.warehouse import open_engine


@pytest.fixture
def engine(module_database: ConnectionUrls) -> Iterator[Engine]:
    engine = open_engine(module_database.app)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM access.attempt"))
    yield engine
    engine.dispose()


def counting(engine: Engine, secret: str = "s" * 40) -> FixedWindowRateLimiter:
    where, how = counted_behind(engine, secret)
    return FixedWindowRateLimiter(storage_from_string(where, **how))


def kept(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM access.attempt")).scalar_one())


def test_all_that_count_count_together_and_each_name_by_itself(engine: Engine) -> None:
    one, other, twice = counting(engine), counting(engine), RateLimitItemPerMinute(2)
    assert [one.hit(twice, "a"), other.hit(twice, "a"), one.hit(twice, "a"), other.test(twice, "a")] == [
        *(True, True),
        *(False, False),
    ]
    assert one.hit(twice, "b")
    assert other.get_window_stats(twice, "b").remaining == 1
    assert 0 < other.get_window_stats(twice, "a").reset_time - time() <= 60
    one.clear(twice, "a")
    assert other.test(twice, "a")
    # Under another secret it is another name.
    assert counting(engine, "t" * 40).get_window_stats(twice, "b").remaining == 2


def test_when_a_window_is_over_counting_begins_anew_and_old_ones_go(engine: Engine) -> None:
    counter, once = counting(engine), RateLimitItemPerSecond(1)
    assert (counter.hit(once, "a"), counter.hit(once, "a"), counter.hit(once, "b")) == (True, False, True)
    with engine.begin() as connection:
        connection.execute(text("UPDATE access.attempt SET expires_at = now() - interval '1 second'"))
    assert counter.test(once, "a")
    assert counter.hit(once, "a")
    assert not counter.hit(once, "a")
    assert kept(engine) == 1


def test_a_database_that_is_away_is_no_free_try(engine: Engine) -> None:
    gone = open_engine("postgresql://nobody:x@127.0.0.1:1/none")
    where, how = counted_behind(gone, "s" * 40)
    storage = storage_from_string(where, **how)
    assert not storage.check()
    with pytest.raises(Exception, match="refused"):
        counting(gone).hit(RateLimitItemPerMinute(1), "a")
    gone.dispose()
    assert counting(engine).storage.check()
    assert counting(engine).storage.reset() == 0
