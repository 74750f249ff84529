"""What a read sees and leaves behind: its scope in its own transaction, over connections that servers may end."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from platforms.events import EventPlatform, closed
from platforms.station import station, trial_source
from psycopg2.extensions import cursor as driver_cursor
from replay.server import serving
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from data_access.connection import ConnectionUrls, connect
from data_access.scope import Rights
from data_access.warehouse import Question, ask, ask_prepared, open_engine, settings_of

CITIES = Question("SELECT DISTINCT city_code FROM cockpit.event WHERE kind = %(kind)s", {"kind": "grid_event"})
BOTH = Rights(("3410", "1405"))


@pytest.fixture(scope="module")
def reader(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One connection, so that what a transaction leaves behind would be seen by the next; two cities have an event."""
    folder: Path = tmp_path_factory.mktemp("data")
    with station(module_database, folder) as opened, serving(EventPlatform(listed=[closed("a", 1)])) as served:
        source = trial_source(served.url, paging={"style": "none"}, since=None)
        for city in BOTH.cities:
            opened.load(source.model_copy(update={"city_code": city}))
    engine = open_engine(module_database.reader, pool_size=1)
    yield engine
    engine.dispose()


def seen(engine: Engine, *cities: str) -> set[str]:
    (rows,) = ask(engine, Rights(cities), [CITIES])
    return {city for (city,) in rows}


def one(engine: Engine, sql: str) -> Any:
    (((answer,),),) = ask(engine, Rights(("3410",)), [Question(sql, {})])
    return answer


def test_every_question_of_a_transaction_sees_its_scope_and_the_next_transaction_does_not(reader: Engine) -> None:
    first, second = ask(reader, Rights(("3410",)), [CITIES, CITIES])
    assert first == second == [("3410",)]
    assert seen(reader) == set()
    assert seen(reader, "1405") == {"1405"}
    assert seen(reader, *BOTH.cities) == set(BOTH.cities)
    with reader.connect() as connection:
        assert connection.exec_driver_sql(CITIES.sql, {"kind": "grid_event"}).all() == []
        assert connection.exec_driver_sql("SELECT current_setting('app.cities', true)").scalar() == ""


@pytest.mark.parametrize("city", ["%(kind)s", "%", "34'10", "3410'; RESET app.cities; --", "\\", ""])
def test_what_a_scope_names_is_a_text_and_nothing_else(reader: Engine, city: str) -> None:
    assert seen(reader, city) == set()
    assert seen(reader, city, "3410") == {"3410"}


def test_each_question_is_one_message_with_its_scope_and_nothing_is_sent_before_or_after(reader: Engine) -> None:
    sent: list[str] = []

    class Noting(driver_cursor):
        def execute(self, query: Any, vars: Any = None) -> None:
            sent.append(query)
            super().execute(query, vars)

    def note(connection: Any, *_: Any) -> None:
        connection.cursor_factory = Noting

    event.listen(reader, "checkout", note)
    ask(reader, BOTH, [CITIES, CITIES])
    event.remove(reader, "checkout", note)
    assert [statement.count("set_config") for statement in sent] == [len(settings_of(BOTH))] * 2
    assert not any("BEGIN" in statement or "COMMIT" in statement for statement in sent)


def test_whoever_has_the_connection_next_begins_a_transaction(reader: Engine) -> None:
    ask(reader, BOTH, [CITIES])
    with reader.connect() as connection:
        begun = connection.exec_driver_sql("SELECT now()").scalar()
        assert connection.exec_driver_sql("SELECT now()").scalar() == begun


def test_a_question_that_fails_leaves_no_scope_and_no_transaction(reader: Engine) -> None:
    with pytest.raises(DBAPIError, match="division by zero"):
        ask(reader, BOTH, [Question("SELECT 1 / 0", {})])
    assert seen(reader) == set()
    assert seen(reader, "3410") == {"3410"}


def test_a_question_reads_only(reader: Engine) -> None:
    assert one(reader, "SHOW transaction_read_only") == "on"
    with pytest.raises(DBAPIError, match="read-write mode must be set before any query"):
        ask(reader, BOTH, [Question("SET transaction_read_only = off", {})])


def test_a_connection_that_the_server_ended_is_replaced_before_a_question_is_sent(
    reader: Engine, module_database: ConnectionUrls
) -> None:
    first = one(reader, "SELECT pg_backend_pid()")
    assert one(reader, "SELECT pg_backend_pid()") == first
    with connect(module_database.reader) as other, other.cursor() as cursor:
        # Who sees least may not end what another began; it waits until it is gone.
        cursor.execute("SET ROLE NONE")
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", (first,))
        assert cursor.fetchall() == [(True,)]
    other.close()
    assert one(reader, "SELECT pg_backend_pid()") != first
    assert seen(reader, "3410") == {"3410"}


def test_a_connection_that_was_closed_here_is_replaced_too(reader: Engine) -> None:
    kept = reader.raw_connection()
    driver = kept.driver_connection
    kept.close()
    assert driver is not None
    driver.close()
    assert seen(reader, "3410") == {"3410"}


def test_what_has_a_name_is_planned_once_and_answered_behind_a_pooler_too(module_database: ConnectionUrls) -> None:
    engine = create_engine(module_database.reader, pool_size=1, max_overflow=0)
    question = Question("SELECT %(one)s::int + %(other)s::int, '100%%'", {"one": 2, "other": 3})

    def plans() -> Any:
        with engine.connect() as connection:
            return connection.execute(
                text("SELECT count(*) FROM pg_prepared_statements WHERE name = 'sum'")
            ).scalar_one()

    assert [ask_prepared(engine, "sum", question) for _ in range(3)] == [[(5, "100%")]] * 3
    assert plans() == 1
    # The next message reaches a process that never heard of the name, or one that has heard of it from another client.
    with engine.connect() as connection:
        connection.execute(text("DEALLOCATE ALL"))
    assert ask_prepared(engine, "sum", question) == [(5, "100%")]
    with engine.connect() as connection:
        connection.connection.info.clear()
    assert ask_prepared(engine, "sum", question) == [(5, "100%")]
    with pytest.raises(DBAPIError, match="nowhere"):
        ask_prepared(engine, "lost", Question("SELECT * FROM nowhere WHERE %(one)s::int = 1", {"one": 1}))
    engine.dispose()
