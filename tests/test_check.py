"""`python -m etl check` shows what a load would do, and changes no row of any table."""

from pathlib import Path

import pytest
from platforms.events import PLANTED, EventPlatform, closed, record
from platforms.station import SMALL_CITY, Station, trial_source
from sqlalchemy import inspect, text

from data_access.connection import ConnectionUrls
from data_access.warehouse import open_engine
from etl.__main__ import main
from etl.check import Findings, check_source
from etl.check_text import as_text
from etl.source import Source

PAGES = {"style": "page", "size_parameter": "size", "size": 50}


@pytest.fixture
def source(url: str, request: pytest.FixtureRequest) -> Source:
    return trial_source(url, f"c{abs(hash(request.node.name)):x}", paging=PAGES, since=None)


def tables(urls: ConnectionUrls) -> dict[str, list[str]]:
    """Every row of every table."""
    engine = open_engine(urls.owner)
    with engine.connect() as connection:
        names = inspect(engine).get_table_names(schema="cockpit")
        rows = {
            name: [str(row[0]) for row in connection.execute(text(f'SELECT t::text FROM cockpit."{name}" AS t'))]
            for name in names
        }
    engine.dispose()
    return rows


def checked(here: Station, source: Source, rows: int = 1000) -> Findings:
    (findings,) = check_source(source, (source,), here.surroundings, rows)
    return findings


MESSY = [
    closed("sound", 1),
    record("no-map", 1, type="Z", unit="某某局", status="77", community="999", grid=None),
    record("no-map-2", 1, type="Z"),
    record("bad-time", 1, due="2026-02-30 00:00:00"),
    closed("odd", 1, closed="2020-01-01 00:00:00"),
    "not a record",
    record("gone", 1, deleted=1),
]


def test_everything_a_load_would_do_is_shown_and_nothing_is_done(
    here: Station, platform: EventPlatform, source: Source, module_database: ConnectionUrls
) -> None:
    platform.listed = list(MESSY)
    before = tables(module_database)
    findings = checked(here, source)
    assert tables(module_database) == before
    assert findings.fine
    assert findings.read == 7
    assert findings.actions == {"insert": 3, "delete": 1}
    assert findings.reached == {"grid_code": 1, "community_code": 1, "unmapped": 1}
    assert findings.unmapped == {
        "category": {"Z": 2},
        "status": {"77": 1},
        "unit_code": {"某某局": 1},
        "place": {"999": 1},
    }
    assert [(each.locator, each.reason) for each in findings.rejects] == [
        ("page 1, record 6", "a str where a record was expected"),
        ("page 1, record 4", "due_at_not_a_time"),
        ("page 1, record 5", "closed_before_occurred"),
    ]
    assert findings.never_stored == ["address", "phone", "reporter_name", "text"]


def test_the_words_name_paths_and_hold_nothing_that_would_not_be_stored(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    platform.listed = list(MESSY)
    said = as_text(checked(here, source))
    for part in (
        "page 1, record 4, at due: due_at_not_a_time",
        "未映射 unmapped category: Z × 2",
        "退回 rejected: closed_before_occurred × 1",
        "新增 inserted 3, 删除 deleted 1",
        "网格 grid_code 1, 社区 community_code 1, 未映射 unmapped 1",
        "appearance ← A",
        "never stored, never leaves the connector: address, phone, reporter_name, text",
        "人员（散列）",
        "(hash)",
    ):
        assert part in said
    assert not [planted for planted in PLANTED if planted in said]


def test_the_table_lines_up_in_chinese_and_english(here: Station, platform: EventPlatform, source: Source) -> None:
    from etl.check_text import _width

    platform.listed = [closed("a", 1), closed("b", 1)]
    lines = as_text(checked(here, source)).splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("  字段"))
    table = lines[start : lines.index("", start)]
    assert len(table) > 15
    columns = {
        _width(line[: line.index(name)])
        for line, name in zip(table[1:4], ("  id ", "  reported ", "  due "), strict=True)
    }
    assert columns == {_width(table[0][: table[0].index("  from ")])}


def test_a_sample_is_only_as_long_as_asked(here: Station, platform: EventPlatform, source: Source) -> None:
    platform.listed = [closed(f"k{number}", 1) for number in range(120)]
    assert checked(here, source, 70).actions == {"insert": 70}
    assert checked(here, source, 3).actions == {"insert": 3}


def test_what_is_known_already_is_unchanged_or_updated_and_drift_is_shown(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    platform.listed = [closed(f"k{number}", 1) for number in range(5)]
    assert here.load(source)["inserted"] == 5
    platform.listed = [closed("k0", 1), closed("k1", 1, rework=2), closed("new", 1, extra=1)]
    findings = checked(here, source)
    assert findings.actions == {"unchanged": 1, "update": 1, "insert": 1}
    assert findings.remarks == ["new in its records and not mapped, so not loaded: extra"]
    for each in platform.listed:
        each["closed_time"] = each.pop("closed")  # type: ignore[index, attr-defined]
    findings = checked(here, source)
    assert not findings.fine
    assert "perhaps it is called 'closed_time' now; a load would stop here" in as_text(findings)


def test_what_is_in_no_record_is_said_before_the_first_load(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    platform.listed = [{name: value for name, value in closed("k", 1).items() if name != "channel"}]
    assert checked(here, source).remarks == ["mapped and in none of the records read: 'channel'"]


def test_a_source_that_fails_or_has_nothing_says_so(here: Station, platform: EventPlatform, source: Source) -> None:
    platform.listed = []
    assert checked(here, source).fine
    assert "没有记录 · the source gave no records" in as_text(checked(here, source))
    unreachable = trial_source("http://127.0.0.1:1", source.key, paging=PAGES, since=None)
    findings = checked(here, unreachable)
    assert not findings.fine
    assert "✗" in as_text(findings)
    platform.listed = [record("x", 1, due="never")]
    assert not checked(here, source).fine


def test_the_command_ends_with_0_or_1_and_fills_no_empty_warehouse(
    database: ConnectionUrls,
    platform: EventPlatform,
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = {"SITE": str(SMALL_CITY), "DATA": str(tmp_path), "WRITER_URL": database.writer, "TRIAL_URL": url}
    for name, value in given.items():
        monkeypatch.setenv(f"COCKPIT_{name}", value)
    monkeypatch.setattr("etl.__main__.configure_logs", lambda level: None)
    before = tables(database)
    platform.listed = None
    platform.records = {}
    platform.put(closed("a", 1), closed("b", 1))
    assert main(["check", "trial", "--rows", "1"]) == 0
    assert "荷花池" not in capsys.readouterr().out
    platform.put(closed("a", 2, reported="soon"), closed("b", 2, reported="soon"))
    assert main(["check", "trial"]) == 1
    assert "page 1, record 1, at reported: occurred_at_not_a_time" in capsys.readouterr().out
    assert main(["check", "nobody"]) == 2
    assert tables(database) == before
    assert before["division"] == []
