"""What platforms send about people is found nowhere after a load: warehouse, quarantine, logs, files, screens."""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson
import pytest
from conftest import Server
from platforms.demonstration import NOW
from platforms.ready import command
from replay.pipeline import Trial
from replay.server import Reply, Request, serving
from screen import draw, signed_in
from signed_in import everything

from dashboard.factory import Warehouse, create_app
from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.freshness import Freshness
from data_access.lineage import Lineage
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.site import read_site
from data_access.warehouse import open_engine
from etl.demo.platform import Platform
from layouts import collect_pages

pytestmark = pytest.mark.long

PROJECT = Path(__file__).resolve().parents[1]
SITE = PROJECT / "etl" / "demo" / "site"
PLANTED = "PLANTED"
EPISODES = ("run", "check", "run")


class CarelessPlatform:
    """The demonstration's platform, which now and then writes personal things where they do not belong."""

    def __init__(self) -> None:
        # Enough of ten days for each oddity.
        self._platform = Platform(lambda: NOW, history_from=date(2026, 11, 10), scale=2.3)
        self.broken = False
        self.sent: list[bytes] = []

    def __call__(self, request: Request) -> Reply:
        page = orjson.loads(self._platform.events(dict(request.query)))
        for number, record in enumerate(page["data"]):
            if number % 100 == 7:
                record["rework_count"] = record["reporter_name"]
            elif number % 100 == 8:
                record["report_time"] = record["reporter_phone"]
            elif number % 100 == 9:
                record["close_time"], record["status"] = "2020-01-01 00:00:00", "40"
            elif number % 100 == 10:
                record["longitude"], record["latitude"] = record["address"], record["description"]
        page["data"][3:3] = ["PLANTED-TEXT-alone"]
        body = orjson.dumps(page)
        self.sent.append(body)
        return Reply(body[:-9] if self.broken else body, headers={"Content-Type": "application/json"})


@dataclass(frozen=True)
class Aftermath:
    """What there is after all jobs ran: the warehouse, what they said, and what the platform had sent."""

    trial: Trial
    said: str
    sent: str
    urls: ConnectionUrls


@pytest.fixture(scope="module")
def aftermath(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aftermath]:
    """Every job as a process of its own, told to log all it can; the last load fails in the middle."""
    data, platform = tmp_path_factory.mktemp("data"), CarelessPlatform()
    site = one_source(tmp_path_factory.mktemp("site") / "site")
    engine = open_engine(module_database.writer)
    said = ""
    with serving(platform) as served:
        environment = {
            **os.environ,
            "COCKPIT_SITE": str(site),
            "COCKPIT_DATA": str(data),
            "COCKPIT_WRITER_URL": module_database.writer,
            "COCKPIT_PLATFORM_PORT": served.url.rpartition(":")[2],
            "COCKPIT_LOG_LEVEL": "DEBUG",
        }
        for number, episode in enumerate(EPISODES):
            platform.broken = number == len(EPISODES) - 1
            if platform.broken:
                impatient(site)
            done = command("etl", (episode,), environment)
            assert done.returncode == int(platform.broken), done.stderr
            said += done.stdout + done.stderr
    yield Aftermath(Trial(engine, SITE, data, {}), said, b"".join(platform.sent).decode(), module_database)
    engine.dispose()


def one_source(folder: Path) -> Path:
    """The demonstration's site with the grid platform alone; what others send has tests of its own."""
    shutil.copytree(SITE, folder)
    for path in (folder / "sources").glob("*.toml"):
        if path.stem != "grid_platform":
            path.unlink()
    return folder


def impatient(folder: Path) -> None:
    """Its source does not try again."""
    path = folder / "sources" / "grid_platform.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[http]", "[http]\nretries = 1\nlongest_wait_seconds = 0"), encoding="utf-8")


def test_the_platform_did_send_what_must_not_be_kept(aftermath: Aftermath) -> None:
    assert len(set(re.findall(r"PLANTED-[A-Z]+", aftermath.sent))) == 6
    assert aftermath.trial.rows("SELECT count(*) > 1000 FROM cockpit.event") == [(True,)]


def test_nothing_personal_is_in_any_table(aftermath: Aftermath) -> None:
    reasons = {row[0] for row in aftermath.trial.rows("SELECT DISTINCT reason FROM cockpit.quarantine")}
    assert {"rework_count_not_a_number", "occurred_at_not_a_time", "closed_before_occurred"} < reasons
    assert aftermath.trial.rows("SELECT count(*) FROM cockpit.load_failure") == [(1,)]
    dump = aftermath.trial.dump()
    assert PLANTED not in dump
    reporters = sorted(set(re.findall(r"PLANTED-ID-\d+", aftermath.sent)))[:20]
    assert not [each for each in reporters if hashlib.sha256(each.encode()).hexdigest() in dump]


def test_persons_are_keyed_hashes_and_the_key_is_nowhere_else(aftermath: Aftermath) -> None:
    keys = aftermath.trial.rows(
        "SELECT count(*) FILTER (WHERE person_key ~ '^[0-9a-f]{64}$'), count(person_key), count(DISTINCT person_key) "
        "FROM cockpit.event"
    )[0]
    assert keys[0] == keys[1] > keys[2] > 100
    path = aftermath.trial.data / "secrets" / "person.key"
    assert path.stat().st_mode & 0o777 == 0o600
    key = path.read_text(encoding="ascii")
    assert key not in aftermath.trial.dump()
    assert key not in aftermath.said


def test_nothing_personal_is_in_what_the_jobs_said(aftermath: Aftermath) -> None:
    assert "not whole JSON" in aftermath.said
    assert "rejected: rework_count_not_a_number" in aftermath.said
    assert PLANTED not in aftermath.said
    assert "demo-token" not in aftermath.said


def test_nothing_personal_is_in_any_file_of_the_data_folder_or_in_the_servers_log(
    aftermath: Aftermath, server: Server
) -> None:
    files = [each for each in aftermath.trial.data.rglob("*") if each.is_file() and "secrets" not in each.parts]
    files += list((server.data / "logs").iterdir())
    assert [each.name for each in files if PLANTED.encode() in each.read_bytes()] == []


def test_nothing_personal_is_on_the_screen_or_in_its_cache(aftermath: Aftermath) -> None:
    engine = open_engine(aftermath.urls.reader)
    directory = Directory(engine)
    warehouse = Warehouse(Reads(engine, directory), directory, Freshness(engine), Lineage(engine, directory))
    now = datetime(2026, 11, 20, 9, 45, tzinfo=ZoneInfo("Asia/Shanghai"))
    app = signed_in(create_app(read_site(SITE), warehouse, METRICS, collect_pages(), lambda: now, everything()))
    panels = [panel.key for page in collect_pages() for panel in page.panels]
    for address in ("", "?division=341021", "?lang=en"):
        shown = [str(draw(app, panel, address)) for panel in panels]
        assert PLANTED not in "".join(shown)
        assert all(shown)
    caches = app.server.extensions["cache"].values()
    kept = [cache._pickle.loads(pickled) for cache in caches for _versions, pickled in cache._answers.values()]
    assert len(kept) > 10
    assert PLANTED not in repr(kept)
    engine.dispose()
