"""The simulated platforms that give files or a database: a module here with `produce` is all a new one takes."""

import pkgutil
import sqlite3
import sys
import threading
from importlib import import_module
from pathlib import Path

from etl.demo.world import World

_EVERY_SECONDS = 60.0


def produce_all(world: World, data: Path) -> None:
    """Write into the data folder everything that is due and not yet there; what fails is said, and the next goes on."""
    for name in sorted(each.name for each in pkgutil.iter_modules(__path__)):
        try:
            import_module(f"{__name__}.{name}").produce(world, data)
        except (OSError, sqlite3.Error) as error:
            sys.stderr.write(f"Simulated platform {name}: {error}; tried again later.\n")


def keep_producing(world: World, data: Path, stopped: threading.Event) -> threading.Thread:
    """A thread that produces at once and again every minute until `stopped` is set."""

    def work() -> None:
        produce_all(world, data)
        while not stopped.wait(_EVERY_SECONDS):
            produce_all(world, data)

    thread = threading.Thread(target=work, name="producers", daemon=True)
    thread.start()
    return thread
