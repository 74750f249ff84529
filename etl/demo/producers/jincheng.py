"""晋城 智慧社区: one database with a table for each of its functions, for check-ins and for dispatched orders."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from etl.demo.chronicle import Chronicle, Draw
from etl.demo.drawing import NEVER, Sort, daytime, handled, moments, places, sorts, step_by_step, texts
from etl.demo.story import DAY, EPOCH
from etl.demo.tables import bring_up
from etl.demo.world import Community, World

# Its history takes seconds to write.
SLOW = True
CITY = "1405"
_GROWTH = 1.12

CERTIFICATES = (
    Sort("居住证明", 30.0, 3.0, "社区服务中心"),
    Sort("收入情况证明", 12.0, 5.0, "民政局"),
    Sort("生育登记", 14.0, 5.0, "卫健委"),
    Sort("社保查询证明", 18.0, 2.0, "人社局"),
    Sort("户籍事项", 16.0, 7.0, "公安局"),
    Sort("学籍事项", 6.0, 5.0, "教育局"),
    Sort("其他证明", 4.0, 5.0, "社区服务中心"),
)
WISHES = (
    Sort("物品", 40.0, 20.0, "社区服务中心"),
    Sort("维修", 25.0, 15.0, "社区服务中心"),
    Sort("陪伴", 20.0, 20.0, "社区服务中心"),
    Sort("其他", 15.0, 20.0, "社区服务中心"),
)
HELP = (
    Sort("借用", 35.0, 5.0, "社区服务中心"),
    Sort("出行", 25.0, 3.0, "社区服务中心"),
    Sort("照看", 40.0, 5.0, "社区服务中心"),
)
ORDERS = (
    Sort("环境秩序", 34.0, 2.0, "城管局"),
    Sort("设施损坏", 26.0, 5.0, "住建局"),
    Sort("供水供暖", 22.0, 1.0, "住建局"),
    Sort("安全隐患", 18.0, 1.0, "应急局"),
)
# A county whose offices are slow, and one that got better when the command centre opened (October 2022).
SLOW_COUNTY, MENDED_COUNTY, MENDED_ON = "140525", "140581", date(2022, 10, 1)


def lists_of(world: World) -> dict[str, Chronicle]:
    """Every table by name, with the records of the platform."""
    homes = world.communities(CITY)
    drawn: dict[str, Draw] = {
        "certificates": _handled(world, homes, CERTIFICATES, 20.0, "ZM"),
        "micro_wishes": _handled(world, homes, WISHES, 4.0, "WXY"),
        "neighbour_help": _handled(world, homes, HELP, 6.0, "LL"),
        "command_orders": _handled(world, homes, ORDERS, 8.0, "DD"),
        "party_services": _services(world, homes),
        "community_votes": _votes(world, homes),
        "party_checkins": _checkins(world, homes),
    }
    return {name: Chronicle(world, f"jincheng/{name}", draw) for name, draw in drawn.items()}


_LISTS: dict[World, dict[str, Chronicle]] = {}


def produce(world: World, folder: Path) -> None:
    """Bring the database up to the world's moment. Raises OSError."""
    bring_up(folder / "platforms" / "jincheng.db", _LISTS.setdefault(world, lists_of(world)), world)


def slowness(homes: list[Community], where: np.ndarray, first: date) -> np.ndarray:
    """How slow the offices of each record's county are in a month."""
    mended = 1.0 if first >= MENDED_ON else 1.35
    factors = {SLOW_COUNTY: 1.3, MENDED_COUNTY: mended}
    return np.array([factors.get(homes[place].county, 1.0) for place in where])


