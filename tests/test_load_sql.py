"""From a city's database into the warehouse by the TOML of the documentation; servers that die; large tables."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from apart import run_apart
from city_tables import sql_source
from databases import SourceDatabase
from platforms.station import SMALL_CITY, Station, station
from replay.pipeline import counted

from data_access.connection import ConnectionUrls
from data_access.site import read_site
from etl.check import check_source
from etl.connectors import sql_walk
from etl.errors import SourceUnavailable
from etl.run import run_source
from etl.site.source_files import read_source
from etl.source import Source

pytestmark = pytest.mark.long

PROJECT = Path(__file__).resolve().parents[1]
MAPS = {"event_type": "trial_type", "event_channel": "trial_channel", "event_status": "trial_status"}
TABLE = """CREATE TABLE t_event (
    id int PRIMARY KEY, event_no varchar(20), event_type varchar(9), status varchar(9), unit_name varchar(30),
    grid_code varchar(15), community_code varchar(12), lng numeric(10, 6), lat numeric(10, 6), extra {json},
    report_time {moment}, deadline {moment}, close_time {moment}, update_time {moment}, is_deleted {truth},
    reporter_id varchar(30), reporter_name varchar(30), photo {bytes})"""


@pytest.fixture(scope="module")
def here(new_database: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    """The small city with a source from the documentation, and a database of its own for each kind of server."""
    urls: ConnectionUrls = new_database()
    site = tmp_path_factory.mktemp("site") / "small_city"
    shutil.copytree(SMALL_CITY, site)
    for ours, theirs in MAPS.items():
        shutil.copy(site / "code_maps" / f"{theirs}.csv", site / "code_maps" / f"{ours}.csv")
    (sample,) = re.findall(r"```toml\n(.*?)```", (PROJECT / "docs/connect/sql.md").read_text(encoding="utf-8"), re.S)
    (site / "sources" / "grid_database.toml").write_text(sample, encoding="utf-8")
    with station(urls, tmp_path_factory.mktemp("data")) as opened:
        yield Station(replace(opened.surroundings, site=read_site(site)))


@pytest.fixture(scope="module")
def events(city: SourceDatabase) -> SourceDatabase:
    json = "jsonb" if city.server.kind == "postgresql" else "json"
    city.run(TABLE.replace("{json}", json))
    return city


def at(minutes: int) -> str:
    return f"2026-03-{2 + minutes // 1440:02d} {minutes // 60 % 24:02d}:{minutes % 60:02d}:00"


def event(number: int, **values: Any) -> dict[str, Any]:
    return {
        "id": number,
        "event_no": f"E{number:06d}",
        "event_type": "R",
        "status": "10",
        "unit_name": "市城管局",
        "grid_code": "341002001001001",
        "community_code": "341002001001",
        "lng": None,
        "lat": None,
        "extra": '{"channel": "RX", "note": "PLANTED-NOTE"}',
        "report_time": at(number % 20000),
        "deadline": at(number % 20000 + 600),
        "close_time": None,
        "update_time": at(number % 20000),
        "is_deleted": "0",
        "reporter_id": f"PLANTED-ID-{number}",
        "reporter_name": "PLANTED-NAME",
        "photo": b"PLANTED-PHOTO",
        **values,
    }


def loaded(here: Station, database: SourceDatabase, source: Source, report: Any = None) -> dict[str, int]:
    surroundings = replace(here.surroundings, environment={"GRID_DATABASE_URL": database.url, "CITY_URL": database.url})
    return counted(run_source(source, surroundings, report))


def test_a_database_is_loaded_by_toml_alone(here: Station, events: SourceDatabase) -> None:
    kind = events.server.kind
    source = read_source(here.surroundings.site.folder / "sources" / "grid_database.toml", {})
    source = source.model_copy(update={"key": f"grid_{kind}"})
    closed = {"status": "40", "close_time": at(300), "lng": 118.30398, "lat": 29.72679}
    events.insert("t_event", [event(1), event(2, **closed), event(3, event_type="?"), event(4, report_time=None)])
    given = replace(here.surroundings, environment={"GRID_DATABASE_URL": events.url})
    (checked,) = check_source(source, (source,), given, 10)
    assert (checked.read, checked.fine, len(checked.rejects)) == (4, True, 1)
    assert {"photo", "reporter_name"} <= set(checked.never_stored)
    assert loaded(here, events, source) == {"extracted": 4, "inserted": 3, "rejected": 1, "unmapped": 1}
    shown = "record_key, category, channel, status, unit_code, grid_code, closed_at IS NULL, longitude"
    hour = "extract(hour FROM occurred_at AT TIME ZONE 'UTC')::int"
    rows = here.rows(f"SELECT {shown}, {hour} FROM cockpit.event WHERE source_key = :key ORDER BY 1", key=source.key)
    grid = "341002001001001"
    assert rows == [
        ("E000001", "road", "hotline", "reported", "urban_management", grid, True, None, 16),
        ("E000002", "road", "hotline", "closed", "urban_management", grid, False, 118.30398, 16),
        # What is of no known kind may be about a person, and keeps no grid.
        ("E000003", "unmapped", "hotline", "reported", "urban_management", "unmapped", True, None, 16),
    ]
    assert here.rows("SELECT reason FROM cockpit.quarantine WHERE source_key = :key", key=source.key) == [
        ("occurred_at_missing",)
    ]
    events.run(
        f"UPDATE t_event SET is_deleted = '1', update_time = '{at(900)}' WHERE id = 1",
        f"UPDATE t_event SET status = '40', close_time = '{at(800)}', update_time = '{at(901)}' WHERE id = 3",
    )
    again = loaded(here, events, source)
    assert again["deleted"] == 1
    assert again["updated"] == 1
    assert here.faults() == []
    stored = here.rows("SELECT e::text FROM cockpit.event e UNION ALL SELECT q::text FROM cockpit.quarantine q")
    assert "PLANTED" not in repr(stored)


FIELDS = {
    "record_key": "event_no",
    "occurred_at": "report_time",
    "updated_at": "update_time",
    "due_at": "deadline",
    "status": {"field": "status", "map": "trial_status"},
}


def named(key: str, **said: Any) -> Source:
    said = {"since": {"field": "update_time"}, "fields": FIELDS, "chunk_rows": 2000, **said}
    source = sql_source({"table": "t_many"}, **said)
    place = source.datasets[0].place.model_copy(update={"grid": "grid_code"})
    datasets = (source.datasets[0].model_copy(update={"place": place}),)
    return source.model_copy(update={"key": key, "batch_rows": 1000, "datasets": datasets})


def test_a_server_that_dies_loses_and_doubles_nothing(
    here: Station, events: SourceDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_walk, "ROWS", 500)
    server = events.server
    json = "jsonb" if server.kind == "postgresql" else "json"
    events.run(TABLE.replace("{json}", json).replace("t_event", "t_many"))
    events.insert("t_many", [event(number, photo=None) for number in range(8000)])
    whole, broken = named(f"whole_{server.kind}"), named(f"broken_{server.kind}")
    assert loaded(here, events, whole) == {"extracted": 8000, "inserted": 8000}
    kills: list[None] = []

    def kill(*_: object) -> None:
        if not kills:
            kills.append(server.kill())  # type: ignore[func-returns-value]

    try:
        with pytest.raises(
            SourceUnavailable, match=r"(broke off|cannot be reached) \(3 tries\); what was loaded stays"
        ):
            loaded(here, events, broken, kill)
    finally:
        server.start()
    before = len(here.facts(broken.key))
    assert 0 < before < 8000
    counts = loaded(here, events, broken)
    assert counts["inserted"] == 8000 - before
    assert here.facts(broken.key) == here.facts(whole.key)
    assert here.faults() == []


MEASURED = """
import sys
from etl.connectors.sql import SqlConnector
from city_tables import sql_source
source = sql_source({"table": "t_large"}, since={"field": "update_time"}, chunk_rows=int(sys.argv[2]))
paths = ("id", "event_no", "update_time", "wide")
rows, keys = 0, set()
for page in SqlConnector(source, source.datasets[0], paths, lambda _: sys.argv[1]).pages(None):
    rows += len(page)
    keys.update(page.columns["id"])
print(rows, len(keys))
"""


def test_a_large_table_is_streamed(events: SourceDatabase) -> None:
    series, moment = "generate_series(1, 300000) AS n", "timestamp '2026-03-02' + n * interval '1 second'"
    if events.server.kind == "mariadb":
        series = "(SELECT seq AS n FROM seq_1_to_300000) AS series"
        moment = "timestamp '2026-03-02 00:00:00' + interval n second"
    events.run(
        "CREATE TABLE t_large (id int PRIMARY KEY, event_no varchar(20), update_time {moment}, wide varchar(400))",
        f"INSERT INTO t_large SELECT n, concat('E', n), {moment}, repeat('市', 100) FROM {series}",
        "CREATE INDEX t_large_time ON t_large (update_time, id)",
    )
    # Two statements of many pages each: what one gives would not fit beside the libraries.
    done = run_apart(MEASURED, events.url, "200000")
    assert done.lines == ["300000 300000"]
    assert done.mebibytes < 400
