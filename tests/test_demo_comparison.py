"""Grid events of a comparison city through the real pipeline: every one once, no person, nothing new a second time."""

from datetime import date, datetime
from pathlib import Path

from platforms.demo_station import demo_station

from data_access.connection import ConnectionUrls
from etl.demo.chronicle import seconds
from etl.demo.grid_list import grid_events
from etl.demo.platforms import tongling
from etl.demo.world import World

NOW = datetime(2026, 11, 20, 9, 42)
WORLD = World(history_from=date(2026, 10, 1), clock=lambda: NOW, scale=2.0)


def test_every_event_of_the_city_arrives_once(demonstration_database: ConnectionUrls, tmp_path: Path) -> None:
    truth = grid_events(WORLD, "tl", "3407", tongling.A_DAY).at(NOW)
    with demo_station(demonstration_database, tmp_path, {tongling.PREFIX: tongling.open_platform(WORLD)}) as here:
        done = here.load("tongling")
        assert done["inserted"] == len(truth) > 1000
        assert done.get("rejected", 0) == 0
        again = here.load("tongling")
        assert again.get("inserted", 0) == again.get("updated", 0) == 0
        ((closed, newest),) = here.rows(
            "SELECT count(*) FILTER (WHERE status = 'closed'), max(updated_at) AT TIME ZONE 'Asia/Shanghai' "
            "FROM cockpit.event WHERE city_code = '3407'"
        )
        assert here.planted("event") == 0
    assert 0.6 * len(truth) < closed < len(truth)
    assert seconds(newest) == truth.updated[-1]
