"""人民调解月报 of 安庆: what its counties report of committees and disputes every month, as xls."""

from collections import Counter
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.demo.chronicle import seconds
from etl.demo.dispute_cities import ANQING
from etl.demo.disputes import Lives, lives
from etl.demo.drawing import Numbers
from etl.demo.dropping import Form, drop, months, write_xls
from etl.demo.forms import due, hand_in, last_day, monthly_sheet
from etl.demo.story import DAY, seconds_of
from etl.demo.world import World

FOLDER, NAME = "drop/mediation_form", "安庆市人民调解月报"
TITLE = "安庆市人民调解工作月报表"
INDICATORS = (
    *("排查 / 排查次数", "排查 / 排查发现纠纷（件）", "调解 / 受理（件）", "调解 / 调解成功（件）"),
    *("协议 / 书面协议（件）", "协议 / 口头协议（件）", "协议 / 协议涉及金额（元）"),
    *("组织 / 调解委员会（个）", "组织 / 调解员（人）", "组织 / 专职调解员（人）"),
)
# It reports as resolved whatever it accepted.
ALL_RESOLVED = "340826"
# This month of one county was put right six weeks later.
CORRECTED, CORRECTED_COUNTY, CORRECTED_AFTER = date(2026, 3, 1), "340822", timedelta(days=45)
_MONTHS_BEFORE = 4


def produce(world: World, data: Path) -> None:
    """Write the forms that are due. Raises OSError."""
    folder = data / FOLDER
    hand_in(world, folder, NAME, lambda month: sheet(world, month))
    again = due(CORRECTED) + CORRECTED_AFTER
    if world.history_from <= CORRECTED and world.now >= again:
        path = folder / f"{NAME}_{CORRECTED:%Y}年{CORRECTED:%m}月_更正.xls"
        drop(path, again, lambda beside: write_xls(beside, [sheet(world, CORRECTED, corrected=True)]))


def sheet(world: World, month: date, *, corrected: bool = False) -> Form:
    """The sheet of a month: what each county knew when the form was due."""
    reported = counted(world, month)
    if month == CORRECTED and not corrected:
        reported[CORRECTED_COUNTY]["受理（件）"] += 100
    filled = (due(month) + (CORRECTED_AFTER if corrected else timedelta())).date()
    rows = [
        (name, [reported[county][indicator.partition(" / ")[2]] for indicator in INDICATORS])
        for county, name in world.counties(ANQING.code).items()
    ]
    return monthly_sheet(TITLE, INDICATORS, month, filled, rows)


def counted(world: World, month: date) -> dict[str, Counter[str]]:
    """By county and indicator what is reported of a month: as far as it is known when the form is due."""
    begun = months(month - timedelta(days=30 * _MONTHS_BEFORE), month)
    told = [_flagged(world, first, month) for first in begun if first >= world.history_from.replace(day=1)]
    sums = pd.concat(told).groupby("county").sum().to_dict("index")
    sizes = Counter(each.county for each in world.communities(ANQING.code))
    dice, years = world.dice("mediation_form", month), month.year - 2020
    found = {}
    for county in world.counties(ANQING.code):
        committees = sizes[county] + 20 + years // 2
        said = Counter({str(name): int(value) for name, value in sums.get(county, {}).items()})
        said["排查次数"] = int(dice.poisson(sizes[county] * 0.9 * world.scale))
        said["调解委员会（个）"] = committees
        said["调解员（人）"] = int(committees * 3.5) + years
        said["专职调解员（人）"] = int(committees * 0.43) + 2 * years
        found[county] = said
    found[ALL_RESOLVED]["调解成功（件）"] = found[ALL_RESOLVED]["受理（件）"]
    return found


def _flagged(world: World, first: date, month: date) -> pd.DataFrame:
    """Of the disputes that began in the month of `first`, what the form of `month` counts."""
    told, homes = _month(world, first), world.communities(ANQING.code)
    start, end = seconds_of(month), seconds_of(last_day(month)) + DAY
    seen = told.entered <= seconds(due(month))

    def within(moments: Numbers) -> npt.NDArray[np.bool_]:
        return seen & (moments >= start) & (moments < end)

    won = within(told.ended) & (told.outcome == 0)
    return pd.DataFrame(
        {
            "county": np.array([each.county for each in homes])[told.home],
            "排查发现纠纷（件）": within(told.found),
            "受理（件）": within(told.accepted),
            "调解成功（件）": won,
            "书面协议（件）": won & (told.agreement == 0),
            "口头协议（件）": won & (told.agreement == 1),
            "协议涉及金额（元）": np.round(told.amount) * (won & (told.agreement < 2)),
        }
    )


@lru_cache(maxsize=8)
def _month(world: World, first: date) -> Lives:
    return lives(world, world.communities(ANQING.code), first, world.dice("mediation", first))
