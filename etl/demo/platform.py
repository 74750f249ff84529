"""The simulated grid-event platform of 黄山: an HTTP server on this machine that speaks as such platforms do."""

import argparse
import errno
import gzip
import signal
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType
from typing import NoReturn
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import numpy as np
import orjson

from etl.demo.history import History
from etl.demo.records import page_text, record_texts
from etl.demo.town import read_town

Clock = Callable[[], datetime]

SITE = Path(__file__).parent / "site"
HOST = "127.0.0.1"
EVENTS_PATH = "/grid-events/api/events"
# It protects nothing but invented data on this machine.
TOKEN = "demo-token-not-a-secret"  # nosec B105
TIME_FORMAT = "%Y-%m-%d %H:%M:%S"
TIME_ZONE = ZoneInfo("Asia/Shanghai")
LOCAL_EPOCH = datetime(1970, 1, 1)
HISTORY_FROM = date(2023, 1, 1)
LONGEST_PAGE = 10_000
PARAMETERS = ("page", "page_size", "updated_since", "as_of")


class BadRequestError(Exception):
    """A request that makes no sense; the text is sent back with status 400."""


def local_seconds(moment: datetime) -> int:
    """Seconds since 1970-01-01 00:00 by the wall clock of 黄山. `moment` without a zone is local already."""
    local = moment.astimezone(TIME_ZONE).replace(tzinfo=None) if moment.tzinfo else moment
    return int((local - LOCAL_EPOCH).total_seconds())


def real_clock() -> datetime:
    """Now."""
    return datetime.now(UTC)


def hastened(speed: float) -> Clock:
    """A clock that starts now and runs `speed` times as fast as the real one."""
    start = real_clock()
    return real_clock if speed == 1 else lambda: start + speed * (real_clock() - start)


def whole(values: dict[str, str], name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most` among the parameters. Raises BadRequestError."""
    text = values.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:12]) <= most:
        raise BadRequestError(f"{name}={text}: expected a whole number from 1 to {most}")
    return int(text)


def moment(values: dict[str, str], name: str, default: int) -> int:
    """A local time among the parameters, in local seconds. Raises BadRequestError."""
    if name not in values:
        return default
    try:
        return local_seconds(datetime.strptime(values[name], TIME_FORMAT))
    except ValueError:
        raise BadRequestError(f"{name}={values[name]}: expected a local time like 2026-11-01 08:00:00") from None


class Platform:
    """All answers of the platform. The same seed, first day and clock give the same answers."""

    def __init__(
        self, clock: Clock = real_clock, seed: int = 1, history_from: date = HISTORY_FROM, site: Path = SITE
    ) -> None:
        self._clock = clock
        self._town = read_town(site)
        self._history = History(self._town, seed, history_from)
        self._history.at(self.now)

    @property
    def now(self) -> int:
        """The clock's local seconds."""
        return local_seconds(self._clock())

    def health(self) -> dict[str, object]:
        """That it lives, its clock, and how many events it knows."""
        now = self.now
        said = (LOCAL_EPOCH + timedelta(seconds=now)).strftime(TIME_FORMAT)
        return {"status": "ok", "now": said, "events": len(self._history.at(now).order)}

    def events(self, values: dict[str, str]) -> bytes:
        """One page of events as JSON. Raises BadRequestError."""
        unknown = sorted(set(values) - set(PARAMETERS))
        if unknown:
            raise BadRequestError(f"unknown parameter {unknown[0]}; known are {', '.join(PARAMETERS)}")
        page = whole(values, "page", 1, 10**9)
        size = whole(values, "page_size", 100, LONGEST_PAGE)
        now = self.now
        as_of = min(moment(values, "as_of", now), now)
        snapshot = self._history.at(as_of)
        first = int(np.searchsorted(snapshot.updated, moment(values, "updated_since", 0)))
        total = len(snapshot.order) - first
        start = first + (page - 1) * size
        rows = snapshot.order[start : start + size]
        texts = record_texts(self._history.events.chosen(rows), self._town, as_of)
        return page_text(texts, rows, (total, page, size, -(-total // size)), as_of)


class PlatformServer(ThreadingHTTPServer):
    """The HTTP server of one Platform; `address` is its base URL."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, port: int, platform: Platform) -> None:
        self.platform = platform
        super().__init__((HOST, port), _Handler)

    @property
    def address(self) -> str:
        """http://127.0.0.1:PORT"""
        return f"http://{HOST}:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "simulated-platform"
    # Head and body leave in two writes; without this the second waits for the first to be acknowledged.
    disable_nagle_algorithm = True
    timeout = 60
    server: PlatformServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/health":
            self._say(200, orjson.dumps(self.server.platform.health()))
        elif parts.path != EVENTS_PATH:
            self._refuse(404, f"there is nothing at {parts.path[:200]}; events are at {EVENTS_PATH}")
        elif self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._refuse(401, "send the header Authorization: Bearer <token>")
        else:
            try:
                values = dict(parse_qsl(parts.query, keep_blank_values=True, max_num_fields=20))
                self._say(200, self.server.platform.events(values))
            except (BadRequestError, ValueError) as error:
                self._refuse(400, str(error))

    def _refuse(self, status: int, sentence: str) -> None:
        self._say(status, orjson.dumps({"error": sentence}))

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        if len(body) > 1000 and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, compresslevel=1, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Silent: a request a second would bury what matters on the terminal."""


def serve(port: int, platform: Platform) -> PlatformServer:
    """A server that listens on `port` (0: any free one) and answers once `serve_forever()` runs. Raises OSError."""
    return PlatformServer(port, platform)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def main(arguments: list[str] | None = None) -> int:
    """The command line: serves until SIGTERM or SIGINT. Exit code 2 where the port is taken."""
    parser = argparse.ArgumentParser(prog="python -m etl demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8051)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--history-from", type=date.fromisoformat, default=HISTORY_FROM)
    parser.add_argument("--speed", type=float, default=1.0, help="how many times as fast as the real clock")
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    try:
        platform = Platform(hastened(chosen.speed), chosen.seed, chosen.history_from)
    except OSError as error:
        sys.stderr.write(f"{error.filename}: {error.strerror}; python -m etl.demo.grids makes the grids again.\n")
        return 2
    try:
        server = serve(chosen.port, platform)
    except OSError as error:
        reason = "is already in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        sys.stderr.write(f"Port {chosen.port} {reason}; choose another one with --port or COCKPIT_PLATFORM_PORT.\n")
        return 2
    with server:
        sys.stderr.write(f"Simulated platform at {server.address}{EVENTS_PATH}\n")
        server.serve_forever(poll_interval=0.2)
    return 0


if __name__ == "__main__":
    sys.exit(main())
