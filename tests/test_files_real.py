"""Real messy files, written by nobody here, are loaded by TOML alone: the records that were counted in them by hand."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from replay.pipeline import YEARBOOK, Trial, opened, real_folder

from data_access.connection import ConnectionUrls
from etl.connectors.file_memory import NoMemory
from etl.connectors.files import FilesConnector
from etl.connectors.page import Page
from etl.site.source_files import read_source

MESSY = "messy_chinese"
LEDGER = "volunteer_hours_2024_merged_headers.xls"


def page_of(key: str, name: str, tmp_path: Path) -> Page:
    """The records of a file as a source of the trial site gives them to its mapping."""
    shutil.copy(real_folder() / MESSY / name, tmp_path)
    source = read_source(YEARBOOK / "sources" / f"{key}.toml", {})
    dataset = source.datasets[0]
    (page,) = FilesConnector(source, dataset, dataset.paths(), tmp_path, NoMemory()).pages(None)
    return page


@pytest.fixture(scope="module")
def trial(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    data = tmp_path_factory.mktemp("data")
    for name, folder in (
        (LEDGER, "ledger"),
        *((each, "yearbook") for each in ("nbs_gb2312_a.csv", "nbs_gb2312_b.csv")),
    ):
        (data / "drop" / folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(real_folder() / MESSY / name, data / "drop" / folder)
    with opened(YEARBOOK, module_database, data) as found:
        yield found


@pytest.mark.parametrize(
    ("key", "name", "years", "empty", "first", "last", "shanghai"),
    [
        # 31 provinces and ten years, none of them empty.
        (
            "residents",
            "nbs_gb2312_a.csv",
            10,
            [],
            ("2024", "2183"),
            ("2015", "2385"),
            ["2480", "2487", "2475", "2489", "2488"],
        ),
        # Twenty years, of which 2025, 2020 and 2010 are empty for every province.
        (
            "sampled",
            "nbs_gb2312_b.csv",
            17,
            [2025, 2020, 2010],
            ("2024", "22470"),
            ("2006", "18681"),
            ["25520", "26187", "25347"],
        ),
        (
            "sampled_65",
            "nbs_gb2312_c.csv",
            17,
            [2025, 2020, 2010],
            ("2024", "3703"),
            ("2006", "1242"),
            ["5169", "5123", "4732"],
        ),
    ],
)
def test_years_beside_provinces(
    tmp_path: Path,
    key: str,
    name: str,
    years: int,
    empty: list[int],
    first: tuple[str, str],
    last: tuple[str, str],
    shanghai: list[str],
) -> None:
    page = page_of(key, name, tmp_path)
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
    page = page_of("volunteer_ledger", LEDGER, tmp_path)
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
    people = [10, 17, 14, 4, *[1] * 11, 2, 1, 1, 5, 2, 2, 1, 3]
    assert columns["志愿者服务人数及时长统计 / 合计 / 人数"] == people
    assert columns["服务中心"] == [None] * 4 + ["同心源小家"] * 19
    assert set(columns["活动类型"]) == {"志愿者日常陪伴", "志愿者陪伴及清洁服务", "空调清洗"}
    assert page.unreadable == ()


def test_a_statistic_of_residents_is_loaded(trial: Trial) -> None:
    assert trial.load("residents") == {"extracted": 310, "inserted": 310}
    rows = trial.rows(
        "SELECT county_code, period_start::text, occurred_on::text, value::int, value_unit FROM cockpit.reported_count "
        "WHERE source_key = 'residents' AND record_key IN ('北京市-2024', '新疆维吾尔自治区-2015') ORDER BY 1"
    )
    assert rows == [
        ("110000", "2024-01-01", "2024-12-31", 21_830_000, "people"),
        ("650000", "2015-01-01", "2015-12-31", 23_850_000, "people"),
    ]
    # Each of the 31 provinces was found by its name, in every year.
    assert trial.rows(
        "SELECT count(DISTINCT county_code), min(reports), max(reports), sum(reports) FROM "
        "(SELECT county_code, sum(reports) AS reports FROM cockpit.mart_reported_count_category_day "
        "WHERE source_key = 'residents' AND county_code <> 'unmapped' GROUP BY 1) AS by_province"
    ) == [(31, 10, 10, 310)]


def test_empty_years_of_a_survey_are_no_records(trial: Trial) -> None:
    assert trial.load("sampled") == {"extracted": 527, "inserted": 527}
    years = trial.rows(
        "SELECT extract(year FROM occurred_on)::int, count(*) FROM cockpit.reported_count "
        "WHERE source_key = 'sampled' GROUP BY 1 ORDER BY 1"
    )
    assert years == [(year, 31) for year in range(2006, 2025) if year not in (2010, 2020)]


def test_a_ledger_of_volunteers_is_loaded(trial: Trial) -> None:
    # Four lines are sums of a month: they have no day to count on. The ledger names no division.
    assert trial.load("volunteer_ledger") == {"extracted": 23, "inserted": 19, "rejected": 4, "unmapped": 19}
    assert trial.rows(
        "SELECT category, count(*), sum(participants), min(occurred_at AT TIME ZONE 'Asia/Shanghai')::text, "
        "max(occurred_at AT TIME ZONE 'Asia/Shanghai')::text FROM cockpit.activity GROUP BY 1 ORDER BY 1"
    ) == [
        ("air_conditioners", 2, 4, "2024-05-03 00:00:00", "2024-05-06 00:00:00"),
        ("company", 17, 24, "2024-04-08 00:00:00", "2024-04-29 00:00:00"),
    ]
    assert {row[0] for row in trial.rows("SELECT unit_code FROM cockpit.activity")} == {"home"}
    reasons = trial.rows("SELECT split_part(locator, '!', 2), reason FROM cockpit.quarantine ORDER BY locator")
    assert [row for row, _ in reasons] == ["12", "13", "6", "9"]
    assert {reason for _, reason in reasons} == {"record_key_missing"}
    assert trial.load("volunteer_ledger") == {}
