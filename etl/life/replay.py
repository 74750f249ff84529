"""Reads a source again for what is in its quarantine, after a map, a mapping or a correction was mended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from etl.batch import transaction
from etl.ledger import Counts
from etl.life.corrections import settle_corrections
from etl.life.holding import holding
from etl.life.narrowing import narrowed
from etl.life.pause import refuse_paused
from etl.run import Wish, run_dataset
from etl.since import told_by_change
from etl.source import Dataset, Source
from etl.surroundings import Surroundings

_HELD = """
SELECT record, max(locator), bool_and(record = locator), max((mapped ->> 'updated_at')::timestamptz)
FROM cockpit.quarantine
WHERE city_code = %s AND source_key = %s AND dataset = %s
GROUP BY record
"""


@dataclass(frozen=True, slots=True)
class _Held:
    """A record in quarantine; one without a key is known by where it was."""

    record: str
    locator: str
    nameless: bool
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many records were in quarantine before and after, and what was loaded in between."""

    before: int
    after: int
    counts: Counts


def replay_source(source: Source, surroundings: Surroundings) -> Replayed:
    """Read again what is in quarantine. Records that pass now are loaded and leave it; others stay, or come anew.

    Of files, those that are still in the drop folder are read; a platform is asked from the first to, where it takes
    an end, the last change that was put aside, or from its beginning where one of them has no time of change.
    Raises what a load raises, and SourcePaused.
    """
    refuse_paused(surroundings.engine, source)
    with holding(source, surroundings, "replaying"):
        settle_corrections(source, surroundings)
        before, after, counts = 0, 0, Counts()
        for dataset in source.datasets:
            held = _held(source, dataset, surroundings)
            if held:
                counts += _read_again(source, dataset, surroundings, held)
                before += len(held)
                after += len(_held(source, dataset, surroundings))
    return Replayed(before, after, counts)


def _held(source: Source, dataset: Dataset, surroundings: Surroundings) -> list[_Held]:
    with transaction(surroundings.engine) as cursor:
        cursor.execute(_HELD, (source.city_code, source.key, dataset.name))
        return [_Held(*row) for row in cursor.fetchall()]


def _read_again(source: Source, dataset: Dataset, surroundings: Surroundings, held: Sequence[_Held]) -> Counts:
    began = datetime.now(UTC)
    start, until = _stretch(dataset, held)
    part, piece = narrowed(source, dataset, until)
    files = tuple({each.locator.partition(":")[0] for each in held})
    counts = run_dataset(part, piece, surroundings, None, Wish(purpose="replay", start=start, again=files))
    if source.files is None and any(each.nameless for each in held):
        _let_go(source, dataset, surroundings, began)
    return counts


def _stretch(dataset: Dataset, held: Sequence[_Held]) -> tuple[datetime | None, datetime | None]:
    """From when to when to ask, so that all of `held` are seen; None: from the beginning, to the end."""
    since = dataset.since
    times = [each.updated_at for each in held if each.updated_at is not None]
    if since is None or not told_by_change(dataset) or len(times) < len(held):
        return None, None
    overlap = timedelta(minutes=since.overlap_minutes)
    return min(times) - overlap, max(times) + overlap


def _let_go(source: Source, dataset: Dataset, surroundings: Surroundings, began: datetime) -> None:
    """Records without a key cannot be recognised; all was read anew, so what still fails was seen since `began`."""
    with transaction(surroundings.engine) as cursor:
        cursor.execute(
            "DELETE FROM cockpit.quarantine "
            "WHERE city_code = %s AND source_key = %s AND dataset = %s AND record = locator AND last_seen < %s",
            (source.city_code, source.key, dataset.name, began),
        )
