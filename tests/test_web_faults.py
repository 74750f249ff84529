"""What goes wrong beneath a cockpit that is served: it says so in a sentence, recovers, and signs nobody out."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from io import FileIO
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import pytest
from box_asked import CALLBACK, PATH, question
from playwright.sync_api import Browser, expect
from served import Served, becomes, served, small_disk
from signed_in import sign_in
from test_screen_requests import PAGE
from watching import begin, follow

pytestmark = pytest.mark.long

PANEL = question("panel:overview-headline")

AWAY = "数据库暂时连不上，请稍后再试；登录状态不受影响。"
FULL = "数据库所在的磁盘已满，请系统管理员腾出空间；登录状态不受影响。"
_WORKER = """
from flask import Flask
from dashboard.kept.counted import counted
from dashboard.serving.metrics import measure
server = Flask("worker")
measure(server)
server.get("/version", endpoint="version")(lambda: "x")
counted("drawing", kept=True)
print(server.test_client().get("/version").status_code)
"""


@pytest.fixture(scope="module")
def disk(data_folder_base: Path) -> Iterator[tuple[Path, bool]]:
    folder = data_folder_base / "faults"
    with small_disk(folder, 600) as mounted:
        yield folder, mounted


@pytest.fixture(scope="module")
def cockpit(disk: tuple[Path, bool]) -> Iterator[Served]:
    with served(disk[0]) as opened:
        yield opened


def fill(file: FileIO) -> None:
    """Take all the room of the disk that a file lies on."""
    for size in (1_000_000, 4_096):
        with suppress(OSError):
            while file.write(b"x" * size):
                pass


def answers(client: httpx.Client, path: str = PATH, body: dict[str, Any] = PANEL) -> list[int]:
    """What a page asks for: itself, whether there is news, a box."""
    origin = {"Origin": str(client.base_url).rstrip("/")}
    return [
        client.get("/").status_code,
        client.get("/version").status_code,
        client.post(path, json=body, headers=origin).status_code,
    ]


def test_a_database_that_is_restarted_is_said_and_signs_nobody_out(cockpit: Served) -> None:
    with cockpit.signed_in("analyst") as client:
        assert answers(client) == [200, 200, 200]
        cockpit.end_database()
        assert answers(client) == [503, 503, 503]
        page = client.get("/mediation", headers={"Accept-Language": "zh"})
        assert (page.text, page.headers["Refresh"], page.headers["Retry-After"]) == (AWAY, "3", "3")
        assert "Refresh" not in client.get("/version").headers
        assert [client.get(path).status_code for path in ("/healthz", "/readyz", "/signin")] == [200, 503, 503]
        assert client.get("/signin?lang=en").text.startswith("The database does not answer")
        cockpit.database.ensure()
        becomes(lambda: client.get("/version").status_code, lambda status: status == 200)
        # No process is left with a connection that was ended.
        assert [answers(client) for _ in range(8)] == [[200, 200, 200]] * 8


def test_who_claims_to_have_come_over_tls_is_not_believed(cockpit: Served) -> None:
    with cockpit.signed_in("analyst") as client:
        answer = client.get("/", headers={"X-Forwarded-Proto": "https"})
    assert answer.status_code == 200
    assert "Strict-Transport-Security" not in answer.headers


def test_a_worker_that_is_killed_is_replaced_also_where_its_folder_of_counts_is_gone(cockpit: Served) -> None:
    counts = cockpit.data / "run" / "metrics"
    with cockpit.signed_in("analyst") as client:
        assert answers(client) == [200, 200, 200]
        before = {each.pid for each in cockpit.workers}
        shutil.rmtree(counts)
        for each in cockpit.workers:
            each.kill()
        becomes(
            lambda: {each.pid for each in cockpit.workers}, lambda now: len(now) == len(before) and not now & before
        )

        def answered() -> list[int]:
            try:
                return answers(client)
            except httpx.TransportError:
                return []

        becomes(answered, lambda statuses: statuses == [200, 200, 200])
        assert [answers(client) for _ in range(8)] == [[200, 200, 200]] * 8
    assert list(counts.glob("counter_*.db"))


def test_a_page_says_that_the_database_is_away_and_goes_on_by_itself(browser: Browser, cockpit: Served) -> None:
    context = browser.new_context(locale="zh-CN")
    sign_in(context, cockpit.session("analyst"))
    page = context.new_page()
    begin(page, cockpit.address)
    page.wait_for_selector(".overview .ranking, .overview .panel")
    expect(page.locator(".nav .all")).to_be_attached()
    cockpit.end_database()
    banner = page.locator("#lost")
    expect(banner).to_contain_text(AWAY)
    # The page that somebody goes to meanwhile is there when the database is.
    follow(page, "数据源")
    cockpit.database.ensure()
    expect(page.locator(".desk")).to_be_visible()
    expect(banner).not_to_be_visible()
    expect(page.locator("#signed-out")).not_to_be_visible()
    context.close()


def test_a_full_disk_of_the_database_is_said_and_reading_goes_on(cockpit: Served, disk: tuple[Path, bool]) -> None:
    folder, mounted = disk
    if not mounted:
        pytest.skip("only root may mount a disk that can be filled")
    # More than one, because nobody is let to fill the log alone.
    clients = [cockpit.signed_in("leader") for _ in range(12)]
    turns, client = cycle(clients), clients[0]
    with ExitStack() as opened, (folder / "filler").open("wb", buffering=0) as filler:
        for each in clients:
            opened.enter_context(each)
        # Each refusal is a line of the log, for which there is no room any more.
        assert client.get("/export/xlsx?page=/").status_code == 403
        fill(filler)
        full = becomes(lambda: next(turns).get("/export/xlsx?page=/"), lambda answer: answer.status_code != 403)
        assert (full.status_code, full.text) == (503, FULL)
        assert answers(client) == [200, 200, 200]
        filler.truncate(0)
        becomes(lambda: next(turns).get("/export/xlsx?page=/").status_code, lambda status: status == 403)
        assert answers(client, CALLBACK, PAGE) == [200, 200, 200]


@pytest.mark.parametrize("room", ["full disk", "no folder"])
def test_requests_are_answered_where_there_is_no_room_to_count_them(
    room: str, tmp_path: Path, data_folder_base: Path
) -> None:
    folder = tmp_path / "metrics"
    with small_disk(data_folder_base / "tiny", 1) as mounted:
        if room == "full disk" and mounted:
            folder = data_folder_base / "tiny"
            with pytest.raises(OSError, match="No space left"):
                (folder / "filler").write_bytes(b"x" * 2_000_000)
        else:
            folder.write_text("in the way", encoding="ascii")
        environment = {"PROMETHEUS_MULTIPROC_DIR": str(folder), "PATH": "/usr/bin"}
        done = subprocess.run(
            [sys.executable, "-c", _WORKER], env=environment, capture_output=True, text=True, check=False
        )
    (data_folder_base / "tiny").rmdir()
    assert (done.returncode, done.stdout) == (0, "200\n")
    assert "requests are not counted" in done.stderr
