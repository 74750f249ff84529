"""Of every entity: whatever storm of records, updates and deletions is loaded, marts are the sums of the facts."""

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platforms.telling import Teller, told

from etl.entities import ENTITIES

_NUMBERS = count()


@pytest.mark.parametrize("key", ENTITIES)
def test_after_any_storm_marts_are_the_sums_of_the_facts(teller: Teller, key: str) -> None:
    entity, stored = ENTITIES[key], []

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(loads=st.lists(st.lists(told(entity), min_size=1, max_size=12), min_size=1, max_size=3), data=st.data())
    def storm(loads: list[list[dict[str, Any]]], data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(entity.kinds)).key
        source = f"storm_{next(_NUMBERS)}"
        for load in loads:
            teller.load(source, key, kind, load)
            assert teller.station.faults() == []
        stored.extend(teller.rows(f"SELECT record_key FROM cockpit.{key} WHERE source_key = :key", key=source))

    storm()
    assert stored, "nothing the platform told was ever stored: the storm proves nothing"
