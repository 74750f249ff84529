"""Keeps loading: every source at its own pace, each in turn, until the process is told to stop."""

from collections.abc import Mapping, Sequence
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

from etl.errors import SiteInvalid, SourceChanged
from etl.ledger import Counts
from etl.retention import apply_retention
from etl.run import Wish, attempt
from etl.source import Source
from etl.surroundings import Surroundings
from etl.watched_site import WatchedSite

log = structlog.get_logger()

_LOOK_SECONDS = 1.0
_ONE_AFTER_THE_OTHER: Mapping[str, Any] = MappingProxyType(
    {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
)
_LOOKBACK_EVERY = timedelta(hours=1)
# Where a person must act first, asking at every turn could lock an account: a minute, doubling to an hour.
_FIRST_REST, _LONGEST_REST = timedelta(minutes=1), timedelta(hours=1)


class _Pace:
    """One source being watched; remembers when changes that appear late were last looked for."""

    def __init__(self, source: Source, surroundings: Surroundings) -> None:
        self._source = source
        self._surroundings = surroundings
        self._looked_back = datetime.now(UTC)
        self._rest = _FIRST_REST
        self._resting_until = self._looked_back

    def load(self) -> None:
        """One pass over the source, unless it rests after a fault that only a person can mend."""
        now = datetime.now(UTC)
        if now < self._resting_until:
            return
        lookback = now - self._looked_back >= _LOOKBACK_EVERY
        try:
            outcome = attempt(self._source, self._surroundings, None, Wish(lookback=lookback))
        except (SQLAlchemyError, DatabaseError) as error:
            # Not even the fault could be written down; the next turn tries again.
            log.error("the warehouse does not answer", source=self._source.key, reason=type(error).__name__)
            return
        if isinstance(outcome, SourceChanged | SiteInvalid):
            self._resting_until, self._rest = now + self._rest, min(2 * self._rest, _LONGEST_REST)
        else:
            self._rest = _FIRST_REST
        if lookback and isinstance(outcome, Counts):
            self._looked_back = now


class _Plan:
    """The jobs of a scheduler, one a source, made anew when the site's files have changed."""

    def __init__(
        self, scheduler: BaseScheduler, watched: WatchedSite, surroundings: Surroundings, only: Sequence[str]
    ) -> None:
        self._scheduler, self._watched = scheduler, watched
        self._surroundings, self._only = surroundings, only
        self._jobs: list[Job] = []
        self._make()

    def look(self) -> None:
        """Take changed files over. A pass that runs ends with the files it began with."""
        if self._watched.look():
            self._make()

    def keep(self) -> None:
        """Delete what the site no longer keeps; a fault leaves it for the next day."""
        try:
            apply_retention(replace(self._surroundings, site=self._watched.files.site))
        except (SQLAlchemyError, DatabaseError) as error:
            log.error("retention was not applied", reason=type(error).__name__)

    def _make(self) -> None:
        files = self._watched.files
        surroundings = replace(self._surroundings, site=files.site, books=files.books, corrections=files.corrections)
        for job in self._jobs:
            job.remove()
        self._jobs = [
            self._scheduler.add_job(
                _Pace(source, surroundings).load,
                "interval",
                seconds=source.poll_seconds,
                next_run_time=datetime.now(UTC),
                **_ONE_AFTER_THE_OTHER,
            )
            for source in files.sources
            if not self._only or source.key in self._only
        ]


def watch(watched: WatchedSite, surroundings: Surroundings, only: Sequence[str] = (), *, threads: int = 2) -> None:
    """Load each source every `poll_seconds` until SIGINT or SIGTERM; a pass that lasts longer delays the next.

    `only`: keys of the sources to load; all where none is named. Changed files of the site are taken over.
    """
    executors = {"default": ThreadPoolExecutor(threads), "site": ThreadPoolExecutor(1)}
    scheduler = BlockingScheduler(executors=executors, timezone="UTC")
    plan = _Plan(scheduler, watched, surroundings, only)
    scheduler.add_job(plan.look, "interval", seconds=_LOOK_SECONDS, executor="site", **_ONE_AFTER_THE_OTHER)
    scheduler.add_job(plan.keep, "interval", days=1, next_run_time=datetime.now(UTC), **_ONE_AFTER_THE_OTHER)
    scheduler.start()
