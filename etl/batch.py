"""One batch: everything it does, from staging to the ledger, is one transaction that happens or does not."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from psycopg2 import InterfaceError, OperationalError
from psycopg2.errors import DeadlockDetected, IoError, SerializationFailure
from sqlalchemy import Engine
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from data_access.schema import BATCHES
from etl.cursor import Cursor
from etl.due import set_deadlines
from etl.entities import Entity
from etl.files_known import write_file_seen
from etl.ledger import (
    Counts,
    Progress,
    count_records,
    leave_quarantine,
    new_identifier,
    write_batch,
    write_quarantine,
    write_watermark,
)
from etl.life.correcting import correct, keep_said
from etl.life.withholding import Withheld, take_out_old
from etl.mapping.mapper import MappedPage, Mapper, Reject
from etl.marts import lock_mart, raise_version, refresh_marts
from etl.merging import merge
from etl.quality import Arrivals, count_arrivals, count_change
from etl.settling import Days, settle
from etl.since import clock_checks
from etl.source import Dataset, Source
from etl.staging import BatchStamp, decide, reject_broken, stage

# A batch looks up its own keys, however large the facts are: with young statistics the planner would rather read them
# all. It has a processor of its own, not those of other batches; what it has done is known to the planner's statistics
# when the next one begins.
_FOR_A_BATCH = """
SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL work_mem = '64MB';
SET LOCAL max_parallel_workers_per_gather = 0; SELECT pg_stat_force_next_flush()
"""
# A batch is idempotent, so these are worth another try: lost connection, serialisation, deadlock, I/O.
_TRANSIENT = (OperationalError, InterfaceError, DeadlockDetected, SerializationFailure, IoError)


@dataclass
class Pending:
    """Pages mapped and not yet committed."""

    lines: list[str] = field(default_factory=list)
    locators: list[str] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    finished_files: list[tuple[str, str]] = field(default_factory=list)
    unmapped: int = 0
    repeated: int = 0

    def add(self, page: MappedPage, digest: str) -> None:
        """Take a mapped page in."""
        self.lines += page.lines
        self.locators += page.locators
        self.rejects += page.rejects
        self.digests.append(digest)
        self.unmapped += page.unmapped
        self.repeated += page.repeated

    def __len__(self) -> int:
        return len(self.lines) + len(self.rejects)

    @property
    def came(self) -> Arrivals:
        """What is known of how they came before they are staged."""
        return Arrivals(hashlib.sha256("".join(self.digests).encode()).hexdigest(), self.repeated)


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for every batch of a pass over a dataset.

    `zone`: the one in which the city counts its days; `person_key`: the key for hashes; `purpose` stands in the
    ledger, and only a load moves the watermark; `keep` is told in each batch's transaction how far it has come.
    """

    zone: str
    person_key: bytes
    purpose: str = "load"
    keep: Callable[[Cursor, Progress], None] | None = None


@contextmanager
def transaction(engine: Engine) -> Iterator[Cursor]:
    """A cursor in one transaction of its own; what fails is undone. Raises psycopg2's errors as they are."""
    connection = engine.raw_connection()
    try:
        cursor: Cursor = connection.cursor()  # type: ignore[assignment]  # psycopg2's own, which SQLAlchemy hands out
        yield cursor
        connection.commit()
    except (OperationalError, InterfaceError):
        # There may be nobody to undo it any more: undoing would fail too, and hide what happened.
        connection.invalidate()
        raise
    finally:
        connection.close()


