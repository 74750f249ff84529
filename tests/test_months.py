"""Days added up by month apart from loads: whoever reads sees the same numbers, whatever was touched in between."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from platforms.events import COMMUNITIES, EventPlatform, closed, record
from platforms.station import Station, station, trial_source
from psycopg2.errors import SerializationFailure
from replay.server import serving
from sqlalchemy import text

from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.schema import MARTS
from data_access.scope import Period, Rights, Scope
from data_access.warehouse import open_engine
from etl.batch import transaction
from etl.cursor import Cursor
from etl.months import _sum, sum_months
from etl.source import Source

METRIC = METRICS["grid_events_reported"]
MARCH, APRIL = Period(date(2026, 3, 1), date(2026, 3, 31)), Period(date(2026, 4, 1), date(2026, 4, 30))
LATER = date(2026, 6, 15)
SUMMED = "SELECT month::text, through::text FROM cockpit.month_sum WHERE kind = 'grid_event' ORDER BY 1"


@dataclass
class City:
    """A warehouse, the platform it is loaded from, and the reads of a screen."""

    here: Station
    platform: EventPlatform
    source: Source
    reads: Reads
    facts: Reads
    changed: float = 0.0
    keys: list[str] = field(default_factory=list)

    def tell(self, *days: date, grid: int = 0) -> None:
        """One more event on each day, loaded; the day is that on which it was reported and closed."""
        for day in days:
            self.keys.append(f"e{len(self.keys)}")
            self.put(self.keys[-1], day, grid)
        self.here.load(self.source)

    def put(self, key: str, day: date, grid: int = 0) -> None:
        self.changed += 0.01
        community = COMMUNITIES[grid % 4]
        told = {
            "reported": f"{day} 09:00:00",
            "closed": f"{day} 10:00:00",
            "due": f"{day + timedelta(days=3)} 09:00:00",
        }
        self.platform.put(closed(key, self.changed, community=community, grid=f"{community}001", **told))

    def sum_up(self, today: date = LATER) -> int:
        return sum_months(self.here.engine, self.here.surroundings.site, today)

    def told(self, reads: Reads, period: Period, as_of: date = LATER, by: str = "grid") -> dict[Any, float]:
        frame = reads.breakdown(METRIC, by, Scope("3410", period, Rights(("3410",)), as_of))
        return dict(zip(frame["code"], frame["value"], strict=True))

    def both(self, period: Period, as_of: date = LATER) -> dict[Any, float]:
        """What is told, which is what the facts say."""
        found = self.told(self.reads, period, as_of)
        assert found == self.told(self.facts, period, as_of)
        return found


@pytest.fixture
def city(database: ConnectionUrls, tmp_path: Path) -> Iterator[City]:
    platform = EventPlatform()
    with station(database, tmp_path) as here, serving(platform) as served:
        reader = open_engine(database.reader)
        directory = Directory(reader)
        yield City(
            here,
            platform,
            trial_source(served.url),
            Reads(reader, directory),
            Reads(reader, directory, from_facts=True),
        )
        reader.dispose()


def forged(city: City) -> None:
    """Months that tell something else than their days, so that it is seen which of the two was read."""
    with city.here.engine.begin() as connection:
        connection.execute(text("UPDATE cockpit.mart_event_grid_month SET reported = reported + 1000"))


def test_a_month_that_is_over_is_read_as_it_was_added_up_and_any_other_days_from_the_days(city: City) -> None:
    city.tell(*(MARCH.start + timedelta(days=number) for number in range(0, 45, 3)))
    assert sum(city.both(MARCH).values()) == 11
    assert city.sum_up() == 2
    assert city.here.rows(SUMMED) == [("2026-03-01", "2026-03-31"), ("2026-04-01", "2026-04-30")]
    assert city.sum_up() == 0
    assert sum(city.both(MARCH).values()) == 11
    forged(city)
    assert sum(city.told(city.reads, MARCH).values()) == 1011
    assert sum(city.told(city.reads, Period(MARCH.start, APRIL.end)).values()) == 2015
    # Half a month, a month as it stood on one of its days, and days one by one are in no month.
    assert sum(city.told(city.reads, Period(MARCH.start, date(2026, 3, 30))).values()) == 10
    assert sum(city.told(city.reads, MARCH, as_of=date(2026, 3, 30)).values()) == 10
    series = city.reads.matrix(METRIC, "grid", "week", Scope("3410", MARCH, Rights(("3410",)), LATER))
    assert series["value"].sum() == 11


def test_what_a_load_touches_is_read_from_the_days_until_it_is_added_up_again(city: City) -> None:
    city.tell(MARCH.start, APRIL.start)
    city.sum_up()
    forged(city)
    # Due in March, too: of April nothing is touched.
    city.tell(date(2026, 3, 20))
    assert sum(city.both(MARCH).values()) == 2
    assert sum(city.told(city.reads, Period(MARCH.start, APRIL.end)).values()) == 1003
    assert city.sum_up() > 0
    assert sum(city.both(MARCH).values()) == 2
    forged(city)
    assert sum(city.told(city.reads, MARCH).values()) == 1002


def test_an_event_that_moves_away_or_is_deleted_is_no_longer_in_its_month(city: City) -> None:
    city.tell(MARCH.start, MARCH.start)
    city.sum_up()
    city.put("e0", APRIL.start)
    city.platform.put(record("e1", 1.0, deleted=1))
    city.here.load(city.source)
    assert city.both(MARCH) == {}
    assert sum(city.both(APRIL).values()) == 1
    city.sum_up()
    assert city.both(MARCH) == {}
    assert city.here.rows("SELECT month FROM cockpit.mart_event_grid_month WHERE reported > 0") == [(APRIL.start,)]


def test_a_month_that_runs_is_added_up_through_yesterday_and_every_day_anew(city: City) -> None:
    city.tell(*(APRIL.start + timedelta(days=number) for number in range(10)))
    today = date(2026, 4, 10)
    city.sum_up(today)
    assert city.here.rows(SUMMED) == [("2026-04-01", "2026-04-09")]
    to_date = Period(APRIL.start, today)
    assert sum(city.both(to_date, today).values()) == 10
    forged(city)
    assert sum(city.told(city.reads, to_date, today).values()) == 1010
    # What comes today leaves the days before as they are.
    city.tell(today)
    assert sum(city.told(city.reads, to_date, today).values()) == 1011
    assert city.sum_up(today) == 0
    assert city.sum_up(today + timedelta(days=1)) == 1
    assert city.here.rows(SUMMED) == [("2026-04-01", "2026-04-10")]
    assert sum(city.both(to_date, today).values()) == 11


def test_a_city_whose_first_load_goes_on_is_left_alone(city: City) -> None:
    city.tell(MARCH.start)
    loading = "UPDATE cockpit.first_load SET finished_at = {}, fault = {} WHERE source_key = 'trial'"
    with city.here.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO cockpit.first_load VALUES ('3410', 'trial', 'more', NULL, NULL, now(), NULL, NULL, NULL)")
        )
    assert city.sum_up() == 0
    # One that has stopped with a fault may take days.
    with city.here.engine.begin() as connection:
        connection.execute(text(loading.format("NULL", "'refused'")))
    assert city.sum_up() == 1


@dataclass
class Meanwhile:
    """A cursor, and what happens after it has begun to see its moment."""

    cursor: Cursor
    happens: Any
    begun: bool = False

    def execute(self, *statement: Any) -> None:
        if self.begun:
            self.cursor.execute("SELECT 1")
            self.happens()
        self.begun = True
        self.cursor.execute(*statement)


def test_what_is_loaded_while_a_month_is_added_up_counts_all_the_same(city: City) -> None:
    city.tell(MARCH.start)
    mart = MARTS["event"]
    assert mart.months is not None
    terms = {"city": "3410", "mart": "event", "kind": "grid_event", "month": MARCH.start, "through": MARCH.end}
    with transaction(city.here.engine) as cursor:
        seen = cast("Cursor", Meanwhile(cursor, lambda: city.tell(MARCH.start, MARCH.end)))
        _sum(seen, mart, mart.months, terms)
    assert city.here.rows("SELECT sum(reported) FROM cockpit.mart_event_grid_month") == [(1,)]
    assert sum(city.both(MARCH).values()) == 3
    city.sum_up()
    forged(city)
    assert sum(city.told(city.reads, MARCH).values()) == 1003


def test_two_who_add_up_the_same_month_do_it_once(city: City) -> None:
    city.tell(MARCH.start)
    mart = MARTS["event"]
    assert mart.months is not None
    terms = {"city": "3410", "mart": "event", "kind": "grid_event", "month": MARCH.start, "through": MARCH.end}
    city.sum_up()
    city.tell(MARCH.end)
    with pytest.raises(SerializationFailure), transaction(city.here.engine) as cursor:
        _sum(cast("Cursor", Meanwhile(cursor, city.sum_up)), mart, mart.months, terms)
    assert sum(city.both(MARCH).values()) == 2


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_loaded_moved_and_added_up_in_between_numbers_are_those_of_the_facts(city: City, seed: int) -> None:
    chance = random.Random(seed)
    days = [MARCH.start + timedelta(days=number) for number in range(75)]
    for _ in range(6):
        for _ in range(chance.randint(1, 6)):
            if city.keys and chance.random() < 0.4:
                city.put(chance.choice(city.keys), chance.choice(days), chance.randint(0, 3))
            else:
                city.keys.append(f"e{len(city.keys)}")
                city.put(city.keys[-1], chance.choice(days), chance.randint(0, 3))
        city.here.load(city.source)
        if chance.random() < 0.7:
            city.sum_up(chance.choice([*days[20:], LATER]))
        for _ in range(3):
            start, end = sorted(chance.sample([*days, MARCH.start, MARCH.end, APRIL.start, APRIL.end], 2))
            city.both(Period(start, end), chance.choice([end, LATER]))
        city.both(Period(MARCH.start, APRIL.end))
