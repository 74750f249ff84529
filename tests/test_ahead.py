"""Pages are fetched one ahead, and nobody is waited for any more once nobody wants the page."""

from collections.abc import Generator
from threading import Event

import pytest

from etl.connectors.ahead import one_ahead
from etl.errors import JobStopped


def test_items_come_in_their_order_and_a_fault_in_the_place_of_its_item() -> None:
    def items() -> Generator[int, None, None]:
        yield from (1, 2)
        raise ValueError("the third")

    coming = one_ahead(items(), lambda: None, lambda: False)
    assert [next(coming), next(coming)] == [1, 2]
    with pytest.raises(ValueError, match="the third"):
        next(coming)


def test_a_platform_that_lets_wait_is_left_once_nobody_wants_its_answer() -> None:
    told, asked = Event(), Event()

    def items() -> Generator[int, None, None]:
        yield 1
        asked.set()
        # A retry waits so; it ends by being told, not by its minute.
        assert told.wait(60)

    coming = one_ahead(items(), told.set, asked.is_set)
    assert next(coming) == 1
    with pytest.raises(JobStopped):
        next(coming)
    assert told.is_set()
