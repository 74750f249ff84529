"""What can be wrong with a database: one function a fault, which spoils a copy of the true one."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType

from etl.demo.disturbing import TIMES_OVER, renamed
from etl.demo.spoilt_files import YEARS_AHEAD

# What the producers note for themselves.
_OURS = "produced"

# The database, a table with its columns, and since when it goes wrong, in local time.
Spoil = Callable[[sqlite3.Connection, str, list[str], str], None]


def spoil_database(kind: str, true: Path, bad: Path, since: str) -> None:
    """Put a copy of the true database in its place in which this is wrong. Raises OSError or sqlite3.Error."""
    copy = bad.with_suffix(".spoilt")
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(true)) as source, closing(sqlite3.connect(copy)) as database:
        source.backup(database)
        with database:
            for table, columns in list(_tables(database)):
                SPOILS[kind](database, table, columns, since)
    copy.rename(bad)


def _schema(database: sqlite3.Connection, table: str, columns: list[str], _since: str) -> None:
    """A new version: every column is called otherwise."""
    for column in columns:
        database.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "{renamed(column)}"')


def _duplicates(database: sqlite3.Connection, table: str, columns: list[str], since: str) -> None:
    """A view of a join gone wrong: what changed since then is there many times."""
    named = ", ".join(f'"{column}"' for column in columns)
    counting = f"SELECT 1 UNION ALL SELECT number + 1 FROM times LIMIT {TIMES_OVER}"  # nosec B608
    numbers = f"WITH RECURSIVE times (number) AS ({counting})"
    _behind_view(
        database,
        table,
        f"{numbers} SELECT {named} FROM \"{table}_true\", times WHERE number = 1 OR update_time > '{since}'",  # nosec B608
    )


def _clock(database: sqlite3.Connection, table: str, columns: list[str], since: str) -> None:
    """What changed since then is stamped years ahead."""
    for column in (*(each for each in columns if each != "update_time"), "update_time"):
        database.execute(
            f'UPDATE "{table}" SET "{column}" = (substr("{column}", 1, 4) + {YEARS_AHEAD}) || substr("{column}", 5) '  # nosec B608
            f"WHERE update_time > ? AND \"{column}\" LIKE '20__-__-__ __:__:__'",
            (since,),
        )


def _encoding(database: sqlite3.Connection, table: str, columns: list[str], _since: str) -> None:
    """Texts in GB18030 where the database says UTF-8."""
    database.create_function("gb18030", 1, lambda text: text.encode("gb18030") if isinstance(text, str) else text)
    for column in columns:
        database.execute(
            f'UPDATE "{table}" SET "{column}" = CAST(gb18030("{column}") AS TEXT) WHERE typeof("{column}") = \'text\''  # nosec B608
        )


def _endless(database: sqlite3.Connection, table: str, columns: list[str], _since: str) -> None:
    """A view that never comes to its last row."""
    named = ", ".join(f'"{column}"' for column in columns)
    numbers = "WITH RECURSIVE times (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM times)"
    _behind_view(database, table, f'{numbers} SELECT {named} FROM times, "{table}_true"')  # nosec B608


SPOILS: Mapping[str, Spoil] = MappingProxyType(
    {
        "schema": _schema,
        "duplicates": _duplicates,
        "clock": _clock,
        "encoding": _encoding,
        "endless": _endless,
    }
)


def _behind_view(database: sqlite3.Connection, table: str, query: str) -> None:
    database.execute(f'ALTER TABLE "{table}" RENAME TO "{table}_true"')
    database.execute(f'CREATE VIEW "{table}" AS {query}')


def _tables(database: sqlite3.Connection) -> Iterator[tuple[str, list[str]]]:
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in names:
        if name != _OURS:
            yield name, [row[1] for row in database.execute(f'PRAGMA table_info("{name}")')]
