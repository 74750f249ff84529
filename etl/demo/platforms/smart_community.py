"""慧力生活 of 黄山区 over HTTP, what residents bring: demands, work items, deliberations, how much is posted."""

from datetime import date

import numpy as np
import pandas as pd

from etl.demo.chronicle import Chronicle
from etl.demo.drawing import NEVER, Sort, handled, moments, places, sorts, step_by_step, texts
from etl.demo.exchange import Service
from etl.demo.smart_lists import open_lists
from etl.demo.story import DAY
from etl.demo.world import World

PREFIX = "/smart-community"
COUNTY = "341003"
_GROWTH = 1.15
_COMMITTEE, _TOWNSHIP = "社区居民委员会", "乡镇（街道）综合治理中心"
# Posts of 社友圈 a day, their growth a year, and how many react to one.
_POSTS, _POSTS_GROWTH, _REACTIONS = 6.0, 1.6, 4.0
# Code, share, usual days, unit; the platform itself knows no deadlines.
DEMANDS = (
    Sort("环境卫生", 0.26, 4.0, "城市管理局"),
    Sort("物业管理", 0.24, 9.0, "住房和城乡建设局"),
    Sort("道路停车", 0.16, 6.0, "交通运输局"),
    Sort("水电气", 0.14, 3.0, "水利局"),
    Sort("邻里互助", 0.19, 4.0, _COMMITTEE),
    Sort("智能门禁", 0.01, 6.0, _COMMITTEE),
)
ITEMS = (
    Sort("开具证明", 0.44, 1.0, _COMMITTEE),
    Sort("社保代办", 0.24, 4.0, "人力资源和社会保障局"),
    Sort("医保代办", 0.20, 4.0, "医疗保障局"),
    Sort("养老服务", 0.12, 8.0, "民政局"),
)
# Topics are talked over, surveys answered, votes cast: days until they end, and who of the invited takes part.
DELIBERATIONS = {
    "topics": ("YT", 0.9, 16.0, 0.42),
    "surveys": ("WJ", 0.3, 10.0, 0.31),
    "votes": ("TP", 0.25, 7.0, 0.55),
}
TOPICS = (
    Sort("小区改造", 0.34, 0, _COMMITTEE),
    Sort("停车管理", 0.25, 0, _COMMITTEE),
    Sort("环境整治", 0.22, 0, _COMMITTEE),
    Sort("公共空间", 0.19, 0, _COMMITTEE),
)


def open_platform(world: World) -> Service:
    """The platform of `world`."""
    return open_lists(world, PREFIX, lists(world))


def lists(world: World) -> dict[str, Chronicle]:
    """What the platform knows, by the name of the list."""
    return {
        "demands": _requests(world, "XQ", DEMANDS, 12.0),
        "workItems": _requests(world, "BS", ITEMS, 10.0),
        **{name: _deliberations(world, name) for name in DELIBERATIONS},
        "circle": _circle(world),
    }


def _requests(world: World, letters: str, kinds: tuple[Sort, ...], a_day: float) -> Chronicle:
    """Demands or work items: submitted, taken on, and for nearly all of them done."""
    homes = world.communities(COUNTY)

    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        begun = moments(world, first, a_day, _GROWTH, dice)
        count = len(begun)
        at = sorts(kinds, count, dice)
        accepted, _, done = handled(begun, np.array([kind.days for kind in kinds])[at], np.ones(count), dice)
        accepted = np.maximum(accepted, begun)
        people = dice.integers(0, 9_000, count)
        records = pd.DataFrame(
            {
                "key": [f"{letters}{first:%Y%m}{number:05d}" for number in range(count)],
                "type": [kinds[kind].code for kind in at],
                "office": [kinds[kind].unit for kind in at],
                "communityCode": [homes[spot].code for spot in places(homes, count, dice)],
                "terminal": np.where(dice.random(count) < 0.8, "小程序", "窗口"),
                "residentName": [f"PLANTED-NAME-{person}" for person in people],
                "residentPhone": [f"PLANTED-PHONE-{person}" for person in people],
                "residentId": [f"PLANTED-ID-{person}" for person in people],
                "detail": [f"PLANTED-TEXT-{number}" for number in range(count)],
            }
        )
        done = np.where(done < NEVER, np.maximum(done, accepted), NEVER)
        steps = {"submitTime": ("待受理", begun), "acceptTime": ("办理中", accepted), "finishTime": ("已办结", done)}
        return step_by_step(records, steps)

    return Chronicle(world, f"smart community {letters}", draw)


