"""积分 ledgers: 绿币 of 旌德 and points of 黄山, a CSV a month and, in the month that runs, one a day."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from etl.demo.drawing import moments, places, texts
from etl.demo.dropping import drop, months, morning, next_month
from etl.demo.world import World


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger: where, entries on a usual day of 2026, growth a year, encoding, reasons to give and things to get."""

    key: str
    division: str
    a_day: float
    growth: float
    encoding: str
    reasons: tuple[str, ...]
    goods: tuple[str, ...]


LEDGERS = (
    Ledger(
        *("green_coin", "341825", 16.0, 1.18, "utf-8-sig"),
        ("垃圾分类", "河道保洁", "志愿服务", "移风易俗", "邻里互助"),
        ("日用品", "农资", "体检服务"),
    ),
    Ledger(
        *("community_points", "3410", 24.0, 1.22, "gb18030"),
        ("志愿服务", "议事协商", "环境整治", "邻里互助", "文明家庭"),
        ("日用品", "理发服务", "停车优惠"),
    ),
)
# Something to be had that no code map knows, since this day.
_NEW_GOOD, _NEW_SINCE = "观影券", "2026-02-01"
_REDEEMED = 0.27
_ACCOUNTS = 4000


def produce(world: World, data: Path) -> None:
    """Hand in what is due and not there yet. Raises OSError."""
    now, today = world.now, world.now.date()
    for ledger in LEDGERS:
        folder = data / "drop" / ledger.key
        for first in months(world.history_from, today):
            # A closed month comes on the first day of the next, with what was put right since its days came.
            sent = morning(next_month(first), 6)
            if sent <= now:
                drop(folder / f"{first:%Y-%m}.csv", sent, partial(_write, world, ledger, first, None))
        first = today.replace(day=1)
        for day in (first + timedelta(days=number) for number in range((today - first).days)):
            sent = morning(day + timedelta(days=1), 6)
            if sent <= now:
                drop(folder / f"{day}.csv", sent, partial(_write, world, ledger, first, day))


def entries(world: World, ledger: Ledger, first: date, *, closed: bool) -> pd.DataFrame:
    """The entries of the month of `first`; `closed`: as they stand when it is over, some put right, some cancelled."""
    homes = world.communities(ledger.division)
    dice = world.dice("points", ledger.key, first)
    begun = moments(world, first, ledger.a_day, ledger.growth, dice)
    count = len(begun)
    at, redeemed = places(homes, count, dice), dice.random(count) < _REDEEMED
    reason = np.array(ledger.reasons, object)[dice.integers(0, len(ledger.reasons), count)]
    goods = np.array(ledger.goods, object)[dice.integers(0, len(ledger.goods), count)]
    when = texts(begun)
    goods[(dice.random(count) < 0.05) & (when >= _NEW_SINCE)] = _NEW_GOOD
    amount = np.where(redeemed, 10 * dice.integers(1, 12, count), dice.integers(1, 21, count))
    cancelled, mended = dice.random(count) < 0.01, dice.random(count) < 0.01
    # People come again and again; a few accounts are busy.
    account = (_ACCOUNTS * dice.random(count) ** 2).astype(int)
    return pd.DataFrame(
        {
            "流水号": [f"{ledger.key[:2].upper()}{first:%y%m}{number:05}" for number in range(count)],
            "时间": when,
            "社区代码": [homes[place].code for place in at],
            "收支": np.where(redeemed, "兑换", "发放"),
            "事由": np.where(redeemed, goods, reason),
            "数额": amount + (mended & closed),
            "状态": np.where(cancelled & closed, "作废", "有效"),
            "账户": [f"PLANTED-ID-{ledger.key}-{number}" for number in account],
            "户主": [f"PLANTED-NAME-{number}" for number in account],
            "手机": [f"PLANTED-PHONE-{number}" for number in account],
        }
    )


def _write(world: World, ledger: Ledger, first: date, day: date | None, path: Path) -> None:
    """The ledger of the month of `first`, or of one of its days."""
    found = entries(world, ledger, first, closed=day is None)
    if day is not None:
        found = found[found["时间"].str.startswith(str(day))]
    found.to_csv(path, index=False, encoding=ledger.encoding)
