"""罗定 多网合一 and 组织动员: a database in another manner: grids, staff, events, whistle calls, party bodies."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import orjson
import pandas as pd

from etl.demo.chronicle import Chronicle, Draw, seconds
from etl.demo.drawing import NEVER, Sort, daytime, handled, moments, places, sorts, step_by_step, texts
from etl.demo.story import DAY
from etl.demo.tables import bring_up
from etl.demo.world import Community, World

# Its history takes seconds to write.
SLOW = True
COUNTY = "445381"
STREETS = tuple(f"{COUNTY}00{number}" for number in range(1, 5))
_GROWTH = 1.05

EVENTS = (
    Sort("HJ", 40.0, 2.0, "城管局"),
    Sort("SS", 22.0, 5.0, "住建局"),
    Sort("ZX", 18.0, 2.0, "公安局"),
    Sort("AQ", 12.0, 1.0, "应急局"),
    Sort("QT", 8.0, 7.0, "街道办事处"),
)
WHISTLES = (
    Sort("联合整治", 55.0, 3.0, "城管局"),
    Sort("应急处置", 20.0, 1.0, "应急局"),
    Sort("政策协调", 25.0, 5.0, "街道办事处"),
)
MEETINGS = ("三会一课", "主题党日", "组织生活会")
# What the town reports of itself: how many of each list there are.
# How many work in a grid of each size.
STAFF = {"大": 9, "中": 5, "小": 3, "微": 3}
REGISTERS = (
    ("临时党支部", "party_organisation", 284),
    ("功能党小组", "party_organisation", 1412),
    ("志愿服务总队", "team", 1),
    ("志愿服务支队", "team", 27),
    ("志愿服务分队", "team", 377),
    ("大工委书记", "post", 4),
    ("大工委副书记", "post", 5),
    ("大工委兼职委员", "post", 24),
    ("大党委兼职委员", "post", 73),
    ("党员中心户", "station", 65),
    ("暖新驿站", "station", 13),
    ("数据共享部门", "information_system", 25),
    ("工作专班", "work_group", 7),
)
_FOUNDED = date(2021, 3, 1)


def lists_of(world: World) -> dict[str, Chronicle]:
    """Every table by name, with the records of the platform."""
    homes = [each for each in world.communities(COUNTY) if each.township in STREETS]
    grids = read_grids(world)
    drawn: dict[str, Draw] = {
        "T_EVENT": _events(world, grids, EVENTS, 34.0, "SJ"),
        "T_WHISTLE": _events(world, grids, WHISTLES, 3.0, "CS"),
        "T_MEETING": _meetings(world, homes),
        "T_CHECKIN": _checkins(world, homes),
        "T_PROJECT": _projects(world, homes),
        "T_GRID": _grids(world, grids),
        "T_ORGANISATION": _organisations(world, homes),
    }
    return {name: Chronicle(world, f"luoding/{name}", draw) for name, draw in drawn.items()}


_LISTS: dict[World, dict[str, Chronicle]] = {}


def produce(world: World, folder: Path) -> None:
    """Bring the database up to the world's moment. Raises OSError."""
    bring_up(folder / "platforms" / "luoding.db", _LISTS.setdefault(world, lists_of(world)), world)


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


def _events(world: World, grids: list[Grid], kinds: tuple[Sort, ...], a_day: float, prefix: str) -> Draw:
    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        begun = moments(world, first, a_day, _GROWTH, dice)
        kind, where = sorts(kinds, len(begun), dice), places(grids, len(begun), dice)
        days = np.array([each.days for each in kinds])[kind]
        # One department answers slowly until the weekly meeting on its cases (from March 2024).
        slow = np.array([1.5 if kinds[each].unit == "住建局" and first < date(2024, 3, 1) else 1.0 for each in kind])
        accepted, due, done = handled(begun, days, slow, dice)
        closed = np.where(done < NEVER, np.maximum(done, accepted), NEVER)
        records = pd.DataFrame(
            {
                "key": [f"{prefix}{first:%y%m}{number:05d}" for number in range(len(begun))],
                "TYPE": [kinds[each].code for each in kind],
                "DEPT": [kinds[each].unit for each in kind],
                "GRID": [grids[place].code for place in where],
                "AREA": [grids[place].community for place in where],
                "ORIGIN": dice.choice(["网格员", "群众", "热线", "部门"], len(begun), p=[0.7, 0.15, 0.1, 0.05]),
                "DEADLINE": texts(due),
                "REPORTER": [f"PLANTED-NAME-{number}" for number in range(len(begun))],
                "PHONE": [f"PLANTED-PHONE-{number}" for number in range(len(begun))],
                "REMARK": [f"PLANTED-TEXT-{number}" for number in range(len(begun))],
            }
        )
        steps = {"REPORT_TIME": ("1", begun), "ARRIVE_TIME": ("2", accepted), "FINISH_TIME": ("9", closed)}
        return step_by_step(records, steps)

    return draw


