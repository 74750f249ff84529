"""Forgets: a record, or all records of a person, are erased, and only a keyed hash stays so that they never return."""

from dataclasses import dataclass
from datetime import UTC, datetime

from psycopg2.extras import execute_values
from psycopg2.sql import SQL, Identifier, Literal

from etl.batch import transaction
from etl.cursor import Cursor
from etl.entities import ENTITIES, Entity
from etl.ledger import new_identifier, set_aside_as
from etl.life.erasing import erase
from etl.life.withholding import EVERY_SOURCE, hash_person, hash_record
from etl.marts import lock_mart, refresh_marts
from etl.merging import touched_days
from etl.settling import all_days, settle
from etl.source import Source
from etl.staging import BatchStamp, decide, qualified, stage_known
from etl.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased: facts, and records in quarantine. `anonymous`: facts that stayed, without their person."""

    facts: int = 0
    quarantined: int = 0
    anonymous: int = 0

    def __add__(self, other: "Forgotten") -> "Forgotten":
        quarantined = self.quarantined + other.quarantined
        return Forgotten(self.facts + other.facts, quarantined, self.anonymous + other.anonymous)


def forget_record(source: Source, record_key: str, surroundings: Surroundings) -> Forgotten:
    """Erase one record of a source from facts, quarantine, tombstones and corrections; one transaction.

    A record that is not there, or not there yet, is forgotten all the same: it will not be loaded.
    """
    done = Forgotten()
    with transaction(surroundings.engine) as cursor:
        for entity in _entities(source):
            done += _erase(cursor, source, entity, [record_key], surroundings)
    return done


def forget_person(source: Source, identifier: str, surroundings: Surroundings, *, anonymise: bool = False) -> Forgotten:
    """Erase all records of a person that a source gave, or with `anonymise` only who the person is.

    `identifier` is what the platform writes into the field that person_key is mapped from.
    """
    person = hash_person(surroundings.person_key, identifier)
    done = Forgotten()
    with transaction(surroundings.engine) as cursor:
        for entity in _entities(source):
            if "person_key" not in entity.table.columns:
                continue
            lock_mart(cursor, entity.mart, source.city_code)
            manner = "anonymous" if anonymise else "person"
            _remember(cursor, (source.city_code, EVERY_SOURCE, entity), manner, [person])
            if anonymise:
                done += Forgotten(anonymous=_anonymise(cursor, source, entity, person))
            else:
                done += _erase(cursor, source, entity, _keys_of(cursor, source, entity, person), surroundings)
    return done


def _entities(source: Source) -> list[Entity]:
    """In the order of their names: two that forget at once take the marts' locks in the same order."""
    return [ENTITIES[name] for name in sorted({dataset.entity for dataset in source.datasets})]


def _erase(cursor: Cursor, source: Source, entity: Entity, keys: list[str], surroundings: Surroundings) -> Forgotten:
    mine = (source.city_code, source.key)
    lock_mart(cursor, entity.mart, source.city_code)
    hashes = [hash_record(surroundings.person_key, source.key, key) for key in keys]
    _remember(cursor, (*mine, entity), "record", hashes)
    condition = SQL("source_key = {} AND record_key = any({})").format(Literal(source.key), Literal(keys))
    stamp = BatchStamp(*mine, "", new_identifier(), datetime.now(UTC), surroundings.site.time_zone, "forgotten")
    # What others count for may hang on these records: that is settled as if they had been deleted at their source.
    stage_known(cursor, entity, stamp, condition)
    cursor.execute("UPDATE stage SET deleted = true")
    decide(cursor, entity)
    days = touched_days(cursor, entity)
    facts = erase(cursor, entity, source.city_code, condition, stamp.purpose, stamp.zone)
    settled = settle(cursor, entity, source.city_code)
    refresh_marts(cursor, entity.mart, source.city_code, all_days(days, settled))
    cursor.execute("DROP TABLE stage, change")
    for table in ("tombstone", "correction"):
        cursor.execute(
            SQL("DELETE FROM {} WHERE city_code = %s AND source_key = %s AND record_key = any(%s)").format(
                Identifier("cockpit", table)
            ),
            (*mine, keys),
        )
    cursor.execute(
        "DELETE FROM cockpit.quarantine WHERE city_code = %s AND source_key = %s AND record = any(%s)",
        (*mine, [set_aside_as(key) for key in keys]),
    )
    return Forgotten(facts, quarantined=cursor.rowcount)


def _remember(cursor: Cursor, whose: tuple[str, str, Entity], manner: str, hashes: list[str]) -> None:
    city_code, source_key, entity = whose
    now = datetime.now(UTC)
    execute_values(
        cursor,
        "INSERT INTO cockpit.forgotten (city_code, source_key, entity, hash, manner, forgotten_at) VALUES %s "
        # Who asks to be erased after having been made anonymous is erased.
        "ON CONFLICT (city_code, source_key, entity, hash) DO UPDATE SET manner = excluded.manner "
        "WHERE excluded.manner = 'person'",
        [(city_code, source_key, entity.key, value, manner, now) for value in hashes],
    )


def _keys_of(cursor: Cursor, source: Source, entity: Entity, person: str) -> list[str]:
    cursor.execute(
        SQL("SELECT record_key FROM {} WHERE city_code = %s AND source_key = %s AND person_key = %s").format(
            qualified(entity.table)
        ),
        (source.city_code, source.key, person),
    )
    return [key for (key,) in cursor.fetchall()]


def _anonymise(cursor: Cursor, source: Source, entity: Entity, person: str) -> int:
    cursor.execute(
        SQL("UPDATE {} SET person_key = NULL WHERE city_code = {} AND source_key = {} AND person_key = {}").format(
            qualified(entity.table), Literal(source.city_code), Literal(source.key), Literal(person)
        )
    )
    return cursor.rowcount
