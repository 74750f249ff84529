"""Whatever the entity: facts that are staged as they are change nothing, and what is forgotten leaves no trace."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platforms.telling import Teller, telling_source, told
from psycopg2.sql import SQL

from etl.batch import transaction
from etl.entities import ENTITIES
from etl.life.forget import forget_record
from etl.life.rework import Rework
from etl.run import run_source

_NUMBERS = count()


@pytest.mark.parametrize("name", sorted(ENTITIES))
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_facts_are_staged_as_they_are_and_forgotten_whole(teller: Teller, name: str, data: st.DataObject) -> None:
    entity, key = ENTITIES[name], f"again_{next(_NUMBERS)}"
    teller.platform.listed = [*data.draw(st.lists(told(entity), min_size=5, max_size=25))]
    source = telling_source(teller.url, key, name, entity.kinds[0].key)
    here = teller.station
    run_source(source, here.surroundings)
    with transaction(here.engine) as cursor:
        work = Rework(source, source.datasets[0], "remap", here.surroundings.site.time_zone)
        counts, broken = work.run(cursor, SQL("true"))
    assert (counts.updated, broken) == (0, [])
    for record in "abc":
        forget_record(source, record, here.surroundings)
    kept = f"SELECT count(*) FROM {entity.table.fullname} WHERE source_key = :s AND record_key IN ('a', 'b', 'c')"
    assert teller.rows(kept, s=key) == [(0,)]
    assert here.faults() == []
