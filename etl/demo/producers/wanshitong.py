"""皖事通: transactions of government service in 黄山, a gzipped CSV in GB18030 a day; of older months one a month."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path

import numpy as np
import pandas as pd

from etl.demo.drawing import NEVER, Sort, handled, moments, places, sorts, step_by_step, texts
from etl.demo.dropping import drop, months, morning, next_month, true_file
from etl.demo.story import seconds_of
from etl.demo.world import World

# Its history takes seconds to write.
SLOW = True
CITY = "3410"
FOLDER = "wanshitong"
A_DAY, _GROWTH = 30.0, 1.12
DAYS_BY_DAY = 90
# Code, share, promised days, unit; the last came in March 2026 and is in no code map.
ITEMS = (
    Sort("SB-001", 0.20, 5.0, "人力资源和社会保障局"),
    Sort("YB-001", 0.18, 4.0, "医疗保障局"),
    Sort("GJJ-01", 0.09, 3.0, "住房公积金管理中心"),
    Sort("BDC-01", 0.10, 5.0, "自然资源和规划局"),
    Sort("HJ-001", 0.13, 3.0, "公安局"),
    Sort("HY-001", 0.04, 1.0, "民政局"),
    Sort("QY-001", 0.10, 2.0, "市场监督管理局"),
    Sort("JT-001", 0.07, 7.0, "交通运输局"),
    Sort("ZM-001", 0.06, 1.0, "政务服务中心"),
    Sort("YL-001", 0.03, 10.0, "民政局"),
)
_NEW_ITEM, _NEW_SINCE = "XC-009", date(2026, 3, 1)
# Real estate and transport are slow; companies are founded faster since the reform of July 2024.
_SLOW = np.array((1.0, 0.9, 0.8, 1.5, 0.9, 0.7, 1.3, 1.4, 0.6, 1.1))
_REFORM, _REFORMED, _FOUNDING = date(2024, 7, 1), 0.6, 6
# Share of what is done online: from a third in 2020 to nearly four fifths in 2026.
_ONLINE_FROM, _ONLINE_MORE = 0.34, 0.066
_LONGEST_DAYS = 55


def produce(world: World, data: Path) -> None:
    """Hand in what is due and not there yet. Raises OSError."""
    now, today, folder = world.now, world.now.date(), data / "drop" / FOLDER
    daily = (today - timedelta(days=DAYS_BY_DAY)).replace(day=1)
    month: Callable[[date], pd.DataFrame] = cache(partial(transactions, world))
    for first in months(world.history_from, today):
        after = next_month(first)
        days = [first + timedelta(days=number) for number in range((after - first).days)]
        # What was handed in day by day stays so.
        if first < daily and not true_file(folder / f"{days[0]}.csv.gz").exists():
            drop(folder / f"{first:%Y-%m}.csv.gz", morning(after, 2), partial(_write, month, first, after))
            continue
        for day in days:
            sent = morning(day + timedelta(days=1), 2)
            if sent <= now:
                following = day + timedelta(days=1)
                drop(folder / f"{day}.csv.gz", sent, partial(_write, month, day, following))


def transactions(world: World, first: date) -> pd.DataFrame:
    """All states of the transactions that begin in the month of `first`; `visible` is when each state came about.

    Before the world's first day there are none.
    """
    if first < world.history_from.replace(day=1):
        return pd.DataFrame()
    homes, dice = world.communities(CITY), world.dice("wanshitong", first)
    begun = moments(world, first, A_DAY, _GROWTH, dice)
    count = len(begun)
    kinds, spots = sorts(ITEMS, count, dice), places(homes, count, dice)
    slow = np.where((kinds == _FOUNDING) & (first >= _REFORM), _REFORMED, _SLOW[kinds])
    accepted, due, done = handled(begun, np.array([item.days for item in ITEMS])[kinds], slow, dice)
    accepted = np.maximum(accepted, begun)
    refused = dice.random(count) < 0.03
    done = np.where(done < NEVER, np.minimum(np.maximum(done, accepted), begun + _LONGEST_DAYS * 86_400), NEVER)
    item = np.array([each.code for each in ITEMS], object)[kinds]
    item[(dice.random(count) < 0.01) & (first >= _NEW_SINCE)] = _NEW_ITEM
    online = dice.random(count) < _ONLINE_FROM + _ONLINE_MORE * (first.year - 2020)
    people = dice.integers(0, 60_000, count)
    records = pd.DataFrame(
        {
            "办件编号": [f"WST{first:%y%m}{number:05d}" for number in range(count)],
            "事项编码": item,
            "办理渠道": np.where(online, "APP", np.where(dice.random(count) < 0.8, "CK", "ZZJ")),
            "受理单位": [ITEMS[kind].unit for kind in kinds],
            "社区代码": [homes[spot].code for spot in spots],
            "承诺办结时间": texts(due),
            "申请人": [f"PLANTED-NAME-{person}" for person in people],
            "证件号码": [f"PLANTED-ID-{person}" for person in people],
            "手机号码": [f"PLANTED-PHONE-{person}" for person in people],
            "申请说明": [f"PLANTED-TEXT-{number}" for number in range(count)],
        }
    )
    states = step_by_step(
        records, {"申请时间": ("01", begun), "受理时间": ("02", accepted), "办结时间": ("04", done)}
    ).rename(columns={"status": "办件状态"})
    return _turned_away(states, records["办件编号"][refused])


def _turned_away(states: pd.DataFrame, keys: pd.Series) -> pd.DataFrame:
    """The transactions of `keys` are not taken on: where others are accepted, they end."""
    found = states["办件编号"].isin(keys)
    states = states[~(found & (states["办件状态"] == "04"))].reset_index(drop=True)
    ended = states["办件编号"].isin(keys) & (states["办件状态"] == "02")
    states.loc[ended, ["办件状态", "受理时间"]] = ["09", None]
    return states


def changed(month: Callable[[date], pd.DataFrame], start: date, end: date) -> pd.DataFrame:
    """What changed from `start` to the day before `end`: the last state of each transaction in that time."""
    last = start.replace(day=1)
    firsts = list(months((last - timedelta(days=_LONGEST_DAYS + 5)).replace(day=1), last))
    states = pd.concat([found for first in firsts if not (found := month(first)).empty], ignore_index=True)
    inside = (states["visible"] >= seconds_of(start)) & (states["visible"] < seconds_of(end))
    found = states[inside].sort_values(["办件编号", "visible"], kind="stable").drop_duplicates("办件编号", keep="last")
    return found.assign(更新时间=texts(found["visible"].to_numpy(np.int64))).drop(columns="visible")


def _write(month: Callable[[date], pd.DataFrame], start: date, end: date, path: Path) -> None:
    table = changed(month, start, end)
    table.to_csv(path, index=False, encoding="gb18030", compression={"method": "gzip", "mtime": 0})
