"""Prints the tables of a subject as SQL, the first draft of its migration: `… -m data_access.migrations.draft KEY`."""

import sys

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement, SetColumnComment

from data_access.schema import FACTS, MARTS

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def drafted(key: str) -> str:
    """CREATE TABLE, indexes and comments of the fact, the marts and the spread of `key`. Raises KeyError."""
    return "\n".join(_table(table) for table in (FACTS[key], *MARTS[key].every_table))


def _table(table: Table) -> str:
    indexes = sorted(table.indexes, key=lambda each: str(each.name))
    parts: list[ExecutableDDLElement] = [CreateTable(table), *map(CreateIndex, indexes)]
    comments = [SetColumnComment(column) for column in table.columns if column.comment]
    texts = [str(part.compile(dialect=_DIALECT)).strip().replace("\t", "    ") for part in (*parts, *comments)]
    return "".join(f"{line};\n" for line in texts)


if __name__ == "__main__":
    sys.stdout.write(drafted(sys.argv[1]))
