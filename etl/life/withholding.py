"""Takes out of a batch what must not come back: what was forgotten, and what is older than the site keeps."""

import hmac
from collections.abc import Iterable

from psycopg2.sql import SQL, Literal

from etl.cursor import Cursor
from etl.entities import Entity
from etl.staging import BatchStamp, last_day, qualified

# In place of a source: a person is forgotten in all of them.
EVERY_SOURCE = "*"


def hash_record(key: bytes, source_key: str, record_key: str) -> str:
    """The keyed hash that stays of a record that was forgotten."""
    return hmac.digest(key, f"{source_key}\0{record_key}".encode(), "sha256").hex()


def hash_person(key: bytes, identifier: str) -> str:
    """The keyed hash that stands for a person in facts and among what was forgotten."""
    return hmac.digest(key, identifier.strip().encode(), "sha256").hex()


class Withheld:
    """What was forgotten of one entity of one source. Read it under the mart's lock, which `forget` holds too."""

    def __init__(self, cursor: Cursor, entity: Entity, stamp: BatchStamp, key: bytes) -> None:
        cursor.execute(
            "SELECT manner, hash FROM cockpit.forgotten "
            "WHERE city_code = %s AND source_key IN (%s, %s) AND entity = %s",
            (stamp.city_code, stamp.source_key, EVERY_SOURCE, entity.key),
        )
        self._hashes: dict[str, list[str]] = {}
        for manner, value in cursor.fetchall():
            self._hashes.setdefault(manner, []).append(value)
        self._cursor, self._entity, self._stamp, self._key = cursor, entity, stamp, key

    def covers(self, record_key: str) -> bool:
        """Whether this record was forgotten."""
        return hash_record(self._key, self._stamp.source_key, record_key) in self._hashes.get("record", ())

    def take_out(self) -> int:
        """Delete from `stage` what was forgotten. Returns how many records; announced deletions are not counted."""
        taken = 0
        if "record" in self._hashes:
            known = frozenset(self._hashes["record"])
            self._cursor.execute("SELECT ordinal, record_key FROM stage")
            ordinals = [
                ordinal
                for ordinal, record_key in self._cursor.fetchall()
                if record_key is not None and hash_record(self._key, self._stamp.source_key, record_key) in known
            ]
            taken += self._delete(SQL("ordinal = any(%s)"), ordinals)
        if "person" in self._hashes:
            taken += self._delete(SQL("person_key = any(%s)"), self._hashes["person"])
        if "anonymous" in self._hashes:
            self._cursor.execute(
                "UPDATE stage SET person_key = NULL WHERE person_key = any(%s)", (self._hashes["anonymous"],)
            )
        return taken

    def _delete(self, condition: SQL, values: Iterable[object]) -> int:
        self._cursor.execute(SQL("DELETE FROM stage WHERE {} RETURNING deleted").format(condition), (list(values),))
        return sum(not deleted for (deleted,) in self._cursor.fetchall())


def take_out_old(cursor: Cursor, entity: Entity, stamp: BatchStamp) -> int:
    """Delete new records from `stage` that are older than what is kept, and old persons. Returns how many records.

    Records that are known change as usual: they stand for a day that is still kept.
    """
    cursor.execute(
        "SELECT facts_from, persons_from FROM cockpit.retention WHERE city_code = %s AND entity = %s",
        (stamp.city_code, entity.key),
    )
    facts_from, persons_from = cursor.fetchone() or (None, None)
    if persons_from is not None and "person_key" in entity.table.columns:
        cursor.execute(
            SQL("UPDATE stage SET person_key = NULL WHERE person_key IS NOT NULL AND {} < {}").format(
                last_day(entity), Literal(persons_from)
            )
        )
    if facts_from is None:
        return 0
    cursor.execute(
        SQL(
            "DELETE FROM stage WHERE NOT deleted AND {last_day} < {facts_from} AND NOT EXISTS ("
            "SELECT 1 FROM {table} AS fact WHERE fact.city_code = stage.city_code "
            "AND fact.source_key = stage.source_key AND fact.record_key = stage.record_key)"
        ).format(last_day=last_day(entity), facts_from=Literal(facts_from), table=qualified(entity.table))
    )
    return cursor.rowcount
