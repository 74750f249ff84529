"""大调解 of 安庆 over HTTP (etl/demo/dispute_lists.py knows its lists)."""

from etl.demo.dispute_cities import ANQING
from etl.demo.dispute_lists import open_mediation
from etl.demo.exchange import Service
from etl.demo.world import World

PREFIX = "/mediation"


def open_platform(world: World) -> Service:
    """The platform of `world`."""
    return open_mediation(world, PREFIX, ANQING)
