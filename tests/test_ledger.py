"""The ledger holds what happened and not how often somebody looked: idle polls, failures and rejects that stay."""

from collections.abc import Iterator
from typing import Any

import pytest
from platforms.events import EventPlatform, closed, record
from platforms.station import Station, station, trial_source
from replay.server import serving
from sqlalchemy import event, text

from data_access.connection import ConnectionUrls
from data_access.freshness import Freshness
from data_access.warehouse import open_engine
from etl.batch import transaction
from etl.ledger import write_failure
from etl.source import Source
from etl.status import read_status


@pytest.fixture(scope="module")
def here(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    with station(module_database, tmp_path_factory.mktemp("data")) as opened:
        yield opened
        assert opened.faults() == []


@pytest.fixture
def platform() -> EventPlatform:
    return EventPlatform()


@pytest.fixture
def source(platform: EventPlatform, request: pytest.FixtureRequest) -> Iterator[Source]:
    with serving(platform) as served:
        yield trial_source(served.url, f"l{abs(hash(request.node.name)):x}", paging={"style": "none"}, since=None)


def batches(here: Station, source: Source) -> int:
    return int(here.rows("SELECT count(*) FROM cockpit.batch WHERE source_key = :s", s=source.key)[0][0])


def test_a_batch_that_changes_nothing_only_moves_the_watermark(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    platform.listed = [record("a", 1), closed("b", 2)]
    here.load(source)
    query = "SELECT checked_at, records FROM cockpit.watermark WHERE source_key = :s"
    ((first, records),) = here.rows(query, s=source.key)
    assert (batches(here, source), records) == (1, 2)
    assert here.load(source) == {"extracted": 2, "unchanged": 2}
    assert batches(here, source) == 1
    ((later, records),) = here.rows(query, s=source.key)
    assert later > first
    assert records == 2
    platform.listed = [record("a", 3, deleted=1)]
    here.load(source)
    assert (batches(here, source), here.rows(query, s=source.key)[0][1]) == (2, 1)


def test_a_reject_that_stays_is_counted_once_and_one_that_passes_is_forgotten(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    query = "SELECT record, reason, first_seen < last_seen FROM cockpit.quarantine WHERE source_key = :s ORDER BY 1"
    platform.listed = [record("a", 1), record("b", 1, reported=None), "nothing"]
    assert here.load(source)["rejected"] == 2
    assert here.load(source)["rejected"] == 2
    assert batches(here, source) == 1
    assert here.rows(query, s=source.key) == [
        ("b", "occurred_at_missing", True),
        ("page 1, record 3", "a str where a record was expected", True),
    ]
    (status,) = read_status(here.engine, [source])
    assert status["rejected"] == 2
    platform.listed[1] = record("b", 2, due="soon")
    here.load(source)
    assert batches(here, source) == 2
    assert here.rows(query, s=source.key)[0] == ("b", "due_at_not_a_time", False)
    platform.listed[1] = record("b", 3)
    assert here.load(source)["inserted"] == 1
    assert [row[0] for row in here.rows(query, s=source.key)] == ["page 1, record 3"]


def test_a_key_too_long_to_be_one_is_hashed(here: Station, platform: EventPlatform, source: Source) -> None:
    platform.listed = [record("x", 1, id="k" * 9000)]
    here.load(source)
    assert here.rows("SELECT length(record) <= 200 FROM cockpit.quarantine WHERE source_key = :s", s=source.key) == [
        (True,)
    ]


def test_a_source_that_fails_again_and_again_has_one_failure_until_it_loads(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    query = "SELECT times, reason, first_failed_at < failed_at FROM cockpit.load_failure WHERE source_key = :s"

    def fail(reason: str) -> None:
        with transaction(here.engine) as cursor:
            write_failure(cursor, source.city_code, source.key, reason, "a sentence")

    fail("first")
    fail("second")
    assert here.rows(query, s=source.key) == [(2, "second", True)]
    platform.listed = [record("a", 1)]
    here.load(source)
    fail("third")
    fail("fourth")
    assert here.rows(query, s=source.key) == [(2, "fourth", True)]


def test_each_batch_adds_its_numbers_to_the_mart_of_the_ledger(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    version = "SELECT coalesce(max(version), 0) FROM cockpit.mart_version WHERE mart = 'batch'"
    ((before,),) = here.rows(version)
    platform.listed = [record("a", 1), record("broken", 1, reported=None)]
    here.load(source)
    platform.listed = [record("a", 2), record("c", 2)]
    here.load(source)
    here.load(source)
    told = "SELECT kind, category, batches, extracted, inserted, rejected FROM cockpit.mart_batch_day"
    lines = here.rows(f"{told} WHERE source_key = :s", s=source.key)
    # The city may begin a new day between two of them.
    assert {line[:2] for line in lines} == {("load", "events")}
    assert [sum(each) for each in zip(*(line[2:] for line in lines), strict=True)] == [2, 4, 2, 1]
    assert here.rows(version) == [(before + 2,)]
    days = "SELECT DISTINCT day = (started_at AT TIME ZONE 'Asia/Shanghai')::date FROM cockpit.batch"
    assert here.rows(f"{days} WHERE source_key = :s", s=source.key) == [(True,)]


def test_the_state_of_sources_is_read_without_the_batches(here: Station, module_database: ConnectionUrls) -> None:
    with here.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO cockpit.batch SELECT '3410', gen_random_uuid(), 'many', 'd', now(), now(), now(), "
                "0, 0, 0, 0, 0, 0, 0, 0, '', NULL, 'load', 0, 0, 0, current_date FROM generate_series(1, 100000)"
            )
        )
    engine, asked = open_engine(module_database.reader), []

    @event.listens_for(engine, "before_cursor_execute")
    def _keep(_c: object, _k: object, statement: str, parameters: dict[str, Any], *_: object) -> None:
        asked.append((statement, parameters))

    Freshness(engine).sources("3410")
    plans = []
    with engine.connect() as connection:
        for statement, parameters in [each for each in asked if "watermark" in each[0]]:
            plan = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
            plans.append("\n".join(row[0] for row in plan))
    engine.dispose()
    assert plans
    for each in plans:
        assert "batch" not in each
        assert "watermark" in each
    with here.engine.begin() as connection:
        connection.execute(text("DELETE FROM cockpit.batch WHERE source_key = 'many'"))
