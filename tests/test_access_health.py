"""Whether the process is well, what Prometheus is told, and what a fault of ours says: nothing of the inside."""

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from entering import ORIGIN, Entrance, anybody, application
from screen import build

from data_access.folder import free_port
from data_access.warehouse import open_engine

# Two processes that count, as gunicorn's workers do.
_WORKER = """
from flask import Flask
from dashboard.serving.metrics import measure
server = Flask("worker")
measure(server)
server.get("/version", endpoint="version")(lambda: "x")
for _ in range(3):
    server.test_client().get("/version?secret=1")
"""


def test_a_process_says_whether_it_is_well_and_nothing_else(entrance: Entrance) -> None:
    client = anybody(entrance.app)
    assert [client.get(path).text for path in ("/healthz", "/readyz")] == ["ok", "ok"]
    nowhere = open_engine("postgresql+psycopg2://cockpit_app@127.0.0.1:1/nothing")
    broken = anybody(application(nowhere, entrance.roles))
    assert broken.get("/healthz").status_code == 200
    answer = broken.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database does not answer")


def test_numbers_of_several_processes_are_added_and_told_on_loopback_only(tmp_path: Path) -> None:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for _ in range(2):
        subprocess.run([sys.executable, "-c", _WORKER], env=environment, check=True)
    port = free_port()
    command = [sys.executable, "-m", "dashboard.serving.metrics_server", str(port), str(tmp_path)]
    with subprocess.Popen(command) as process:
        told = _told(f"http://127.0.0.1:{port}/metrics", process)
        process.terminate()
    assert 'cockpit_requests_total{kind="version",status="200"} 6.0' in told
    assert 'cockpit_request_seconds_count{kind="version"} 6.0' in told
    assert "secret" not in told


def _told(address: str, process: "subprocess.Popen[bytes]") -> str:
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        try:
            return httpx.get(address, trust_env=False).text
        except httpx.TransportError:
            time.sleep(0.05)
    pytest.fail(f"nothing answers at {address}")


def test_metrics_are_not_told_where_the_cockpit_is(entrance: Entrance) -> None:
    assert anybody(entrance.app).get("/metrics", base_url=ORIGIN).location == "/signin?next=%2Fmetrics"


@pytest.mark.parametrize("path", ["/", "/version", "/_dash-layout"])
def test_a_fault_of_ours_is_one_sentence_without_its_inside(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = build()
    app.server.config["PROPAGATE_EXCEPTIONS"] = False

    def broken(*_arguments: object) -> None:
        raise RuntimeError("the inside: SELECT secret FROM table")

    for name in list(app.server.view_functions):
        if name in ("/", "version", "/_dash-layout"):
            monkeypatch.setitem(app.server.view_functions, name, broken)
    answer = app.server.test_client().get(path)
    assert answer.status_code == 500
    assert "inside" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.text.endswith("。")
