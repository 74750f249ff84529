"""A small HTTP server on loopback whose answers a test decides, and which remembers what it was asked."""

import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived; `query` in the order of the address, `body` of a POST."""

    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    method: str = "GET"
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `cut` sends so many bytes of the body and drops the connection; `delay` seconds come first."""

    body: bytes = b"[]"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    delay: float = 0.0


Answer = Callable[[Request], Reply]


@dataclass(slots=True)
class Platform:
    """A running server: where it is, and every request so far."""

    url: str
    requests: list[Request] = field(default_factory=list)

    @property
    def queries(self) -> list[dict[str, str]]:
        """The query parameters of every request."""
        return [dict(request.query) for request in self.requests]


def script(*replies: Reply) -> Answer:
    """Answers one after the other, whatever is asked; the last is repeated."""
    left = list(replies)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


@contextmanager
def serving(answer: Answer) -> Iterator[Platform]:
    """A server that answers by `answer` until the block is left."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = tuple(parse_qsl(parts.query, keep_blank_values=True))
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            request = Request(parts.path, query, dict(self.headers), self.command, body)
            platform.requests.append(request)
            _send(self, answer(request))

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            """Tests print nothing."""

    server = _Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    platform = Platform(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is nothing to report; all else is printed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    time.sleep(reply.delay)
    names = {name.lower() for name in reply.headers}
    handler.send_response_only(reply.status)
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    if "content-length" not in names and reply.status != 204:
        handler.send_header("Content-Length", str(len(reply.body)))
    if "date" not in names:
        handler.send_header("Date", handler.date_time_string())
    handler.end_headers()
    try:
        handler.wfile.write(reply.body if reply.cut is None else reply.body[: reply.cut])
        handler.wfile.flush()
    except ConnectionError:
        handler.close_connection = True
    if reply.cut is not None:
        handler.close_connection = True
