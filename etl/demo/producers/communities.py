"""村（社区）基本情况表: the communities of a city, their people and households; a workbook every so many years."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from etl.demo.dropping import Form, drop, morning, write_xlsx
from etl.demo.world import World

# Its workbooks take seconds to write.
SLOW = True


@dataclass(frozen=True, slots=True)
class Roll:
    """Whose communities a workbook tells, and how many years lie between two of them."""

    division: str
    years: int

    @property
    def key(self) -> str:
        """Of its source and its folder."""
        return f"communities_{self.division}"


ROLLS = (Roll("3410", 1), Roll("3408", 5), Roll("445381", 5), Roll("341825", 5), Roll("1405", 10))
# Invented: no document tells how many people live in a community. A city has so many a community on average.
_PEOPLE = 1_700
_FIRST_YEAR = 2020
# How much more people an urban community has after a year, and a rural one.
_GROWTH = {True: 0.008, False: -0.009}
# People in a household, from and to.
_HOUSEHOLD = (2.3, 3.0)
_SENT = (1, 20)
_SHEETS = (("人口", "people", "人"), ("户数", "households", "户"))
_PLACE = ("村（社区） / 区划代码", "村（社区） / 名称", "村（社区） / 类别")
_ENTRY = ("状态", "填报日期", "填报人 / 姓名", "填报人 / 电话")
_COMMUNITIES = ("编号", *_PLACE, "纳入统计年度", *_ENTRY)
_NUMBERS = ("编号", *_PLACE, "数量", "起止 / 起", "起止 / 止", *_ENTRY)


def produce(world: World, data: Path) -> None:
    """Hand in what is due and not there yet. Raises OSError."""
    for roll in ROLLS:
        before = None
        for year in years(world, roll):
            sent = morning(max(date(year, *_SENT), world.history_from))
            if sent <= world.now:
                path = data / "drop" / roll.key / f"村（社区）基本情况表_{year}年.xlsx"
                drop(path, sent, partial(_write, world, roll, year, before))
            before = year


def years(world: World, roll: Roll) -> range:
    """The years as of whose first day a workbook tells; each is sent on 20 January, or on the world's first day."""
    return range(world.history_from.year, world.now.year + 1, roll.years)


def people(world: World, roll: Roll, year: int) -> pd.DataFrame:
    """The communities as of the first day of a year: code, name, whether urban, how many people and households."""
    homes = world.communities(roll.division)
    city = len(world.communities(roll.division[:4]))
    dice = world.dice("communities", roll.division)
    trend = np.array([_GROWTH[home.urban] for home in homes]) + dice.normal(0.0, 0.006, len(homes))
    size = dice.uniform(*_HOUSEHOLD, len(homes))
    luck = world.dice("communities", roll.division, year).normal(0.0, 0.004, len(homes))
    usual = np.array([home.weight * city * _PEOPLE for home in homes])
    count = np.maximum(30, np.round(usual * (1 + trend) ** (year - _FIRST_YEAR) * (1 + luck))).astype(int)
    return pd.DataFrame(
        {
            "code": [home.code for home in homes],
            "name": [home.name for home in homes],
            "urban": [home.urban for home in homes],
            "people": count,
            "households": np.round(count / size).astype(int),
        }
    )


def _write(world: World, roll: Roll, year: int, before: int | None, path: Path) -> None:
    """The communities, and in a sheet each the numbers of this year and, as over, those of the workbook before it."""
    now = people(world, roll, year)
    communities = [
        [row["code"], *_place(row), f"{world.history_from.year}年", "现行", *_filled(year, row["code"])]
        for row in now.to_dict("records")
    ]
    forms = [_form("村（社区）", _COMMUNITIES, communities)]
    for sheet, column, unit in _SHEETS:
        rows = _numbers(people(world, roll, before), column, unit, before, year) if before is not None else []
        rows += _numbers(now, column, unit, year, None)
        rows = [[*row, *_filled(year, row[1])] for row in rows]
        forms.append(_form(sheet, _NUMBERS, [*rows, ["合计", None, None, None, f"{now[column].sum():,}"]]))
    write_xlsx(path, forms)


def _numbers(found: pd.DataFrame, column: str, unit: str, year: int, until: int | None) -> list[list[Any]]:
    """Rows of the numbers of a year; `until`: of which year the next ones are."""
    end, word = (f"{until}-01-01", "已更替") if until else (None, "现行")
    rows = []
    for number, row in enumerate(found.to_dict("records")):
        # Some write numbers with commas, some with the unit.
        amount = f"{row[column]:,}" if number % 7 == 0 else f"{row[column]}{unit}" if number % 11 == 0 else row[column]
        rows.append(
            [f"{row['code']}-{column}-{year}", row["code"], *_place(row)[1:], amount, f"{year}-01-01", end, word]
        )
    return rows


def _place(row: dict[Any, Any]) -> list[Any]:
    return [row["code"], row["name"], "社区" if row["urban"] else "村"]


def _filled(year: int, code: str) -> list[str]:
    return [f"{date(year, *_SENT)}", f"PLANTED-NAME-{code}", f"PLANTED-PHONE-{code}"]


def _form(sheet: str, columns: tuple[str, ...], rows: list[list[Any]]) -> Form:
    return Form(sheet, f"村（社区）基本情况表（{sheet}）", columns, rows, ("注：本表为演示数据，数字均为虚构",))
