"""Keeps loading: every source at its own pace, each in turn, until the process is told to stop."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from psycopg2 import Error as DatabaseError
from sqlalchemy.exc import SQLAlchemyError

from etl.errors import SiteInvalid, SourceChanged
from etl.ledger import Counts
from etl.run import Wish, attempt
from etl.source import Source
from etl.surroundings import Surroundings

log = structlog.get_logger()

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


def watch(sources: Sequence[Source], surroundings: Surroundings, *, threads: int = 2) -> None:
    """Load each source every `poll_seconds` until SIGINT or SIGTERM; a pass that lasts longer delays the next."""
    scheduler = BlockingScheduler(executors={"default": ThreadPoolExecutor(threads)}, timezone="UTC")
    for source in sources:
        scheduler.add_job(
            _Pace(source, surroundings).load,
            "interval",
            seconds=source.poll_seconds,
            next_run_time=datetime.now(UTC),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
