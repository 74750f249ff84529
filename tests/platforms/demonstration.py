"""The demonstration's grid platform with a stopped clock and a short past, served on loopback to the real pipeline."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from etl.demo.platforms import grid_events
from etl.demo.server import DemoServer, serve
from etl.demo.world import World

NOW = datetime(2026, 11, 20, 9, 42, 0)


@contextmanager
def demonstration(since: date, now: datetime = NOW) -> Iterator[DemoServer]:
    """A server that answers as the platform does at `now`, local time, with its events from `since` on."""
    world = World(history_from=since, clock=lambda: now)
    with serve(0, {grid_events.PREFIX: grid_events.open_platform(world)}) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
