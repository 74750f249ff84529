"""皖事通 through the real pipeline: the newest state of every transaction, however many files told of it."""

from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from platforms.demo_station import demo_station

from data_access.connection import ConnectionUrls
from etl.demo.producers import wanshitong
from etl.demo.story import seconds_of
from etl.demo.world import World

pytestmark = pytest.mark.long

FIRST, NOW = date(2026, 7, 1), datetime(2026, 9, 20, 9, 42)
WORLD = World(history_from=FIRST, clock=lambda: NOW, scale=1.3)


def truth(world: World, now: datetime) -> pd.DataFrame:
    """The last state of each transaction that came about before the day of `now`."""
    months = [date(2026, month, 1) for month in range(7, now.month + 1)]
    states = pd.concat([wanshitong.transactions(world, first) for first in months], ignore_index=True)
    states = states[states["visible"] < seconds_of(now.date())]
    return states.sort_values(["办件编号", "visible"], kind="stable").drop_duplicates("办件编号", keep="last")


def test_files_of_months_and_days_tell_the_newest_state_of_each(
    demonstration_database: ConnectionUrls, tmp_path: Path
) -> None:
    wanshitong.produce(WORLD, tmp_path)
    names = sorted(path.name for path in (tmp_path / "drop" / "wanshitong").iterdir())
    assert names[:1] == ["2026-07-01.csv.gz"]
    assert len(names) == 31 + 31 + 19
    with demo_station(demonstration_database, tmp_path, {}) as here:
        done = here.load("wanshitong")
        expected = truth(WORLD, NOW)
        assert done["inserted"] == len(expected) > 2000
        assert done.get("rejected", 0) == 0
        stored = dict(here.rows("SELECT status, count(*) FROM cockpit.event GROUP BY 1"))
        codes = {"01": "reported", "02": "accepted", "04": "closed", "09": "refused"}
        assert stored == {codes[str(code)]: number for code, number in expected["办件状态"].value_counts().items()}
        assert here.planted("event") == 0
        assert here.load("wanshitong") == {}
        sums = "SELECT sum(reported), sum(due) FROM cockpit.mart_event_category_day WHERE kind = 'service_item'"
        reported, due = map(int, here.rows(sums)[0])
        # What was not taken on has no deadline to keep.
        assert (reported, reported - due) == (len(expected), stored["refused"])
        shares = here.rows("SELECT channel, sum(reported) FROM cockpit.mart_event_category_day GROUP BY 1")
        assert 0.65 < int(dict(shares)["online"]) / reported < 0.8


def test_older_months_are_one_file_each_and_nothing_is_handed_in_twice(tmp_path: Path) -> None:
    world = World(history_from=date(2026, 1, 1), clock=lambda: datetime(2026, 6, 2, 9, 42), scale=0.3)
    wanshitong.produce(world, tmp_path)
    folder = tmp_path / "drop" / "wanshitong"
    first = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert {"2026-01.csv.gz", "2026-02.csv.gz", "2026-03-01.csv.gz", "2026-06-01.csv.gz"} <= first.keys()
    assert "2026-03.csv.gz" not in first
    later = World(history_from=date(2026, 1, 1), clock=lambda: datetime(2026, 7, 20, 9, 42), scale=0.3)
    wanshitong.produce(later, tmp_path)
    kept = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert {name: kept[name] for name in first} == first
    assert "2026-03.csv.gz" not in kept
