"""The simulated databases through the real pipeline: every row of every table once, no person, nothing twice."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from types import ModuleType

import numpy as np
import pytest
from platforms.demo_station import DemoStation, demo_station

from data_access.connection import ConnectionUrls
from etl.demo.producers import jincheng, luoding
from etl.demo.world import World

pytestmark = pytest.mark.long

_now = [datetime(2026, 11, 10, 9, 42)]
WORLD = World(history_from=date(2026, 9, 1), clock=lambda: _now[0])
DATABASES = {"jincheng": jincheng, "luoding": luoding}
_SUMS = "SELECT count(*) FROM ({}) AS fact WHERE source_key = :key"


@pytest.fixture(scope="module")
def here(demonstration_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoStation]:
    with demo_station(demonstration_database, tmp_path_factory.mktemp("data"), {}) as opened:
        yield opened


def rows_of(here: DemoStation, key: str) -> int:
    """All rows of all tables that the source selects from."""
    said = here.sources[key].path.read_text(encoding="utf-8")
    with closing(sqlite3.connect(here.surroundings.data_folder / "platforms" / f"{key}.db")) as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables = [name for name in names if name in said]
        return sum(database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables)


def facts(here: DemoStation, key: str) -> int:
    tables = [f"cockpit.{name}" for name in ("event", "activity", "membership", "register", "deliberation")]
    union = " UNION ALL ".join(f"SELECT source_key FROM {table}" for table in tables)
    return int(here.rows(_SUMS.format(union), key=key)[0][0])


@pytest.mark.parametrize("key", DATABASES)
def test_every_row_is_a_fact_once_and_what_comes_later_is_added(here: DemoStation, key: str) -> None:
    module: ModuleType = DATABASES[key]
    folder = here.surroundings.data_folder
    _now[0] = datetime(2026, 11, 10, 9, 42)
    module.produce(WORLD, folder)
    done = here.load(key)
    assert done.get("rejected", 0) == 0
    assert done["inserted"] == facts(here, key) == rows_of(here, key)
    assert not {"inserted", "updated"} & here.load(key).keys()
    _now[0] += timedelta(days=3)
    module.produce(WORLD, folder)
    later = here.load(key)
    assert min(later["inserted"], later["updated"]) > 20
    assert facts(here, key) == rows_of(here, key)
    assert here.planted("event", "activity", "membership", "register", "deliberation") == 0


def test_every_word_of_the_platforms_is_known_but_those_that_no_list_has(here: DemoStation) -> None:
    for table, names in {
        "event": ("category", "channel", "status", "unit_code"),
        "activity": ("category", "status"),
    }.items():
        for name in names:
            query = (
                f"SELECT DISTINCT source_key, {name}_source FROM cockpit.{table} "
                f"WHERE {name} = 'unmapped' AND {name}_source IS NOT NULL"
            )
            assert here.rows(query) == []


def test_most_small_and_micro_grids_have_a_leader_and_two_members_but_not_all(here: DemoStation) -> None:
    luoding.produce(WORLD, here.surroundings.data_folder)
    here.load("luoding")
    with closing(sqlite3.connect(here.surroundings.data_folder / "platforms" / "luoding.db")) as database:
        ruled = "LEVEL IN ('小网格', '微网格')"
        (grids, whole) = database.execute(
            f"SELECT count(*), sum(LEADERS >= 1 AND MEMBERS >= 2) FROM T_GRID WHERE {ruled}"
        ).fetchone()
    (found,) = here.rows(
        "SELECT sum(judged_opened), sum(met_opened), sum(required_opened) FROM cockpit.mart_register_category_day "
        "WHERE kind = 'grid_staffing' AND category IN ('grid_small', 'grid_micro')"
    )
    assert found == (grids, whole, 3 * grids)
    assert 0.85 < whole / grids < 0.97
    others = here.rows(
        "SELECT count(required), count(quantity) FROM cockpit.register WHERE kind = 'grid_staffing' "
        "AND category IN ('grid_large', 'grid_medium')"
    )
    assert others[0][0] == 0 < others[0][1]


def test_of_the_posts_of_committees_those_with_nobody_are_told(here: DemoStation) -> None:
    luoding.produce(WORLD, here.surroundings.data_folder)
    here.load("luoding")
    found = here.rows(
        "SELECT category, sum(required_opened), sum(quantity_opened), sum(met_opened) "
        "FROM cockpit.mart_register_category_day WHERE kind = 'post' AND category LIKE 'great%' GROUP BY 1 ORDER BY 1"
    )
    assert found == [
        ("great_party_committee_part_time_member", 76, 73, 73),
        ("great_work_committee_deputy_secretary", 5, 5, 5),
        ("great_work_committee_part_time_member", 24, 24, 24),
        ("great_work_committee_secretary", 4, 4, 4),
    ]


@pytest.mark.parametrize("key", DATABASES)
def test_a_list_is_called_late_on_few_days_of_a_year_in_which_nothing_is_wrong(here: DemoStation, key: str) -> None:
    """A source is late with one list that brings nothing new for twice as long as was agreed: over a feast at most."""
    year = World(history_from=date(2025, 11, 1), clock=lambda: datetime(2026, 11, 10, 9, 42))
    lists, source = DATABASES[key].lists_of(year), here.sources[key]
    late = {}
    for dataset in source.datasets:
        if dataset.select and dataset.select.table in lists:
            told = np.sort(lists[dataset.select.table].at(year.now.replace(tzinfo=None)).updated)
            agreed = 60 * (dataset.expected_minutes or source.expected_minutes)
            late[dataset.name] = np.maximum(np.diff(told) - 2 * agreed, 0).sum() / timedelta(days=365).total_seconds()
    assert len(late) > 3
    assert {name: share for name, share in late.items() if share > 0.02} == {}
