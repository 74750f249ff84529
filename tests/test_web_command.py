"""The web server's command as `make run` gives it: a browser that looks for a while goes on with its connections."""

import http.client
import subprocess
import time
from pathlib import Path

import pytest

from dashboard.__main__ import plan_of
from data_access.folder import free_port
from settings import Settings

pytestmark = pytest.mark.long

_APPLICATION = """
def answer(environment, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""
# Longer than gunicorn keeps a connection where nothing else is said.
_LOOKING_SECONDS = 4


def _opened(port: int, process: "subprocess.Popen[bytes]") -> http.client.HTTPConnection:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.connect()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return connection
    pytest.fail("gunicorn does not listen")


def test_a_connection_outlives_a_look_at_the_screen(tmp_path: Path) -> None:
    (tmp_path / "answers.py").write_text(_APPLICATION)
    plan = plan_of(Settings(data=tmp_path / "data", port=free_port()))
    command = ["answers:answer" if part == "app:server" else part for part in plan.web.command]
    assert plan.web.address is not None
    with subprocess.Popen(command, cwd=tmp_path) as process:
        try:
            connection = _opened(plan.web.address[1], process)
            for seconds in (0, _LOOKING_SECONDS):
                time.sleep(seconds)
                # It would be refused on a connection that was closed: it is never opened again by itself.
                connection.auto_open = 0
                connection.request("POST", "/")
                assert connection.getresponse().read() == b"ok"
            connection.close()
        finally:
            process.terminate()
