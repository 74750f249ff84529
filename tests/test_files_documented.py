"""The samples of docs/connect/files.md are sources, and read the odd forms that it promises."""

import re
import shutil
import tomllib
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from structlog.testing import capture_logs
from workbooks import sheet_xml, write_xlsx

from etl.connectors.file_memory import NoMemory
from etl.connectors.files import FilesConnector
from etl.connectors.page import Page
from etl.mapping.derive import changed, plain
from etl.mapping.steps import build_step
from etl.mapping.times import read_times
from etl.source import Dataset, Source

DOCUMENT = Path(__file__).parents[1] / "docs" / "connect" / "files.md"
ODD = Path(__file__).parent / "odd_forms"


def sources() -> dict[str, Source]:
    blocks = re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    found = [Source.model_validate(tomllib.loads(block)) for block in blocks]
    return {source.key: source for source in found}


def read(source: Source, folder: Path) -> tuple[Dataset, list[Page]]:
    dataset = source.datasets[0]
    connector = FilesConnector(source, dataset, dataset.paths(), folder, NoMemory(), lambda: 4e9)
    return dataset, list(connector.pages(None))


def amounts(dataset: Dataset, name: str, values: list[Any]) -> list[str]:
    steps = [build_step(step.do, step.arguments(), lambda *_: {}) for step in dataset.fields[name].then]
    return [plain(value) for value in changed(values, steps)]


LEDGER: list[list[Any]] = [
    ["各街道事件台账（一月）", None, None, None, None, None, None],
    ["街道", "事件编号", "时间", None, "返工\n次数", None, "项目"],
    [None, None, "上报", "办结", None, None, "保洁"],
    ["本月合计", None, None, None, "3 次", None, "绿化"],
    ["昱城街道", "ＨＳ-1", date(2026, 1, 5), "2026/1/6 9:32:09", "１ 次", None, None],
    [None, "HS-2", "115.1.7", "—", 2, None, None],
    [None, None, None, None, 0, None, None],
    ["屯光镇", "HS-3", "2026年1月8日", "1/9/2026 3:05 PM", "无", None, None],
    ["填表人：某某", None, None, None, None, None, None],
]
MERGES = ["A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3"]


def test_the_ledger(tmp_path: Path) -> None:
    book = write_xlsx(
        tmp_path / "in.xlsx", {"说明": [["见各月"]], "1月": sheet_xml(LEDGER, MERGES, "A1:XFD1048576")}
    ).read_bytes()
    with zipfile.ZipFile(tmp_path / "2026.zip", "w") as archive:
        archive.writestr("一月.xlsx", book)
        archive.writestr("封面.txt", "不是表")
    (tmp_path / "in.xlsx").unlink()
    with capture_logs() as logs:
        dataset, (page,) = read(sources()["street_ledger"], tmp_path)
    assert [locator.partition(":")[2] for locator in page.locators] == [f"一月.xlsx:1月!{row}" for row in (5, 6, 8)]
    assert amounts(dataset, "record_key", page.columns["事件编号"]) == ["HS-1", "HS-2", "HS-3"]
    assert amounts(dataset, "rework_count", page.columns["返工 次数"]) == ["1", "2", ""]
    reported, _ = read_times(page.columns["时间 / 上报"], "Asia/Shanghai", dataset.fields["occurred_at"].format)
    closed, unread = read_times(page.columns["时间 / 办结"], "Asia/Shanghai", dataset.fields["closed_at"].format)
    assert [text and text[:10] for text in reported] == ["2026-01-05", "2026-01-07", "2026-01-08"]
    assert [text and datetime.fromisoformat(text).replace(tzinfo=None) for text in closed] == [
        datetime(2026, 1, 6, 9, 32, 9),
        None,
        datetime(2026, 1, 9, 15, 5),
    ]
    assert unread == set()
    left_out = next(log for log in logs if log["event"] == "rows left out")
    assert {left_out[reason] for reason in ("total", "note", "without what a record needs")} == {1}


def test_the_yearbook(tmp_path: Path) -> None:
    shutil.copy(ODD / "yearbook.csv", tmp_path)
    dataset, (page,) = read(sources()["yearbook"], tmp_path)
    streets, years = page.columns["街道"], page.columns["year"]
    assert list(zip(streets, years, strict=True)) == [
        (street, year) for street in ("昱城街道", "屯光镇", "阳湖镇") for year in ("2024", "2023", "2022")
    ]
    assert amounts(dataset, "period_start", years)[0] == "2024-01-01"
    assert amounts(dataset, "occurred_on", years)[:2] == ["2024-12-31", "2023-12-31"]
    counted = amounts(dataset, "value", page.columns["value"])
    assert counted == ["12", "1011", "9", "8", "12000", "-", "7", "6", "5"]
    assert page.locators[4].endswith(":6 2023年")
    assert page.unreadable == ()
