"""慧力生活 as it answers, whatever is asked for: lists by time of change, JSON by page number, a bearer token."""

from collections.abc import Mapping

import orjson

from etl.demo.chronicle import Chronicle
from etl.demo.drawing import texts
from etl.demo.exchange import Answer, Request, Service, local_time, objects, only, refused, whole
from etl.demo.world import World

# It protects nothing but invented data on this machine.
TOKEN = "demo-token-not-a-secret"  # nosec B105
LONGEST_PAGE = 2_000


def open_lists(world: World, prefix: str, lists: Mapping[str, Chronicle]) -> Service:
    """The service at `prefix` that gives `lists` by name. They shift while they are read."""

    def answer(request: Request) -> Answer:
        name = request.path.removeprefix("/api/").removesuffix("/list")
        if request.path != f"/api/{name}/list" or name not in lists:
            there = ", ".join(f"{prefix}/api/{each}/list" for each in lists)
            return refused(404, f"there is nothing at {request.path[:200]}; there are: {there}")
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return refused(401, "send the header Authorization: Bearer …")
        only(request.values, ("pageNum", "pageSize", "updateTimeFrom"))
        page, size = whole(request.values, "pageNum", 1, 10**9), whole(request.values, "pageSize", 50, LONGEST_PAGE)
        since = local_time(request.values, "updateTimeFrom")
        known = lists[name].at(world.now, since)
        part = known.part((page - 1) * size, page * size)
        result: dict[str, object] = {"total": len(known), "pageNum": page, "rows": []}
        if len(part):
            table = lists[name].records(part).rename(columns={"key": "id"})
            result["rows"] = objects(table.assign(updateTime=texts(part.updated)).drop(columns="updated"))
        body = {"code": 200, "msg": "操作成功", "result": result}
        return Answer(orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY))

    return answer
