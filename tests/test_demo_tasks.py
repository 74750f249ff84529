"""试点任务书 through the real pipeline: every task as the last workbook says, no person, weights only as given."""

from datetime import date, datetime
from pathlib import Path

from platforms.demo_station import demo_station

from data_access.connection import ConnectionUrls
from etl.demo.producers import tasks
from etl.demo.producers.tasks import PLANS, standing
from etl.demo.world import World

NOW = datetime(2026, 5, 20, 9, 42)
LAST = date(2026, 4, 1)
WORLD = World(history_from=date(2025, 8, 1), clock=lambda: NOW)
CITIES = ("3408", "3410", "4453")


def test_every_task_is_as_the_plans_say(demonstration_database: ConnectionUrls, tmp_path: Path) -> None:
    tasks.produce(WORLD, tmp_path)
    with demo_station(demonstration_database, tmp_path, {}) as here:
        for city in CITIES:
            done = here.load(f"tasks_{city}")
            truth = standing(tasks.tasks(WORLD, city), LAST)
            assert done["inserted"] == len(truth) == sum(p.size() for p in PLANS if p.city == city and p.given < LAST)
            assert done.get("rejected", 0) == 0
            assert done["superseded"] > 0
            states = dict(
                here.rows(
                    "SELECT status_source, count(*) FROM cockpit.task WHERE city_code = :city GROUP BY 1", city=city
                )
            )
            assert states == truth["state"].value_counts().to_dict()
            (sums,) = here.rows(
                "SELECT sum(given), sum(with_owner), sum(with_evidence), sum(with_weight), sum(due_done) "
                "FROM cockpit.mart_task_plan_day WHERE city_code = :city",
                city=city,
            )
            finished = truth["state"].isin(["已完成", "已佐证", "已验收"])
            wanted = [truth["owner"].notna().sum(), (truth["pieces"] > 0).sum(), truth["weight"].notna().sum()]
            assert [int(each) for each in sums] == [len(truth), *map(int, wanted), int(finished.sum())]
            assert here.load(f"tasks_{city}") == {}
        assert here.planted("task") == 0
        assert here.rows("SELECT DISTINCT city_code FROM cockpit.task WHERE weight IS NOT NULL") == [("4453",)]
        # Of all owners only the work group is one that no list of units knows.
        owners = here.rows("SELECT DISTINCT unit_code_source FROM cockpit.task WHERE unit_code = 'unmapped' ORDER BY 1")
        assert owners == [(tasks.UNKNOWN_OWNER,), (None,)]
