"""`python -m etl init` writes a first TOML by looking at an example: it passes `check`, and holds nobody's data."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from platforms.events import PLANTED, EventPlatform, closed
from platforms.station import SMALL_CITY
from replay.server import serving
from sqlalchemy import create_engine, text

from data_access.connection import ConnectionUrls
from etl.__main__ import main
from etl.site.source_files import read_source
from etl.source import Source

Start = Callable[..., int]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A copy of the small city without any source."""
    folder = tmp_path / "site"
    shutil.copytree(SMALL_CITY, folder)
    shutil.rmtree(folder / "sources")
    return folder


@pytest.fixture
def init(site: Path, tmp_path: Path, module_database: ConnectionUrls, monkeypatch: pytest.MonkeyPatch) -> Start:
    """The command, on that site."""
    for name, value in {"SITE": str(site), "DATA": str(tmp_path), "WRITER_URL": module_database.writer}.items():
        monkeypatch.setenv(f"COCKPIT_{name}", value)
    # The log of a process is set up once; here it would outlive the test's own standard error.
    monkeypatch.setattr("etl.__main__.configure_logs", lambda level: None)
    return lambda *given: main(["init", *given])


def source_of(site: Path, name: str) -> Source:
    return read_source(site / "sources" / f"{name}.toml", {})


def said(site: Path, name: str) -> str:
    return (site / "sources" / f"{name}.toml").read_text(encoding="utf-8")


def mapped(source: Source) -> dict[str, str | None]:
    return {name: mapping.field for name, mapping in source.datasets[0].fields.items()}


def test_an_http_platform_is_found_out_and_loads(site: Path, init: Start, capsys: pytest.CaptureFixture[str]) -> None:
    platform = EventPlatform()
    platform.put(*[closed(f"k{number:03}", number / 100, channel="WGY") for number in range(130)])
    with serving(platform) as running:
        assert init("grid", "--kind", "http", "--url", f"{running.url}/events?page=1&size=50") == 0
        out = capsys.readouterr().out
        assert main(["check", "grid"]) == 0
        assert main(["run", "grid"]) == 0
    source = source_of(site, "grid")
    dataset = source.datasets[0]
    assert (dataset.path, dataset.records, dataset.total, dataset.kind) == ("/events", "data", "total", "grid_event")
    assert (dataset.paging.style, dataset.paging.size_parameter, dataset.paging.size) == ("page", "size", 50)
    assert mapped(source) == {
        "record_key": "id",
        "occurred_at": "reported",
        "due_at": "due",
        "closed_at": "closed",
        "updated_at": "updated",
        "category": "type",
        "channel": "channel",
        "unit_code": "unit",
        "status": "status",
        "rework_count": "rework",
    }
    assert (dataset.place.grid, dataset.place.division) == ("grid", "community")
    assert dataset.deleted is not None
    assert (site / "code_maps" / "grid_status.csv").read_text(encoding="utf-8") == "external_code,code,note\n40,,\n"
    left_out = said(site, "grid").partition("# Left out")[2]
    assert all(f"#   {name} (by its name)" in left_out for name in ("reporter_id", "reporter_name", "phone", "address"))
    assert not [planted for planted in PLANTED if planted in said(site, "grid") + out]
    assert "新增 inserted 130" in out
    assert "# guess:" in said(site, "grid")


HEADER = "工单编号,来电时间,姓名,联系电话,诉求内容,诉求类型,区县,街道,社区,承办单位,办结时间,办理状态,备用\n"
ROWS = [
    f"T{number:04},2026年3月{number}日 08:30,张三{number},1390559{number:04},楼上漏水,噪声,屯溪区,昱东街道,荷花池社区,"
    f"市城管局,2026年3月{number}日 18:00,已办结,x{number}\n"
    for number in range(1, 21)
]


def test_a_chinese_table_is_found_out_and_loads(site: Path, init: Start, tmp_path: Path) -> None:
    folder = tmp_path / "drop" / "hotline"
    folder.mkdir(parents=True)
    (folder / "工单2026-03.csv").write_text(HEADER + "".join(ROWS), encoding="gb18030")
    assert init("hotline", "--kind", "files", "--file", str(folder / "工单2026-03.csv")) == 0
    assert main(["check", "hotline"]) == 0
    source = source_of(site, "hotline")
    assert source.files is not None
    assert (source.files.folder, source.files.pattern) == ("drop/hotline", "工单*-*.csv")
    assert mapped(source) == {
        "record_key": "工单编号",
        "occurred_at": "来电时间",
        "closed_at": "办结时间",
        "category": "诉求类型",
        "unit_code": "承办单位",
        "status": "办理状态",
    }
    dataset = source.datasets[0]
    assert dataset.kind == "hotline_ticket"
    assert (dataset.place.parents, dataset.place.name) == (("区县", "街道"), "社区")
    assert dataset.fields["occurred_at"].format == ("%Y年%m月%d日 %H:%M",)
    text = said(site, "hotline")
    assert "#   姓名 (by its name)" in text
    assert "Not mapped, and never stored: 备用" in text
    assert not [secret for secret in ("张三", "1390559", "漏水") if secret in text]


