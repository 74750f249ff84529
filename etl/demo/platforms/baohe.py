"""网格化+ of 包河区 in 合肥 over HTTP: grid events of a district to compare with."""

from etl.demo.exchange import Service
from etl.demo.grid_list import open_grid_list
from etl.demo.world import World

PREFIX = "/baohe"
A_DAY = 12.0


def open_platform(world: World) -> Service:
    """The platform of `world`."""
    return open_grid_list(world, PREFIX, "bh", "340111", A_DAY)
