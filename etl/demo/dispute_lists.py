"""大调解 of a city over HTTP: JSON, the next page in a `Link` header, an access token; cases, and their steps."""

from collections.abc import Callable
from urllib.parse import urlencode

import numpy as np
import orjson
import pandas as pd

from etl.demo.chronicle import Chronicle
from etl.demo.dispute_cities import DisputeCity
from etl.demo.dispute_records import cases, steps, written_cases, written_steps
from etl.demo.drawing import texts
from etl.demo.exchange import TIME_FORMAT, Answer, Request, Service, local_time, objects, only, refused, whole
from etl.demo.world import World

Written = Callable[[pd.DataFrame], pd.DataFrame]

# It protects nothing but invented data on this machine.
TOKEN = "demo-token-not-a-secret"  # nosec B105
LONGEST_PAGE = 5_000
_PARAMETERS = ("changedSince", "asOf", "start", "limit")
# The same record twice in a page, now and then.
_DOUBLED_EVERY = 997


def open_mediation(world: World, prefix: str, of: DisputeCity) -> Service:
    """The platform of one city, whose addresses begin with `prefix`."""
    lists = {
        "/api/v2/cases": (cases(world, of), written_cases),
        "/api/v2/steps": (steps(world, of), written_steps),
    }
    homes = world.communities(of.code)

    def answer(request: Request) -> Answer:
        if request.path not in lists:
            return refused(404, f"there is nothing at {request.path[:200]}; there are: {', '.join(lists)}")
        if request.headers.get("x-access-token") != TOKEN:
            return refused(401, "send the header X-Access-Token")
        only(request.values, _PARAMETERS)
        chronicle, written = lists[request.path]
        return _page(request, prefix, chronicle, lambda records: written(records, homes, of.letters), world)

    return answer


def _page(request: Request, prefix: str, chronicle: Chronicle, written: Written, world: World) -> Answer:
    """One page of what is known `asOf` a moment, by time of change; the addresses of the next ones keep that moment."""
    now = world.now.replace(tzinfo=None)
    as_of = min(local_time(request.values, "asOf") or now, now)
    start, limit = whole(request.values, "start", 0, 10**9, least=0), whole(request.values, "limit", 200, LONGEST_PAGE)
    since = local_time(request.values, "changedSince")
    known = chronicle.at(as_of, since)
    headers = {}
    if start + limit < len(known):
        following = {**request.values, "asOf": as_of.strftime(TIME_FORMAT), "start": str(start + limit)}
        headers["Link"] = f'<{prefix}{request.path}?{urlencode(following)}>; rel="next"'
    return Answer(_body(chronicle.records(known.part(start, start + limit)), start, written), headers=headers)


def _body(records: pd.DataFrame, start: int, written: Written) -> bytes:
    items = []
    if not records.empty:
        changed = texts(records["updated"].to_numpy(dtype=np.int64))
        items = objects(written(records).assign(updateTime=changed))
        doubled = -start % _DOUBLED_EVERY
        if doubled < len(items):
            items.insert(doubled, items[doubled])
    return orjson.dumps({"code": 200, "message": "ok", "items": items})