def _handled(world: World, homes: list[Community], kinds: tuple[Sort, ...], a_day: float, prefix: str) -> Draw:
    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        begun = moments(world, first, a_day, _GROWTH, dice)
        kind, where = sorts(kinds, len(begun), dice), places(homes, len(begun), dice)
        days = np.array([each.days for each in kinds])[kind]
        accepted, due, done = handled(begun, days, slowness(homes, where, first), dice)
        # A few are never taken up, and nothing further happens to them.
        accepted = np.where(dice.random(len(begun)) < 0.02, NEVER, accepted)
        done = np.where(accepted < NEVER, done, NEVER)
        records = pd.DataFrame(
            {
                "key": [f"{prefix}{first:%Y%m}{number:05d}" for number in range(len(begun))],
                "item": [kinds[each].code for each in kind],
                "dept": [kinds[each].unit for each in kind],
                "community_code": [homes[place].code for place in where],
                "community_name": [homes[place].name for place in where],
                "channel": dice.choice(["小程序", "窗口", "网格员"], len(begun), p=[0.62, 0.25, 0.13]),
                "limit_time": texts(due),
                "applicant": [f"PLANTED-NAME-{number}" for number in range(len(begun))],
                "mobile": [f"PLANTED-PHONE-{number}" for number in range(len(begun))],
                "id_no": [f"PLANTED-ID-{number % 997}" for number in range(len(begun))],
                "content": [f"PLANTED-TEXT-{number}" for number in range(len(begun))],
            }
        )
        steps = {"create_time": ("待受理", begun), "accept_time": ("办理中", accepted), "finish_time": ("已办结", done)}
        return step_by_step(records, steps)

    return draw


def _services(world: World, homes: list[Community]) -> Draw:
    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        planned = daytime(moments(world, first, 9.0, _GROWTH, dice))
        begun = planned + dice.integers(1, 12, len(planned)) * DAY
        where = places(homes, len(planned), dice)
        called_off = dice.random(len(planned)) < 0.03
        records = pd.DataFrame(
            {
                "key": [f"DY{first:%Y%m}{number:05d}" for number in range(len(planned))],
                "kind": dice.choice(
                    ["主题党日", "志愿服务", "政策宣讲", "三会一课"], len(planned), p=[0.3, 0.35, 0.15, 0.2]
                ),
                "community_code": [homes[place].code for place in where],
                "start_time": texts(begun),
                "end_time": texts(begun + dice.integers(2, 7, len(planned)) * 1800),
                "people_count": dice.poisson(17, len(planned)),
                "organiser": [f"PLANTED-NAME-{number}" for number in range(len(planned))],
            }
        )
        held = step_by_step(records, {"plan_time": ("已发布", planned), "held_time": ("已举行", begun + 7 * 1800)})
        held.loc[(held["status"] == "已举行") & np.tile(called_off, 2), "status"] = "已取消"
        return held

    return draw


def _votes(world: World, homes: list[Community]) -> Draw:
    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        opened = daytime(moments(world, first, 0.9, _GROWTH, dice))
        decided = opened + dice.integers(5, 20, len(opened)) * DAY
        carried_out = np.where(
            dice.random(len(opened)) < 0.71, decided + dice.integers(10, 80, len(opened)) * DAY, NEVER
        )
        where = places(homes, len(opened), dice)
        invited = dice.integers(120, 900, len(opened))
        records = pd.DataFrame(
            {
                "key": [f"TP{first:%Y%m}{number:04d}" for number in range(len(opened))],
                "topic": dice.choice(
                    ["道路改造", "充电桩设置", "阵地升级", "其他"], len(opened), p=[0.3, 0.35, 0.15, 0.2]
                ),
                "community_code": [homes[place].code for place in where],
                "invited": invited,
                "voted": (invited * dice.beta(4, 5, len(opened))).astype(int),
            }
        )
        steps = {
            "open_time": ("投票中", opened),
            "close_time": ("已表决", decided),
            "done_time": ("已落实", carried_out),
        }
        return step_by_step(records, steps)

    return draw


def _checkins(world: World, homes: list[Community]) -> Draw:
    """On-duty party members who reported in to a community: most in the first months, 49,000 by the end of 2023."""

    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        age = (first.year - 2021) * 12 + first.month - 6
        a_day = 0.0 if age < 0 else 6.0 + 260.0 * 0.82**age
        joined = moments(world, first, a_day, 1.0, dice)
        where = places(homes, len(joined), dice)
        left = np.where(dice.random(len(joined)) < 0.05, joined + dice.integers(40, 170, len(joined)) * DAY, NEVER)
        records = pd.DataFrame(
            {
                "key": [f"YBD{first:%Y%m}{number:05d}" for number in range(len(joined))],
                "post": dice.choice(["党建指导员", "便民服务员", "民意收集员"], len(joined), p=[0.2, 0.5, 0.3]),
                "community_code": [homes[place].code for place in where],
                "member_id": [f"PLANTED-ID-{(first - EPOCH).days}-{number}" for number in range(len(joined))],
                "member_name": [f"PLANTED-NAME-{number}" for number in range(len(joined))],
            }
        )
        return step_by_step(records, {"join_time": ("在册", joined), "leave_time": ("退出", left)})

    return draw
