"""The simulated platforms that give files or a database: a module here with `produce` is all a new one takes."""

import multiprocessing
import os
import pkgutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from etl.demo.dropping import aside
from etl.demo.spoiling import Spoiler, handed_in
from etl.demo.world import World

_EVERY_SECONDS = 60.0
# Enough to let a first load go before, and not so much that files come when it is over.
_LOWER_PRIORITY = 4


def make_drop_folders(world: World, data: Path) -> None:
    """The folders that sources look into: who comes early finds no file yet, and no fault. Raises OSError."""
    for place in handed_in(world.site).values():
        if not place.suffix and not aside(data / place).exists():
            (data / place).mkdir(parents=True, exist_ok=True)


def produce_all(world: World, data: Path) -> None:
    """Write into the data folder everything that is due and not yet there; what fails is said, and the next goes on.

    Modules that say SLOW come last, so that what takes a moment does not wait for them.
    """
    modules = [import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__)]
    for module in sorted(modules, key=lambda each: (getattr(each, "SLOW", False), each.__name__)):
        try:
            module.produce(world, data)
        except (OSError, sqlite3.Error) as error:
            name = module.__name__.rpartition(".")[2]
            sys.stderr.write(f"Simulated platform {name}: {error}; tried again later.\n")


@contextmanager
def producing(world: World, data: Path) -> Iterator[None]:
    """A process beside this one produces at once and again every minute; it ends with the block, or with this process.

    It works only while nobody else wants the processor: what has been produced waits for nobody, who asks a platform
    does. Begin it before any thread or socket: it is a copy of this process.
    """
    parent = os.getpid()

    def work() -> None:
        os.nice(_LOWER_PRIORITY)
        spoiler = Spoiler(world, data)
        while os.getppid() == parent:
            produce_all(world, data)
            spoiler.tend(anew=True)
            end = time.monotonic() + _EVERY_SECONDS
            while time.monotonic() < end and os.getppid() == parent:
                time.sleep(1.0)
                spoiler.tend()

    make_drop_folders(world, data)
    process = multiprocessing.get_context("fork").Process(target=work, name="producers", daemon=True)
    process.start()
    try:
        yield
    finally:
        # At any moment: what it writes gets its name when it is whole.
        process.kill()
        process.join()
