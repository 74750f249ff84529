"""A paused source is left alone; commands say one line; secrets are never in a TOML file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from platforms.events import closed, local, record
from platforms.living import Living, living

from data_access.connection import ConnectionUrls
from data_access.freshness import Freshness
from etl.__main__ import main
from etl.attempts import run_all
from etl.errors import SiteInvalid
from etl.life.pause import pause_source, resume_source
from etl.site.reference import load_reference
from etl.site.source_files import read_source
from etl.status import as_text, read_status

SAMPLE = (Path(__file__).parent / "sites" / "small_city" / "sources" / "trial.toml").read_text(encoding="utf-8")


@pytest.fixture
def life(database: ConnectionUrls, tmp_path: Path) -> Iterator[Living]:
    with living(database, tmp_path, "trial") as opened:
        yield opened


@pytest.fixture
def etl(life: Living, database: ConnectionUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Living:
    """The same, for commands."""
    monkeypatch.setenv("COCKPIT_SITE", str(life.folder))
    monkeypatch.setenv("COCKPIT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COCKPIT_WRITER_URL", database.writer)
    monkeypatch.setenv("COCKPIT_TRIAL_URL", life.served.url)
    # What a process does once for itself must not stay with the other tests of this one.
    monkeypatch.setattr("etl.__main__.configure_logs", lambda _level: None)
    monkeypatch.setattr("etl.__main__.signal.signal", lambda *_: None)
    return life


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """What a command prints; anything but `code` is a failure."""
    assert main(arguments) == code
    out, err = capsys.readouterr()
    return out if code == 0 else err


def test_a_paused_source_is_skipped_and_says_so(life: Living) -> None:
    source = life.source()
    load_reference(life.here.surroundings.site, life.here.engine, [source])
    life.platform.put(record("a", 1))
    assert pause_source(life.here.engine, source)
    assert not pause_source(life.here.engine, source)
    assert run_all([source], life.here.surroundings) == {}
    assert life.served.requests == []
    (state,) = Freshness(life.here.engine).sources("3410")
    assert state.state == "paused"
    (entry,) = read_status(life.here.engine, [source])
    assert entry["state"] == "paused"
    assert "paused" in as_text([entry])
    assert resume_source(life.here.engine, source)
    assert not resume_source(life.here.engine, source)
    assert run_all([source], life.here.surroundings)["trial"].inserted == 1


def test_every_command_says_one_line_and_may_be_said_twice(etl: Living, capsys: pytest.CaptureFixture[str]) -> None:
    etl.platform.put(record("a", 1), record("b", 2), closed("c", 3, closed=local(-1)))
    said(capsys, "run")
    assert said(capsys, "pause", "trial") == "trial: is paused; resume trial ends that\n"
    assert said(capsys, "pause", "trial") == "trial: was paused already; resume trial ends that\n"
    assert said(capsys, "backfill", "trial", "--start", "2026-03-02", code=2).startswith("trial is paused; ")
    assert said(capsys, "resume", "trial") == "trial: is loaded again from now on\n"
    for changed in (2, 0):
        line = said(capsys, "backfill", "trial", "--start", "2026-03-02", "--end", "2026-03-03")
        assert line == "trial: 1 windows read: 3 records, 0 new, 0 changed, 0 deleted, 1 put aside\n"
        etl.write("code_maps/trial_type.csv", "external_code,code\nA,road\n")
        assert said(capsys, "remap", "trial") == f"trial: {changed} records have new codes\n"
    assert said(capsys, "replay") == "trial: 1 were in quarantine, 1 are now; 0 loaded anew, 0 changed\n"
    for number in (1, 0):
        line = f"trial: {number} records erased, 0 from quarantine; what was forgotten will not be loaded again\n"
        assert said(capsys, "forget", "a") == line
    assert said(capsys, "forget", "--person", "PLANTED-ID-b").startswith("trial: 1 records erased")
    assert said(capsys, "retention").startswith("small_city: 0 records deleted")
    assert etl.here.faults() == []


def test_what_cannot_be_done_with_one_source_does_not_stop_the_next(
    etl: Living, capsys: pytest.CaptureFixture[str]
) -> None:
    etl.write("sources/another.toml", SAMPLE.replace('key = "trial"', 'key = "another"'))
    etl.platform.put(record("a", 1))
    said(capsys, "pause", "another")
    assert main(["backfill", "--start", "2026-03-02"]) == 2
    out, err = capsys.readouterr()
    assert out.startswith("trial: 1 windows read: 1 records, 1 new")
    assert err.startswith("another is paused; ")


def test_a_source_that_does_not_exist_is_said(etl: Living, capsys: pytest.CaptureFixture[str]) -> None:
    assert "there is no source 'nobody'" in said(capsys, "remap", "nobody", code=2)


def test_a_wrong_line_of_the_corrections_stops_a_command_before_it_begins(
    etl: Living, capsys: pytest.CaptureFixture[str]
) -> None:
    etl.write("corrections.csv", "source_key,record_key,field,value,reason,by,date\nx,a,category,road,y,z,2026-03-01\n")
    assert "corrections.csv: line 2: there is no source 'x'" in said(capsys, "replay", code=2)
    assert "corrections.csv: line 2: there is no source 'x'" in said(capsys, "check-site", code=2)


@pytest.mark.parametrize(
    "auth",
    ['{ kind = "bearer", token = "abc123" }', '{ kind = "bearer", token = { value = "abc123" } }'],
)
def test_a_secret_itself_in_a_source_file_is_refused_and_not_repeated(tmp_path: Path, auth: str) -> None:
    path = tmp_path / "trial.toml"
    path.write_text(SAMPLE.replace("[http]\n", f"[http]\nauth = {auth}\n"), encoding="utf-8")
    with pytest.raises(SiteInvalid, match="auth") as refused:
        read_source(path, {})
    assert "abc123" not in str(refused.value)
