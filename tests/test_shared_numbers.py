"""Web processes of one server read a number once; a full disk, other servers and old files are in nobody's way."""

import errno
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import pytest

from dashboard.kept import shared_files, shared_numbers
from dashboard.kept.shared_files import SharedFiles, folder_of_server
from dashboard.kept.shared_numbers import NearNumbers, SharedNumbers, numbered


@pytest.fixture(autouse=True)
def _everything_is_worth_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_files, "_WORTH_SECONDS", 0.0)


def another(folder: Path) -> SharedNumbers:
    return SharedNumbers(folder, 10_000, 60)


def test_only_what_took_long_to_read_is_worth_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    for module in (shared_files, shared_numbers):
        monkeypatch.setattr(module, "monotonic", lambda: now[0])
    monkeypatch.setattr(shared_files, "_WORTH_SECONDS", 0.01)
    numbers = another(tmp_path)
    for name, seconds in (("soon", 0.005), ("late", 0.02)):
        assert numbers.get(name) is None
        now[0] += seconds
        numbers.set(name, 7)
    assert (another(tmp_path).get("soon"), another(tmp_path).get("late")) == (None, 7)
    assert (numbers.get("soon"), numbers.get("late")) == (7, 7)


def test_what_one_process_has_read_another_finds(tmp_path: Path) -> None:
    one, other = another(tmp_path), another(tmp_path)
    frame = pd.DataFrame({"code": ["341002"], "value": [91.5], "withheld": [False]})
    assert other.get("a number") is None
    one.set("a number", frame)
    pd.testing.assert_frame_equal(other.get("a number"), frame)
    # From then on it has it itself.
    for file in tmp_path.iterdir():
        file.unlink()
    pd.testing.assert_frame_equal(other.get("a number"), frame)
    assert another(tmp_path).get("a number") is None


def test_without_room_for_files_each_process_goes_on_by_itself_and_tries_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried, now = [], [100.0]
    make = tempfile.mkstemp

    def full(**given: str) -> tuple[int, str]:
        tried.append(now[0])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    for module in (shared_files, shared_numbers):
        monkeypatch.setattr(module, "monotonic", lambda: now[0])
    monkeypatch.setattr(tempfile, "mkstemp", full)
    numbers = another(tmp_path)
    for name in ("a", "b"):
        numbers.set(name, 7)
    assert (numbers.get("a"), numbers.get("b"), tried) == (7, 7, [100.0])
    monkeypatch.setattr(tempfile, "mkstemp", make)
    now[0] += 61
    numbers.set("c", 8)
    assert another(tmp_path).get("c") == 8


def test_old_files_are_swept_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    for module in (shared_files, shared_numbers):
        monkeypatch.setattr(module, "monotonic", lambda: now[0])
    numbers = another(tmp_path)
    numbers.set("old", 1)
    (old,) = tmp_path.iterdir()
    os.utime(old, (time.time() - 1_000, time.time() - 1_000))
    numbers.set("new", 2)
    assert old.exists()
    now[0] += 901
    numbers.set("newer", 3)
    assert not old.exists()
    assert another(tmp_path).get("new") == 2


def test_the_files_written_last_stay_up_to_a_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_files, "_MOST_BYTES", 10 * 4096)
    monkeypatch.setattr(shared_files, "_SWEPT_AFTER_BYTES", 5 * 4096)
    numbers = another(tmp_path)
    for number in range(100):
        numbers.set(str(number), number)
    assert len(list(tmp_path.iterdir())) < 10 + 5
    found = another(tmp_path)
    assert found.get("99") == 99
    assert found.get("0") is None


def test_what_cannot_be_written_or_read_is_made_by_each_process_and_keeps_nothing_else_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, other = SharedFiles(tmp_path), SharedFiles(tmp_path)
    unfit: list[Any] = [threading.Lock(), lambda: 0, {}.keys()]
    for what in unfit:
        files.put("thing", what, 1.0)
    assert other.get("thing") is None
    files.put("number", 7, 1.0)
    assert other.get("number") == 7
    # As a build with other modules leaves it.
    (file,) = tmp_path.iterdir()
    left = pickle.dumps(7).replace(b"K\x07", b"cgone\nName\n")
    for packed in (b"", b"rubbish", zlib.compress(b""), zlib.compress(left)):
        SharedFiles(tmp_path)._files.set("number", packed)
        assert other.get("number") is None
    assert file.exists()


def test_a_folder_is_of_one_start_of_one_server(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    ended = tmp_path / "run" / "numbers-999999999-1"
    ended.mkdir()
    own = folder_of_server(tmp_path)
    assert own is not None
    assert own.stat().st_mode & 0o777 == 0o700
    assert folder_of_server(tmp_path) == own
    assert not ended.exists()
    # A process of another server, which is this one, leaves ours alone.
    code = (
        "from pathlib import Path; from dashboard.kept.shared_files import *; "
        f"print(folder_of_server(Path('{tmp_path}')))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert Path(told) != own
    assert Path(told).is_dir()
    assert own.is_dir()


def test_of_a_question_only_the_last_answer_stays(tmp_path: Path) -> None:
    near = NearNumbers(3_000, 60)
    for version in range(5):
        near.set(numbered("total of a", f"[{version}]"), version)
        near.set(numbered("total of b", "[0]"), "b")
    assert [near.get(numbered("total of a", f"[{version}]")) for version in range(5)] == [None, None, None, None, 4]
    assert near.get(numbered("total of b", "[0]")) == "b"
    # What is asked is not remembered for ever either.
    for number in range(10):
        near.set(numbered(f"total of {number}", "[0]"), number)
    assert 1 < sum(near.get(numbered(f"total of {number}", "[0]")) is not None for number in range(10)) < 5
    assert near.get(numbered("total of 9", "[0]")) == 9


def test_those_stay_that_were_asked_for_last_and_one_too_large_to_be_kept_is_not() -> None:
    near = NearNumbers(10_000, 60)
    near.set("asked for again and again", 1)
    for number in range(100):
        near.set(f"seen once {number}", number)
        assert near.get("asked for again and again") == 1
    assert near.set("large", "x" * 20_000) is False
    assert near.get("large") is None
    # What is given may be changed by whoever was given it.
    near.set("list", [1])
    near.get("list").append(2)
    assert near.get("list") == [1]


def test_a_clock_that_is_set_takes_no_folder_from_a_server_that_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = folder_of_server(tmp_path)
    assert own is not None
    begun = psutil.Process.create_time
    monkeypatch.setattr(psutil.Process, "create_time", lambda process: begun(process) + 3600)
    later = folder_of_server(tmp_path)
    assert later not in (None, own)
    assert own.is_dir()
    # What nobody has written to for long is of an earlier server with the same number.
    long_ago = time.time() - 3600
    os.utime(own, (long_ago, long_ago))
    folder_of_server(tmp_path)
    assert not own.exists()


def test_a_folder_that_was_taken_away_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "numbers"
    folder.mkdir()
    one = SharedNumbers(folder, 10_000, 60)
    shutil.rmtree(folder)
    one.get("key")
    one.set("key", 7)
    assert SharedNumbers(folder, 10_000, 60).get("key") == 7


def test_where_no_folder_can_be_made_nothing_is_shared(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "run").write_text("not a folder")
    assert folder_of_server(tmp_path) is None
    assert "numbers are not shared" in caplog.text
