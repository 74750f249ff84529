"""罗定 多网合一 and 组织动员: a database in another manner: grids, staff, events, whistle calls, party bodies."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from etl.demo.chronicle import Chronicle, Draw
from etl.demo.drawing import NEVER, Sort, daytime, handled, moments, places, sorts, step_by_step, texts
from etl.demo.luoding_lists import COUNTY, Grid, organisations, read_grids, staffing
from etl.demo.story import DAY
from etl.demo.tables import bring_up
from etl.demo.world import Community, World

# Its history takes seconds to write.
SLOW = True
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
# Sorts of what is held and how often each is.
MEETINGS = {"三会一课": 0.5, "主题党日": 0.35, "组织生活会": 0.15}
STATIONS, TALKS = {"暖新驿站活动": 1.0}, {"月末板凳会": 0.6, "业主恳谈会": 0.4}


def lists_of(world: World) -> dict[str, Chronicle]:
    """Every table by name, with the records of the platform."""
    homes = [each for each in world.communities(COUNTY) if each.township in STREETS]
    grids = read_grids(world)
    drawn: dict[str, Draw] = {
        "T_EVENT": _events(world, grids, EVENTS, 18.0, "SJ"),
        "T_WHISTLE": _events(world, grids, WHISTLES, 3.0, "CS"),
        "T_MEETING": _meetings(world, homes, MEETINGS, 9.5, "HY"),
        "T_CHECKIN": _checkins(world, homes),
        "T_PROJECT": _projects(world, homes),
        "T_GRID": staffing(world, grids),
        "T_ORGANISATION": organisations(world, homes),
        "T_STATION": _meetings(world, homes, STATIONS, 0.2, "YZ"),
        "T_TALK": _meetings(world, homes, TALKS, 0.7, "KT"),
    }
    return {name: Chronicle(world, f"luoding/{name}", draw) for name, draw in drawn.items()}


_LISTS: dict[World, dict[str, Chronicle]] = {}


def produce(world: World, folder: Path) -> None:
    """Bring the database up to the world's moment. Raises OSError."""
    bring_up(folder / "platforms" / "luoding.db", _LISTS.setdefault(world, lists_of(world)), world)


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


def _meetings(world: World, homes: list[Community], sorted_by: dict[str, float], a_day: float, prefix: str) -> Draw:
    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        held = daytime(moments(world, first, a_day, _GROWTH, dice))
        entered = held + dice.integers(1, 9, len(held)) * 7200
        where = places(homes, len(held), dice)
        records = pd.DataFrame(
            {
                "key": [f"{prefix}{first:%y%m}{number:04d}" for number in range(len(held))],
                "KIND": dice.choice([*sorted_by], len(held), p=[*sorted_by.values()]),
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
