"""What Prometheus is told of the web processes: requests by kind and status, and how long they took; no names."""

import os
import time
from pathlib import Path

from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram

from dashboard.kept.counted import count
from dashboard.serving.web import CALLBACK

_REQUESTS = Counter("cockpit_requests", "Requests answered", ["kind", "status"])
_SECONDS = Histogram(
    "cockpit_request_seconds",
    "How long requests took",
    ["kind"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 12),
)
_KINDS = {
    "/": "page",
    "/<path:path>": "page",
    CALLBACK: "callback",
    "version": "version",
    "boxes": "boxes",
    "grids": "geometry",
}


# What all numbers of one process need, several times over; the library counts in files of these names.
_ROOM, _FILES = 262_144, ("counter", "histogram")


def measure(server: Flask) -> None:
    """Count and time every request of an application. Call it before anything may answer."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    there_is_room = not folder or _has_room(server, Path(folder))
    count(there_is_room=there_is_room)
    if not there_is_room:
        return

    @server.before_request
    def begin() -> None:
        g.begun = time.perf_counter()

    @server.after_request
    def end(response: Response) -> Response:
        kind = _kind(request.endpoint or "")
        _REQUESTS.labels(kind, str(response.status_code)).inc()
        # A request may be refused before the clock starts.
        if "begun" in g:
            _SECONDS.labels(kind).observe(time.perf_counter() - g.begun)
        return response


def _has_room(server: Flask, folder: Path) -> bool:
    """Take the room that counting needs before it is needed: a process that writes into a mapped file for which the
    disk has no room is ended by the system. Without room nothing is counted."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in _FILES:
            with (folder / f"{name}_{os.getpid()}.db").open("ab") as file:
                os.posix_fallocate(file.fileno(), 0, _ROOM)
    except OSError as error:
        server.logger.warning("requests are not counted: %s cannot be written (%s)", folder, error.strerror)
        return False
    return True


def _kind(endpoint: str) -> str:
    if endpoint.startswith("access."):
        return "sign_in"
    return _KINDS.get(endpoint, "file" if "_dash" in endpoint else "other")
