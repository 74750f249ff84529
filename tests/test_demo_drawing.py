"""How simulated records come about and reach a table: rhythm, order of steps, and a database brought up in parts."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from etl.demo.chronicle import Chronicle
from etl.demo.drawing import NEVER, Sort, handled, moments, places, rows_of, sorts, step_by_step, texts
from etl.demo.tables import bring_up
from etl.demo.world import World

KINDS = (Sort("A", 3.0, 5.0, "民政局"), Sort("B", 1.0, 10.0, "公安局"))
SINCE = date(2026, 6, 1)


def world_at(clock: Callable[[], datetime]) -> World:
    return World(history_from=SINCE, clock=clock)


def listed(world: World) -> Chronicle:
    homes = world.communities("341003")

    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        begun = moments(world, first, 12.0, 1.0, dice)
        chosen = sorts(KINDS, len(begun), dice)
        days = np.array([kind.days for kind in KINDS])[chosen]
        accepted, _, done = handled(begun, days, np.ones(len(begun)), dice)
        where = places(homes, len(begun), dice)
        records = pd.DataFrame(
            {
                "key": [f"W{first:%y%m}{number:04d}" for number in range(len(begun))],
                "item": [KINDS[kind].code for kind in chosen],
                "community": [homes[place].code for place in where],
            }
        )
        return step_by_step(
            records, {"apply_time": ("10", begun), "accept_time": ("20", accepted), "finish_time": ("30", done)}
        )

    return Chronicle(world, "trial", draw)


def test_more_happens_on_working_days_and_nearly_all_is_done_on_time() -> None:
    world, dice = world_at(datetime.now), np.random.default_rng(1)
    begun = moments(world, date(2026, 6, 1), 200.0, 1.0, dice)
    weekdays = (begun // 86_400 + 3) % 7
    assert (weekdays == 0).sum() / 5 > (weekdays == 6).sum() / 4
    accepted, due, done = handled(begun, np.full(len(begun), 5.0), np.ones(len(begun)), dice)
    assert (accepted >= begun).all()
    assert (done >= accepted).all()
    assert 0.85 < (done <= due).mean() < 0.97
    late = handled(begun, np.full(len(begun), 5.0), np.full(len(begun), 2.0), dice)
    assert (late[2] <= late[1]).mean() < 0.8
    assert texts(np.array([0, NEVER])).tolist() == ["1970-01-01 00:00:00", None]
    assert texts(np.array([], dtype=np.int64)).tolist() == []


def test_steps_out_of_order_are_refused() -> None:
    records = pd.DataFrame({"key": ["a"]})
    with pytest.raises(ValueError, match="closed comes before opened"):
        step_by_step(records, {"opened": ("1", np.array([10])), "closed": ("2", np.array([5]))})


def rows(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute('SELECT * FROM cases ORDER BY "key"').fetchall()


def test_a_database_brought_up_in_parts_is_the_one_brought_up_at_once(tmp_path: Path) -> None:
    now = [datetime(2026, 6, 20, 12)]
    world = world_at(lambda: now[0])
    cases = listed(world)
    for hours in (0, 1, 40, 700, 2500):
        now[0] = datetime(2026, 6, 20, 12) + timedelta(hours=hours)
        bring_up(tmp_path / "parts.db", {"cases": cases}, world)
    bring_up(tmp_path / "once.db", {"cases": listed(world)}, world)
    assert rows(tmp_path / "parts.db") == rows(tmp_path / "once.db")
    assert len(rows(tmp_path / "once.db")) > 500


def test_rows_are_plain_values_and_none_where_something_is_missing() -> None:
    table = pd.DataFrame({"text": ["a", None], "number": [1, 2], "share": [0.5, np.nan]})
    table["both"] = pd.Series([None, "b"], dtype=object)
    rows = list(rows_of(table))
    assert rows == [("a", 1, 0.5, None), (None, 2, None, "b")]
    assert [type(value) for value in rows[0][:3]] == [str, int, float]
    assert list(rows_of(table.iloc[:0])) == []
