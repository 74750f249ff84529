"""What the SQL connector says when a database refuses, changes or breaks off: one sentence, and never a secret."""

import logging
from typing import Any

import pytest
from city_tables import connector, read_all, sql_source
from databases import SourceDatabase
from sqlalchemy import URL
from structlog.testing import capture_logs

from etl.connectors import sql_walk
from etl.connectors.sql import SqlConnector
from etl.connectors.sql_session import Database
from etl.errors import JobError, SiteInvalid, SourceChanged, SourceUnavailable
from etl.one_select import one_select

WRONG = "wr0ng-planted/p@ss:word"


@pytest.fixture(scope="module")
def cases(city: SourceDatabase) -> SourceDatabase:
    city.run(
        "CREATE TABLE cases (id int PRIMARY KEY, case_status varchar(9), changed {moment}, size int, photo {bytes})"
    )
    city.insert("cases", [{"id": number, "case_status": "open"} for number in range(12)])
    return city


def sentence(database: SourceDatabase, select: dict[str, Any], paths: tuple[str, ...], **said: Any) -> str:
    with pytest.raises(SourceChanged) as caught:
        read_all(database, select, paths, **said)
    return str(caught.value)


def refused(url: URL, kind: type[JobError]) -> str:
    text = url.render_as_string(hide_password=False)
    source = sql_source({"table": "cases"}, retries=1)
    with pytest.raises(kind) as caught:
        list(SqlConnector(source, source.datasets[0], ("id",), lambda _secret: text).pages(None))
    assert caught.value.__cause__ is None
    return str(caught.value)


def test_a_wrong_password_is_one_sentence_without_it(cases: SourceDatabase, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logs:
        said = refused(cases.reader.set(password=WRONG), SourceChanged)
    assert f"refuses us as '{cases.reader.username}'; check user, password" in said
    assert "environment variable CITY_URL" in said
    everything = said + repr(logs) + caplog.text
    assert not [part for part in (WRONG, "wr0ng", "p%40ss", str(cases.reader.password)) if part in everything]


def test_a_database_or_a_user_that_is_not_there_is_refused(cases: SourceDatabase) -> None:
    assert "refuses us" in refused(cases.reader.set(database="nothing"), SourceChanged)
    assert "refuses us as 'nobody_here'" in refused(cases.reader.set(username="nobody_here"), SourceChanged)


def test_where_nobody_listens_the_source_is_unavailable(cases: SourceDatabase) -> None:
    said = refused(cases.reader.set(port=1), SourceUnavailable)
    assert "the database at 127.0.0.1:1 cannot be reached (2 tries); what was loaded stays" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("host=here password=planted-4711", "does not hold a database URL"),
        ("postgresql://USER@planted-4711@here/database", "write them as %40"),
        ("nonsense://USER@here/database", "the driver for nonsense"),
        ("oracle+cx_oracle://USER@here/database", "the driver for oracle"),
        ("postgresql://USER@here:port/database", "does not hold a database URL"),
    ],
)
def test_an_address_that_cannot_be_used_is_named_by_where_it_is_kept(text: str, said: str) -> None:
    with pytest.raises(SiteInvalid) as caught:
        Database(sql_source({"table": "t"}).sql, text.replace("USER", "user:planted-4711"), "Asia/Shanghai")  # type: ignore[arg-type]
    assert said in str(caught.value)
    assert "CITY_URL" in str(caught.value)
    assert "planted" not in str(caught.value)


def test_a_missing_column_is_named_with_the_nearest(cases: SourceDatabase) -> None:
    fields = {"status": {"field": "status", "same": True}}
    said = sentence(cases, {"table": "cases"}, ("id", "status", "zone"), fields=fields)
    assert "there is no column 'status' (perhaps 'case_status'), which fields.status" in said
    assert "there is no column 'zone'" in said
    assert said.endswith("cases has: id, case_status, changed, size, photo; nothing was loaded")
    assert "no column 'idd' (perhaps 'id'), which select.key" in sentence(
        cases, {"query": "SELECT id FROM cases", "key": "idd"}, ("id",)
    )


def test_a_missing_table_is_named_with_the_nearest(cases: SourceDatabase) -> None:
    assert "there is no table 'case' (perhaps 'cases'); this user sees: " in sentence(cases, {"table": "case"}, ("id",))
    said = sentence(cases, {"table": "elsewhere.cases"}, ("id",))
    assert "there is no schema 'elsewhere'" in said or "denied" in said
    assert "refuses the statement" in sentence(cases, {"query": "SELECT id FROM nowhere"}, ("id",))


