"""Bulletins and lists of programmes through the real pipeline: every cell and entry once, no person, nothing twice."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from platforms.demo_station import DemoStation, demo_station

from data_access.connection import ConnectionUrls
from etl.demo.producers import bulletins, programmes
from etl.demo.world import World

NOW = datetime(2026, 5, 20, 9, 42)
WORLD = World(history_from=date(2026, 2, 1), clock=lambda: NOW, scale=0.2)


@pytest.fixture(scope="module")
def here(demonstration_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoStation]:
    data = tmp_path_factory.mktemp("data")
    for producer in (bulletins, programmes):
        producer.produce(WORLD, data)
    with demo_station(demonstration_database, data, {}) as opened:
        yield opened


def test_every_cell_of_a_bulletin_is_one_reported_count_and_parts_lie_within_the_whole(here: DemoStation) -> None:
    cells = {
        each.folder: len(each.indicators) * len(WORLD.counties(bulletins.CITY)) * 3 for each in bulletins.BULLETINS
    }
    for key, number in cells.items():
        done = here.load(key)
        assert done["inserted"] == number
        assert (done.get("rejected", 0), done.get("unmapped", 0)) == (0, 0)
        assert here.load(key) == {}
    told = dict(here.rows("SELECT category, sum(value) FROM cockpit.reported_count GROUP BY 1"))
    assert told["calls_offered"] > told["calls_answered"] > told["calls_answered_soon"] > 0
    stars = [told[f"stars_{number}"] for number in range(1, 6)]
    assert told["volunteers_listed"] > stars[0] > stars[1] > stars[2] > stars[4]
    assert here.planted("reported_count", "dataset_shape") == 0


def test_every_entry_of_the_programmes_is_there_once_and_of_its_kind(here: DemoStation) -> None:
    done = here.load("programmes")
    assert done.get("rejected", 0) == 0
    kinds = dict(here.rows("SELECT kind, count(*) FROM cockpit.register GROUP BY 1"))
    assert sorted(kinds) == ["delegated_item", "drill", "information_system", "sensor"]
    assert sum(kinds.values()) == done["inserted"]
    ((asked, online),) = here.rows(
        "SELECT sum(judged_opened - judged_closed), sum(met_opened - met_closed) "
        "FROM cockpit.mart_register_category_day WHERE kind = 'sensor'"
    )
    assert 10 * asked > 10 * online > 8 * asked
    assert here.load("programmes") == {}
    assert here.planted("register") == 0
