"""城市超脑 of 铜陵 over HTTP: grid events of a city to compare with."""

from etl.demo.exchange import Service
from etl.demo.grid_list import open_grid_list
from etl.demo.world import World

PREFIX = "/tongling"
A_DAY = 14.0


def open_platform(world: World) -> Service:
    """The platform of `world`."""
    return open_grid_list(world, PREFIX, "tl", "3407", A_DAY)
