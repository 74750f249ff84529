"""The SQL connector against real servers: what it reads, in which order and chunks, and what values become."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from city_tables import pages, read_all, sql_source
from databases import SourceDatabase

from etl.connectors import sql_session, sql_walk
from etl.connectors.page import Page
from etl.connectors.sql import SqlConnector
from etl.errors import SourceChanged, SourceUnavailable


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_walk, "ROWS", 3)


@pytest.fixture
def things(city: SourceDatabase) -> Iterator[SourceDatabase]:
    city.run("CREATE TABLE things (id int PRIMARY KEY, code varchar(20), changed {moment}, private varchar(20))")
    city.insert(
        "things",
        [
            {"id": number, "code": f"c{number:02d}", "changed": f"2026-03-02 08:{number // 3:02d}:00", "private": "X"}
            for number in range(20)
        ],
    )
    yield city
    city.run("DROP TABLE things")


@pytest.mark.parametrize("chunk_rows", [1, 7, 20, 1000])
def test_every_row_comes_once_in_the_order_of_the_key(things: SourceDatabase, chunk_rows: int) -> None:
    found = read_all(things, {"table": "things"}, ("id", "changed"), chunk_rows=chunk_rows)
    assert found["id"] == list(range(20))
    assert found["changed"][4] == "2026-03-02 08:01:00"


@pytest.mark.parametrize("chunk_rows", [1, 4, 1000])
@pytest.mark.parametrize("select", [{"table": "things"}, {"query": "SELECT * FROM things", "key": "id"}])
def test_from_a_time_on_rows_are_sorted_by_it_and_then_by_key(
    things: SourceDatabase, chunk_rows: int, select: dict[str, str]
) -> None:
    since = {"field": "changed"}
    things.run("UPDATE things SET changed = '2026-03-02 09:00:00.123456' WHERE id = 3")
    found = read_all(things, select, ("id", "changed"), "2026-03-02T08:03:00+08:00", since=since, chunk_rows=chunk_rows)
    assert found["id"] == [*range(9, 20), 3]
    assert found["changed"][-1] == "2026-03-02 09:00:00.123456"


def test_rows_without_a_time_of_change_are_read_each_time(things: SourceDatabase) -> None:
    things.run("UPDATE things SET changed = NULL WHERE id IN (5, 9)")
    found = read_all(
        things, {"table": "things"}, ("id", "changed"), "2026-03-02T08:06:00+08:00", since={"field": "changed"}
    )
    assert found["id"] == [5, 9, 18, 19]


def test_rows_without_any_key_come_in_one_statement(things: SourceDatabase) -> None:
    query = "SELECT code, changed FROM things WHERE id < 8 -- a comment; with a semicolon"
    found = read_all(things, {"query": query}, ("code", "changed"), since={"field": "changed"}, chunk_rows=2)
    assert sorted(found["code"]) == [f"c{number:02d}" for number in range(8)]


def test_only_what_is_mapped_is_selected(things: SourceDatabase) -> None:
    (page,) = pages(things, {"query": "SELECT * FROM things WHERE id < 2"}, ("code",))
    assert page.columns == {"code": ["c00", "c01"]}
    assert "X" not in repr(page)
    assert page.shape is not None
    assert list(page.shape.present) == ["id", "code", "changed", "private"]


def test_names_differ_in_capitals_alone(city: SourceDatabase) -> None:
    quote = '"' if city.server.kind == "postgresql" else "`"
    table = f"{quote}T_EVENT{quote}"
    city.run(f"CREATE TABLE {table} ({quote}EVENT_NO{quote} int PRIMARY KEY, {quote}select{quote} int)")
    city.run(f"INSERT INTO {table} VALUES (1, 7)")
    assert read_all(city, {"table": "t_event"}, ("event_no", "Select")) == {"event_no": [1], "Select": [7]}


def test_no_rows_are_one_empty_page_with_the_time_of_the_database(city: SourceDatabase) -> None:
    city.run("CREATE TABLE empty (id int PRIMARY KEY)")
    (page,) = pages(city, {"table": "empty"}, ("id",))
    assert len(page) == 0
    assert page.columns == {"id": []}
    assert abs(page.source_time - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize(("values", "fault"), [("(1), (1)", "two rows have the same"), ("(1), (NULL)", "rows have no")])
def test_a_key_that_singles_out_no_row_is_refused(city: SourceDatabase, values: str, fault: str) -> None:
    city.run("DROP TABLE IF EXISTS loose", "CREATE TABLE loose (id int)", f"INSERT INTO loose VALUES {values}")
    with pytest.raises(SourceChanged, match=fault):
        read_all(city, {"table": "loose", "key": "id"}, ("id",), chunk_rows=1)


def test_values_become_what_fields_read(city: SourceDatabase) -> None:
    json = "jsonb" if city.server.kind == "postgresql" else "json"
    city.run(
        f"CREATE TABLE kinds (id int PRIMARY KEY, plain {{moment}}, zoned {{zoned}}, day date, hour time, "
        f"amount numeric(12,2), ratio double precision, flag {{truth}}, photo {{bytes}}, extra {json}, "
        "spot point)",
        "INSERT INTO kinds VALUES (1, '2026-03-02 08:00:00.25', '2026-03-02 08:00:00', '2026-03-02', '08:30:00', "
        '1234.50, 0.25, \'1\', \'JPEG\', \'{"a": {"b": [1, "二"], "c": "是"}}\', NULL)',
        "INSERT INTO kinds (id) VALUES (2)",
    )
    paths = ("id", "plain", "day", "amount", "ratio", "photo", "extra.a.c", "extra.a.b", "extra.x")
    found = read_all(city, {"table": "kinds"}, paths)
    assert {name: values[0] for name, values in found.items()} == {
        "id": 1,
        "plain": "2026-03-02 08:00:00.250000" if city.server.kind == "mariadb" else "2026-03-02 08:00:00.25",
        "day": "2026-03-02",
        "amount": "1234.50",
        "ratio": 0.25,
        "photo": None,
        "extra.a.c": "是",
        "extra.a.b": [1, "二"],
        "extra.x": None,
    }
    assert {values[1] for name, values in found.items() if name != "id"} == {None}
    flags = read_all(city, {"table": "kinds"}, ("flag", "hour"))
    assert (flags["flag"][0], flags["hour"][0]) in {(True, "08:30:00"), (1, "8:30:00")}


def test_a_time_with_a_zone_keeps_its_moment(city: SourceDatabase) -> None:
    """Written in UTC, read in the zone of the source: the same moment."""
    city.run("CREATE TABLE zones (id int PRIMARY KEY, zoned {zoned})")
    begin = "SET TIME ZONE 'UTC'" if city.server.kind == "postgresql" else "SET time_zone = '+00:00'"
    city.run(begin, "INSERT INTO zones VALUES (1, '2026-03-02 00:00:00'), (2, '2026-07-02 00:00:00')")
    for zone, hours in (("Asia/Shanghai", ["08", "08"]), ("Asia/Kathmandu", ["05", "05"])):
        found = read_all(city, {"table": "zones"}, ("zoned",), zone=zone)["zoned"]
        assert [text[11:13] for text in found] == hours
    since = {"field": "zoned"}
    assert read_all(city, {"table": "zones"}, ("id",), "2026-03-02T08:00:01+08:00", since=since) == {"id": [2]}


def test_times_that_python_does_not_know_stop_nothing(city: SourceDatabase) -> None:
    expected: list[str] | list[None]
    if city.server.kind == "postgresql":
        odd, expected = ["infinity", "0044-03-15 12:00:00 BC"], ["infinity", "0044-03-15 12:00:00 BC"]
        city.run("CREATE TABLE odd (id int PRIMARY KEY, at {moment}, day date, flags bit(3))")
    else:
        odd, expected = ["0000-00-00 00:00:00", "0000-00-00"], [None, None]
        city.run("CREATE TABLE odd (id int PRIMARY KEY, at datetime, day date, flags bit(3))")
    city.insert("odd", [{"id": number, "at": text} for number, text in enumerate(odd)])
    city.run("UPDATE odd SET flags = b'101'" if city.server.kind == "mariadb" else "UPDATE odd SET flags = B'101'")
    found = read_all(city, {"table": "odd"}, ("at", "flags"), since={"field": "at"}, chunk_rows=1)
    assert sorted(found["at"], key=str) == sorted(expected, key=str)
    assert found["flags"] == [5, 5] if city.server.kind == "mariadb" else ["101", "101"]


@pytest.mark.parametrize("chunk_rows", [1, 100])
def test_a_database_that_is_not_known_by_name_is_read_by_what_all_have_in_common(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk_rows: int
) -> None:
    """SQLite, once as what it is and once as if nothing was known of it."""
    path = tmp_path / "office.db"
    with closing(sqlite3.connect(path)) as office, office:
        office.execute("CREATE TABLE cases (id INTEGER PRIMARY KEY, changed TIMESTAMP)")
        office.executemany("INSERT INTO cases VALUES (?, ?)", [(n, f"2026-03-02 08:0{n}:00") for n in range(5)])
    source = sql_source({"table": "cases"}, since={"field": "changed"}, chunk_rows=chunk_rows)
    if chunk_rows == 1:
        source = sql_source({"table": "cases"}, chunk_rows=chunk_rows)
        monkeypatch.setattr(sql_session, "_MANNERS", {})
    assert source.sql is not None
    file = source.sql.model_copy(update={"url": None, "sqlite": str(path)})
    source = source.model_copy(update={"sql": file if chunk_rows > 1 else source.sql})
    opened = SqlConnector(source, source.datasets[0], ("id", "changed"), lambda _secret: f"sqlite:///{path}")
    found = [page.columns for page in opened.pages("2026-03-02T08:02:00+08:00")]
    assert [number for columns in found for number in columns["id"]] == (
        [0, 1, 2, 3, 4] if chunk_rows == 1 else [2, 3, 4]
    )
    assert found[-1]["changed"][-1] == "2026-03-02 08:04:00"


def test_a_sqlite_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    source = sql_source({"table": "cases"})
    assert source.sql is not None
    settings = {"url": None, "sqlite": str(tmp_path / "gone.db"), "retries": 0}
    source = source.model_copy(update={"sql": source.sql.model_copy(update=settings)})
    opened = SqlConnector(source, source.datasets[0], ("id",), lambda _secret: "")
    with pytest.raises(SourceUnavailable, match="cannot be reached"):
        list(opened.pages(None))
    assert list(tmp_path.iterdir()) == []


def sqlite_pages(path: Path, **settings: float) -> list[Page]:
    source = sql_source({"table": "cases"})
    assert source.sql is not None
    given = {"url": None, "sqlite": str(path), "retries": 0, **settings}
    source = source.model_copy(update={"sql": source.sql.model_copy(update=given)})
    return list(SqlConnector(source, source.datasets[0], ("id",), lambda _secret: "").pages(None))


def test_what_is_wrong_with_a_sqlite_file_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    with closing(sqlite3.connect(path)) as office:
        office.execute("CREATE TABLE cases (id INTEGER PRIMARY KEY)")
        office.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SourceUnavailable, match=r"office\.db is locked by somebody who writes to it"):
            sqlite_pages(path, timeout_seconds=0.1)
        office.rollback()
        office.execute("DROP TABLE cases")
        numbers = "WITH RECURSIVE number (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM number) SELECT id FROM number"
        office.execute(f"CREATE VIEW cases AS {numbers} ORDER BY random()")
        with pytest.raises(SourceUnavailable, match=r"office\.db did not finish a statement within 0\.2 s"):
            sqlite_pages(path, statement_seconds=0.2)
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(SourceChanged, match=r"the database file office\.db"):
        sqlite_pages(path)
