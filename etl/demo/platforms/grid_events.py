"""多网合一 of 黄山 over HTTP: JSON, pages by number, a bearer token (etl/demo/platform.py knows the events)."""

from etl.demo.exchange import Answer, Request, Service, refused
from etl.demo.platform import EVENTS_PATH, TOKEN, Platform
from etl.demo.world import World

PREFIX = "/grid-events"


def open_platform(world: World) -> Service:
    """The platform of `world`."""
    return answering(Platform(world.clock, world.seed, world.history_from, world.scale, world.site))


def answering(platform: Platform) -> Service:
    """The service that a Platform gives."""

    def answer(request: Request) -> Answer:
        if request.path != EVENTS_PATH:
            return refused(404, f"there is nothing at {request.path[:200]}; events are at {PREFIX}{EVENTS_PATH}")
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return refused(401, "send the header Authorization: Bearer <token>")
        return Answer(platform.events(dict(request.values)))

    return answer
