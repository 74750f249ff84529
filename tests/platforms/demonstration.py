"""The demonstration's platform with a stopped clock and a short past, served on loopback to the real pipeline."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from etl.demo.platform import Platform, PlatformServer, serve

NOW = datetime(2026, 11, 20, 9, 42, 0)


@contextmanager
def demonstration(since: date, now: datetime = NOW) -> Iterator[PlatformServer]:
    """A server that answers as the platform does at `now`, local time, with its events from `since` on."""
    with serve(0, Platform(lambda: now, history_from=since)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
