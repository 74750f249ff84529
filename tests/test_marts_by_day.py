"""Recomputing a day of a mart reads the facts of that day by an index, however large the warehouse is."""

from collections.abc import Iterator
from typing import cast

import pytest
from sqlalchemy import Connection, text

from data_access.connection import ConnectionUrls
from data_access.schema import MARTS, Mart
from data_access.warehouse import open_engine
from etl.cursor import Cursor
from etl.marts import refresh_statements

_DAYS = "city_code = '3410' AND day = any(ARRAY['2026-03-02', '2026-03-03']::date[])"


@pytest.fixture(scope="module")
def connection(module_database: ConnectionUrls) -> Iterator[Connection]:
    engine = open_engine(module_database.writer)
    with engine.connect() as opened:
        # Tables are empty here: what is left to read whole then is what no index could find.
        opened.execute(text("SET enable_seqscan = off"))
        yield opened
    engine.dispose()


def plan(connection: Connection, statement: str) -> str:
    return "\n".join(row[0] for row in connection.execute(text(f"EXPLAIN {statement}")))


@pytest.mark.parametrize("of_part", [False, True], ids=["all", "of_part"])
@pytest.mark.parametrize("mart", MARTS.values(), ids=MARTS)
def test_what_facts_contribute_to_a_day_is_found_by_an_index(connection: Connection, mart: Mart, of_part: bool) -> None:
    driver = cast(Cursor, connection.connection.cursor())
    days = {"city_code": "3410", "days": ["2026-03-02", "2026-03-03"], "source": "trial", "kind": "trial"}
    statement = refresh_statements(mart.key, of_part=of_part).as_string(driver).split(";")[0]
    driver.execute(f"EXPLAIN {statement}", days)
    found = "\n".join(row[0] for row in driver.fetchall())
    # A filter that no index can use is applied to every fact of the city, though the primary key may find these.
    assert f"Seq Scan on {mart.key}" not in found
    assert f"using pk_{mart.key}" not in found
    assert f"ix_{mart.key}_" in found


@pytest.mark.parametrize("mart", MARTS.values(), ids=MARTS)
def test_the_rows_of_a_day_are_found_by_an_index_in_every_grain(connection: Connection, mart: Mart) -> None:
    for table in mart.every_table:
        assert f"ix_{table.name}_" in plan(connection, f"DELETE FROM {table.fullname} WHERE {_DAYS}")
