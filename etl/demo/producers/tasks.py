"""试点任务书: a workbook a quarter with the tasks that moved in it, of 安庆, 黄山 and 罗定."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from etl.demo.dropping import Form, drop, months, morning, write_xlsx
from etl.demo.world import World

_EPOCH = date(1970, 1, 1)
_NEVER = 2**30
_OWNERS = ("政法委", "民政局", "公安局", "司法局", "市委组织部", "数据局", "住建局", "市城管局", "水利局", "交通局")
# An owner no list of units knows.
UNKNOWN_OWNER = "第三工作专班"
_PROGRAMMES = ("大安全", "微治理", "集结号", "大调解", "数字化")
_GOALS = ("目标一", "目标二", "目标三", "目标四", "目标五", "目标六")
_COLUMNS = (
    *("任务编号", "任务名称", "区划代码", "任务类别", "所属工程", "对应目标", "阶段", "责任 / 单位", "责任 / 姓名"),
    *("责任 / 电话", "时间 / 下达", "时间 / 时限", "时间 / 启动", "时间 / 完成", "状态", "进度", "佐证材料数", "权重"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan: its city, sheet and mark, what is asked (`classes`: class and number), when it is given out and for how
    many days, in how many phases, and whether it gives weights."""

    city: str
    sheet: str
    mark: str
    classes: tuple[tuple[str, int], ...]
    given: date
    days: int
    phases: int = 1
    weights: bool = False

    def size(self) -> int:
        """How many tasks it has."""
        return sum(number for _, number in self.classes)


# The plans of 2020 to 2022 and their classes are those of the documents; all tasks and all later plans are invented.
PLANS = (
    Plan("3408", "试点任务", "AQ20", (("基本任务", 96), ("重点任务", 48), ("特色任务", 40)), date(2020, 9, 5), 840, 3),
    *(
        Plan("3408", "试点任务", f"AQ{year % 100}", (("基本任务", 40), ("特色任务", 20)), date(year, 1, 15), 345)
        for year in range(2023, 2028)
    ),
    Plan("3410", "工作要点", "HS20", (("基本任务", 48),), date(2020, 3, 19), 280),
    *(
        Plan("3410", "工作要点", f"HS{year % 100}", (("基本任务", 44),), date(year, 2, 20), 310)
        for year in range(2021, 2028)
    ),
    Plan("3410", "省级试点", "SD20", (("重点任务", 36),), date(2020, 3, 19), 640),
    Plan("4453", "攻坚措施", "LD24", (("重点任务", 64),), date(2024, 3, 1), 670, weights=True),
    Plan("4453", "攻坚措施", "LD26", (("重点任务", 64),), date(2026, 1, 20), 340, weights=True),
)
_PHASES = ("第一阶段", "第二阶段", "第三阶段")


def produce(world: World, data: Path) -> None:
    """Hand in what is due and not there yet. Raises OSError."""
    now = world.now
    for city in dict.fromkeys(plan.city for plan in PLANS):
        plans = cache(partial(tasks, world, city))
        before = None
        for end in quarters(world.history_from, now.date()):
            sent = morning(end + timedelta(days=4))
            if sent <= now:
                path = data / "drop" / f"tasks_{city}" / f"任务书_{end - timedelta(days=1):%Y-%m}.xlsx"
                drop(path, sent, partial(_write, plans, city, before, end))
            before = end


def quarters(first: date, last: date) -> list[date]:
    """The days after the quarters that end after `first` and not after `last`."""
    return [each for each in months(first, last) if each.month in (1, 4, 7, 10) and each > first]


