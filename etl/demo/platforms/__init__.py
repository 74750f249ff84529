"""The simulated platforms that answer over HTTP: a module here with PREFIX and open_platform is all a new one takes."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from etl.demo.exchange import Service
from etl.demo.world import World


def open_platforms(world: World) -> dict[str, Service]:
    """Every platform by the beginning of its addresses."""
    return dict(_open(world))


def _open(world: World) -> Iterator[tuple[str, Service]]:
    for name in sorted(each.name for each in pkgutil.iter_modules(__path__)):
        module = import_module(f"{__name__}.{name}")
        yield module.PREFIX, module.open_platform(world)
