"""Whatever goes wrong with a platform: status names it in a clear sentence, and when it is over nothing is missing."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pandas as pd
import pytest
from conftest import Server, make_database
from platforms.demo_station import DemoStation, demo_station

from data_access.connection import ConnectionUrls
from etl.attempts import attempt
from etl.connectors import exchange
from etl.demo.chaos import Chaos
from etl.demo.command import main
from etl.demo.disturbing import DISTURBANCES
from etl.demo.exchange import Answer, Request
from etl.demo.grid_list import grid_events
from etl.demo.platforms import hotline, tongling
from etl.demo.server import DemoServer, serve
from etl.demo.world import TIME_ZONE, World
from etl.run import Wish, run_source
from etl.source import Source
from etl.status import read_status

# The platform's present must be ours: whether a time lies in the future is asked of this machine's clock.
NOW = datetime.now(TIME_ZONE).replace(tzinfo=None, microsecond=0)
STEP = timedelta(days=1)
# The one that is about the present comes last: then the platform has arrived there.
KINDS = sorted(DISTURBANCES, key="clock".__eq__)
FACTS = """
SELECT record_key, CAST(occurred_at AT TIME ZONE 'Asia/Shanghai' AS text),
    coalesce(CAST(closed_at AT TIME ZONE 'Asia/Shanghai' AS text), ''), community_code, unit_code_source
