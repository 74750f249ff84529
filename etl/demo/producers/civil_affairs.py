"""民政资源 of 黄山: workbooks of bodies, posts, stations and pilots twice a year, a list of facilities every month."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pandas as pd
from shapely.geometry import shape

from etl.demo.dropping import Form, drop, months, morning, next_month, write_xls
from etl.demo.world import World

CITY = "3410"
ROSTERS, FACILITIES = Path("drop") / "civil_affairs", Path("drop") / "civil_facilities"
_LONG_AGO = date(2012, 1, 1)
_UNITS = ("民政局", "市民政局", "区县民政局")
# As people write days.
_DAYS = ("{0.year}-{0.month:02}-{0.day:02}", "{0.year}.{0.month}.{0.day}", "{0.year}年{0.month}月{0.day}日")
# A word no code map knows.
_UNKNOWN = "网络文体社"
_COLUMNS = (
    *("编号", "所在地 / 社区代码", "所在地 / 名称", "类别", "主管单位", "起止 / 成立", "起止 / 撤销", "状态", "数量"),
    *("负责人 / 姓名", "负责人 / 电话", "负责人 / 证件号", "备注"),
)


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of entry: its sheet and word, how many an urban and a rural community have (`townships`: a township,
    whatever it is), between which years they began, their usual size (`urban_size`: where an urban community has
    another), how many of them end."""

    sheet: str
    word: str
    urban: float
    rural: float
    years: tuple[int, int]
    size: float = 0.0
    urban_size: float = 0.0
    ends: float = 0.02
    townships: bool = False


# About ten social organisations in an urban and five in a rural community by the end of 2020.
SORTS = (
    Sort("社会组织", "公益类", 3.6, 1.3, (2012, 2022), 24.0, ends=0.05),
    Sort("社会组织", "自治类", 2.6, 1.3, (2012, 2021), 15.0),
    Sort("社会组织", "矛盾调处类", 1.7, 0.8, (2012, 2021), 8.0),
    Sort("社会组织", "娱乐类", 3.2, 1.1, (2012, 2023), 32.0, ends=0.08),
    Sort("社会组织", "枢纽型", 1.0, 1.0, (2018, 2020), 12.0, ends=0.0),
    Sort("社工岗位", "持证", 1.2, 0.45, (2017, 2027), 1.0, ends=0.06),
    Sort("社工岗位", "未持证", 1.5, 0.85, (2016, 2025), 1.0, ends=0.1),
    Sort("站点", "社工站", 1.0, 1.0, (2020, 2022), ends=0.0, townships=True),
    Sort("站点", "未成年人保护站", 1.0, 1.0, (2021, 2022), ends=0.0, townships=True),
    Sort("站点", "社工服务点", 0.8, 0.25, (2020, 2026)),
    Sort("自治组织", "村（居）民理事会", 1.0, 1.0, (2015, 2023), 9.0),
    Sort("自治组织", "村（居）务监督委员会", 1.0, 1.0, (2012, 2018), 5.0, ends=0.0),
    Sort("自治组织", "社区协商委员会", 0.9, 0.3, (2016, 2025), 11.0),
    Sort("自治组织", "乡贤议事会", 0.1, 0.5, (2017, 2026), 8.0),
    Sort("自治组织", "红白理事会", 0.3, 0.95, (2016, 2021), 7.0),
    Sort("自治组织", "道德评议会", 0.3, 0.9, (2016, 2022), 7.0),
    Sort("自治组织", "禁毒禁赌会", 0.2, 0.8, (2016, 2022), 5.0),
    Sort("规约", "村规民约", 0.0, 1.0, (2015, 2021), ends=0.0),
    Sort("规约", "居民公约", 1.0, 0.0, (2015, 2021), ends=0.0),
    Sort("规约", "自治章程", 0.5, 0.2, (2016, 2025), ends=0.0),
    Sort("示范点", "美丽社区", 0.35, 0.02, (2020, 2026)),
    Sort("示范点", "社区之家", 0.4, 0.05, (2020, 2026)),
    Sort("试点", "智慧社区", 0.3, 0.02, (2019, 2023), ends=0.0),
    Sort("试点", "城乡社区协商", 0.1, 0.02, (2018, 2021), ends=0.0),
    # What is to become less: certificates that communities are asked for, signboards at their doors.
    Sort("减负", "证明事项", 6.0, 4.0, (2014, 2021), ends=0.6),
    Sort("减负", "门前挂牌", 4.0, 3.0, (2013, 2022), ends=0.5),
)
SHEETS = tuple(dict.fromkeys(sort.sheet for sort in SORTS))
# Facilities: word, how many an urban and a rural community have, years, square metres in each.
BUILDINGS = (
    Sort("设施", "社区综合服务设施", 1.0, 1.0, (2012, 2022), 410.0, 760.0),
    Sort("设施", "邻里中心", 0.25, 0.0, (2021, 2026), 900.0),
    Sort("设施", "居家养老服务中心", 0.7, 0.2, (2016, 2026), 240.0),
    Sort("设施", "儿童之家", 0.6, 0.3, (2015, 2025), 85.0),
)


