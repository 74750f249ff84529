"""志愿黄山 over HTTP: JSON by cursor, a key in a header, and now and then 429 until a second has passed."""

import base64
import binascii
import threading

import numpy as np
import orjson

from etl.demo.chronicle import Known
from etl.demo.drawing import texts
from etl.demo.exchange import Answer, BadRequestError, Request, Service, local_time, objects, only, refused, whole
from etl.demo.volunteer_lists import VolunteerLists
from etl.demo.world import World

PREFIX = "/volunteers"
# It protects nothing but invented data on this machine.
KEY = "demo-key-not-a-secret"
LONGEST_PAGE = 5_000
_PATH = "/api/v2/"
# Every so many questions one is too many.
_PATIENCE = 23


class _Limit:
    """Counts questions; one in so many is refused."""

    def __init__(self) -> None:
        self._asked = 0
        self._lock = threading.Lock()

    def reached(self) -> bool:
        """Whether this question is one too many."""
        with self._lock:
            self._asked += 1
            return self._asked % _PATIENCE == 0


def open_platform(world: World) -> Service:
    """The platform of `world`."""
    lists, limit = VolunteerLists(world).lists, _Limit()

    def answer(request: Request) -> Answer:
        name = request.path.removeprefix(_PATH)
        if name not in lists:
            there = ", ".join(f"{PREFIX}{_PATH}{each}" for each in lists)
            return refused(404, f"there is nothing at {request.path[:200]}; there are: {there}")
        if request.headers.get("x-api-key") != KEY:
            return refused(401, "send the header X-API-Key")
        if limit.reached():
            return refused(429, "too many requests; wait a second", Retry_After="1")
        only(request.values, ("cursor", "limit", "modified_after"))
        size, since = whole(request.values, "limit", 100, LONGEST_PAGE), local_time(request.values, "modified_after")
        known = lists[name].at(world.now, since)
        rest = _after(known, request.values.get("cursor", ""))
        page = rest.part(0, size)
        records = lists[name].records(page)
        data: dict[str, object] = {"list": [], "next_cursor": _cursor(page) if len(rest) > size else None}
        if len(page):
            table = (
                records.rename(columns={"key": "id"}).assign(modify_time=texts(page.updated)).drop(columns="updated")
            )
            data["list"] = objects(table)
        return Answer(orjson.dumps({"code": 0, "message": "success", "data": data}, option=orjson.OPT_SERIALIZE_NUMPY))

    return answer


def _cursor(page: Known) -> str:
    last = f"{page.updated[-1]}.{page.months[-1]}.{page.rows[-1]}"
    return base64.urlsafe_b64encode(last.encode()).decode()


def _after(known: Known, cursor: str) -> Known:
    """What comes after the record a cursor stands for. Raises BadRequestError."""
    if not cursor:
        return known
    try:
        updated, month, row = map(int, base64.urlsafe_b64decode(cursor).split(b"."))
    except (binascii.Error, ValueError):
        raise BadRequestError("cursor: this is none of ours; begin without one") from None
    start = int(np.searchsorted(known.updated, updated))
    same = known.part(start, int(np.searchsorted(known.updated, updated, side="right")))
    passed = (same.months < month) | ((same.months == month) & (same.rows <= row))
    return known.part(start + int(passed.sum()))
