"""A wall is told that nobody answers also where an answer begins and never ends."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

SCRIPT = Path(__file__).resolve().parent.parent / "assets" / "wall" / "connection.js"
ASK = """async () => {
    const { Connection } = await import("/connection.js");
    const connection = new Connection("", { refresh_seconds: 5, lost_seconds: 1 }, 1, { heard() {} });
    connection.failed(new Error("as if one question had failed, after which patience is short"));
    const begun = performance.now();
    await connection.ask();
    return [connection.failures, connection.state, performance.now() - begun];
}"""


@pytest.fixture
def stalling() -> Iterator[str]:
    """The address of a server that begins to say its state, and says no more until the test is over."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            stalls = self.path == "/state"
            body = SCRIPT.read_bytes() if self.path == "/connection.js" else b'{"half":'
            self.send_response(200)
            self.send_header("Content-Type", "application/json" if stalls else "text/javascript")
            self.send_header("Content-Length", str(len(body) + (100 if stalls else 0)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
            if stalls:
                over.wait(30)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is to be said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    over.set()
    server.shutdown()
    serving.join()
    server.server_close()


def test_an_answer_that_never_ends_is_no_answer(stalling: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{stalling}/connection.js")
    failures, state, milliseconds = page.evaluate(ASK)
    assert (failures, state) == (2, None)
    assert 2_500 < milliseconds < 10_000
    page.close()
