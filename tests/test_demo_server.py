"""The simulated platform over HTTP: compression, refusals, its command line."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from etl.demo.platform import TOKEN
from etl.demo.platforms import open_platforms
from etl.demo.server import DemoServer, serve
from etl.demo.world import World, hastened

NOW = datetime(2026, 11, 20, 9, 42, 0)
EVENTS_PATH = "/grid-events/api/events"


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    world = World(history_from=date(2026, 11, 1), clock=lambda: NOW)
    with serve(0, open_platforms(world)) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


@pytest.fixture
def client(server: DemoServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.address, headers={"Authorization": f"Bearer {TOKEN}"}) as opened:
        yield opened


def test_answers_are_compressed_where_asked(client: httpx.Client) -> None:
    packed = client.get(EVENTS_PATH, params={"page_size": 500}, headers={"Accept-Encoding": "gzip"})
    plain = client.get(EVENTS_PATH, params={"page_size": 500}, headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.json() == plain.json()


@pytest.mark.parametrize(
    "values",
    [{"page": "0"}, {"page": "one"}, {"page_size": "-5"}, {"page_size": "1000000"}, {"updated_since": "yesterday"},
     {"update_since": "2026-11-01 08:00:00"}, {"page": "9" * 400}],
)  # fmt: skip
def test_nonsense_is_refused_with_a_sentence(client: httpx.Client, values: dict[str, str]) -> None:
    answer = client.get(EVENTS_PATH, params=values)
    assert answer.status_code == 400
    assert next(iter(values)) in answer.json()["error"]


def test_without_the_token_nothing_is_told(server: DemoServer) -> None:
    for headers in ({}, {"Authorization": "Bearer something-else"}):
        answer = httpx.get(server.address + EVENTS_PATH, headers=headers)
        assert answer.status_code == 401
        assert "PLANTED" not in answer.text


def test_health_and_unknown_paths(client: httpx.Client) -> None:
    assert client.get("/health").json()["status"] == "ok"
    for path in ("/elsewhere", "/grid-events/elsewhere", "/"):
        assert client.get(path).status_code == 404


def test_a_hastened_clock_runs_ahead_of_the_real_one() -> None:
    clock = hastened(1_000_000.0)
    first = clock()
    time.sleep(0.01)
    assert clock() - first > timedelta(hours=1)


def _start(port: int, data: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "etl.demo", "--port", str(port), "--data", str(data)]
    command += ["--history-from", "2026-11-01"]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def test_a_taken_port_is_one_sentence(server: DemoServer, tmp_path: Path) -> None:
    port = server.server_address[1]
    process = _start(port, tmp_path)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 2
    assert said.count("\n") == 1
    assert str(port) in said


def test_it_ends_when_told_to(tmp_path: Path) -> None:
    process = _start(0, tmp_path)
    assert process.stderr is not None
    assert "Simulated platforms at" in process.stderr.readline()
    process.terminate()
    _, said = process.communicate(timeout=10)
    assert (process.returncode, said) == (0, "")