def test_a_column_of_another_type_is_found_before_loading(cases: SourceDatabase) -> None:
    fields = {"closed_at": {"field": "size"}, "rework_count": {"field": "changed"}}
    said = sentence(cases, {"table": "cases"}, ("size", "changed"), fields=fields)
    assert "column 'size' is integer" in said.replace("integer(11)", "integer").replace("int(11)", "integer")
    assert "cannot be read as the timestamp that fields.closed_at" in said
    assert "cannot be read as the integer that fields.rework_count" in said
    said = sentence(cases, {"table": "cases"}, ("size",), since={"field": "size"})
    assert "since.format" in said
    assert "unix_ms" in said
    fine = {"closed_at": {"field": "size", "format": "epoch_seconds"}}
    assert len(read_all(cases, {"table": "cases"}, ("size",), fields=fine)["size"]) == 12


def test_a_view_is_read_by_who_may_only_select(city: SourceDatabase) -> None:
    city.run("CREATE TABLE behind (id int PRIMARY KEY)", "INSERT INTO behind VALUES (4)")
    city.run("CREATE VIEW ahead AS SELECT id, id + 1 AS after FROM behind")
    assert read_all(city, {"table": "ahead"}, ("after",)) == {"after": [5]}


def test_nothing_is_ever_written(cases: SourceDatabase) -> None:
    """Even by a user who may, and by a statement that was not looked at."""
    text = cases.engine.url.render_as_string(hide_password=False)
    database = Database(sql_source({"table": "cases"}).sql, text, "Asia/Shanghai")  # type: ignore[arg-type]
    for statement in ("DELETE FROM cases", "UPDATE cases SET size = 1"):
        with pytest.raises(SourceChanged, match=r"(?i)read.only"), database.session() as connection:
            connection.exec_driver_sql(statement)
    database.close()
    assert len(read_all(cases, {"table": "cases"}, ("id",))["id"]) == 12


def test_a_statement_that_takes_too_long_is_given_up(cases: SourceDatabase) -> None:
    slow = "pg_sleep(20)::text" if cases.server.kind == "postgresql" else "sleep(20)"
    with pytest.raises(SourceUnavailable, match="did not finish a statement within 1 s; ask for an index"):
        read_all(cases, {"query": f"SELECT id, {slow} AS x FROM cases"}, ("x",), statement_seconds=1)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_walk, "ROWS", 100)


def end_sessions(database: SourceDatabase) -> None:
    """What an administrator does to whoever reads for too long."""
    with database.engine.connect() as connection:
        if database.server.kind == "postgresql":
            connection.exec_driver_sql(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{database.reader.username}'"
            )
            return
        query = f"SELECT id FROM information_schema.processlist WHERE user = '{database.reader.username}'"
        for number in connection.exec_driver_sql(query).scalars().all():
            connection.exec_driver_sql(f"KILL {number}")


@pytest.mark.parametrize("chunk_rows", [500, 5000])
def test_after_a_lost_connection_reading_goes_on_where_it_stopped(
    city: SourceDatabase, small_pages: None, chunk_rows: int
) -> None:
    name = f"many_{chunk_rows}"
    # Wide enough that the server cannot hand everything over before it is asked for.
    city.run(f"CREATE TABLE {name} (id int PRIMARY KEY, wide varchar(9000))")
    city.insert(name, [{"id": number, "wide": "x" * 9000} for number in range(2000)])
    found: list[int] = []
    for page in connector(city, {"table": name}, ("id", "wide"), chunk_rows=chunk_rows).pages(None):
        found += page.columns["id"]
        if len(found) in (100, 700):
            end_sessions(city)
    assert found == list(range(2000))
    query = {"query": f"SELECT wide FROM {name}"}
    found_first = connector(city, query, ("wide",)).pages(None)
    next(found_first)
    end_sessions(city)
    with pytest.raises(SourceUnavailable, match=r"rows without a key were read.*Set select\.key"):
        list(found_first)


@pytest.mark.parametrize(
    "query", ["SELECT 1;", " with a AS (SELECT 1) SELECT * FROM a ", "select 'a;b', \"update\" -- ;"]
)
def test_one_select_passes(query: str) -> None:
    assert one_select(query) == query.strip().rstrip(";").rstrip()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("DELETE FROM t", "begin with SELECT"),
        ("CALL p()", "begin with SELECT"),
        ("", "begin with SELECT"),
        ("SELECT 1; DROP TABLE t", "more than one statement"),
        ("SELECT * INTO OUTFILE '/x' FROM t", "INTO"),
        ("WITH x AS (DELETE FROM t RETURNING 1) SELECT * FROM x", "DELETE"),
        ("SELECT * FROM t FOR UPDATE", "UPDATE"),
        ("SELECT 1 /*!50000 INTO OUTFILE '/x' */", "comment"),
        ("SELECT 1) q; DROP TABLE t; SELECT * FROM (SELECT 1", "more than one statement"),
        ("SELECT 1) UNION (SELECT 2", "brackets"),
    ],
)
def test_anything_but_one_select_is_refused(query: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        one_select(query)
    with pytest.raises(ValueError, match=said):
        sql_source({"query": query})
