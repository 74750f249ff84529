"""The page of tables is what the schema says: every table and column, with a meaning, numbers with a unit."""

from pathlib import Path
from typing import cast

from sqlalchemy import Float, Integer, Numeric

from data_access.schema import FACTS, MARTS, metadata
from data_access.schema.meanings import meaning_of, spoken_of
from etl.commands import COMMANDS
from etl.commands.command import Job

PROJECT = Path(__file__).resolve().parents[1]
PAGE = PROJECT / "docs" / "warehouse.md"
GRAINS = {table.name: f"mart_{mart.key}" for mart in MARTS.values() for table in mart.with_months}


def test_the_page_is_what_the_schema_says() -> None:
    (written,) = COMMANDS["tables"].run(cast(Job, None))
    assert f"{written}\n" == PAGE.read_text(encoding="utf-8"), "stale: python -m etl tables > docs/warehouse.md"


def test_every_table_and_every_measure_stands_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [table.name for table in metadata.sorted_tables if f"`{table.name}`" not in page] == []
    for mart in MARTS.values():
        section = page.partition(f"### `mart_{mart.key}`")[2].partition("\n### ")[0]
        assert [measure for measure in mart.measures if f"\n| `{measure}` | " not in section] == []
    for key, table in FACTS.items():
        section = page.partition(f"### `{key}`")[2].partition("\n### ")[0]
        assert [name for name in [column.name for column in table.c] if f"\n| `{name}` | " not in section] == []


def test_every_column_has_a_meaning_and_every_number_a_unit() -> None:
    bare = []
    for table in metadata.sorted_tables:
        name = GRAINS.get(table.name, table.name)
        for column in table.columns:
            said = meaning_of(name, column)
            assert said.meaning
            assert "|" not in said.meaning
            if isinstance(column.type, Integer | Float | Numeric) and not said.unit:
                bare.append(f"{name},{column.name}")
    assert sorted(set(bare)) == [], "give it a unit in data_access/schema/meanings.csv"


def test_no_line_speaks_of_what_is_not_there() -> None:
    there = {
        (GRAINS.get(table.name, table.name), column.name) for table in metadata.sorted_tables for column in table.c
    }
    names = {column for _, column in there}
    assert [each for each in sorted(spoken_of()) if each not in there and (each[0] or each[1] not in names)] == []
