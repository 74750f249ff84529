"""What the commands of `python -m etl` print and return, each run as a process as people run it."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from platforms.events import EventPlatform, closed, local, record
from platforms.jobs import Jobs, eventually
from platforms.station import SMALL_CITY, Station, station, trial_source
from replay.server import Reply, serving

from data_access.connection import ConnectionUrls
from etl.attempts import run_all

pytestmark = pytest.mark.long


@pytest.fixture
def jobs(database: ConnectionUrls, tmp_path: Path) -> Iterator[Jobs]:
    platform = EventPlatform()
    platform.put(record("a", 1), closed("b", 5), record("c", 3, type="Z"), record("broken", 4, rework="many"))
    with serving(platform) as served:
        yield Jobs(database, tmp_path, served, platform)


@pytest.fixture
def here(database: ConnectionUrls, tmp_path: Path) -> Iterator[Station]:
    with station(database, tmp_path) as opened:
        yield opened


def test_check_shows_what_would_become_of_the_first_page_and_loads_nothing(jobs: Jobs, here: Station) -> None:
    done = jobs("check", "trial")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("trial / events → event (grid_event)")
    assert "4 records read; nothing is loaded" in done.stdout
    assert "rework_count_not_a_number" in done.stdout
    assert "PLANTED" not in done.stdout
    assert here.rows("SELECT count(*) FROM cockpit.event") == [(0,)]
    assert here.rows("SELECT count(*) FROM cockpit.batch") == [(0,)]


def test_status_tells_of_a_source_that_was_never_loaded(jobs: Jobs) -> None:
    entry = jobs.status()
    assert (entry["city"], entry["source"], entry["state"], entry["rows"]) == ("3410", "trial", "missing", 0)


def test_status_tells_what_loads_did_and_why_the_last_one_failed(jobs: Jobs, here: Station) -> None:
    done = jobs("run")
    assert done.returncode == 0, done.stderr
    jobs.platform.before = lambda _request: Reply(b"no", 401)
    assert run_all([trial_source(jobs.served.url)], here.surroundings) == {}
    entry = jobs.status()
    assert entry["state"] == "failed"
    assert "answered 401" in entry["message"]
    assert (entry["rows"], entry["batches"], entry["unmapped"]) == (3, 1, 1)
    assert (entry["extracted"], entry["inserted"], entry["rejected"]) == (4, 3, 1)
    assert entry["rejects"] == {"rework_count_not_a_number": 1}
    assert entry["source_time"] == "2026-03-02T05:00:00+00:00"
    assert entry["loaded_at"] is not None
    text = jobs("status").stdout
    for said in ("3410 trial", "rejected      1", "1 × rework_count_not_a_number", "answered 401"):
        assert said in text


def test_a_run_that_fails_says_so_and_returns_one(jobs: Jobs) -> None:
    jobs.platform.before = lambda _request: Reply(b"no", 401)
    done = jobs("run", "trial")
    assert done.returncode == 1
    assert "answered 401: it asks who we are; declare [http.auth]" in done.stderr


def test_backfill_reads_again_from_a_day_on(jobs: Jobs, here: Station) -> None:
    source = trial_source(jobs.served.url)
    jobs.platform.put(record("z", 600))
    here.load(source)
    jobs.platform.put(record("old", 2), record("older", -50, reported=local(-60), due=None))
    here.load(source)
    assert here.rows("SELECT count(*) FROM cockpit.event WHERE record_key LIKE 'old%'") == [(0,)]
    # A day begins when it does in the city, wherever the jobs run.
    done = jobs("backfill", "--start", "2026-03-02", "trial", TZ="America/New_York")
    assert done.returncode == 0, done.stderr
    assert here.rows("SELECT record_key FROM cockpit.event WHERE record_key LIKE 'old%'") == [("old",)]
    assert jobs.served.queries[-1]["since"] == "2026-03-02 00:00:00"
    assert here.rows("SELECT CAST(value AS timestamptz) > '2026-03-20' FROM cockpit.watermark") == [(True,)]
    assert here.faults() == []


def test_check_site_counts_what_can_be_used_or_says_what_cannot(jobs: Jobs, tmp_path: Path) -> None:
    done = jobs("check-site")
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout
        == f"{SMALL_CITY}: 1 cities, 10 divisions, 8 grids, 1 sources, 0 corrections: all files can be used\n"
    )
    spoilt = tmp_path / "site"
    subprocess.run(["cp", "-r", str(SMALL_CITY), str(spoilt)], check=True)
    (spoilt / "targets.csv").write_text("metric_key\n", encoding="utf-8")
    done = jobs("check-site", COCKPIT_SITE=str(spoilt))
    assert done.returncode == 2
    assert done.stderr.startswith(f"{spoilt / 'targets.csv'}: line 1 has no column division_code")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("changed", "words", "said"),
    [
        ({}, ("run", "nobody"), "there is no source 'nobody'; there are: trial"),
        ({"COCKPIT_SITE": "/nowhere"}, ("run",), "/nowhere/site.toml does not exist; set COCKPIT_SITE"),
        ({"COCKPIT_WRITER_URL": "postgresql://127.0.0.1:9/none"}, ("run",), "the warehouse gave up: "),
        ({"COCKPIT_PORT": "many"}, ("run",), "COCKPIT_PORT: "),
    ],
)
def test_what_cannot_run_says_so_in_one_sentence(
    jobs: Jobs, changed: dict[str, str], words: tuple[str, ...], said: str
) -> None:
    done = jobs(*words, **changed)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_watch_loads_what_appears_and_ends_when_told(jobs: Jobs, here: Station) -> None:
    process = jobs.start("watch")
    try:
        assert eventually(here, 3)
        jobs.platform.put(record("d", 20))
        assert eventually(here, 4)
    finally:
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in said