def produce(world: World, data: Path) -> None:
    """Hand in what is due and not there yet. Raises OSError."""
    now, before = world.now, _LONG_AGO
    # Drawn only where something is due, and then once.
    bodies, facilities = cache(lambda: entries(world, "MZ", SORTS)), cache(lambda: _placed(world))
    for day in releases(world.history_from, now.date()):
        if morning(day) <= now:
            path = data / ROSTERS / f"民政资源名册_{day}.xls"
            drop(path, morning(day), partial(_write_roster, bodies, before, day))
        before = day
    before = _LONG_AGO
    for first in months(world.history_from, now.date()):
        # The list of a month is sent on the second of the next; the first list holds all there was before.
        day = next_month(first) + timedelta(days=1)
        if morning(day, 8) <= now:
            path = data / FACILITIES / f"facilities_{first:%Y%m}.csv"
            drop(path, morning(day, 8), partial(_write_facilities, facilities, before, next_month(first)))
        before = next_month(first)


def releases(first: date, last: date) -> Iterator[date]:
    """The days on which a workbook is sent: once at the beginning, then each 10 January and 10 July."""
    yield first
    days = [date(year, month, 10) for year in range(first.year, last.year + 1) for month in (1, 7)]
    yield from (day for day in days if first < day <= last)