def test_a_table_of_a_database_is_found_out(
    site: Path, init: Start, module_database: ConnectionUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = create_engine(module_database.owner)
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA office"))
        connection.execute(
            text(
                "CREATE TABLE office.cases (case_no text PRIMARY KEY, created timestamp NOT NULL, lxr text, "
                "adcode text, state text, modified timestamp)"
            )
        )
        connection.execute(
            text(
                "INSERT INTO office.cases SELECT 'c' || n, timestamp '2026-03-01' + n * interval '1 hour', "
                "'王五', '341002', 'open', timestamp '2026-03-02' FROM generate_series(1, 40) AS n"
            )
        )
    engine.dispose()
    monkeypatch.setenv("OFFICE_URL", module_database.owner)
    assert init("office", "--kind", "sql", "--url-env", "OFFICE_URL", "--table", "office.cases") == 0
    found = source_of(site, "office")
    assert mapped(found)["record_key"] == "case_no"
    assert mapped(found)["occurred_at"] == "created"
    assert found.datasets[0].place.division == "adcode"
    assert "王五" not in said(site, "office")
    assert main(["check", "office"]) == 0
    assert init("office2", "--kind", "sql", "--url", module_database.owner, "--table", "office.cases") == 0
    secret = site / "sources" / "office2.url"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert module_database.owner not in said(site, "office2")


def test_nothing_that_is_there_is_overwritten(
    site: Path, init: Start, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    example = tmp_path / "a.csv"
    example.write_text("id,when,status\n1,2026-03-02 08:00:00,x\n2,2026-03-02 09:00:00,x\n", encoding="utf-8")
    map_there = site / "code_maps" / "mine_status.csv"
    map_there.write_text("external_code,code\n", encoding="utf-8")
    assert init("mine", "--kind", "files", "--file", str(example)) == 2
    assert "mine_status.csv is there already and is not touched" in capsys.readouterr().err
    assert not (site / "sources" / "mine.toml").exists()
    map_there.unlink()
    assert init("mine", "--kind", "files", "--file", str(example)) == 0
    before = said(site, "mine")
    assert init("mine", "--kind", "files", "--file", str(example)) == 2
    assert said(site, "mine") == before


FAULTS = [
    (["Bad", "--kind", "http"], "cannot be the key of a source"),
    (["x", "--kind", "http"], "give --url; there is no terminal"),
    (["x", "--kind", "http", "--url", "ftp://a"], "that is not an http address"),
    (["x", "--kind", "http", "--url", "http://127.0.0.1:1/a"], "127.0.0.1 gave no answer"),
    (
        ["x", "--kind", "http", "--url", "http://127.0.0.1:1/a", "--token-env", "NOT_SET"],
        "there is no token in NOT_SET",
    ),
    (["x", "--kind", "files", "--file", "/nowhere.csv"], "/nowhere.csv is not a file"),
    (["x", "--kind", "sql", "--url", "nothing", "--table", "t"], "address of the database cannot be used"),
    (["x", "--kind", "files", "--file", "/nowhere.csv", "--field", "a"], "write it as FIELD=PATH"),
]


@pytest.mark.parametrize(("given", "sentence"), FAULTS)
def test_each_fault_is_one_sentence(
    site: Path, init: Start, capsys: pytest.CaptureFixture[str], given: list[str], sentence: str
) -> None:
    assert init(*given) == 2
    error = capsys.readouterr().err.strip()
    assert sentence in error.splitlines()[-1]
    assert not (site / "sources").exists()


def test_a_required_field_that_is_not_found_can_be_named(
    site: Path, init: Start, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    example = tmp_path / "a.csv"
    example.write_text("手机号,何时,id\n13905590001,2026-03-02,1\n13905590002,soon,1\n", encoding="utf-8")
    assert init("odd", "--kind", "files", "--file", str(example)) == 2
    error = capsys.readouterr().err
    assert "no field of the example looks like occurred_at (发生时间)" in error
    assert "--field occurred_at=PATH. There are: 何时, id" in error
    assert init("odd", "--kind", "files", "--file", str(example), "--field", "record_key=没有") == 2
    assert "the example has no '没有'; it has: 手机号, 何时, id" in capsys.readouterr().err
