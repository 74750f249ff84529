"""Keeps loading: every source at its own pace, each in turn, until the process is told to stop."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler

from etl.run import Wish, run_all
from etl.source import Source
from etl.surroundings import Surroundings

_LOOKBACK_EVERY = timedelta(hours=1)


class _Pace:
    """One source being watched; remembers when changes that appear late were last looked for."""

    def __init__(self, source: Source, surroundings: Surroundings) -> None:
        self._source = source
        self._surroundings = surroundings
        self._looked_back = datetime.now(UTC)

    def load(self) -> None:
        """One pass over the source."""
        now = datetime.now(UTC)
        lookback = now - self._looked_back >= _LOOKBACK_EVERY
        done = run_all([self._source], self._surroundings, None, Wish(lookback=lookback))
        if lookback and self._source.key in done:
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
