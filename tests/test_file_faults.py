"""One faulty file of a drop folder stops nothing but itself: it is named until it is mended, and then forgotten."""

import gzip
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platforms.folder import Folder
from platforms.station import Station, station
from sqlalchemy import text

from data_access.connection import ConnectionUrls
from etl.connectors import files as connector
from etl.connectors.files import FilesConnector
from etl.connectors.member import read_member
from etl.errors import FilesRefused
from etl.life.backfill import Order, backfill_source

GOOD = "id,when\n{0},2026-03-0{0} 08:00:00\n"
RENAMED = "number,when\n2,2026-03-02 08:00:00\n"


@pytest.fixture(scope="module")
def here(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    with station(module_database, tmp_path_factory.mktemp("data")) as opened:
        yield opened
        assert opened.faults() == []


@pytest.fixture
def folder(here: Station, tmp_path: Path, request: pytest.FixtureRequest) -> Folder:
    path = tmp_path / "drop"
    path.mkdir()
    return Folder(here, path, f"f{abs(hash(request.node.name)):x}")


def test_the_other_files_are_loaded_and_the_faulty_one_is_named_until_it_is_replaced_or_removed(folder: Folder) -> None:
    folder.drop("a.csv", GOOD.format(1))
    folder.drop("b.csv", RENAMED)
    folder.drop("c.csv", GOOD.format(3))
    entry = folder.load()
    assert folder.keys() == ["1", "3"]
    assert (entry["state"], entry["state_zh"]) == ("failed", "失败")
    assert "1 file of its folder is not loaded, all else in it is (things: b.csv has no column 'id'" in entry["message"]
    assert entry["message"].endswith("replace, mend or remove it, or mend the TOML")
    folder.drop("b.csv", GOOD.format(2))
    entry = folder.load()
    assert (entry["state"] != "failed", entry["message"], folder.faults()) == (True, "", [])
    assert folder.keys() == ["1", "2", "3"]
    bad = folder.drop("d.csv", RENAMED)
    assert "d.csv" in folder.load()["message"]
    bad.unlink()
    assert (folder.load()["message"], folder.faults()) == ("", [])


def test_it_is_read_again_only_when_it_the_toml_or_the_hour_is_another(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.drop("a.csv", GOOD.format(1))
    folder.drop("b.csv", RENAMED)
    read: list[str] = []
    truly = FilesConnector._read

    def noted(self: FilesConnector, state: Any, digest: str) -> Any:
        read.append(state.path.name)
        return truly(self, state, digest)

    monkeypatch.setattr(FilesConnector, "_read", noted)
    assert [folder.load()["state"] for _ in range(3)] == ["failed"] * 3
    assert (read, folder.faults()) == (["a.csv", "b.csv"], [("b.csv", 1)])
    hour_ago = datetime.now(UTC) - timedelta(hours=1, seconds=5)
    with folder.here.engine.begin() as connection:
        connection.execute(
            text("UPDATE cockpit.file_fault SET failed_at = :at WHERE source_key = :s"),
            {"at": hour_ago, "s": folder.key},
        )
    folder.load()
    folder.load()
    assert (read[2:], folder.faults()) == (["b.csv"], [("b.csv", 2)])
    folder.dataset = {"fields": {"record_key": "number", "occurred_at": "when"}}
    assert folder.load()["message"] == ""
    assert (read[3:], folder.faults(), folder.keys()) == (["b.csv"], [], ["1", "2"])


FAULTS: dict[str, tuple[str | bytes, str]] = {
    "another header": (RENAMED, "b.csv has no column 'id'"),
    "a web page": ("<html><table></table></html>", "is a web page or XML under the name of a table"),
    "a bomb": (gzip.compress(b"id,when\n" + b"0" * 20_000_000), "unpacks to more than 200 times its size"),
    "cut off": (gzip.compress(GOOD.format(2).encode())[:-12], "is cut off or damaged"),
    "another encoding": (GOOD.format(2).encode("cp500"), "b.csv has no"),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_whatever_is_wrong_with_it(folder: Folder, kind: str) -> None:
    content, said = FAULTS[kind]
    folder.drop("a.csv", GOOD.format(1))
    folder.drop("b.csv", content)
    folder.drop("c.csv", GOOD.format(3))
    assert said in folder.load()["message"]
    assert folder.keys() == ["1", "3"]


def test_a_file_larger_than_files_may_be_is_not_read(folder: Folder) -> None:
    folder.files = {"largest_megabytes": 0.001}
    folder.drop("a.csv", GOOD.format(1))
    folder.drop("b.csv", "id,when\n" + "2,2026-03-02 08:00:00\n" * 100)
    assert "b.csv is larger than files.largest_megabytes (0.001)" in folder.load()["message"]
    assert folder.keys() == ["1"]


def test_records_of_another_kind_than_before_stop_their_file_alone(folder: Folder) -> None:
    folder.dataset = {"table": {"format": "lines"}}
    line = '{{"id": "{0}", "when": "2026-03-0{0} 08:00:00"}}\n'
    folder.drop("a.csv", "".join(line.format(number) for number in (1, 2, 3)))
    assert folder.load()["message"] == ""
    folder.drop("b.csv", "".join(line.format(number).replace("id", "number") for number in (4, 5, 6)))
    folder.drop("c.csv", line.format(7))
    message = folder.load()["message"]
    assert "b.csv: its records have no 'id' any more" in message
    assert folder.keys() == ["1", "2", "3", "7"]
    assert folder.faults() == [("b.csv", 1)]


def test_a_mistake_of_ours_in_reading_one_file_stops_no_other(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.drop("a.csv", GOOD.format(1))
    folder.drop("b.csv", GOOD.format(2))

    def mistaken(member: Any, *rest: Any) -> Any:
        if member.path.name == "a.csv":
            raise KeyError("secret value")
        return read_member(member, *rest)

    monkeypatch.setattr(connector, "read_member", mistaken)
    message = folder.load()["message"]
    assert "a.csv stops its reader (KeyError); open it in a spreadsheet and save it anew" in message
    assert ("secret" in message, folder.keys()) == (False, ["2"])


def test_a_file_that_may_not_be_read_is_named_and_tried_at_every_pass(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.drop("a.csv", GOOD.format(1))
    bad = folder.drop("b.csv", GOOD.format(2))
    truly = connector._digest

    def refused(state: Any) -> str:
        if state.path == bad:
            raise PermissionError(13, "Permission denied", str(bad))
        return truly(state)

    with monkeypatch.context() as patch:
        # Whoever is root may read all files, whatever their rights are.
        patch.setattr(connector, "_digest", refused)
        folder.load()
        assert "b.csv cannot be read (Permission denied); check its rights" in folder.load()["message"]
        assert (folder.keys(), folder.faults()) == (["1"], [("b.csv", 2)])
    assert (folder.load()["message"], folder.keys()) == ("", ["1", "2"])


def test_a_content_that_comes_back_after_a_wrong_one_is_read_again(folder: Folder) -> None:
    at = "SELECT CAST(occurred_at AT TIME ZONE 'Asia/Shanghai' AS text) FROM cockpit.event WHERE source_key = :s"
    folder.drop("a.csv", GOOD.format(1))
    folder.load()
    folder.drop("a.csv", "id,when\n1,2026-03-09 08:00:00\n")
    folder.load()
    assert folder.here.rows(at, s=folder.key) == [("2026-03-09 08:00:00",)]
    folder.drop("a.csv", GOOD.format(1))
    folder.load()
    assert folder.here.rows(at, s=folder.key) == [("2026-03-01 08:00:00",)]
    batches = "SELECT count(*) FROM cockpit.batch WHERE source_key = :s"
    before = folder.here.rows(batches, s=folder.key)
    folder.load()
    assert folder.here.rows(batches, s=folder.key) == before


def test_files_of_one_name_in_two_folders_do_not_replace_each_other(folder: Folder) -> None:
    for number in (1, 2):
        folder.drop(f"{number}/list.csv", GOOD.format(number))
    folder.load()
    folder.drop("2/list.csv", GOOD.format(3))
    folder.load()
    batches = "SELECT count(*) FROM cockpit.batch WHERE source_key = :s"
    before = folder.here.rows(batches, s=folder.key)
    folder.load()
    assert folder.here.rows(batches, s=folder.key) == before
    assert folder.keys() == ["1", "2", "3"]


def test_a_backfill_reads_the_others_counts_the_faulty_ones_and_names_the_first(folder: Folder) -> None:
    folder.drop("a.csv", GOOD.format(1))
    folder.drop("b.csv", RENAMED)
    for number in range(3, 7):
        folder.drop(f"{number}.csv", RENAMED + f"{number},2026-03-02\n")
    folder.drop("z.csv", GOOD.format(7))
    with pytest.raises(
        FilesRefused, match=r"5 files of its folder are not loaded.*3\.csv has no column 'id'.*; and 2 more"
    ):
        backfill_source(folder.source(), folder.here.surroundings, Order(datetime.now(UTC).date()))
    assert folder.keys() == ["1", "7"]


def test_a_folder_without_a_new_file_grows_old_and_a_clock_ahead_is_said_until_a_true_file_comes(
    folder: Folder,
) -> None:
    path = folder.drop("a.csv", GOOD.format(1))
    long_ago = time.time() - 3 * 3600
    os.utime(path, (long_ago, long_ago))
    assert [folder.load()["state"] for _ in range(2)] == ["late", "late"]
    path = folder.drop("b.csv", GOOD.format(2))
    ahead = time.time() + 30 * 3600
    os.utime(path, (ahead, ahead))
    for _ in range(2):
        (finding,) = folder.load()["findings"]
        assert "its times of change are up to 30.0 hours ahead of this machine's clock" in finding
    source_time = datetime.fromisoformat(folder.load()["source_time"])
    assert source_time <= datetime.now(UTC)
    folder.drop("c.csv", GOOD.format(3))
    assert folder.load()["findings"] == []


CONTENTS = st.sampled_from(["", "good", "wrong", "other"])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(passes=st.lists(st.tuples(CONTENTS, CONTENTS, CONTENTS), min_size=1, max_size=5))
def test_after_each_pass_exactly_the_faulty_files_that_lie_there_are_named(
    folder: Folder, passes: list[tuple[str, ...]]
) -> None:
    for contents in passes:
        for number, content in enumerate(contents, 1):
            path = folder.path / f"{number}.csv"
            path.unlink(missing_ok=True)
            if content:
                texts = {"good": GOOD.format(number), "wrong": f"{RENAMED}{number},x\n", "other": f"x\n{number}\n"}
                folder.drop(path.name, texts[content])
        entry = folder.load()
        wrong = [f"{number}.csv" for number, content in enumerate(contents, 1) if content in ("wrong", "other")]
        assert [name for name, _ in folder.faults()] == wrong
        assert (entry["state"] == "failed") == bool(wrong)
        good = {f"{number}" for number, content in enumerate(contents, 1) if content == "good"}
        assert good <= set(folder.keys())
