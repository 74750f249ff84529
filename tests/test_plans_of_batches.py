"""Where the planner was told of one city only, a batch of another finds its records one by one all the same."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from psycopg2.sql import SQL
from sqlalchemy import Boolean, Date, DateTime, Table, Uuid

import etl.settling
from data_access.connection import ConnectionUrls, connect
from etl.batch import _FOR_A_BATCH
from etl.cursor import Cursor
from etl.entities import ENTITIES, Entity
from etl.staging import BatchStamp, decide, stage_known

SETTLED = [entity for entity in ENTITIES.values() if entity.settled]
CITY, ANOTHER = "3410", "3408"
# So many that the index of what they share is deeper than that of their days, which the planner likes better then.
ROWS = 12_000


@pytest.fixture(scope="module")
def filled(module_database: ConnectionUrls) -> ConnectionUrls:
    owner = connect(module_database.owner)
    with owner.cursor() as filling:
        for entity in SETTLED:
            filling.execute(_filled(entity.table, ANOTHER))
            filling.execute(f"ANALYZE {entity.table.fullname}")
            filling.execute(_filled(entity.table, CITY))
    owner.close()
    return module_database


@pytest.fixture
def cursor(filled: ConnectionUrls) -> Iterator[Cursor]:
    connection = connect(filled.writer)
    connection.autocommit = False
    with connection.cursor() as opened:
        yield opened
    connection.close()


def _filled(table: Table, city: str) -> str:
    given = {"city_code": f"'{city}'", "source_key": "'told'", "record_key": "number::text"}
    by_type = {Boolean: "false", Date: "date '2026-01-01' + number / 400", Uuid: "gen_random_uuid()"}
    by_type |= {
        DateTime: "timestamptz '2026-01-01' + number * interval '3 minutes'",
        str: "md5(number::text) || md5('x' || number)",
    }
    columns = {
        column.name: given.get(column.name)
        or next((sql for kind, sql in by_type.items() if kind is not str and isinstance(column.type, kind)), None)
        or (by_type[str] if column.type.python_type is str else "1")
        for column in table.columns
    }
    return (
        f"INSERT INTO {table.fullname} ({', '.join(columns)}) "
        f"SELECT {', '.join(columns.values())} FROM generate_series(1, {ROWS}) AS number"
    )


@pytest.mark.parametrize("entity", SETTLED, ids=lambda entity: entity.key)
def test_what_settles_finds_records_by_what_they_share(cursor: Cursor, entity: Entity) -> None:
    cursor.execute(_FOR_A_BATCH)
    stamp = BatchStamp(CITY, "told", entity.kinds[0].key, uuid4(), datetime.now(UTC), "Asia/Shanghai")
    stage_known(cursor, entity, stamp, SQL("true"))
    decide(cursor, entity)
    text = (Path(etl.settling.__file__).with_name("settle") / f"{entity.key}.sql").read_text(encoding="utf-8")
    reads = next(part for part in text.split(";\n") if "FROM change" in part)
    terms = {"city_code": CITY, "of_persons": ["told"], **dict.fromkeys(entity.thresholds, 1)}
    cursor.execute(f"EXPLAIN {reads}", terms)
    plan = "\n".join(row[0] for row in cursor.fetchall())
    # It begins with the city, too, and would be gone through whole for each person.
    assert f"ix_{entity.key}_occurred_on" not in plan
    assert f"Seq Scan on {entity.key}" not in plan
