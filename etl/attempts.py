"""Loads sources so that what goes wrong with one is written down and does not stop the next."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event
from typing import TypeVar

import structlog

from etl.batch import transaction
from etl.errors import AlreadyLoading, JobStopped, SourcePaused
from etl.fault_words import fault_sentence
from etl.ledger import Counts, write_failure
from etl.life.pause import refuse_paused
from etl.run import Report, Wish, run_source
from etl.source import Source
from etl.surroundings import Surroundings

log = structlog.get_logger()

Outcome = TypeVar("Outcome")
_AT_ONCE = 2
_FAREWELL_SECONDS = 5.0


def run_all(
    sources: Iterable[Source], surroundings: Surroundings, report: Report | None = None, wish: Wish | None = None
) -> dict[str, Counts]:
    """Load every source that is not paused; what goes wrong with one does not stop the next.

    Returns the counts of those that went well.
    """
    tried = {source.key: attempt(source, surroundings, report, wish) for source in sources}
    return {key: outcome for key, outcome in tried.items() if isinstance(outcome, Counts)}


def at_once(work: Callable[[Source], Outcome], sources: Iterable[Source], stop: Event) -> list[tuple[Source, Outcome]]:
    """What `work` gives for each source, two at a time and begun in this order; interrupted, it sets `stop`.

    While one source waits for its platform or for the database, another is read.
    """
    threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="source")
    coming = [(source, threads.submit(work, source)) for source in sources]
    try:
        return [(source, future.result()) for source, future in coming]
    finally:
        # After an interruption those that run end with their page, or with the process.
        stop.set()
        threads.shutdown(wait=False, cancel_futures=True)
        wait([future for _, future in coming], timeout=_FAREWELL_SECONDS)


def attempt(
    source: Source, surroundings: Surroundings, report: Report | None = None, wish: Wish | None = None
) -> Counts | Exception:
    """Load one source: its counts, or the fault, which is then in the ledger; SourcePaused and JobStopped are none."""
    try:
        refuse_paused(surroundings.engine, source)
        return run_source(source, surroundings, report, wish)
    except AlreadyLoading as error:
        log.info("already loading", source=source.key, sentence=str(error))
        return Counts()
    except (SourcePaused, JobStopped) as reason:
        return reason
    except Exception as error:  # noqa: BLE001 - a mistake in one source's files or in our code must not stop the others
        return _failed(source, surroundings, error)


def _failed(source: Source, surroundings: Surroundings, fault: Exception) -> Exception:
    """Write the fault into the ledger."""
    kind, sentence = type(fault).__name__, fault_sentence(source, fault)
    log.warning("load failed", source=source.key, reason=kind, sentence=sentence)
    with transaction(surroundings.engine) as cursor:
        write_failure(cursor, source.city_code, source.key, kind, sentence)
    return fault
