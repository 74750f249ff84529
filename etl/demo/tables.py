"""Simulated platforms that give an account on a database: SQLite files, brought up to the moment table by table."""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from etl.demo.chronicle import Chronicle, seconds
from etl.demo.drawing import rows_of, texts
from etl.demo.dropping import aside
from etl.demo.world import World

_LOCAL_EPOCH = datetime(1970, 1, 1)
_UNTIL = "CREATE TABLE IF NOT EXISTS produced (name TEXT PRIMARY KEY, until INTEGER NOT NULL)"


def bring_up(path: Path, lists: Mapping[str, Chronicle], world: World) -> None:
    """Make every table of the database what the platform knows now; what it knew before stays where it did not change.

    The tables have the columns of the records and `update_time`, and `key` is their primary key. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path = aside(path) if aside(path).exists() else path
    if path.exists():
        _go_on(path, lists, world)
        return
    # Readers see it when it is whole.
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    _go_on(unfinished, lists, world)
    unfinished.rename(path)


def _go_on(path: Path, lists: Mapping[str, Chronicle], world: World) -> None:
    now = world.now
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(_UNTIL)
        for name, chronicle in lists.items():
            row = database.execute("SELECT until FROM produced WHERE name = ?", (name,)).fetchone()
            if row:
                known = chronicle.at(now, _LOCAL_EPOCH + timedelta(seconds=row[0] + 1))
                parts: Iterable[pd.DataFrame] = [chronicle.records(known)]
            else:
                parts = chronicle.months(now)
            for records in parts:
                if len(records.columns):
                    _write(database, name, records)
            database.execute("INSERT OR REPLACE INTO produced VALUES (?, ?)", (name, seconds(now)))


def _write(database: sqlite3.Connection, name: str, records: pd.DataFrame) -> None:
    moments = texts(records["updated"].to_numpy(dtype=np.int64))
    table = records.drop(columns="updated").assign(update_time=moments)
    types = {name: "INTEGER" if pd.api.types.is_integer_dtype(table[name]) else "TEXT" for name in table.columns}
    types["key"] = "TEXT PRIMARY KEY"
    declared = ", ".join(f'"{column}" {kind}' for column, kind in types.items())
    columns = ", ".join(f'"{column}"' for column in table.columns)
    database.execute(f'CREATE TABLE IF NOT EXISTS "{name}" ({declared})')
    database.execute(f'CREATE INDEX IF NOT EXISTS "{name}_time" ON "{name}" (update_time, "key")')
    marks = ", ".join("?" * len(table.columns))
    database.executemany(f'INSERT OR REPLACE INTO "{name}" ({columns}) VALUES ({marks})', rows_of(table))  # nosec B608
