"""Reads what first loads have left for later, while loads go on; goes on where it ended, and is no alarm."""

import time
from collections.abc import Sequence
from functools import partial
from threading import Event

import structlog

from etl.attempts import at_once, attempt
from etl.batch import transaction
from etl.errors import AlreadyLoading, JobStopped, SourcePaused
from etl.fault_words import fault_sentence
from etl.ledger import Counts
from etl.life.corrections import settle_corrections
from etl.life.filling import Filling
from etl.life.first_load import (
    NEWEST_DAYS,
    announce,
    by_time_first,
    can_be_asked_by_time,
    end,
    histories,
    write_fault,
)
from etl.life.holding import holding
from etl.life.pause import refuse_paused
from etl.run import Report, Stopped, Wish
from etl.source import Source
from etl.surroundings import Surroundings

log = structlog.get_logger()

# So many seconds a cockpit that starts waits for the newest records of its sources.
PATIENCE = 4.0


def read_history(
    source: Source, surroundings: Surroundings, report: Report | None = None, stopped: Stopped | None = None
) -> Counts:
    """Read what the first load of a source has left, if anything, newest first where its platform takes an end.

    Raises what a load raises, and SourcePaused, AlreadyLoading or JobStopped; what was committed stays.
    """
    counts = Counts()
    if not histories(surroundings.engine, source):
        return counts
    refuse_paused(surroundings.engine, source)
    with holding(source, surroundings, "backfilling"):
        settle_corrections(source, surroundings)
        for each in histories(surroundings.engine, source):
            at_end = partial(end, source=source, dataset=each.dataset)
            filling = Filling(source, each.dataset, surroundings, each.identifier, newest_first=True, at_end=at_end)
            counts += filling.run(report and _without_total(report), stopped).counts
    return counts


def attempt_history(
    source: Source, surroundings: Surroundings, report: Report | None = None, stopped: Stopped | None = None
) -> Counts | Exception:
    """The same; what goes wrong is returned, and `status` says it."""
    try:
        return read_history(source, surroundings, report, stopped)
    except (AlreadyLoading, SourcePaused, JobStopped) as reason:
        return reason
    except Exception as error:  # noqa: BLE001 - a mistake in one source's files or in our code must not stop the others
        sentence = fault_sentence(source, error)
        log.warning("history not read", source=source.key, reason=type(error).__name__, sentence=sentence)
        with transaction(surroundings.engine) as cursor:
            write_fault(cursor, source, sentence)
        return error


def run_newest(
    sources: Sequence[Source], surroundings: Surroundings, report: Report | None = None, seconds: float = PATIENCE
) -> list[Source]:
    """Load what is new of the sources that can be asked by time, and of their first loads the newest days alone.

    After so many seconds nothing more is begun, and what runs ends with its page: `watch` goes on there. Returns the
    sources that failed.
    """
    timed = [source for source in sources if can_be_asked_by_time(source)]
    asked = by_time_first(timed, surroundings.site.city_codes)
    with transaction(surroundings.engine) as cursor:
        announce(cursor, sources)
    end_at, stop = time.monotonic() + seconds, Event()

    def stopped() -> bool:
        return stop.is_set() or time.monotonic() > end_at

    def load(source: Source) -> Counts | Exception:
        if stopped():
            return JobStopped(f"{source.key}: not begun; watch loads it")
        return attempt(source, surroundings, report, Wish(newest_days=NEWEST_DAYS, stopped=stopped))

    return [source for source, outcome in at_once(load, asked, stop) if not isinstance(outcome, Counts | JobStopped)]


def run_whole(sources: Sequence[Source], surroundings: Surroundings, report: Report | None = None) -> list[Source]:
    """Load all sources to their end, the newest days of all of them first; returns those that failed."""
    ordered, first, then = by_time_first(sources, surroundings.site.city_codes), Event(), Event()
    wish = Wish(newest_days=NEWEST_DAYS, stopped=first.is_set)
    newest = at_once(lambda source: attempt(source, surroundings, report, wish), ordered, first)
    older = at_once(lambda source: attempt_history(source, surroundings, report, then.is_set), ordered, then)
    failed = {source.key for source, outcome in newest if not isinstance(outcome, Counts)}
    failed |= {
        source.key for source, outcome in older if not isinstance(outcome, Counts | AlreadyLoading | SourcePaused)
    }
    return [source for source in ordered if source.key in failed]


def _without_total(report: Report) -> Report:
    """How many records there are before some day, platforms do not say."""
    return lambda name, counts, _total: report(f"{name} ←", counts, None)
