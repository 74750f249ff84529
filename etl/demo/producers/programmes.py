"""五大工程台账 of 安庆: sensors, applications in use, drills and items handed down, a workbook twice a year."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd

from etl.demo.dropping import Form, drop, morning, write_xlsx
from etl.demo.producers.civil_affairs import Sort, changed, entries, releases
from etl.demo.world import World

CITY, FOLDER = "3408", Path("drop") / "programmes"
_LONG_AGO, _EPOCH = date(2012, 1, 1), date(1970, 1, 1)
# Of the sensors one in so many is not online when the workbook is made.
_OFFLINE = 23
SORTS = (
    Sort("感知设备", "水位感知", 0.3, 0.5, (2020, 2026)),
    Sort("感知设备", "烟雾感知", 2.0, 0.2, (2020, 2026), ends=0.04),
    Sort("感知设备", "井盖感知", 1.5, 0.0, (2021, 2026), ends=0.03),
    Sort("应用场景", "场景", 0.6, 0.6, (2020, 2026), townships=True),
    Sort("应急演练", "防汛演练", 5.0, 5.0, (2021, 2027), townships=True, ends=0.0),
    Sort("应急演练", "消防演练", 9.0, 9.0, (2021, 2027), townships=True, ends=0.0),
    Sort("赋权事项", "审批服务", 14.0, 14.0, (2020, 2024), townships=True, ends=0.03),
    Sort("赋权事项", "执法", 6.0, 6.0, (2021, 2025), townships=True, ends=0.02),
)
SHEETS = tuple(dict.fromkeys(sort.sheet for sort in SORTS))
_COLUMNS = ("编号", "区划代码", "类别", "日期 / 启用", "日期 / 停用", "状态", "在线", "联系人", "备注")


def produce(world: World, data: Path) -> None:
    """Hand in what is due and not there yet. Raises OSError."""
    every, before = cache(lambda: entries(world, "GC", SORTS, CITY)), _LONG_AGO
    for day in releases(world.history_from, world.now.date()):
        if morning(day) <= world.now:
            path = data / FOLDER / f"安庆市五大工程台账_{day}.xlsx"
            drop(path, morning(day), partial(_write, every, before, day))
        before = day


def _write(every: Callable[[], pd.DataFrame], before: date, day: date, path: Path) -> None:
    found = changed(every(), before, day)
    forms = []
    for sheet in SHEETS:
        rows = [_row(entry) for entry in found[found["sheet"] == sheet].to_dict("records")]
        forms.append(Form(sheet, f"安庆市五大工程台账（{sheet}）", _COLUMNS, rows, ("注：本表为演示数据",)))
    write_xlsx(path, forms)


def _row(entry: dict[Any, Any]) -> list[Any]:
    over = bool(entry["over"])
    online = None
    if entry["sheet"] == "感知设备":
        online = 0 if over or entry["began"] % _OFFLINE == 0 else 1
    return [
        *(entry["key"], entry["code"], entry["word"], _day(entry["began"]), _day(entry["ended"]) if over else None),
        *("已撤销" if over else "正常", online, f"PLANTED-NAME-{entry['key']}", f"PLANTED-TEXT-{entry['key']}"),
    ]


def _day(since: int) -> str:
    return f"{_EPOCH + timedelta(days=int(since))}"
