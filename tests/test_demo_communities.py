"""村（社区）基本情况表 through the real pipeline: on every day one number a community, as the last workbook says."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from platforms.demo_station import DemoStation, demo_station

from data_access.connection import ConnectionUrls
from etl.demo.producers import communities
from etl.demo.producers.communities import ROLLS, people, years
from etl.demo.world import World

pytestmark = pytest.mark.long

_now = [datetime(2026, 1, 5, 9, 42)]
WORLD = World(history_from=date(2023, 8, 1), clock=lambda: _now[0])
HUANGSHAN = ROLLS[0]
# What there is of each kind on the last day of a year: how many entries, and how much.
_STOCK = """
    SELECT kind, category, sum(opened - closed), sum(quantity_opened - quantity_closed)
    FROM cockpit.mart_register_community_day WHERE source_key = :source AND day <= CAST(:day AS date)
    GROUP BY 1, 2
"""


@pytest.fixture(scope="module")
def here(demonstration_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoStation]:
    with demo_station(demonstration_database, tmp_path_factory.mktemp("data"), {}) as opened:
        yield opened


def stock(here: DemoStation, source: str, day: date) -> dict[tuple[str, str], tuple[int, int]]:
    return {
        (kind, category): (int(entries), int(sum_))
        for kind, category, entries, sum_ in here.rows(_STOCK, source=source, day=str(day))
    }


def expected(year: int) -> dict[tuple[str, str], tuple[int, int]]:
    found = people(WORLD, HUANGSHAN, year)
    told = {}
    for category, rows in (("urban", found[found["urban"]]), ("rural", found[~found["urban"]])):
        told["community", category] = len(rows), 0
        told["residents", category] = len(rows), int(rows["people"].sum())
        told["households", category] = len(rows), int(rows["households"].sum())
    return told


def test_a_new_list_ends_the_numbers_of_the_one_before_and_begins_its_own(here: DemoStation) -> None:
    folder = here.surroundings.data_folder
    # The list of 2026 is not there yet; those before come in one load.
    communities.produce(WORLD, folder)
    first = here.load("communities_3410")
    homes = len(people(WORLD, HUANGSHAN, 2023))
    assert first["inserted"] == homes * (1 + 2 * 3)
    assert first.get("rejected", 0) == 0
    for year in (2023, 2024, 2025):
        assert stock(here, "communities_3410", date(year, 12, 31)) == expected(year)
    _now[0] = datetime(2026, 1, 21, 9, 42)
    communities.produce(WORLD, folder)
    later = here.load("communities_3410")
    assert (later["inserted"], later["updated"]) == (2 * homes, 2 * homes)
    assert stock(here, "communities_3410", date(2025, 12, 31)) == expected(2025)
    assert stock(here, "communities_3410", date(2026, 1, 1)) == expected(2026)
    assert not {"inserted", "updated"} & here.load("communities_3410").keys()
    assert here.planted("register") == 0


@pytest.mark.parametrize("roll", ROLLS[2:4], ids=lambda roll: roll.key)
def test_every_community_of_the_other_cities_is_told_with_its_people(here: DemoStation, roll: communities.Roll) -> None:
    communities.produce(WORLD, here.surroundings.data_folder)
    done = here.load(roll.key)
    truth = people(WORLD, roll, years(WORLD, roll)[-1])
    assert done["inserted"] == 3 * len(truth)
    rows = here.rows(
        "SELECT count(DISTINCT community_code), sum(quantity) FILTER (WHERE kind = 'residents'), "
        "sum(quantity) FILTER (WHERE kind = 'households') FROM cockpit.register WHERE source_key = :key",
        key=roll.key,
    )
    assert rows == [(len(truth), int(truth["people"].sum()), int(truth["households"].sum()))]
    assert min(truth["people"]) > 100
