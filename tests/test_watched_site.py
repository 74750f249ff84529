"""watch takes changed files of the site over while it runs, and goes on with the old ones while the new are wrong."""

import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from platforms.events import EventPlatform, record
from platforms.jobs import Jobs, eventually
from platforms.station import PERSON_KEY, SMALL_CITY, Station
from replay.server import serving
from sqlalchemy import Engine
from structlog.testing import capture_logs

from data_access.connection import ConnectionUrls
from data_access.warehouse import open_engine
from etl.run import run_source
from etl.site.watched import WatchedSite, site_fault
from etl.surroundings import Surroundings

TYPES = "code_maps/trial_type.csv"


@dataclass
class Watching:
    """A watched copy of the small city."""

    folder: Path
    engine: Engine
    site: WatchedSite

    def change(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def looks(self) -> list[bool]:
        return [self.site.look() for _ in range(3)]

    def fault(self) -> str:
        return site_fault(self.folder, self.engine, {})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL_CITY, tmp_path / "site"))


@pytest.fixture
def watching(database: ConnectionUrls, folder: Path) -> Iterator[Watching]:
    engine = open_engine(database.writer)
    yield Watching(folder, engine, WatchedSite(folder, engine, {}))
    engine.dispose()


def test_nothing_is_read_while_nothing_changes(watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.site.watched.read_site_files", None)
    assert watching.looks() == [False, False, False]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("divisions.csv", "歙县", "新歙县"),
        ("units.csv", "Water Bureau", "Water Office"),
        ("sources/trial.toml", "poll_seconds = 0.2", "poll_seconds = 0.3"),
        (TYPES, "A,appearance", "A,road"),
    ],
)
def test_a_change_is_taken_over_once_it_is_whole(watching: Watching, file: str, old: str, new: str) -> None:
    before = watching.site.files
    watching.change(file, old, new)
    assert watching.site.look() is False
    watching.change(file, new, f"{new}9" if file.endswith(".toml") else new)
    assert watching.looks() == [False, True, False]
    assert watching.fault() == ""
    after = watching.site.files
    assert (after.sources != before.sources) == file.endswith(".toml")
    assert (after.books != before.books) == (file in (TYPES, "units.csv"))


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("divisions.csv", "歙县,Shexian", "歙县,", "line 5: name_en must be filled in"),
        ("site.toml", "[[cities]]", "[[cities", "site.toml is not valid TOML"),
        ("sources/trial.toml", "poll_seconds", "pol_seconds", "pol_seconds"),
        (TYPES, "A,appearance", "A,beauty", "'beauty' is not one of"),
    ],
)
def test_wrong_files_are_said_once_and_not_used(watching: Watching, file: str, old: str, new: str, said: str) -> None:
    before = watching.site.files
    watching.change(file, old, new)
    with capture_logs() as lines:
        assert watching.looks() + watching.looks() == [False] * 6
    assert [line["event"] for line in lines] == ["the site's files are wrong; those read before stay in use"]
    assert said in lines[0]["sentence"]
    assert watching.fault() == lines[0]["sentence"]
    assert watching.site.files is before
    watching.change(file, new, old)
    assert watching.looks() == [False, True, False]
    assert watching.fault() == ""


def test_files_that_another_site_has_are_not_used(watching: Watching) -> None:
    watching.change("site.toml", 'key = "small_city"', 'key = "other_city"')
    with capture_logs() as lines:
        assert True not in watching.looks()
    assert "holds the site 'small_city'" in lines[0]["sentence"]


def test_records_are_mapped_by_the_maps_that_were_right(watching: Watching, tmp_path: Path) -> None:
    platform = EventPlatform()
    platform.put(record("a", 1))
    with serving(platform) as served:
        files = watching.site.files
        (source,) = files.sources
        assert source.http is not None
        source = source.model_copy(update={"http": source.http.model_copy(update={"base_url": served.url})})
        watching.change(TYPES, "A,appearance", "A,beauty")
        surroundings = Surroundings(watching.engine, files.site, tmp_path, {}, PERSON_KEY, files.books)
        assert run_source(source, surroundings).inserted == 1
        assert Station(surroundings).rows("SELECT category FROM cockpit.event") == [("appearance",)]
        with pytest.raises(Exception, match="beauty"):
            run_source(source, replace(surroundings, books={}))


def until(wanted: Callable[[], bool]) -> bool:
    """Whether it comes true within a minute."""
    deadline = time.monotonic() + 60
    while not wanted():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.3)
    return True


def test_a_running_watch_loads_a_new_source_and_outlives_wrong_files(
    database: ConnectionUrls, folder: Path, tmp_path: Path
) -> None:
    platform = EventPlatform()
    platform.put(record("a", 1))
    with serving(platform) as served:
        jobs = Jobs(database, tmp_path / "data", served, platform)
        jobs.environment["COCKPIT_SITE"] = str(folder)
        engine = open_engine(database.writer)
        here = Station(Surroundings(engine, None, tmp_path, {}, PERSON_KEY))  # type: ignore[arg-type]  # only asked
        process = jobs.start("watch")
        try:
            assert eventually(here, 1)
            text = (folder / "sources" / "trial.toml").read_text(encoding="utf-8")
            (folder / "sources" / "second.toml").write_text(text.replace('"trial"', '"second"'), encoding="utf-8")
            assert eventually(here, 2)
            (folder / "site.toml").write_text("key = ", encoding="utf-8")
            assert until(lambda: "is not valid TOML" in site_fault(folder, engine, {}))
            time.sleep(3)
            platform.put(record("b", 20))
            assert eventually(here, 4)
            said = jobs("status")
            assert (said.returncode, said.stderr) == (0, "")
            first, *sources = said.stdout.splitlines()
            assert first.startswith(f"the site's files are wrong, loading goes on with those read before: {folder}")
            assert [line.split()[1] for line in sources if line.startswith("3410")] == ["second", "trial"]
        finally:
            process.send_signal(signal.SIGTERM)
            _, words = process.communicate(timeout=20)
            engine.dispose()
    assert words.count("the site's files are wrong") == 1
    assert "Traceback" not in words