def tasks(world: World, city: str) -> pd.DataFrame:
    """All tasks of a city there ever are, with the days (since 1970) on which they move."""
    counties = sorted({each.county for each in world.communities("445381" if city == "4453" else city)})
    parts = []
    for plan in (each for each in PLANS if each.city == city):
        dice = world.dice("tasks", plan.sheet, plan.mark)
        count = plan.size()
        given = np.full(count, (plan.given - _EPOCH).days)
        phase = np.arange(count) * plan.phases // count
        due = given + (plan.days * (phase + 1) // plan.phases) - dice.integers(0, plan.days // plan.phases // 2, count)
        started = given + dice.gamma(2.0, 0.06 * plan.days, count).astype(int)
        done = np.maximum(started + 5, due - 12 + dice.normal(0, 14, count).astype(int))
        done = np.where(dice.random(count) < 0.03, _NEVER, done)
        evidenced = np.where(dice.random(count) < 0.1, _NEVER, done + dice.integers(3, 40, count))
        classes = [name for name, number in plan.classes for _ in range(number)]
        owners = np.array(_OWNERS)[dice.integers(0, len(_OWNERS), count)].astype(object)
        draw = dice.random(count)
        owners[draw < 0.03], owners[draw > 0.98] = None, UNKNOWN_OWNER
        parts.append(
            pd.DataFrame(
                {
                    "key": [f"{plan.mark}-{plan.sheet[:2]}-{number:03}" for number in range(count)],
                    "sheet": plan.sheet,
                    "county": np.array(counties)[dice.integers(0, len(counties), count)],
                    "class": classes,
                    "programme": [_PROGRAMMES[n % 5] if name == "特色任务" else None for n, name in enumerate(classes)],
                    "goal": np.array(_GOALS)[dice.integers(0, len(_GOALS), count)],
                    "phase": [_PHASES[each] if plan.phases > 1 else None for each in phase],
                    "owner": owners,
                    **{"given": given, "due": due, "started": started, "done": done},
                    "evidenced": np.minimum(evidenced, _NEVER),
                    "accepted": np.minimum(evidenced + dice.integers(20, 90, count), _NEVER),
                    "evidence": dice.integers(1, 5, count),
                    "weight": dice.integers(1, 5, count) / 2 if plan.weights else None,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def standing(found: pd.DataFrame, day: date) -> pd.DataFrame:
    """Every task as its row says it at the beginning of `day`; those not given out yet are left out."""
    at = (day - _EPOCH).days
    there = found[found["given"] < at]
    reached = {name: there[name] < at for name in ("started", "done", "evidenced", "accepted")}
    share = ((at - there["started"]) / (there["done"].clip(upper=there["due"] + 60) - there["started"])).clip(0, 0.95)
    progress = (20 * share).astype(int) * 5
    steps = [(reached["accepted"], "已验收"), (reached["evidenced"], "已佐证"), (reached["done"], "已完成")]
    steps.append((reached["started"], "推进中"))
    return there.assign(
        state=np.select([each for each, _ in steps], [word for _, word in steps], "未启动"),
        begun=there["started"].where(reached["started"]),
        finished=there["done"].where(reached["done"]),
        percent=np.where(reached["done"], 100, progress.where(reached["started"], 0)),
        pieces=np.where(reached["evidenced"], there["evidence"], 0),
    )


def _write(plans: Any, city: str, before: date | None, day: date, path: Path) -> None:
    found = standing(plans(), day)
    if before is not None:
        # The first workbook holds all there was before; the others only what moved since the last.
        last = standing(plans(), before).set_index("key")[["state", "percent", "pieces"]]
        now = found.set_index("key")[["state", "percent", "pieces"]]
        moved = (now != last.reindex(now.index)).any(axis=1)
        found = found[moved.to_numpy()]
    forms = []
    for sheet in dict.fromkeys(plan.sheet for plan in PLANS if plan.city == city):
        rows = [_row(task, number) for number, task in enumerate(found[found["sheet"] == sheet].to_dict("records"))]
        last_row = ["合计", None, None, *[None] * 12, len(rows)]
        forms.append(Form(sheet, f"{sheet}进展表", _COLUMNS, [*rows, last_row], ("填表人：PLANTED-NAME-writer",)))
    write_xlsx(path, forms)


def _row(task: dict[Any, Any], number: int) -> list[Any]:
    key = task["key"]
    days = [_day(task[name], number) for name in ("given", "due", "begun", "finished")]
    row = [
        *(key, f"PLANTED-TEXT-{key}", task["county"], task["class"], task["programme"], task["goal"], task["phase"]),
        *(task["owner"], f"PLANTED-NAME-{key}", f"PLANTED-PHONE-{key}", *days, task["state"]),
        *(f"{int(task['percent'])}%", int(task["pieces"]), task["weight"]),
    ]
    return [None if pd.isna(value) else value for value in row]


def _day(since: Any, number: int) -> str | None:
    if pd.isna(since) or since >= _NEVER:
        return None
    day = _EPOCH + timedelta(days=int(since))
    return f"{day.year}.{day.month}.{day.day}" if number % 3 else str(day)
