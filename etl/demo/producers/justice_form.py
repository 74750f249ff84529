"""司法行政月报 of 黄山: disputes by type and source, as its counties report them every month, as xls."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np

from etl.demo.disputes import TYPES
from etl.demo.dropping import Form
from etl.demo.forms import due, hand_in, last_day, monthly_sheet
from etl.demo.world import World

CITY, FOLDER, NAME = "3410", "drop/justice_form", "黄山市人民调解统计表"
# The types and sources of a form in use, in its order; how often each came there in one month.
TYPE_NAMES = (
    *("婚姻家庭", "邻里", "房屋宅基地", "合同", "生产经营", "损害赔偿", "山林土地", "征地拆迁", "环境污染", "劳动争议"),
    *("消费", "医疗", "道路交通事故", "物业", "其它"),
)
SOURCE_NAMES, _SOURCE_SHARES = ("主动调解", "申请调解", "接受委托移送调解"), (455 / 869, 378 / 869, 36 / 869)
PREVENTED_NAMES = ("民转刑（件）", "民转刑（人）", "群体性来访（件）", "群体性来访（人）")
TITLE = "人民调解工作统计月报表"
INDICATORS = (
    *("受理 / 受理纠纷（件）", "受理 / 调解成功（件）", "受理 / 协议涉及金额（元）"),
    *(f"纠纷类型 / {name}" for name in TYPE_NAMES),
    *(f"纠纷来源 / {name}" for name in SOURCE_NAMES),
    *(f"防止激化 / {name}" for name in PREVENTED_NAMES),
)
A_DAY, GROWTH, SUCCESS = 13.0, 1.04, 0.968


def produce(world: World, data: Path) -> None:
    """Write the forms that are due. Raises OSError."""
    hand_in(world, data / FOLDER, NAME, lambda month: sheet(world, month))


def sheet(world: World, month: date) -> Form:
    """The sheet of a month by county; types and sources add up to what was accepted."""
    days = [month + timedelta(days=offset) for offset in range(last_day(month).day)]
    expected = A_DAY * world.scale * sum(world.rhythm(day, GROWTH) for day in days)
    dice = world.dice("justice_form", month)
    rows = []
    for code, name in world.counties(CITY).items():
        share = sum(each.weight for each in world.communities(code))
        rows.append((name, _county(int(dice.poisson(expected * share)), dice)))
    return monthly_sheet(TITLE, INDICATORS, month, due(month).date(), rows)


def _county(accepted: int, dice: np.random.Generator) -> list[int]:
    weights = np.array([each.weight for each in TYPES[: len(TYPE_NAMES)]])
    types = dice.multinomial(accepted, weights / weights.sum()).tolist()
    sources = dice.multinomial(accepted, _SOURCE_SHARES).tolist()
    succeeded = int(dice.binomial(accepted, SUCCESS))
    amount = int(accepted * 33_000 * dice.lognormal(0.0, 0.3))
    crimes, visits = int(dice.poisson(accepted / 870)), int(dice.poisson(accepted / 290))
    prevented = [crimes, crimes * int(dice.integers(2, 6)), visits, visits * int(dice.integers(5, 12))]
    return [accepted, succeeded, amount, *types, *sources, *prevented]
