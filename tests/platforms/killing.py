"""Loads in a process of its own, so that a test can kill it at any moment."""

import multiprocessing
import os
from pathlib import Path

import pytest

from data_access.site import read_site
from data_access.warehouse import open_engine
from etl.errors import JobError
from etl.life.first_load import NEWEST_DAYS
from etl.life.history import read_history
from etl.run import Wish, run_source
from etl.site.reference import load_reference
from etl.surroundings import Surroundings
from platforms.station import PERSON_KEY, SMALL_CITY, trial_source

# The server of new processes has everything imported, so that a process loads at once and not after two seconds. It
# looks where the environment says, not where this process does.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["platforms.killing", "psycopg2", "sqlalchemy.dialects.postgresql.psycopg2"])
_TESTS = Path(__file__).resolve().parents[1]
COMPLETE, REFUSED = 0, 3


def load_once(writer: str, url: str, key: str, data: Path, first: bool) -> None:
    """One whole run of a source; exit code REFUSED where it ended with a sentence.

    `first`: as `python -m etl run` does it, the newest days first, then the history.
    """
    site, engine = read_site(SMALL_CITY), open_engine(writer)
    load_reference(site, engine)
    source, surroundings = trial_source(url, key), Surroundings(engine, site, data, {}, PERSON_KEY)
    try:
        if first:
            run_source(source, surroundings, None, Wish(newest_days=NEWEST_DAYS))
            read_history(source, surroundings)
        else:
            run_source(source, surroundings)
    except JobError:
        raise SystemExit(REFUSED) from None
    finally:
        engine.dispose()


def start(writer: str, url: str, key: str, data: Path, *, first: bool = False) -> multiprocessing.process.BaseProcess:
    """The same in a new process, already running."""
    process = _CONTEXT.Process(target=load_once, args=(writer, url, key, data, first), daemon=True)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYTHONPATH", os.pathsep.join((str(_TESTS.parent), str(_TESTS))))
        process.start()
    return process


def killed_after(seconds: float, process: multiprocessing.process.BaseProcess) -> bool:
    """Kill the process after so many seconds; False where it had ended before."""
    process.join(seconds)
    killed = process.is_alive()
    process.kill()
    process.join()
    return killed
