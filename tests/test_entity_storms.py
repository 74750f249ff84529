"""Of every entity: whatever two sources bring side by side, marts are recomputed as if from nothing but the facts."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platforms.telling import Teller, told

from etl.entities import ENTITIES, Entity

_NUMBERS = count()

Load = list[dict[str, Any]]


@pytest.fixture(scope="module")
def threads(tellers: tuple[Teller, Teller]) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool
    # What the storms checked of their own mart only must hold of everything, ledger and counts of quality included.
    assert tellers[0].station.faults() == []


def storms(entity: Entity) -> st.SearchStrategy[list[tuple[Load, Load]]]:
    """Some loads, each of two sources at once: records, newer and older states of them, deletions."""
    load = st.lists(told(entity), min_size=1, max_size=12)
    return st.lists(st.tuples(load, load), min_size=1, max_size=3)


@pytest.mark.parametrize("key", ENTITIES)
def test_after_any_storm_of_two_sources_marts_are_the_sums_of_the_facts(
    tellers: tuple[Teller, Teller], threads: ThreadPoolExecutor, key: str
) -> None:
    entity, here = ENTITIES[key], tellers[0].station
    stored: set[str] = set()

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(storm=storms(entity), kinds=st.tuples(*[st.sampled_from(entity.kinds)] * 2))
    def check(storm: list[tuple[Load, Load]], kinds: tuple[Any, Any]) -> None:
        number = next(_NUMBERS)
        for loads in storm:
            running = [
                threads.submit(teller.load, f"storm_{number}_{side}", key, kind.key, load)
                for side, teller, kind, load in zip("ab", tellers, kinds, loads, strict=True)
            ]
            for each in running:
                each.result()
            assert here.mart_faults(entity.mart) == []
        mine = [f"storm_{number}_a", f"storm_{number}_b"]
        rows = here.rows(f"SELECT DISTINCT source_key FROM cockpit.{key} WHERE source_key = any(:mine)", mine=mine)
        stored.update(source[-1] for (source,) in rows)

    check()
    assert stored == {"a", "b"}, "a source of which nothing was ever stored: the storm proves nothing"
