"""Runs the load of a source: extract, validate, stage, merge, marts, ledger, batch by batch."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog

from etl.batch import Pending, Terms, commit, remember, transaction
from etl.connectors.opening import open_connector
from etl.connectors.page import Page
from etl.cursor import Cursor
from etl.errors import JobError, JobStopped, SourceChanged
from etl.file_ledger import FileLedger, say_refused
from etl.last_pass import LastPass
from etl.ledger import Counts, Progress, read_watermark
from etl.life.corrections import settle_corrections
from etl.life.first_load import begin, newest_is_in
from etl.life.holding import holding
from etl.mapping.drift import ShapeWatch
from etl.mapping.mapper import MappedPage, Mapper
from etl.mapping.shapes import read_shape
from etl.since import newest, own_time, read_from, since_value
from etl.source import Dataset, Source
from etl.surroundings import Surroundings

log = structlog.get_logger()

# Rows inserted in one run after which the planner is told how the tables look now; then again at four times as many.
_FIRST_STATISTICS = 1_000

# Told after each batch: source and dataset, its counts, and how many records the source says there are (if it does).
Report = Callable[[str, Counts, int | None], None]
# Whether the process was asked to end.
Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Wish:
    """What one run should read. `lookback`: also changes that appear late; `throttle`: seconds to wait after a page.

    `newest_days`: where nothing was read before, begin with what changed in so many days, and leave the rest to
    `etl.life.history` (None: read all). `stopped` is asked at each page.

    A run with a `purpose` other than load is none that freshness is judged by: it reads from `start` (None: the
    beginning) to `end` (None: all), leaves the watermark alone and tells `keep` how far it has come, inside each
    batch's transaction.
    Of files it reads again those whose SHA-256 begins with one of `again`.
    """

    lookback: bool = True
    throttle: float = 0.0
    newest_days: int | None = None
    stopped: Stopped | None = None
    purpose: str = "load"
    start: datetime | None = None
    end: datetime | None = None
    again: tuple[str, ...] = ("",)
    keep: Callable[[Cursor, Progress], None] | None = None


def run_source(
    source: Source, surroundings: Surroundings, report: Report | None = None, wish: Wish | None = None
) -> Counts:
    """Load what is new in every dataset of a source.

    Raises AlreadyLoading, SourceUnavailable, SourceChanged, FilesRefused or SiteInvalid; what was committed before
    stays, and the next run continues there.
    """
    with holding(source, surroundings):
        settle_corrections(source, surroundings)
        counts = Counts()
        for dataset in source.datasets:
            counts += run_dataset(source, dataset, surroundings, report, wish)
        say_refused(surroundings.engine, source)
        return counts


def run_dataset(
    source: Source, dataset: Dataset, surroundings: Surroundings, report: Report | None = None, wish: Wish | None = None
) -> Counts:
    """Load one dataset; for callers that hold the source. Raises what `run_source` raises, but FilesRefused."""
    return _DatasetRun(source, dataset, surroundings, report, wish or Wish()).run()


class _DatasetRun:
    """One pass over one dataset."""

    def __init__(
        self, source: Source, dataset: Dataset, surroundings: Surroundings, report: Report | None, wish: Wish
    ) -> None:
        self._source, self._dataset, self._surroundings, self._wish = source, dataset, surroundings, wish
        self._terms = Terms(surroundings.site.time_zone, surroundings.person_key, wish.purpose, wish.keep)
        self._engine = surroundings.engine
        self._report = report
        self._mapper = open_mapper(source, dataset, surroundings)
        self._pending = Pending()
        self._total = Counts()
        self._statistics_at = _FIRST_STATISTICS
        self._committing: Future[Counts] | None = None
        self._records: int | None = None
        self._last = LastPass()
        self._refused: set[str] = set()

    def run(self) -> Counts:
        """Read to the end of the source, a batch at a time; while one is committed, the next is read."""
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="commit") as thread:
            self._thread = thread
            watermark, start = self._start()
            with transaction(self._engine) as cursor:
                shape = read_shape(cursor, self._source.city_code, self._source.key, self._dataset.name)
            self._shape = ShapeWatch(self._source, self._dataset, shape)
            since = since_value(self._dataset.since, start, self._source)
            # A folder has no time of its own: without a new file it is as old as before.
            asked = None if self._source.files else datetime.now(UTC)
            self._progress = Progress(watermark, asked and own_time(self._dataset.since, watermark, asked))
            again = None if self._wish.purpose == "load" else self._wish.again
            self._files = FileLedger(self._engine, self._source, self._dataset, again)
            connector = open_connector(
                self._source, self._dataset, self._surroundings, self._files, stopped=self._wish.stopped
            )
            try:
                with closing(connector.pages(since, self._wish.end)) as pages:
                    self._read(pages)
            except JobError:
                # What was read before the fault is good: one bad file must not hold up those before it.
                if len(self._pending) or self._pending.finished_files:
                    self._hand_over(None)
                self._wait()
                raise
            self._finish()
            self._remember_shape()
        return self._total

    def _start(self) -> tuple[str | None, datetime | None]:
        """The watermark, and from when on to read."""
        if self._wish.purpose != "load":
            return None, self._wish.start
        with transaction(self._engine) as cursor:
            watermark = read_watermark(cursor, self._source.city_code, self._source.key, self._dataset.name)
            if watermark is None and self._wish.newest_days is not None:
                return None, begin(cursor, self._source, self._dataset, self._wish.newest_days)
        return watermark, read_from(self._dataset.since, watermark, self._wish.lookback)

    def _read(self, pages: Iterable[Page]) -> None:
        since = self._dataset.since
        for page in pages:
            if self._wish.stopped is not None and self._wish.stopped():
                raise JobStopped(f"{self._source.key}: stopped before its end; the next run goes on from there")
            mapped = self._map(page)
            if mapped is None:
                continue
            self._pending.add(mapped, page.digest)
            if page.file_digest and page.last_of_file:
                self._pending.finished_files.append((page.file_digest, page.file_name or ""))
            latest, ahead = newest(since, page, self._progress.watermark, self._source)
            self._last.add(mapped, ahead)
            self._progress = Progress(latest, min(own_time(since, latest, page.source_time), datetime.now(UTC)))
            self._records = page.total if self._records is None else self._records
            if len(self._pending) >= self._source.batch_rows:
                # Where the answer is not sorted by time, only its end says how far the source has been read.
                self._hand_over(latest if since is not None and since.ordered else None)
            time.sleep(self._wish.throttle)

    def _map(self, page: Page) -> MappedPage | None:
        """The page, mapped; None where it is of a file that cannot be loaded, which does not stop the others."""
        if page.file_digest in self._refused:
            return None
        try:
            mapped = self._mapper.read(page)
            self._shape.look(page, mapped)
        except SourceChanged as error:
            if page.file_digest is None:
                raise
            self._refused.add(page.file_digest)
            self._files.refuse(page.file_digest, page.file_name or "", error)
            return None
        return mapped

    def _finish(self) -> None:
        if self._files.latest is not None and self._dataset.since is None and self._wish.purpose == "load":
            self._progress = replace(self._progress, source_time=min(self._files.latest, datetime.now(UTC)))
        if len(self._pending) or self._pending.finished_files:
            self._hand_over(self._progress.watermark)
            self._wait()
        else:
            self._wait()
            with transaction(self._engine) as cursor:
                remember(cursor, self._source, self._dataset, self._progress, self._terms)
        if self._wish.newest_days is not None:
            with transaction(self._engine) as cursor:
                newest_is_in(cursor, self._source, self._dataset)

    def _remember_shape(self) -> None:
        if self._wish.purpose != "load":
            # How records looked in the past is no news.
            return
        for sentence in self._shape.findings():
            log.warning("records look otherwise", source=self._source.key, dataset=self._dataset.name, finding=sentence)
        with transaction(self._engine) as cursor:
            if self._last.received or not self._source.files:
                # Of a folder in which nothing is new, the files before were the last.
                self._last.write(cursor, self._source, self._dataset)
            if self._shape.present:
                self._shape.remember(cursor)

    def _hand_over(self, watermark: str | None) -> None:
        """Give what is pending to the committing thread, when it has done the batch before."""
        self._wait()
        progress = Progress(watermark, self._progress.source_time)
        self._committing = self._thread.submit(
            commit, self._engine, self._source, self._mapper, self._pending, progress, self._terms
        )
        self._pending = Pending()

    def _wait(self) -> None:
        if self._committing is None:
            return
        counts, self._committing = self._committing.result(), None
        self._total += counts
        if self._total.inserted >= self._statistics_at:
            # A first load outruns autovacuum: plans made for an empty table are a hundred times too slow.
            self._statistics_at = 4 * self._total.inserted
            with transaction(self._engine) as cursor:
                cursor.execute("SELECT cockpit.refresh_statistics(%s)", (self._mapper.entity.key,))
        if self._report:
            self._report(f"{self._source.key} {self._dataset.name}", counts, self._records)


def open_mapper(source: Source, dataset: Dataset, surroundings: Surroundings) -> Mapper:
    """The mapper of a dataset, with the code maps of the site and the places of the warehouse."""
    codes = surroundings.code_book(source, dataset)
    return Mapper(source, dataset, codes, surroundings.places(source.city_code), surroundings.person_key)