FROM cockpit.event WHERE city_code = '3407' ORDER BY 1
"""


@dataclass
class Town:
    """The platform of 铜陵 with a switch, and the cockpit that reads it; `clock` holds what time it is there."""

    here: DemoStation
    chaos: Chaos
    clock: list[datetime]
    world: World
    source: Source

    def pass_by(self) -> None:
        """A day later."""
        self.clock[0] += STEP

    def load(self) -> dict[str, Any]:
        """One pass, whatever comes of it; what status says then."""
        attempt(self.source, self.here.surroundings)
        (entry,) = read_status(self.here.surroundings.engine, [self.source])
        return entry

    def truth(self) -> list[tuple[Any, ...]]:
        """What the platform knows, as the warehouse should."""
        events = grid_events(self.world, "tl", "3407", tongling.A_DAY)
        records = events.records(events.at(self.clock[0]))
        return sorted(
            (row.key, row.find_time, row.end_time if isinstance(row.end_time, str) else "", row.community, row.dept)
            for row in records.itertuples()
        )

    def facts(self) -> list[tuple[Any, ...]]:
        """The same of what the warehouse knows."""
        return self.here.rows(FACTS)


@pytest.fixture(scope="module")
def town(demonstration_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    clock = [NOW - len(KINDS) * STEP]
    first = (NOW - timedelta(days=20)).date().replace(day=1)
    world = World(history_from=first, clock=lambda: clock[0], scale=2.2)
    chaos = Chaos({tongling.PREFIX: tongling.open_platform(world)})
    with demo_station(demonstration_database, tmp_path_factory.mktemp("data"), chaos.services()) as here:
        source = here.sources["tongling"]
        assert source.http is not None
        patient = source.http.model_copy(update={"retries": 1, "longest_wait_seconds": 0.0})
        made = Town(here, chaos, clock, world, source.model_copy(update={"http": patient}))
        assert made.load()["rows"] == len(made.truth()) > 300
        yield made


SAID = {
    "outage": "answered 503",
    "schema": "have no 'event_id' any more",
    "encoding": "answered something that is not whole JSON",
    "endless": "answered more than 4 MiB in one page",
    "duplicates": "repeat a record of the same page: each is counted once",
    "clock": "hours ahead of this machine's clock: such records are put aside",
}


@pytest.mark.parametrize("kind", KINDS)
def test_status_names_what_is_wrong_and_afterwards_nothing_is_missing(
    town: Town, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "LARGEST_BODY", 4 * 1024 * 1024)
    before = town.facts()
    town.pass_by()
    town.chaos.switch(kind, "tongling")
    entry = town.load()
    said = entry["message"] if entry["state"] == "failed" else " ".join(entry["findings"])
    assert SAID[kind] in said
    assert (entry["state"] == "failed") == (kind not in ("duplicates", "clock"))
    assert town.facts() == (town.truth() if kind == "duplicates" else before)
    assert town.truth() != before
    town.chaos.switch("off")
    entry = town.load()
    assert (entry["message"], entry["findings"], entry["rejected"]) == ("", [], 0)
    assert entry["state"] != "failed"
    assert town.facts() == town.truth()


def test_a_flood_pushes_nothing_out_of_a_list_read_by_offsets(
    server: Server, demonstration_template: str, tmp_path: Path
) -> None:
    moment = datetime(2026, 11, 20, 9, 42)
    world = World(history_from=date(2026, 11, 1), clock=lambda: moment, scale=3.0)
    chaos = Chaos({hotline.PREFIX: hotline.open_platform(world)})
    chaos.switch("duplicates")
    urls = make_database(server, demonstration_template)
    with demo_station(urls, tmp_path, chaos.services()) as here:
        source = here.sources["hotline"]
        short = [{"paging": each.paging.model_copy(update={"size": 400})} for each in source.datasets]
        pairs = zip(source.datasets, short, strict=True)
        source = source.model_copy(update={"datasets": tuple(each.model_copy(update=page) for each, page in pairs)})
        flooded = run_source(source, here.surroundings)
        assert flooded.superseded > 8 * flooded.inserted > 8 * 1000
        chaos.switch("off")
        everything = Wish(purpose="backfill", start=datetime(2020, 1, 1, tzinfo=UTC))
        true = run_source(source, here.surroundings, None, everything)
    assert (true.inserted, true.updated) == (0, 0)
    assert true.unchanged == flooded.inserted


XML = """<?xml version="1.0" encoding="UTF-8"?>
<answer><code>0</code><rows><row><no>甲1</no><at>2026-11-01 08:00:00</at></row>
<row><no>乙2</no><at>2026-11-02T09:30:00</at>
</row></rows></answer>""".encode()


def test_answers_in_xml_are_disturbed_in_their_records_alone() -> None:
    true = Answer(XML, content_type="application/xml; charset=utf-8")
    doubled = DISTURBANCES["duplicates"](true).body.decode()
    assert (doubled.count("<row>"), doubled.count("<code>"), doubled.count("甲1")) == (20, 1, 10)
    renamed = DISTURBANCES["schema"](true).body.decode()
    assert ("<No>甲1</No>" in renamed, "<code>0</code>" in renamed, "<row>" in renamed) == (True, True, True)
    assert b"2026-11-02 20:00:00" in DISTURBANCES["clock"](true).body
    assert b"2026-11-03T21:30:00" in DISTURBANCES["clock"](true).body
    with pytest.raises(UnicodeDecodeError):
        DISTURBANCES["encoding"](true).body.decode("utf-8")


def test_even_an_answer_without_a_chinese_letter_is_in_the_wrong_encoding() -> None:
    with pytest.raises(UnicodeDecodeError):
        DISTURBANCES["encoding"](Answer(b'{"rows": []}')).body.decode("utf-8")


@contextmanager
def running(server: DemoServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield
    server.shutdown()
    thread.join()


def test_the_switch_is_an_address_of_the_server() -> None:
    def platform(request: Request) -> Answer:
        return Answer(orjson.dumps({"rows": [{"at": request.path}]}))

    services = Chaos({"/one": platform, "/two": platform}).services()
    with serve(0, services) as server, running(server), httpx.Client(base_url=server.address) as client:
        assert client.get("/chaos").json()["chaos"] == {}
        assert client.get("/chaos/outage").status_code == 405
        for wrong in ("/chaos/flood", "/chaos/outage/three"):
            answer = client.post(wrong)
            assert answer.status_code == 400
            assert "there are: " in answer.json()["error"]
        assert client.post("/chaos/outage/two").json()["chaos"] == {"two": "outage"}
        assert [client.get(f"/{name}/x").status_code for name in ("one", "two")] == [200, 503]
        client.post("/chaos/clock")
        date = pd.to_datetime(client.get("/one/x").headers["Date"], utc=True)
        assert date - pd.Timestamp.now(tz="UTC") > timedelta(hours=30)
        client.post("/chaos/off")
        assert client.get("/two/x").json() == {"rows": [{"at": "/x"}]}


def test_a_platform_that_does_not_exist_cannot_be_chosen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    asked = ["--port", "0", "--history-from", str(date.today()), "--chaos", "outage", "--chaos-platform", "nobody"]
    assert main(asked, tmp_path) == 2
    assert "--chaos-platform: there is no platform 'nobody'; there are: " in capsys.readouterr().err
