"""Keeps loading: every source at its own pace, each in turn, until the process is told to stop."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.job import Job
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from psycopg2 import Error as DatabaseError
from sqlalchemy.exc import SQLAlchemyError

from etl.attempts import attempt
from etl.errors import SiteInvalid, SourceChanged
from etl.ledger import Counts
from etl.life.first_load import NEWEST_DAYS, by_time_first
from etl.life.history import attempt_history
from etl.life.retention import apply_retention
from etl.months import sum_months
from etl.run import Stopped, Wish
from etl.site.watched import WatchedSite
from etl.source import Source
from etl.surroundings import Surroundings

log = structlog.get_logger()

_LOOK_SECONDS = 1.0
# How often it is looked whether a first load has left anything, and of how many sources at a time it is read: while one
# waits for its platform or for the database, there is another.
_HISTORY_SECONDS, _HISTORIES = 3.0, 2
# How often the months are added up again that loads have touched; until then they are read from their days.
_MONTHS_SECONDS = 60.0
_ONE_AFTER_THE_OTHER: Mapping[str, Any] = MappingProxyType(
    {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
)
_LOOKBACK_EVERY = timedelta(hours=1)
# Where a person must act first, asking at every turn could lock an account.
_FIRST_REST, _LONGEST_REST = timedelta(minutes=1), timedelta(hours=1)


class _Rest:
    """Where only a person can mend a fault: not at every turn, but after a minute, doubling to an hour."""

    def __init__(self) -> None:
        self._until, self._next = datetime.now(UTC), _FIRST_REST

    def is_over(self) -> bool:
        """Whether the platform may be asked."""
        return datetime.now(UTC) >= self._until

    def after(self, outcome: Counts | Exception) -> None:
        """Rest after such a fault; after anything else the next rest is short again."""
        if isinstance(outcome, SourceChanged | SiteInvalid):
            self._until, self._next = datetime.now(UTC) + self._next, min(2 * self._next, _LONGEST_REST)
        else:
            self._next = _FIRST_REST


class _Pace:
    """One source being watched; remembers when changes that appear late were last looked for."""

    def __init__(self, source: Source, surroundings: Surroundings, stopped: Stopped) -> None:
        self._source, self._surroundings, self._stopped = source, surroundings, stopped
        self._looked_back = datetime.now(UTC)
        self._rest, self._rest_of_history = _Rest(), _Rest()
        self._in_history = threading.Lock()

    def load(self) -> None:
        """One pass over the source, unless it rests."""
        if not self._rest.is_over():
            return
        now = datetime.now(UTC)
        lookback = now - self._looked_back >= _LOOKBACK_EVERY
        wish = Wish(lookback=lookback, newest_days=NEWEST_DAYS, stopped=self._stopped)
        outcome = self._tried(lambda: attempt(self._source, self._surroundings, None, wish))
        if outcome is None:
            return
        self._rest.after(outcome)
        if lookback and isinstance(outcome, Counts):
            self._looked_back = now

    def load_history(self) -> None:
        """What its first load has left, unless it rests or is read already; nothing is asked where nothing is left."""
        if not self._in_history.acquire(blocking=False):
            return
        try:
            if self._rest.is_over() and self._rest_of_history.is_over():
                outcome = self._tried(lambda: attempt_history(self._source, self._surroundings, None, self._stopped))
                if outcome is not None:
                    self._rest_of_history.after(outcome)
        finally:
            self._in_history.release()

    def _tried(self, work: Callable[[], Counts | Exception]) -> Counts | Exception | None:
        try:
            return work()
        except (SQLAlchemyError, DatabaseError) as error:
            # Not even the fault could be written down; the next turn tries again.
            log.error("the warehouse does not answer", source=self._source.key, reason=type(error).__name__)
            return None


class _Plan:
    """The jobs of a scheduler, one a source, made anew when the site's files have changed."""

    def __init__(
        self, scheduler: BaseScheduler, watched: WatchedSite, surroundings: Surroundings, only: Sequence[str]
    ) -> None:
        self._scheduler, self._watched = scheduler, watched
        self._surroundings, self._only = surroundings, only
        self._jobs: list[Job] = []
        self._paces: list[tuple[Source, _Pace]] = []
        self._stopped = threading.Event()
        self._make()

    def end(self) -> None:
        """Passes that run end after the page they are at."""
        self._stopped.set()

    def look(self) -> None:
        """Take changed files over. A pass that runs ends with the files it began with."""
        if self._watched.look():
            self._make()

    def read_histories(self) -> None:
        """What first loads have left, one source after the other: loads of what is new must not wait for it."""
        for _, pace in self._paces:
            pace.load_history()

    def keep(self) -> None:
        """Delete what the site no longer keeps; a fault leaves it for the next day."""
        try:
            apply_retention(replace(self._surroundings, site=self._watched.files.site))
        except (SQLAlchemyError, DatabaseError) as error:
            log.error("retention was not applied", reason=type(error).__name__)

    def add_up(self) -> None:
        """Add up the months that loads have touched; a fault leaves them for the next time."""
        try:
            sum_months(self._surroundings.engine, self._watched.files.site)
        except (SQLAlchemyError, DatabaseError) as error:
            log.error("months were not added up", reason=type(error).__name__)

    def _make(self) -> None:
        files = self._watched.files
        surroundings = replace(self._surroundings, site=files.site, books=files.books, corrections=files.corrections)
        for job in self._jobs:
            job.remove()
        self._paces = [
            (source, _Pace(source, surroundings, self._stopped.is_set))
            for source in by_time_first(files.sources, files.site.city_codes)
            if not self._only or source.key in self._only
        ]
        self._jobs = [self._every(source.poll_seconds, pace.load) for source, pace in self._paces]

    def _every(self, seconds: float, work: Callable[[], None]) -> Job:
        now = datetime.now(UTC)
        return self._scheduler.add_job(work, "interval", seconds=seconds, next_run_time=now, **_ONE_AFTER_THE_OTHER)


def watch(watched: WatchedSite, surroundings: Surroundings, only: Sequence[str] = (), *, threads: int = 2) -> None:
    """Load each source every `poll_seconds` until SIGINT or SIGTERM; a pass that lasts longer delays the next.

    `only`: keys of the sources to load; all where none is named. Changed files of the site are taken over.
    """
    # That a pass lasts longer than its interval is no news.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    sizes = {"default": threads, "history": _HISTORIES, "site": 1, "months": 1}
    executors = {name: ThreadPoolExecutor(size) for name, size in sizes.items()}
    scheduler = BlockingScheduler(executors=executors, timezone="UTC")
    plan = _Plan(scheduler, watched, surroundings, only)
    often: dict[str, Any] = {"trigger": "interval", **_ONE_AFTER_THE_OTHER}
    scheduler.add_job(plan.look, seconds=_LOOK_SECONDS, executor="site", **often)
    histories = {**often, "max_instances": _HISTORIES}
    scheduler.add_job(plan.read_histories, seconds=_HISTORY_SECONDS, executor="history", **histories)
    scheduler.add_job(plan.add_up, seconds=_MONTHS_SECONDS, executor="months", **often)
    scheduler.add_job(plan.keep, days=1, next_run_time=datetime.now(UTC), **often)
    try:
        scheduler.start()
    finally:
        plan.end()
