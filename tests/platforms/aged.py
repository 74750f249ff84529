"""A platform with a long past, and what of it has come into the warehouse."""

import random
from datetime import datetime, timedelta

from replay.server import Platform

from data_access.freshness import Freshness, SourceState
from etl.life.first_load import NEWEST_DAYS
from etl.run import Wish
from etl.source import Source
from platforms.events import ZONE, EventPlatform, Record, record
from platforms.station import Station, trial_source

FIRST = Wish(newest_days=NEWEST_DAYS)
# Six hours ago, so that a test can go on from here without telling of the future.
TODAY = (datetime.now(ZONE) - timedelta(hours=6)).replace(minute=0, second=0, microsecond=0, tzinfo=None)


def days_ago(days: float) -> str:
    return (TODAY - timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S")


def aged(key: str, days: float, **values: object) -> Record:
    """A record that was reported and changed so many days ago."""
    when = days_ago(days)
    return record(key, 0, **{"reported": when, "updated": when, "due": None, **values})


def long_lived() -> EventPlatform:
    """Three hundred records, the oldest six hundred days old; thirty of a single moment at the border.

    Of the three hundred none is within hours of the border, at whatever time of the day it is asked for.
    """
    chance = random.Random(4)
    made = EventPlatform(now=TODAY)
    made.put(*[aged(f"r{number:03d}", 599.5 - 2 * number, type=chance.choice("AR")) for number in range(300)])
    border = (datetime.now(ZONE) - timedelta(days=NEWEST_DAYS)).strftime("%Y-%m-%d 00:00:00")
    made.put(*[record(f"m{number:02d}", 0, reported=border, updated=border, due=None) for number in range(30)])
    return made


def ages(here: Station, source: str) -> list[tuple[int, int]]:
    """The oldest and the newest record of each batch in days, in the order in which batches were committed."""
    query = (
        "SELECT extract(day FROM now() - min(fact.updated_at)), extract(day FROM now() - max(fact.updated_at)) "
        "FROM cockpit.batch AS batch JOIN cockpit.event AS fact USING (city_code, batch_id) "
        "WHERE batch.source_key = :source GROUP BY batch.batch_id, batch.finished_at ORDER BY batch.finished_at"
    )
    return [(int(oldest), int(newest)) for oldest, newest in here.rows(query, source=source)]


def stored(here: Station, source: str) -> dict[str, str]:
    query = "SELECT record_key, category FROM cockpit.event WHERE source_key = :source"
    return {str(key): str(category) for key, category in here.rows(query, source=source)}


def truth(platform: EventPlatform) -> set[str]:
    return {key for key, each in platform.records.items() if not each["deleted"]}


def state_of(here: Station, source: str) -> SourceState:
    (found,) = [each for each in Freshness(here.engine).sources("3410") if each.key == source]
    return found


def by_page(served: Platform, key: str, batch_rows: int = 40, **dataset: object) -> Source:
    return trial_source(served.url, key, batch_rows, **dataset)
