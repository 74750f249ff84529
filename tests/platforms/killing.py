"""Loads in a process of its own, so that a test can kill it at any moment."""

from multiprocessing.process import BaseProcess
from pathlib import Path

from data_access.site import read_site
from data_access.warehouse import open_engine
from etl.errors import JobError
from etl.life.first_load import NEWEST_DAYS
from etl.life.history import read_history
from etl.run import Wish, run_source
from etl.site.reference import load_reference
from etl.surroundings import Surroundings
from platforms.ready import begin
from platforms.station import PERSON_KEY, SMALL_CITY, trial_source

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


def start(writer: str, url: str, key: str, data: Path, *, first: bool = False) -> BaseProcess:
    """The same in a new process, already running."""
    return begin(load_once, writer, url, key, data, first)


def killed_after(seconds: float, process: BaseProcess) -> bool:
    """Kill the process after so many seconds; False where it had ended before."""
    process.join(seconds)
    killed = process.is_alive()
    process.kill()
    process.join()
    return killed
