"""新时代文明实践 of 黄山 as workbooks: practice centres, activities, orders and sign-ins of a month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from etl.demo.drawing import HOUR, NEVER, Numbers, handled, moments, places, texts
from etl.demo.dropping import Form, drop, months, morning, next_month, write_xlsx
from etl.demo.volunteering import FIELDS, MINUTE, PRACTICE, Volunteering, identities, span
from etl.demo.world import World

# Its history takes seconds to write.
SLOW = True
_FOLDER = Path("drop") / "practice"
# Years before this one came as one workbook each when the platform began to send any.
_MONTHLY_SINCE = 2025
FIELD_NAMES = (
    *("敬老助老", "儿童关爱", "邻里劝和", "环境整治", "文明创建"),
    *("卫生健康", "应急", "文化活动", "理论与科普", "其他"),
)
_PERSON = ("姓名", "证件号", "电话")
CENTRES = ("编号", "级别", "所在地 / 名称", "所在地 / 区划代码", "成立日期", "负责人 / 姓名", "负责人 / 电话")
ACTIVITIES = (
    *("编号", "服务类别", "主办单位", "所在地 / 名称", "所在地 / 区划代码", "时间 / 开始", "时间 / 结束"),
    *("参加人次", "状态", "联系人 / 姓名", "联系人 / 电话"),
)
ORDERS = (
    *("编号", "区划代码", "时间 / 点单", "时间 / 接单", "时间 / 完成", "状态", "更新时间"),
    *(f"点单人 / {name}" for name in _PERSON),
)
SIGN_INS = (
    *("编号", "活动编号", "服务类别", "区划代码", "时间 / 签到", "时间 / 签退"),
    *("时长（分钟）", "登记时间", *(f"志愿者 / {name}" for name in _PERSON)),
)
_ORDERS_A_DAY, _GROWTH, _CALLED_OFF = 4.0, 1.12, 0.04
_BEGINNINGS = {"中心": date(2018, 11, 1), "所": date(2019, 6, 1), "站": date(2020, 3, 1)}


@dataclass(frozen=True, slots=True)
class Report:
    """One workbook: its name, the months it is about, and when it is sent."""

    name: str
    firsts: tuple[date, ...]
    sent: datetime


def reports(world: World) -> Iterator[Report]:
    """Every workbook that is sent by now, oldest first."""
    every = [first for first in months(world.history_from, world.now.date()) if _sent(first) <= world.now]
    for year in sorted({first.year for first in every}):
        firsts = tuple(first for first in every if first.year == year)
        if year < _MONTHLY_SINCE and firsts[-1].month == 12:
            yield Report(f"文明实践年报_{year}.xlsx", firsts, _sent(firsts[-1]))
        else:
            yield from (Report(f"文明实践月报_{first:%Y%m}.xlsx", (first,), _sent(first)) for first in firsts)


def produce(world: World, data: Path) -> None:
    """Hand in what is due and not there yet. Raises OSError."""
    book = Practice(world)
    for report in reports(world):
        drop(data / _FOLDER / report.name, report.sent, partial(book.write, report.firsts))


class Practice:
    """What the platform knows of each month."""

    def __init__(self, world: World) -> None:
        self._world, self._story = world, Volunteering(world)

    def write(self, firsts: Sequence[date], path: Path) -> None:
        """Write the workbook of some months, a sheet for each list. Raises OSError."""
        lists = {
            "实践阵地": (CENTRES, [row for first in firsts for row in self.centres(first)]),
            "实践活动": (ACTIVITIES, [row for first in firsts for row in self.activities(first)]),
            "服务订单": (ORDERS, self.orders(firsts)),
            "志愿签到": (SIGN_INS, [row for first in firsts for row in self.sign_ins(first)]),
        }
        forms = []
        for name, (columns, rows) in lists.items():
            total = ["合计", len(rows), *[None] * (len(columns) - 2)]
            forms.append(Form(name, f"{name}情况表", columns, [*rows, total], ("填表人：PLANTED-NAME-writer",)))
        write_xlsx(path, forms)

    def centres(self, first: date) -> list[list[Any]]:
        """Centres, offices and stations set up in a month; in the first month also those there were before."""
        opened = first == self._world.history_from.replace(day=1)
        dice = self._world.dice("practice", "centres")
        rows = []
        for level, code in self._levels():
            since = _BEGINNINGS[level]
            day = date.fromordinal(since.toordinal() + int(dice.integers(0, 700)))
            if day < next_month(first) and (opened or day >= first):
                who = (f"PLANTED-NAME-{code}", f"PLANTED-PHONE-{code}")
                rows.append([f"SJ{code}", level, f"PLANTED-TEXT-{code}", code, f"{day:%Y年%m月%d日}", *who])
        return rows

    def activities(self, first: date) -> list[list[Any]]:
        """Its own activities that began in a month, held or called off."""
        month = self._story.month(first)
        mine = month.activities[month.activities["origin"] == PRACTICE]
        people = np.bincount(month.services["activity"], minlength=len(month.activities))[mine["number"]]
        off = self._world.dice("practice", "activities", first).random(len(mine)) < _CALLED_OFF
        columns = (
            [f"HD{first:%Y%m}{number:05d}" for number in mine["number"]],
            [FIELD_NAMES[field] for field in mine["field"]],
            [FIELDS[field].unit for field in mine["field"]],
            [self._story.homes[spot].name for spot in mine["spot"]],
            self._codes(mine["spot"]),
            _minutes(mine["begun"].to_numpy()),
            _minutes(mine["ended"].to_numpy()),
            np.where(off, 0, people).tolist(),
            np.where(off, "取消", "已举办").tolist(),
            [f"PLANTED-NAME-{number}" for number in mine["number"]],
            [f"PLANTED-PHONE-{number}" for number in mine["number"]],
        )
        return [list(row) for row in zip(*columns, strict=True)]

    def orders(self, firsts: Sequence[date]) -> list[list[Any]]:
        """Orders of residents placed in some months, and in the month before them, as they stand at their end."""
        before = (firsts[0] - timedelta(days=1)).replace(day=1)
        known = before >= self._world.history_from.replace(day=1)
        return [row for first in (*((before,) if known else ()), *firsts) for row in self._orders(first, firsts[-1])]

    def sign_ins(self, first: date) -> list[list[Any]]:
        """Who signed in and out in a month, on its own lists; entered by the organiser afterwards."""
        services = self._story.month(first).services
        told = services[self._story.told_by(services, PRACTICE)]
        dice = self._world.dice("practice", "sign-ins", first)
        begun = told["begun"].to_numpy() + dice.integers(-6 * MINUTE, 6 * MINUTE, len(told))
        ended = told["ended"].to_numpy() + dice.integers(-6 * MINUTE, 6 * MINUTE, len(told))
        begun, ended = begun // MINUTE * MINUTE, ended // MINUTE * MINUTE
        who = told["person"].to_numpy()
        columns = (
            [f"QD{first:%Y%m}{number:06d}" for number in told.index],
            [f"HD{first:%Y%m}{number:05d}" for number in told["activity"]],
            [FIELD_NAMES[field] for field in told["field"]],
            self._codes(told["spot"]),
            _minutes(begun),
            _minutes(ended),
            ((ended - begun) // MINUTE).tolist(),
            _minutes(ended + dice.integers(HOUR, 36 * HOUR, len(told))),
            [f"PLANTED-NAME-{person}" for person in who],
            # Typed by hand: the last letter is a wide one.
            [text[:-1] + "Ｘ" for text in identities(who)],
            [f"PLANTED-PHONE-{person}" for person in who],
        )
        return [list(row) for row in zip(*columns, strict=True)]

    def _orders(self, first: date, reported: date) -> list[list[Any]]:
        dice, until = self._world.dice("practice", "orders", first), span(next_month(reported))[0]
        placed = moments(self._world, first, _ORDERS_A_DAY, _GROWTH, dice)
        taken, _, done = handled(placed, np.full(len(placed), 7.0), np.ones(len(placed)), dice)
        taken, done = np.where(taken < until, taken, NEVER), np.where(done < until, done, NEVER)
        state = np.select([done < NEVER, taken < NEVER], ["已完成", "已接单"], "待接单")
        last = np.where(done < NEVER, done, np.where(taken < NEVER, taken, placed))
        numbers = np.arange(len(placed))
        columns = (
            [f"DD{first:%Y%m}{number:05d}" for number in numbers],
            self._codes(places(self._story.homes, len(placed), dice)),
            _minutes(placed),
            _minutes(taken),
            _minutes(done),
            state.tolist(),
            _minutes(last),
            *([f"PLANTED-{what}-{number}" for number in numbers] for what in ("NAME", "ID", "PHONE")),
        )
        return [list(row) for row in zip(*columns, strict=True)]

    def _codes(self, spots: Any) -> list[str]:
        return [self._story.homes[spot].code for spot in spots]

    def _levels(self) -> list[tuple[str, str]]:
        homes = self._story.homes
        return [
            *(("中心", code) for code in dict.fromkeys(home.county for home in homes)),
            *(("所", code) for code in dict.fromkeys(home.township for home in homes)),
            *(("站", home.code) for home in homes),
        ]


def _sent(first: date) -> datetime:
    return morning(next_month(first).replace(day=3))


def _minutes(seconds: Numbers) -> list[str | None]:
    """Times to the minute, as people type them."""
    found: npt.NDArray[np.object_] = texts(seconds)
    return [text and text[:16].replace("-", "/") for text in found.tolist()]
