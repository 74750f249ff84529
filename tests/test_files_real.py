"""Real messy files, written by nobody here, become the records that were counted in them by hand, by TOML alone."""

import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest
from replay.pipeline import real_folder

from etl.connectors.files import FilesConnector
from etl.connectors.page import Page
from etl.source import Source

# The warehouse has no entity for such records yet: fields of an event stand in for those of a statistic.
SOURCE = """
key = "trial"
name = {{ zh = "试", en = "Trial" }}
city_code = "0000"
expected_minutes = 60
[files]
folder = "drop"
pattern = "*"
settle_seconds = 0
[[datasets]]
name = "things"
entity = "event"
kind = "demand"
{0}
"""
YEARS = """
[datasets.table]
unpivot = { columns = "^([0-9]{4})年$", name = "year", value = "value" }
[datasets.fields]
record_key = { concat = ["地区", "year"] }
occurred_at = { field = "year", format = "%Y" }
rework_count = "value"
"""
LEDGER = """
[datasets.table]
sheet = "Sheet1"
needs = ["活动类型"]
fill_down = ["年份", "月份"]
[datasets.fields]
record_key = { concat = ["年份", "月份", "活动类型", "活动日期"] }
occurred_at = { field = "活动日期", format = "auto" }
rework_count = "志愿者服务人数及时长统计 / 合计 / 小时"
category = "本次活动受益人数统计 / 成人受益人数统计 / 女性"
unit_code = "服务中心"
"""


def page_of(name: str, toml: str, tmp_path: Path) -> Page:
    shutil.copy(real_folder() / "messy_chinese" / name, tmp_path)
    source = Source.model_validate(tomllib.loads(SOURCE.format(toml)))
    dataset = source.datasets[0]
    (page,) = FilesConnector(source, dataset, dataset.paths(), tmp_path, lambda _: False).pages(None)
    return page


@pytest.mark.parametrize(
    ("name", "years", "empty", "first", "last", "shanghai"),
    [
        # 31 provinces and ten years, none of them empty.
        ("nbs_gb2312_a.csv", 10, [], ("2024", "2183"), ("2015", "2385"), ["2480", "2487", "2475", "2489", "2488"]),
        # Twenty years, of which 2025, 2020 and 2010 are empty for every province.
        ("nbs_gb2312_b.csv", 17, [2025, 2020, 2010], ("2024", "22470"), ("2006", "18681"), ["25520", "26187", "25347"]),
        ("nbs_gb2312_c.csv", 17, [2025, 2020, 2010], ("2024", "3703"), ("2006", "1242"), ["5169", "5123", "4732"]),
    ],
)
def test_years_beside_provinces(
    tmp_path: Path,
    name: str,
    years: int,
    empty: list[int],
    first: tuple[str, str],
    last: tuple[str, str],
    shanghai: list[str],
) -> None:
    page = page_of(name, YEARS, tmp_path)
    provinces, year, value = page.columns["地区"], page.columns["year"], page.columns["value"]
    assert len(page) == len(provinces) == 31 * years
    assert len(set(provinces)) == 31
    assert not {str(each) for each in empty} & set(year)
    assert (provinces[0], year[0], value[0]) == ("北京市", *first)
    assert (provinces[-1], year[-1], value[-1]) == ("新疆维吾尔自治区", *last)
    assert page.locators[0].endswith(":5 2024年")
    assert page.locators[-1].endswith(f":35 {last[0]}年")
    ninth = [number for province, number in zip(provinces, value, strict=True) if province == "上海市"]
    assert ninth[: len(shanghai)] == shanghai
    assert page.unreadable == ()


def test_a_ledger_of_volunteers_with_merged_headers(tmp_path: Path) -> None:
    page = page_of("volunteer_hours_2024_merged_headers.xls", LEDGER, tmp_path)
    rows = [6, 9, 12, 13, *range(15, 32), 34, 35]
    assert [locator.partition(":")[2] for locator in page.locators] == [f"Sheet1!{row}" for row in rows]
    columns = page.columns
    assert columns["年份"] == [2024] * 23
    assert columns["月份"] == [1, 2, 3, 3, *[4] * 17, 5, 5]
    days = [None, None, None, None, 8, 8, 9, 10, 11, 12, 13, 15, 16, 17, 18, 19, 22, 23, 24, 25, 29, 3, 6]
    assert [day and day.day for day in columns["活动日期"]] == days
    assert columns["活动日期"][4] == date(2024, 4, 8)
    hours = [20, 34, 28, 12, 3, 2, 3, 3, 3, 3, 3, 3, 3, 2, 4, 3, 3, 3, 3, 2, 3, 3, 8]
    assert columns["志愿者服务人数及时长统计 / 合计 / 小时"] == hours
    women = [None, None, None, 2, 4, 4, 4, 4, 4, 4, 4, 4, 3, 5, 5, 5, 5, 5, 4, 4, 4, None, 5]
    assert columns["本次活动受益人数统计 / 成人受益人数统计 / 女性"] == women
    assert columns["服务中心"] == [None] * 4 + ["同心源小家"] * 19
    assert set(columns["活动类型"]) == {"志愿者日常陪伴", "志愿者陪伴及清洁服务", "空调清洗"}
    assert page.unreadable == ()
