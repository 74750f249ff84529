"""A disk that fills while the cockpit runs ends neither the supervisor nor a job; each says it in a sentence."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from errno import EACCES, ENOSPC
from pathlib import Path

import pytest
from platforms.station import station, trial_source
from psycopg2.errors import DiskFull
from stand_in import READY
from test_supervisor import Cockpit

from dashboard.serving.programs import Plan, Program
from dashboard.serving.supervisor import Supervisor
from data_access.connection import ConnectionUrls, WarehouseUnavailableError
from data_access.embedded import EmbeddedServer
from data_access.folder import disk_is_full, free_port, known_urls, make_folders, remember, write_whole
from data_access.logs import rotate
from data_access.roles import ensure_passwords
from etl.__main__ import main
from etl.attempts import attempt

URLS = ConnectionUrls(*[f"postgresql://{role}:x@127.0.0.1:5555/cockpit" for role in ("o", "w", "r", "a", "p")])
_LARGE = 5_200_000


def full(*_anything: object, **_more: object) -> None:
    raise OSError(ENOSPC, os.strerror(ENOSPC), "a.json")


@pytest.fixture
def logs(data_folder_base: Path) -> Iterator[Path]:
    """The logs/ of a data folder, on a disk of 6 MB that is full with a log that must be rotated.

    Where no disk may be mounted, what stands in the way of rotating is a folder with the name of the copy.
    """
    folder = data_folder_base / "full" / "logs"
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m,mode=0777", "none", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    (folder / "web.log").write_bytes(b"x" * _LARGE)
    if mounted:
        with pytest.raises(OSError, match="No space left"):
            (folder / "filler").write_bytes(b"x" * _LARGE)
    else:
        (folder / "web.log.new").mkdir()
    yield folder
    if mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_supervisor_whose_logs_have_no_room_says_so_once_and_goes_on(logs: Path) -> None:
    cockpit = Cockpit(logs.parent, free_port(), "failing")
    try:
        said = cockpit.says("the log of web cannot be written (")
        assert said.endswith("; going on without")
        mounted = (logs / "filler").exists()
        assert (f"the disk that holds {logs.parent} is full, make room there" in said) == mounted
        cockpit.says(READY)
        cockpit.says("watch ended with code 1")
        assert (logs / "web.log").stat().st_size >= _LARGE
    finally:
        rest = cockpit.end()
    assert "cannot be written" not in rest
    assert "Traceback" not in rest
    assert cockpit.process.returncode == 0


def test_a_supervisor_whose_own_words_have_no_room_goes_on(data_folder_base: Path) -> None:
    data, port = data_folder_base / "mute", free_port()
    command = [sys.executable, "tests/stand_in.py", str(data), str(port)]
    project = Path(__file__).resolve().parents[1]
    with open("/dev/full", "w") as nowhere:  # noqa: PTH123 - a device that has never room
        process = subprocess.Popen(
            command, cwd=project, env={**os.environ, "PYTHONPATH": str(project)}, stdout=nowhere, stderr=nowhere
        )
    try:
        deadline = time.monotonic() + 60
        while not (data / "given.txt").exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.2)
        time.sleep(1)
        assert process.poll() is None
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def test_a_start_without_room_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    web = Program("web", ("true",), address=("127.0.0.1", free_port()))
    plan = Plan(tmp_path, tmp_path, {}, prepare=lambda _urls: None, web=web)
    for place in ("dashboard.serving.claim.write_whole", "dashboard.serving.supervisor.Supervisor._start_all"):
        with monkeypatch.context() as patched:
            patched.setattr(place, full)
            with pytest.raises(WarehouseUnavailableError, match=f"the disk that holds {tmp_path} is full: make room"):
                Supervisor(plan, EmbeddedServer(tmp_path, lambda _sentence: None)).run()


def test_what_has_no_room_leaves_the_old_file_whole(tmp_path: Path) -> None:
    make_folders(tmp_path)
    ensure_passwords(tmp_path)
    remember(tmp_path, URLS)
    before = (tmp_path / "run" / "database.json").read_bytes()
    moved = "postgresql://r:x@127.0.0.1:6666/cockpit"
    code = (
        "import resource, sys; from pathlib import Path; from data_access.connection import ConnectionUrls\n"
        "from data_access.folder import remember\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4, 4))\n"
        f"try: remember(Path({str(tmp_path)!r}), ConnectionUrls(*[{moved!r}] * 5))\n"
        "except OSError as error: sys.exit(error.strerror)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (1, "File too large")
    assert (tmp_path / "run" / "database.json").read_bytes() == before
    assert not list((tmp_path / "run").glob("*.new"))
    assert known_urls(tmp_path) is not None
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 4


def test_a_server_that_comes_back_where_it_was_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_folders(tmp_path)
    remember(tmp_path, URLS)
    monkeypatch.setattr("data_access.folder.write_whole", full)
    remember(tmp_path, URLS)
    with pytest.raises(OSError, match="No space left"):
        remember(tmp_path / "another", URLS)


def test_a_log_that_cannot_be_copied_stays_with_those_before_it(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    for content in (b"1" * 20, b"2" * 20):
        log.write_bytes(content)
        rotate(log, limit=10)
    log.write_bytes(b"3" * 20)
    kept = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    (tmp_path / "web.log.new").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        rotate(log, limit=10)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == kept
    rotate(log, limit=10)
    assert [path.read_bytes()[:1] for path in sorted(tmp_path.iterdir())] == [b"", b"3", b"2", b"1"]


def test_a_job_whose_log_has_no_room_goes_on() -> None:
    code = (
        "import structlog; from etl.logs import configure_logs; configure_logs('INFO')\n"
        "for number in range(1000): structlog.get_logger().error('a sentence', number=number)\n"
        "print('went on')"
    )
    with open("/dev/full", "w") as nowhere:  # noqa: PTH123 - a device that has never room
        done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=nowhere, check=False)
    assert done.stdout == b"went on\n"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (lambda: OSError(ENOSPC, "No space left on device", "/tmp/x"), "a disk of this machine is full: make room"),
        (DiskFull, "the disk of the database is full: make room there"),
        (lambda: OSError(EACCES, "Permission denied", "/tmp/x"), "stopped by PermissionError"),
    ],
)
def test_a_load_without_room_is_told_by_the_ledger_and_tried_again(
    database: ConnectionUrls,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[[], Exception],
    said: str,
) -> None:
    def stopped(*_anything: object) -> None:
        raise fault()

    monkeypatch.setattr("etl.attempts.run_source", stopped)
    with station(database, tmp_path) as here:
        attempt(trial_source("http://127.0.0.1:1"), here.surroundings)
        (sentence,) = here.rows("SELECT sentence FROM cockpit.load_failure")[0]
    assert sentence.startswith(f"trial: {said}")
    assert sentence.endswith("; it is tried again")


def test_a_command_without_room_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("etl.__main__.read_site_files", full)
    monkeypatch.setattr("etl.__main__.configure_logs", lambda level: None)
    assert main(["check-site"]) == 2
    assert capsys.readouterr().err == "a.json cannot be written, the disk is full: make room there, and run again\n"


def test_only_a_full_disk_is_called_full(tmp_path: Path) -> None:
    assert not disk_is_full(PermissionError(EACCES, "no"))
    with pytest.raises(OSError, match="No such file"):
        write_whole(tmp_path / "nowhere" / "a.json", "{}")
