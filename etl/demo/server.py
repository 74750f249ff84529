"""One HTTP server on this machine for all simulated platforms, each at its own prefix."""

import gzip
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import orjson

from etl.demo.exchange import Answer, BadRequestError, Request, Service, refused

HOST = "127.0.0.1"
_LARGEST_BODY = 1_000_000


class DemoServer(ThreadingHTTPServer):
    """The HTTP server of several services by prefix; `address` is its base URL."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, port: int, services: Mapping[str, Service]) -> None:
        self.services = dict(services)
        super().__init__((HOST, port), _Handler)

    @property
    def address(self) -> str:
        """http://127.0.0.1:PORT"""
        return f"http://{HOST}:{self.server_address[1]}"

    def answer(self, request: Request) -> Answer:
        """The answer of the service that `request` is for; its path still has the prefix."""
        if request.path == "/health":
            return Answer(orjson.dumps({"status": "ok", "platforms": sorted(self.services)}))
        prefix = "/" + request.path.split("/", 2)[1]
        if prefix not in self.services:
            return refused(404, f"there is nothing at {request.path[:200]}; there are: {', '.join(self.services)}")
        inner = Request(
            request.method, request.path.removeprefix(prefix), request.values, request.headers, request.body
        )
        try:
            return self.services[prefix](inner)
        except BadRequestError as error:
            return refused(400, str(error))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "simulated-platform"
    # Head and body leave in two writes; without this the second waits for the first to be acknowledged.
    disable_nagle_algorithm = True
    timeout = 60
    server: DemoServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            values = dict(parse_qsl(parts.query, keep_blank_values=True, max_num_fields=40))
            length = int(headers.get("content-length", "0"))
            if not 0 <= length <= _LARGEST_BODY:
                raise ValueError(f"a body of {length} bytes is not read")
            body = self.rfile.read(length)
            self._say(self.server.answer(Request(self.command, parts.path, values, headers, body)))
        except ValueError as error:
            self.close_connection = True
            self._say(refused(400, str(error)))

    do_POST = do_GET  # noqa: N815 - the name is the library's

    def _say(self, answer: Answer) -> None:
        body = answer.body
        self.send_response_only(answer.status)
        own = {"Server": self.server_version, "Date": self.date_time_string(), "Content-Type": answer.content_type}
        for name, value in {**own, **answer.headers}.items():
            self.send_header(name, value)
        if answer.endless:
            self.send_header("Connection", "close")
        else:
            if len(body) > 1000 and "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body, compresslevel=1, mtime=0)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
            while answer.endless:
                self.wfile.write(body or b" ")
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Silent: a request a second would bury what matters on the terminal."""


def serve(port: int, services: Mapping[str, Service]) -> DemoServer:
    """A server that listens on `port` (0: any free one) and answers once `serve_forever()` runs. Raises OSError."""
    return DemoServer(port, services)
