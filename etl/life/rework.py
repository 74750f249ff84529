"""Changes facts that are there already: staged as they are, changed in SQL, merged and counted as any batch."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from psycopg2.sql import SQL, Composable, Identifier, Literal

from etl.cursor import Cursor
from etl.due import set_deadlines, take_deadlines_back
from etl.entities import ENTITIES
from etl.ledger import NOT_ASKED, Counts, new_identifier, write_batch, write_quarantine
from etl.life.correcting import correct, hide_persons, keep_said, uncorrect
from etl.mapping.mapper import Reject
from etl.marts import lock_mart, refresh_marts
from etl.merging import merge
from etl.quality import NO_ARRIVALS, count_change
from etl.settling import all_days, settle
from etl.source import Dataset, Source
from etl.staging import BatchStamp, decide, qualified, reject_broken, stage_known

_CORRECTIONS = Identifier("cockpit", "correction")
# Reason and key of a fact that would break a check.
Broken = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Rework:
    """The facts of one dataset, to be changed for some purpose. `zone` is the one in which the city counts its days."""

    source: Source
    dataset: Dataset
    purpose: str
    zone: str

    def run(
        self,
        cursor: Cursor,
        condition: Composable,
        change: Callable[[Cursor], None] | None = None,
        corrected_by: Identifier = _CORRECTIONS,
    ) -> tuple[Counts, Broken]:
        """Change the facts that fulfil `condition` (over `fact`), with their marts and a ledger line.

        `change` works on `stage`, which holds them as the source says them; corrections are laid over afterwards.
        `corrected_by`: the corrections that these facts carry now. Facts that would break a check stay as they are;
        they are counted as rejected, and returned.
        """
        entity, stamp = ENTITIES[self.dataset.entity], self._stamp()
        lock_mart(cursor, entity.mart, stamp.city_code)
        stage_known(cursor, entity, stamp, SQL("({}) AND {}").format(condition, self._mine()))
        take_deadlines_back(cursor, entity)
        uncorrect(cursor, entity, stamp, corrected_by)
        if change is not None:
            change(cursor)
        hide_persons(cursor, entity)
        correct(cursor, entity, stamp)
        set_deadlines(cursor, entity, stamp)
        broken = [(reason, key) for _, reason, key in reject_broken(cursor, entity)]
        decide(cursor, entity)
        count_change(cursor, entity, stamp, self.dataset.name)
        done, days = merge(cursor, entity, stamp)
        keep_said(cursor, stamp)
        settled = settle(cursor, entity, stamp.city_code)
        refresh_marts(cursor, entity.mart, stamp.city_code, all_days(days, settled))
        counts = self._write(cursor, stamp, done["update"], broken)
        cursor.execute("DROP TABLE stage, change, said")
        return counts, broken

    def _stamp(self) -> BatchStamp:
        common = (self.source.city_code, self.source.key, self.dataset.kind, new_identifier(), datetime.now(UTC))
        return BatchStamp(*common, self.zone, self.purpose)

    def _write(self, cursor: Cursor, stamp: BatchStamp, updated: int, broken: Broken) -> Counts:
        """The ledger line, where there is anything to say; what was put aside and is no longer broken leaves."""
        rejects = self._rejects(cursor, broken) if broken else []
        new = write_quarantine(cursor, stamp, self.dataset.name, rejects)
        cursor.execute(
            "DELETE FROM cockpit.quarantine "
            "WHERE city_code = %s AND source_key = %s AND dataset = %s AND locator = %s AND last_seen < %s",
            (stamp.city_code, stamp.source_key, self.dataset.name, self.purpose, stamp.loaded_at),
        )
        counts = Counts(updated + len(broken), updated=updated, rejected=len(broken))
        if updated or new:
            write_batch(cursor, stamp, self.dataset.name, counts, NO_ARRIVALS, NOT_ASKED)
        return counts

    def _rejects(self, cursor: Cursor, broken: Broken) -> list[Reject]:
        """What is put aside; with its time of change, by which a replay finds it."""
        cursor.execute(
            SQL(
                "SELECT record_key, updated_at::text FROM {} "
                "WHERE city_code = %s AND source_key = %s AND record_key = any(%s)"
            ).format(qualified(ENTITIES[self.dataset.entity].table)),
            (self.source.city_code, self.source.key, [key for _, key in broken]),
        )
        changed = {key: {"updated_at": text} if text else {} for key, text in cursor.fetchall()}
        return [Reject(self.purpose, reason, {"record_key": key, **changed[key]}) for reason, key in broken]

    def _mine(self) -> Composable:
        """Where two datasets give the same entity, a fact belongs to the one whose batch brought it."""
        if sum(each.entity == self.dataset.entity for each in self.source.datasets) == 1:
            return SQL("true")
        return SQL(
            "EXISTS (SELECT 1 FROM cockpit.batch AS origin WHERE origin.city_code = fact.city_code "
            "AND origin.batch_id = fact.batch_id AND origin.dataset = {})"
        ).format(Literal(self.dataset.name))
