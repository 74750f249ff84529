"""What 罗定 has: the grids of the town and who works in them, its party bodies, teams, posts and stations."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import orjson
import pandas as pd

from etl.demo.chronicle import Draw, seconds
from etl.demo.world import Community, World

COUNTY = "445381"
# How many leaders and members work in a grid of each size.
STAFF = {"大": (1, 8), "中": (1, 4), "小": (1, 2), "微": (1, 2)}
# Small and micro grids must have one leader and two members.
MUST = (1, 2)
MUST_LEVELS = ("小", "微")
# Of these grids some lack the leader, some one member.
_NO_LEADER, _ONE_MEMBER, _THREE_MEMBERS = 0.02, 0.07, 0.05
# What the town reports of itself: how many of each list there are.
REGISTERS = (
    ("临时党支部", "party_organisation", 284),
    ("功能党小组", "party_organisation", 1412),
    ("志愿服务总队", "team", 1),
    ("志愿服务支队", "team", 27),
    ("志愿服务分队", "team", 377),
    ("大工委书记", "post", 4),
    ("大工委副书记", "post", 5),
    ("大工委兼职委员", "post", 24),
    ("大党委兼职委员", "post", 76),
    ("党员中心户", "station", 65),
    ("暖新驿站", "station", 13),
    ("数据共享部门", "information_system", 25),
    ("工作专班", "work_group", 7),
    ("物业党支部", "party_organisation", 5),
    ("业主委员会", "self_governance_body", 13),
    ("结对共建协议", "agreement", 134),
    ("党群服务中心", "facility", 8),
    ("进网入格党员干部", "post", 1912),
)
# Of a post by its name so many have nobody.
VACANT = {"大党委兼职委员": 3}
_FOUNDED = date(2021, 3, 1)


@dataclass(frozen=True, slots=True)
class Grid:
    """One grid of the town: its code, size, community, and how busy it is."""

    code: str
    level: str
    community: str
    weight: float


def read_grids(world: World) -> list[Grid]:
    """The grids of the town, by code; as busy as their community is, and a few three times as much."""
    people = {each.code: each.weight for each in world.communities(COUNTY)}
    features = orjson.loads((world.site / "grids" / f"{COUNTY}.geojson").read_bytes())["features"]
    said = [feature["properties"] for feature in features]
    shared = Counter(values["community_code"] for values in said)
    busy = np.where(world.dice("luoding", "busy").random(len(said)) < 0.03, 3.0, 1.0).tolist()
    return [
        Grid(values["code"], values["level"], home, factor * people[home] / shared[home])
        for values, factor in zip(said, busy, strict=True)
        for home in [values["community_code"]]
    ]


def staffing(world: World, grids: list[Grid]) -> Draw:
    """The 1,310 grids of four sizes with how many lead and work in each, and how many posts are filled of those that
    must be: a third member does not stand in for a leader. Nothing says how many large and medium grids must have."""

    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        rows = []
        if _told(world, _FOUNDED) == first:
            begun = seconds(datetime(_FOUNDED.year, _FOUNDED.month, _FOUNDED.day))
            for number, grid in enumerate(grids):
                leaders, members = STAFF[grid.level]
                luck = dice.random()
                must = sum(MUST) if grid.level in MUST_LEVELS else None
                if must is not None:
                    leaders -= int(luck < _NO_LEADER)
                    members += int(luck > 1 - _THREE_MEMBERS) - int(_NO_LEADER / 2 < luck < _NO_LEADER + _ONE_MEMBER)
                there = min(leaders, MUST[0]) + min(members, MUST[1]) if must is not None else leaders + members
                staff = (leaders, members, there, must)
                rows.append(
                    (grid.code, f"{grid.level}网格", grid.community, *staff, f"{_FOUNDED}", "1", begun + number)
                )
        columns = ["key", "LEVEL", "AREA", "LEADERS", "MEMBERS", "FILLED", "MUST", "SINCE", "status", "visible"]
        return pd.DataFrame(rows, columns=columns).astype({"MUST": "Int64"})

    return draw


def organisations(world: World, homes: list[Community]) -> Draw:
    """Party organisations in grids, teams, posts (each filled or not), stations: set up over two years."""

    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        rows = []
        for name, list_name, total in REGISTERS:
            for number in range(total):
                since = _FOUNDED + timedelta(days=number * 700 // total)
                if _told(world, since) == first:
                    home = homes[int(dice.integers(len(homes)))].code
                    begun = seconds(datetime(since.year, since.month, since.day, 9))
                    filled = int(number < total - VACANT.get(name, 0)) if list_name == "post" else None
                    key = f"{list_name}-{name}-{number:04d}"
                    rows.append((key, list_name, name, home, filled, f"{since}", "1", begun))
        columns = ["key", "LIST", "NAME", "AREA", "FILLED", "SINCE", "status", "visible"]
        return pd.DataFrame(rows, columns=columns).astype({"FILLED": "Int64"})

    return draw


def _told(world: World, since: date) -> date:
    """The month in which the platform tells of what was there since a day: its first one for what is older."""
    return max(since, world.history_from).replace(day=1)