def _deliberations(world: World, name: str) -> Chronicle:
    """Opened, decided (a few end without), implemented where something was to be done."""
    homes, (letters, a_day, days, share) = world.communities(COUNTY), DELIBERATIONS[name]

    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        begun = moments(world, first, a_day, _GROWTH, dice)
        count = len(begun)
        decided = begun + ((0.5 + dice.random(count)) * days * DAY).astype(np.int64)
        carried = decided + (dice.lognormal(3.2, 0.7, count) * DAY).astype(np.int64)
        dropped = dice.random(count) < 0.09
        carried = np.where(dropped | (dice.random(count) < 0.2) | (name != "topics"), NEVER, carried)
        invited = dice.integers(40, 600, count)
        joined = dice.binomial(invited, share)
        rated = dice.binomial(joined, 0.6)
        records = pd.DataFrame(
            {
                "key": [f"{letters}{first:%Y%m}{number:04d}" for number in range(count)],
                "type": [TOPICS[topic].code for topic in sorts(TOPICS, count, dice)],
                "office": np.where(dice.random(count) < 0.85, _COMMITTEE, _TOWNSHIP),
                "communityCode": [homes[spot].code for spot in places(homes, count, dice)],
                "invited": invited, "joined": joined, "rated": rated, "content": dice.binomial(rated, 0.83),
                "title": [f"PLANTED-TEXT-{number}" for number in range(count)],
                "proposer": [f"PLANTED-NAME-{number}" for number in range(count)],
            }
        )  # fmt: skip
        steps = {"openTime": ("进行中", begun), "endTime": ("已决议", decided), "implementTime": ("已落实", carried)}
        states = step_by_step(records, steps)
        # Nobody has joined what has just been opened.
        states.loc[states["status"] == "进行中", ["joined", "rated", "content"]] = 0
        ended = states["key"].isin(records["key"][dropped]) & (states["status"] == "已决议")
        states.loc[ended, "status"] = "未决议"
        return states

    return Chronicle(world, f"smart community {name}", draw)


def _circle(world: World) -> Chronicle:
    """社友圈: how many posts and reactions a community had on a day, told that night; of a few, less two days later."""
    homes = world.communities(COUNTY)

    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        begun = moments(world, first, _POSTS, _POSTS_GROWTH, dice)
        posts = pd.DataFrame(
            {
                "day": begun // DAY,
                "communityCode": [homes[spot].code for spot in places(homes, len(begun), dice)],
                "发帖": 1,
                "互动": dice.poisson(_REACTIONS, len(begun)),
            }
        )
        counted = posts.groupby(["day", "communityCode"], as_index=False).sum()
        told = counted.melt(["day", "communityCode"], var_name="indicator", value_name="number")
        told["visible"] = (told["day"] + 1) * DAY + 3_600
        # A post that broke the rules is taken down, and the numbers with it.
        fewer = told[(dice.random(len(told)) < 0.03) & (told["number"] > 1)]
        fewer = fewer.assign(visible=fewer["visible"] + 2 * DAY, number=fewer["number"] - 1)
        states = pd.concat([told, fewer], ignore_index=True)
        days = texts(states["day"].to_numpy() * DAY)
        sorts_of = np.where(states["indicator"] == "发帖", "F", "H")
        keys = [
            f"SYQ{day[:10]}{code}{sort}"
            for day, code, sort in zip(days, states["communityCode"], sorts_of, strict=True)
        ]
        planted = [f"PLANTED-TEXT-{number}" for number in range(len(states))]
        return states.assign(key=keys, day=[day[:10] for day in days], latestPost=planted)

    return Chronicle(world, "smart community circle", draw)
