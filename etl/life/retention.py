"""Applies how long the site keeps what: old facts go, old persons go, their marts stay as they are."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import structlog
from psycopg2.sql import SQL, Composed, Identifier, Literal

from data_access.keeping import Keep, day_before
from data_access.site import Site
from etl.batch import transaction
from etl.cursor import Cursor
from etl.entities import ENTITIES, Entity
from etl.errors import SiteInvalid
from etl.life.erasing import erase
from etl.marts import lock_mart
from etl.nearest import perhaps
from etl.staging import last_day, qualified
from etl.surroundings import Surroundings

log = structlog.get_logger()

# A fact is gone for good: a longer period later on does not thaw what was frozen.
_REMEMBER = """
INSERT INTO cockpit.retention AS known (city_code, entity, facts_from, persons_from, applied_at)
VALUES (%s, %s, %s, %s, clock_timestamp())
ON CONFLICT (city_code, entity) DO UPDATE SET
    facts_from = greatest(known.facts_from, excluded.facts_from),
    persons_from = excluded.persons_from,
    applied_at = excluded.applied_at
"""


@dataclass(frozen=True, slots=True)
class Retained:
    """What went: facts, person keys of facts that stay, records in quarantine."""

    facts: int = 0
    persons: int = 0
    quarantined: int = 0

    def __add__(self, other: "Retained") -> "Retained":
        persons, quarantined = self.persons + other.persons, self.quarantined + other.quarantined
        return Retained(self.facts + other.facts, persons, quarantined)


def check_retention(site: Site) -> None:
    """Raises SiteInvalid where site.toml has a rule for an entity that does not exist."""
    for name in site.retention.entities:
        if name not in ENTITIES:
            there = ", ".join(ENTITIES)
            path = site.folder / "site.toml"
            raise SiteInvalid(
                f"{path}: retention.{name}: there is no such entity{perhaps(name, ENTITIES)}; there are: {there}"
            )


def apply_retention(surroundings: Surroundings, today: date | None = None) -> Retained:
    """Delete what the site no longer keeps on `today`; one transaction a city and entity. Raises SiteInvalid.

    Marts of the days before are frozen from then on: they are additive and hold no person, and stay as they are.
    """
    site = surroundings.site
    check_retention(site)
    day = today or datetime.now(ZoneInfo(site.time_zone)).date()
    done = Retained()
    for city_code in site.city_codes:
        for name, keep in site.retention.entities.items():
            with transaction(surroundings.engine) as cursor:
                done += _retain(cursor, ENTITIES[name], city_code, keep, day, site.time_zone)
        with transaction(surroundings.engine) as cursor:
            oldest = datetime.combine(day_before(site.retention.quarantine, day), time(), ZoneInfo(site.time_zone))
            done += _clear_quarantine(cursor, city_code, oldest)
    if done != Retained():
        log.info("retention", facts=done.facts, persons=done.persons, quarantined=done.quarantined)
    return done


def _retain(cursor: Cursor, entity: Entity, city_code: str, keep: Keep, day: date, zone: str) -> Retained:
    facts_from = day_before(keep.after, day) if keep.after else None
    persons_from = day_before(keep.persons_after, day) if keep.persons_after else None
    lock_mart(cursor, entity.mart, city_code)
    cursor.execute(_REMEMBER, (city_code, entity.key, facts_from, persons_from))
    facts = erase(cursor, entity, city_code, _older(entity, facts_from), "retention", zone) if facts_from else 0
    if persons_from is None or "person_key" not in entity.table.columns:
        return Retained(facts)
    cursor.execute(
        SQL("UPDATE {} SET person_key = NULL WHERE city_code = {} AND person_key IS NOT NULL AND {}").format(
            qualified(entity.table), Literal(city_code), _older(entity, persons_from)
        )
    )
    return Retained(facts, cursor.rowcount)


def _older(entity: Entity, day: date) -> Composed:
    # The first of the days has an index, and where the last lies before, so does the first.
    first = entity.days[0][0]
    return SQL("{} < {day} AND {} < {day}").format(Identifier(first), last_day(entity), day=Literal(day))


def _clear_quarantine(cursor: Cursor, city_code: str, oldest: datetime) -> Retained:
    cursor.execute("DELETE FROM cockpit.quarantine WHERE city_code = %s AND last_seen < %s", (city_code, oldest))
    return Retained(quarantined=cursor.rowcount)
