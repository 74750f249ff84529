"""Grid events of a comparison city over HTTP: JSON, the next page's address in a header, a key in a header."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

import numpy as np
import orjson
import pandas as pd

from etl.demo.catalogue import CHANNELS, EVENT_TYPES, UNITS
from etl.demo.chronicle import Chronicle
from etl.demo.drawing import NEVER, Sort, handled, moments, places, sorts, step_by_step, texts
from etl.demo.exchange import Answer, Request, Service, local_time, objects, only, refused, whole
from etl.demo.world import World

# It protects nothing but invented data on this machine.
KEY = "demo-key-not-a-secret"
LONGEST_PAGE = 5_000
_KINDS = tuple(Sort(kind.code, kind.weight, float(kind.days), UNITS[kind.unit][0]) for kind in EVENT_TYPES)
_SLOWNESS = np.array([kind.slowness for kind in EVENT_TYPES])
_GROWTH = 1.06
_PARAMETERS = ("page", "limit", "changed_since")


def grid_events(world: World, name: str, where: str, a_day: float) -> Chronicle:
    """Grid events of the communities whose code begins with `where`, about `a_day` of them a day."""
    homes = world.communities(where)
    slow = dict(zip(sorted({each.county for each in homes}), np.linspace(0.85, 1.25, 40).tolist(), strict=False))

    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        begun = moments(world, first, a_day, _GROWTH, dice)
        kinds, spots = sorts(_KINDS, len(begun), dice), places(homes, len(begun), dice)
        days = np.array([kind.days for kind in _KINDS])[kinds]
        slowness = _SLOWNESS[kinds] * np.array([slow[homes[spot].county] for spot in spots])
        accepted, due, done = handled(begun, days, slowness, dice)
        channels = dice.choice(len(CHANNELS), len(begun), p=[share for _, share in CHANNELS])
        records = pd.DataFrame(
            {
                "key": [f"{name.upper()}{first:%y%m}{number:05d}" for number in range(len(begun))],
                "event_code": [_KINDS[kind].code for kind in kinds],
                "community": [homes[spot].code for spot in spots],
                "source": [CHANNELS[channel][0] for channel in channels],
                "dept": [_KINDS[kind].unit for kind in kinds],
                "limit_time": texts(due),
                "people_name": [f"PLANTED-NAME-{number}" for number in range(len(begun))],
                "people_tel": [f"PLANTED-PHONE-{number}" for number in range(len(begun))],
                "content": [f"PLANTED-TEXT-{number}" for number in range(len(begun))],
            }
        )
        seen = np.maximum(begun, accepted)
        closed = np.where(done < NEVER, np.maximum(done, seen), NEVER)
        return step_by_step(
            records, {"find_time": ("10", begun), "accept_time": ("20", seen), "end_time": ("40", closed)}
        )

    return Chronicle(world, name, draw)


def open_grid_list(world: World, prefix: str, name: str, where: str, a_day: float) -> Service:
    """The service at `prefix` that lists them by time of change, page by page."""
    events = grid_events(world, name, where, a_day)

    def answer(request: Request) -> Answer:
        if request.path != "/v1/events":
            return refused(404, f"there is nothing at {request.path[:200]}; events are at {prefix}/v1/events")
        if request.headers.get("x-app-key") != KEY:
            return refused(401, "send the header X-App-Key")
        only(request.values, _PARAMETERS)
        page, size = whole(request.values, "page", 1, 10**9), whole(request.values, "limit", 200, LONGEST_PAGE)
        since = local_time(request.values, "changed_since")
        known = events.at(world.now, since)
        records = events.records(known.part((page - 1) * size, page * size))
        headers = {"X-Total-Count": str(len(known))}
        if page * size < len(known):
            headers["X-Next-Page-URL"] = _address(request, prefix, {**request.values, "page": str(page + 1)})
        return Answer(_body(records), headers=headers)

    return answer


def _address(request: Request, prefix: str, values: Mapping[str, str]) -> str:
    return f"http://{request.headers.get('host', '')}{prefix}{request.path}?{urlencode(values)}"


def _body(records: pd.DataFrame) -> bytes:
    if records.empty:
        return orjson.dumps({"rows": []})
    moments_of_change = texts(records["updated"].to_numpy(dtype=np.int64))
    table = records.drop(columns="updated").rename(columns={"key": "event_id"}).assign(modify_time=moments_of_change)
    return orjson.dumps({"rows": objects(table)})
