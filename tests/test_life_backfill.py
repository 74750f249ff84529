"""A backfill reads the past window by window, goes on where it was interrupted, and is no alarm."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from platforms.events import local, record
from platforms.living import UNTIL, Living, living
from replay.server import Reply, Request

from data_access.connection import ConnectionUrls
from data_access.freshness import Freshness
from etl.commands.backfill import said
from etl.errors import SourcePaused, SourceUnavailable
from etl.life.backfill import Order, backfill_source
from etl.life.filling import Filled
from etl.life.pause import pause_source, resume_source
from etl.site.reference import load_reference
from etl.source import Source

MARCH = Order(date(2026, 3, 2), date(2026, 3, 11), window=3)


@pytest.fixture
def life(module_database: ConnectionUrls, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Living]:
    with living(module_database, tmp_path, f"b{abs(hash(request.node.name)):x}") as opened:
        opened.platform.put(*[record(f"r{number:03d}", number) for number in range(230)])
        yield opened
        assert opened.here.faults() == []


@pytest.fixture
def source(life: Living) -> Source:
    return life.source(since=UNTIL)


def asked(life: Living) -> list[tuple[str, str]]:
    """The stretches that were asked for, each once, by day."""
    seen = [(query["since"][:10], query["until"][:10]) for query in life.served.queries if "until" in query]
    return list(dict.fromkeys(seen))


def windows_of(life: Living) -> list[str]:
    return list(dict.fromkeys(query["until"][:10] for query in life.served.queries))


def test_windows_are_read_oldest_first_and_everything_is_loaded_once(life: Living, source: Source) -> None:
    done = backfill_source(source, life.surroundings, MARCH)
    assert (done.read, done.before, done.counts.inserted) == (4, 0, 230)
    assert windows_of(life) == ["2026-03-05", "2026-03-08", "2026-03-11", "2026-03-12"]
    again = backfill_source(source, life.surroundings, MARCH)
    assert (again.read, again.counts.inserted, again.counts.updated) == (4, 0, 0)


def test_newest_first_begins_with_the_latest_window(life: Living, source: Source) -> None:
    order = Order(MARCH.start, MARCH.end, window=3, newest_first=True)
    backfill_source(source, life.surroundings, order)
    assert windows_of(life) == ["2026-03-12", "2026-03-11", "2026-03-08", "2026-03-05"]
    assert len(life.stored("status")) == 230


def test_newest_first_reads_windows_where_records_come_in_order_of_change(life: Living) -> None:
    began: list[str] = []
    life.platform.before = lambda request: began.append(dict(request.query)["since"][:10])
    order = Order(MARCH.start, MARCH.end, window=3, newest_first=True)
    done = backfill_source(life.source(), life.surroundings, order)
    assert (done.read, len(life.stored("status"))) == (4, 230)
    # Each window begins with its own first day.
    assert [day for day in dict.fromkeys(began) if day in {"2026-03-11", "2026-03-08", "2026-03-05", "2026-03-02"}] == [
        *("2026-03-11", "2026-03-08", "2026-03-05", "2026-03-02")
    ]


def test_a_stretch_has_an_end_where_records_come_in_order_of_change(life: Living) -> None:
    done = backfill_source(life.source(), life.surroundings, Order(MARCH.start, date(2026, 3, 4)))
    # The page that passes the end is the last.
    assert done.read == 1
    assert 73 <= done.counts.inserted < 73 + 50


def test_the_newest_first_of_a_database_are_windows(life: Living, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "office.db")) as office, office:
        office.execute("CREATE TABLE things (id TEXT PRIMARY KEY, changed TEXT NOT NULL)")
        days = [(f"{day}", f"2026-03-{day:02} 08:00:00") for day in range(1, 21)]
        office.executemany("INSERT INTO things VALUES (?, ?)", days)
    given = life.source()
    dataset = {"name": "things", "entity": "event", "kind": "grid_event", "select": {"table": "things"}}
    dataset |= {"fields": {"record_key": "id", "occurred_at": "changed"}}
    dataset |= {"since": {"field": "changed", "format": "%Y-%m-%d %H:%M:%S"}}
    sql = {"sqlite": str(tmp_path / "office.db")}
    source = Source.model_validate({**given.model_dump(), "http": None, "sql": sql, "datasets": [dataset]})
    order = Order(MARCH.start, MARCH.end, window=3, newest_first=True)
    done = backfill_source(source, life.surroundings, order)
    keys = "SELECT record_key FROM cockpit.event WHERE source_key = :s ORDER BY batch_id, occurred_at"
    assert [row[0] for row in life.here.rows(keys, s=life.key)] == ["11", "8", "9", "10", "5", "6", "7", "2", "3", "4"]
    assert done.read == 4


def test_what_can_be_read_in_one_piece_only_is_said(life: Living) -> None:
    unordered = life.source(since={"parameter": "since", "field": "updated"}, paging={"style": "none"})
    order = Order(MARCH.start, MARCH.end, newest_first=True)
    assert "; of events all from the first day on was read, in one piece" in said(unordered, order, Filled(1))
    assert "in one piece" not in said(life.source(), order, Filled(4))


def test_the_same_order_goes_on_where_a_failure_ended_it(life: Living, source: Source) -> None:
    broken = Reply(b"no", 500)
    life.platform.before = lambda request: broken if dict(request.query)["until"] > "2026-03-09" else None
    with pytest.raises(SourceUnavailable):
        backfill_source(source, life.surroundings, MARCH)
    life.platform.before = None
    life.served.requests.clear()
    done = backfill_source(source, life.surroundings, MARCH)
    assert (done.read, done.before) == (2, 2)
    assert windows_of(life) == ["2026-03-11", "2026-03-12"]
    assert len(life.stored("status")) == 230


def test_where_the_platform_takes_no_end_it_goes_on_within_the_one_stretch(life: Living) -> None:
    source = life.source()
    asked_for: list[str] = []

    def fails_late(request: Request) -> Reply | None:
        asked_for.append(dict(request.query)["since"])
        return Reply(b"no", 500) if asked_for[-1] > local(160) else None

    life.platform.before = fails_late
    with pytest.raises(SourceUnavailable):
        backfill_source(source, life.surroundings, MARCH)
    assert asked_for[0] == "2026-03-02 00:00:00"
    asked_for.clear()
    life.platform.before = lambda request: asked_for.append(dict(request.query)["since"])
    done = backfill_source(source, life.surroundings, MARCH)
    assert asked_for[0] > local(90)
    assert (done.read, len(life.stored("status"))) == (1, 230)


def test_a_backfill_moves_no_watermark_and_makes_no_source_fresh_or_failed(life: Living, source: Source) -> None:
    backfill_source(source, life.surroundings, MARCH)
    watermark = "SELECT value, checked_at, records FROM cockpit.watermark WHERE source_key = :s"
    assert life.here.rows(watermark, s=life.key) == [(None, None, 230)]
    life.platform.before = lambda _: Reply(b"no", 500)
    with pytest.raises(SourceUnavailable):
        backfill_source(source, life.surroundings, MARCH)
    load_reference(life.here.surroundings.site, life.here.engine, [source])
    (state,) = [each for each in Freshness(life.here.engine).sources("3410") if each.key == life.key]
    assert (state.state, state.rows) == ("missing", 230)
    assert {
        purpose for (purpose,) in life.here.rows("SELECT purpose FROM cockpit.batch WHERE source_key = :s", s=life.key)
    } == {"backfill"}


def test_a_watermark_stays_where_the_loads_have_brought_it(life: Living, source: Source) -> None:
    life.load(source)
    before = life.here.rows("SELECT value, checked_at FROM cockpit.watermark WHERE source_key = :s", s=life.key)
    backfill_source(source, life.surroundings, Order(date(2026, 3, 2), date(2026, 3, 3)))
    assert life.here.rows("SELECT value, checked_at FROM cockpit.watermark WHERE source_key = :s", s=life.key) == before


def test_a_throttle_waits_after_each_page(life: Living, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("etl.run.time.sleep", waited.append)
    backfill_source(source, life.surroundings, Order(MARCH.start, date(2026, 3, 3), window=1, throttle=0.25))
    assert len(waited) >= 2
    # The wait before another try, of which there is none, is 0 in these tests.
    assert {seconds for seconds in waited if seconds} == {0.25}


def test_a_paused_source_is_not_asked(life: Living, source: Source) -> None:
    pause_source(life.here.engine, source)
    with pytest.raises(SourcePaused, match=f"{life.key} is paused"):
        backfill_source(source, life.surroundings, MARCH)
    assert life.served.requests == []
    resume_source(life.here.engine, source)


def test_of_files_all_that_are_still_in_the_folder_are_read_again(life: Living, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    drop.joinpath("a.csv").write_text("id,when\n1,2026-03-02 08:00:00\n", encoding="utf-8")
    given = life.source()
    fields = {"record_key": "id", "occurred_at": "when"}
    dataset = given.datasets[0].model_copy(update={"since": None, "place": type(given.datasets[0].place)()})
    dataset = type(dataset).model_validate({"name": "files", "entity": "event", "kind": "grid_event", "fields": fields})
    files = {"folder": str(drop), "pattern": "*.csv", "settle_seconds": 0}
    source = Source.model_validate({**given.model_dump(), "http": None, "files": files, "datasets": [dataset]})
    assert life.load(source)["inserted"] == 1
    assert life.load(source) == {}
    done = backfill_source(source, life.surroundings, MARCH)
    assert (done.counts.extracted, done.counts.unchanged) == (1, 1)