def _meetings(world: World, homes: list[Community]) -> Draw:
    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        held = daytime(moments(world, first, 9.5, _GROWTH, dice))
        entered = held + dice.integers(1, 9, len(held)) * 7200
        where = places(homes, len(held), dice)
        records = pd.DataFrame(
            {
                "key": [f"HY{first:%y%m}{number:04d}" for number in range(len(held))],
                "KIND": dice.choice(MEETINGS, len(held), p=[0.5, 0.35, 0.15]),
                "AREA": [homes[place].code for place in where],
                "START_TIME": texts(held),
                "END_TIME": texts(held + 5400),
                "ATTENDED": dice.poisson(21, len(held)),
                "MINUTES": [f"PLANTED-TEXT-{number}" for number in range(len(held))],
            }
        )
        return step_by_step(records, {"ENTRY_TIME": ("1", entered)})

    return draw


def _checkins(world: World, homes: list[Community]) -> Draw:
    """2,500 on-duty party members who took up a task in a community, most of them in 2021 and 2022."""

    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        age = (first.year - 2021) * 12 + first.month - 3
        joined = moments(world, first, 0.0 if age < 0 else 0.25 + 9.0 * 0.86**age, 1.0, dice)
        where = places(homes, len(joined), dice)
        left = np.where(dice.random(len(joined)) < 0.04, joined + dice.integers(30, 150, len(joined)) * DAY, NEVER)
        records = pd.DataFrame(
            {
                "key": [f"BD{first:%y%m}{number:04d}" for number in range(len(joined))],
                "AREA": [homes[place].code for place in where],
                "ID_CARD": [f"PLANTED-ID-{first:%y%m}-{number}" for number in range(len(joined))],
                "NAME": [f"PLANTED-NAME-{number}" for number in range(len(joined))],
            }
        )
        return step_by_step(records, {"JOIN_TIME": ("1", joined), "LEAVE_TIME": ("0", left)})

    return draw


def _projects(world: World, homes: list[Community]) -> Draw:
    """项目书: units and communities agree on three or four projects a year, most of them in spring."""

    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        signed = daytime(moments(world, first, 1.0 if first.month in (3, 4, 5) else 0.06, 1.0, dice))
        where = places(homes, len(signed), dice)
        done = np.where(dice.random(len(signed)) < 0.9, signed + dice.integers(40, 170, len(signed)) * DAY, NEVER)
        records = pd.DataFrame(
            {
                "key": [f"XM{first:%y%m}{number:03d}" for number in range(len(signed))],
                "AREA": [homes[place].code for place in where],
            }
        )
        return step_by_step(records, {"SIGN_TIME": ("1", signed), "DONE_TIME": ("9", done)})

    return draw


def _grids(world: World, grids: list[Grid]) -> Draw:
    """The 1,310 grids of four sizes with how many people work in each."""

    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        rows = []
        if _told(world, _FOUNDED) == first:
            begun = seconds(datetime(_FOUNDED.year, _FOUNDED.month, _FOUNDED.day))
            for number, grid in enumerate(grids):
                # A few grids lack one of their three.
                there = STAFF[grid.level] - int(dice.random() < 0.06)
                rows.append((grid.code, f"{grid.level}网格", grid.community, there, f"{_FOUNDED}", "1", begun + number))
        return pd.DataFrame(rows, columns=["key", "LEVEL", "AREA", "STAFF", "SINCE", "status", "visible"])

    return draw


def _organisations(world: World, homes: list[Community]) -> Draw:
    """Party organisations in grids, teams, posts, stations: set up over two years."""

    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        rows = []
        for name, list_name, total in REGISTERS:
            for number in range(total):
                since = _FOUNDED + timedelta(days=number * 700 // total)
                if _told(world, since) == first:
                    home = homes[int(dice.integers(len(homes)))].code
                    begun = seconds(datetime(since.year, since.month, since.day, 9))
                    rows.append((f"{list_name}-{name}-{number:04d}", list_name, name, home, f"{since}", "1", begun))
        return pd.DataFrame(rows, columns=["key", "LIST", "NAME", "AREA", "SINCE", "status", "visible"])

    return draw


def _told(world: World, since: date) -> date:
    """The month in which the platform tells of what was there since a day: its first one for what is older."""
    return max(since, world.history_from).replace(day=1)
