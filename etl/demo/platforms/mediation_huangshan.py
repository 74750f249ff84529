"""大调解 of 黄山 over HTTP, the same product as in 安庆 (etl/demo/dispute_lists.py knows its lists)."""

from etl.demo.dispute_cities import HUANGSHAN
from etl.demo.dispute_lists import open_mediation
from etl.demo.exchange import Service
from etl.demo.world import World

PREFIX = "/mediation-huangshan"


def open_platform(world: World) -> Service:
    """The platform of `world`."""
    return open_mediation(world, PREFIX, HUANGSHAN)