def entries(world: World, prefix: str, sorts: tuple[Sort, ...], city: str = CITY) -> pd.DataFrame:
    """All entries there ever are: key, sheet, word, code, name, began, ended (both days since 1970), size."""
    homes = world.communities(city)
    townships = sorted({home.township for home in homes})
    parts = []
    for number, sort in enumerate(sorts):
        dice = world.dice("civil_affairs", sort.sheet, sort.word)
        places = [(each, "") for each in townships] if sort.townships else [(each.code, each.name) for each in homes]
        usual = np.array([sort.urban] * len(places) if sort.townships else _usual(sort, [each.urban for each in homes]))
        sizes = np.full(len(places), sort.size)
        if sort.urban_size:
            sizes = np.where([home.urban for home in homes], sort.urban_size, sort.size)
        counts = np.floor(usual * world.scale + dice.random(len(places))).astype(int)
        at = np.repeat(np.arange(len(places)), counts)
        span = [(date(year, 1, 1) - date(1970, 1, 1)).days for year in sort.years]
        began = dice.integers(span[0], span[1], len(at))
        ended = began + dice.gamma(2.0, 600.0, len(at)).astype(int) + 30
        parts.append(
            pd.DataFrame(
                {
                    "key": [f"{prefix}{number:02}{place:05}" for place in range(len(at))],
                    "sheet": sort.sheet,
                    "word": np.where(dice.random(len(at)) < 0.004, _UNKNOWN, sort.word),
                    "code": [places[place][0] for place in at],
                    "name": [places[place][1] for place in at],
                    "began": began,
                    "ended": np.where(dice.random(len(at)) < sort.ends, ended, np.iinfo(np.int64).max),
                    "size": sizes[at] * dice.lognormal(0.0, 0.35, len(at)),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def changed(found: pd.DataFrame, before: date, day: date) -> pd.DataFrame:
    """The entries that began or ended from `before` to the day before `day`, as they stand then."""
    low, high = ((each - date(1970, 1, 1)).days for each in (before, day))
    began, ended = (found[name].between(low, high - 1) for name in ("began", "ended"))
    return found.assign(over=found["ended"] < high)[began | ended]


def _usual(sort: Sort, urban: list[bool]) -> list[float]:
    return [sort.urban if each else sort.rural for each in urban]


def _write_roster(every: Callable[[], pd.DataFrame], before: date, day: date, path: Path) -> None:
    found = changed(every(), before, day)
    forms = []
    for sheet in SHEETS:
        rows = [_row(entry, number) for number, entry in enumerate(_dictionaries(found[found["sheet"] == sheet]))]
        # One is there twice, and one ends before it began.
        rows += [rows[0]] if rows else []
        if len(rows) > 40:
            rows[40][6:8] = ["2001-01-01", "已撤销"]
        rows.append(["合计", *[None] * 7, len(rows)])
        forms.append(Form(sheet, f"黄山市民政资源名册（{sheet}）", _COLUMNS, rows, ("注：本表为演示数据",)))
    write_xls(path, forms)


def _row(entry: dict[str, Any], number: int) -> list[Any]:
    over = bool(entry["over"])
    planted = [f"PLANTED-{what}-{entry['key']}" for what in ("NAME", "PHONE", "ID", "TEXT")]
    return [
        *(entry["key"], entry["code"], entry["name"], entry["word"], _UNITS[number % 7 % len(_UNITS)]),
        *(_day(entry["began"], number), _day(entry["ended"], number + 1) if over else None),
        "已撤销" if over else "正常",
        round(entry["size"]) if entry["size"] else None,
        *planted,
    ]


def _write_facilities(every: Callable[[], pd.DataFrame], before: date, day: date, path: Path) -> None:
    found = changed(every(), before, day)
    rows = []
    for number, entry in enumerate(_dictionaries(found)):
        area = f"{entry['size']:.1f}" + ("平方米" if number % 9 == 0 else "")
        days = (_day(entry["began"], number), _day(entry["ended"], number) if entry["over"] else "")
        planted = (f"PLANTED-ADDRESS-{entry['key']}", f"PLANTED-PHONE-{entry['key']}")
        rows.append(
            (entry["key"], entry["code"], entry["word"], area, *days, entry["longitude"], entry["latitude"], *planted)
        )
    names = (
        "设施编号",
        "社区代码",
        "设施类型",
        "建筑面积",
        "启用日期",
        "停用日期",
        "经度",
        "纬度",
        "地址",
        "管理员电话",
    )
    pd.DataFrame(rows, columns=names).to_csv(path, index=False, encoding="gb18030")


def _placed(world: World) -> pd.DataFrame:
    """All facilities, each at a point inside the first grid of its community."""
    middles: dict[str, tuple[float, float]] = {}
    for feature in orjson.loads((world.site / "grids.geojson").read_bytes())["features"]:
        code = feature["properties"]["community_code"]
        if code not in middles:
            middle = shape(feature["geometry"]).representative_point()
            middles[code] = round(middle.x, 5), round(middle.y, 5)
    found = entries(world, "SS", BUILDINGS)
    points = [middles.get(code, ("", "")) for code in found["code"]]
    return found.assign(longitude=[each[0] for each in points], latitude=[each[1] for each in points])


def _dictionaries(found: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in found.to_dict("records")]


def _day(since: int, number: int) -> str:
    return _DAYS[number % len(_DAYS)].format(date(1970, 1, 1) + timedelta(days=int(since)))
