"""The simulated platform over HTTP: compression, refusals, its command line."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import httpx
import pytest

from etl.demo.platform import EVENTS_PATH, TOKEN, Platform, PlatformServer, hastened, serve

NOW = datetime(2026, 11, 20, 9, 42, 0)


@pytest.fixture(scope="module")
def server() -> Iterator[PlatformServer]:
    with serve(0, Platform(lambda: NOW, history_from=date(2026, 11, 1))) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


@pytest.fixture
def client(server: PlatformServer) -> Iterator[httpx.Client]:
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


def test_without_the_token_nothing_is_told(server: PlatformServer) -> None:
    for headers in ({}, {"Authorization": "Bearer something-else"}):
        answer = httpx.get(server.address + EVENTS_PATH, headers=headers)
        assert answer.status_code == 401
        assert "PLANTED" not in answer.text


def test_health_and_unknown_paths(client: httpx.Client) -> None:
    assert client.get("/health").json()["status"] == "ok"
    assert client.get("/elsewhere").status_code == 404


def test_a_hastened_clock_runs_ahead_of_the_real_one() -> None:
    clock = hastened(1_000_000.0)
    first = clock()
    time.sleep(0.01)
    assert clock() - first > timedelta(hours=1)


def _start(port: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "etl.demo.platform", "--port", str(port), "--history-from", "2026-11-01"]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def test_a_taken_port_is_one_sentence(server: PlatformServer) -> None:
    port = server.server_address[1]
    process = _start(port)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 2
    assert said.count("\n") == 1
    assert str(port) in said


def test_it_ends_when_told_to() -> None:
    process = _start(0)
    assert process.stderr is not None
    assert "Simulated platform at" in process.stderr.readline()
    process.terminate()
    _, said = process.communicate(timeout=10)
    assert (process.returncode, said) == (0, "")