@retry(
    retry=retry_if_exception_type(_TRANSIENT),
    wait=wait_exponential_jitter(multiplier=0.2, max=10),
    stop=stop_after_attempt(8),
    reraise=True,
)
def commit(
    engine: Engine, source: Source, mapper: Mapper, pending: Pending, progress: Progress, terms: Terms
) -> Counts:
    """Load `pending` in one transaction: facts, marts, quarantine, watermark and ledger, or nothing."""
    dataset = mapper.dataset
    common = (source.city_code, source.key, dataset.kind, new_identifier(), datetime.now(UTC))
    stamp = BatchStamp(*common, terms.zone, terms.purpose)
    with transaction(engine) as cursor:
        cursor.execute(_FOR_A_BATCH)
        stage(cursor, mapper.entity, stamp, mapper.columns, pending.lines)
        alone = _lock(cursor, mapper.entity, stamp)
        rejects, withheld = _sift(cursor, mapper, pending, stamp, terms.person_key)
        set_deadlines(cursor, mapper.entity, stamp)
        decide(cursor, mapper.entity)
        count_change(cursor, mapper.entity, stamp, dataset.name)
        arrivals = count_arrivals(cursor, stamp, dataset.name, source.expected_minutes, pending.came)
        done, days = merge(cursor, mapper.entity, stamp)
        keep_said(cursor, stamp)
        _recompute(cursor, mapper.entity, stamp, days, alone=alone)
        done["superseded"] += withheld
        counts = _counts(done, len(rejects), pending.unmapped)
        # Only in files a record is where it was the last time.
        locators = [*pending.locators, *[each.locator for each in rejects]] if source.files else []
        leave_quarantine(cursor, stamp, dataset.name, rejects, locators)
        new = write_quarantine(cursor, stamp, dataset.name, rejects)
        told = bool(counts.inserted or counts.updated or counts.deleted or new or pending.finished_files)
        if told:
            # Platforms are asked every few seconds: what changed nothing only moves the watermark.
            write_batch(cursor, stamp, dataset.name, counts, arrivals, progress)
        remember(cursor, source, dataset, progress, terms, counts.inserted - counts.deleted)
        for digest, name in pending.finished_files:
            write_file_seen(cursor, stamp, dataset.name, digest, name)
        _tell(cursor, source.city_code, told)
    return counts


def _lock(cursor: Cursor, entity: Entity, stamp: BatchStamp) -> bool:
    """Queue for the mart; whether only behind batches of this source: what is about things changes nothing that other
    sources count."""
    alone = not entity.settled or entity.about(stamp.kind) == "thing"
    lock_mart(cursor, entity.mart, stamp.city_code, stamp.source_key if alone else None)
    return alone


def _recompute(cursor: Cursor, entity: Entity, stamp: BatchStamp, days: Days, *, alone: bool) -> None:
    """Put right what records count for because of others, which may be of any source, and the marts of the days."""
    touched = settle(cursor, entity, stamp.city_code)
    for part, of_part in days.items():
        touched[part] = of_part | touched.get(part, set())
    if alone and any(source != stamp.source_key for source, _ in touched):
        # Its records were about persons before. Of two batches that come as far as this, one is made to try again.
        lock_mart(cursor, entity.mart, stamp.city_code)
    for part, of_part in sorted(touched.items()):
        refresh_marts(cursor, entity.mart, stamp.city_code, sorted(of_part), part)


def _tell(cursor: Cursor, city_code: str, told: bool) -> None:
    """Say that the ledger has a new line; last of all, for here every batch of the city waits for the one before."""
    if told:
        raise_version(cursor, BATCHES.key, city_code)


def remember(
    cursor: Cursor, source: Source, dataset: Dataset, progress: Progress, terms: Terms, records: int = 0
) -> None:
    """How far the dataset has been read, and that it holds so many records more (or fewer)."""
    mine = (source.city_code, source.key, dataset.name)
    if terms.purpose == "load":
        write_watermark(cursor, *mine, progress, records)
    elif records:
        count_records(cursor, *mine, records)
    if terms.keep is not None:
        terms.keep(cursor, progress)


def _counts(done: Counter[str], rejected: int, unmapped: int) -> Counts:
    records = {name: done[action] for name, action in _COUNTED.items()}
    extracted = sum(records.values()) + rejected
    return Counts(extracted, rejected=rejected, deleted=done["delete"], unmapped=unmapped, **records)


_COUNTED = {"inserted": "insert", "updated": "update", "unchanged": "unchanged", "superseded": "superseded"}


def _sift(
    cursor: Cursor, mapper: Mapper, pending: Pending, stamp: BatchStamp, person_key: bytes
) -> tuple[list[Reject], int]:
    """Leave in `stage` what may be loaded, corrected. Returns what is rejected, and how many may not come back."""
    entity = mapper.entity
    withheld = Withheld(cursor, entity, stamp, person_key)
    taken = withheld.take_out()
    correct(cursor, entity, stamp)
    broken = list(_rejects(mapper, pending, reject_broken(cursor, entity, clock_checks(mapper.dataset))))
    taken += take_out_old(cursor, entity, stamp)
    rejects = [each for each in pending.rejects if not withheld.covers(each.mapped.get("record_key", ""))]
    return [*rejects, *broken], taken + len(pending.rejects) - len(rejects)


def _rejects(mapper: Mapper, pending: Pending, broken: Iterable[tuple[int, str, str]]) -> Iterator[Reject]:
    for ordinal, reason, _ in broken:
        yield Reject(pending.locators[ordinal], reason, mapper.describe(pending.lines[ordinal]))
