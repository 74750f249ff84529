"""Loads sources so that what goes wrong with one is written down and does not stop the next."""

from collections.abc import Iterable

import structlog

from etl.batch import transaction
from etl.errors import AlreadyLoading, JobStopped, SourcePaused
from etl.fault_words import fault_sentence
from etl.ledger import Counts, write_failure
from etl.pause import refuse_paused
from etl.run import Report, Wish, run_source
from etl.source import Source
from etl.surroundings import Surroundings

log = structlog.get_logger()


def run_all(
    sources: Iterable[Source], surroundings: Surroundings, report: Report | None = None, wish: Wish | None = None
) -> dict[str, Counts]:
    """Load every source that is not paused; what goes wrong with one does not stop the next.

    Returns the counts of those that went well.
    """
    tried = {source.key: attempt(source, surroundings, report, wish) for source in sources}
    return {key: outcome for key, outcome in tried.items() if isinstance(outcome, Counts)}


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
