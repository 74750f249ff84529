"""The routes of a site's walls, as one thing that the application is given."""

from collections.abc import Sequence

from flask import Flask

from dashboard.access.entrance import Access
from dashboard.drawer.placed import ViewOf
from dashboard.wall.board import offer
from dashboard.wall.routes import WallRoutes
from dashboard.wall.scene import Scene
from dashboard.wall.walls import Walls, in_order
from data_access.site import Site


def add_walls(server: Flask, site: Site, scenes: Sequence[Scene], view_of: ViewOf, access: Access) -> Walls:
    """The routes of the site's walls; gives what the page 大屏 shows of them."""
    walls = Walls(site, in_order(scenes), view_of, access.walls())
    offer(server, walls)
    server.register_blueprint(WallRoutes(walls, {"zh": site.title.zh, "en": site.title.en}).blueprint())
    return walls
