"""Rows in every fact and every mart, of two cities and of each county, township and kind that the table knows."""

from datetime import UTC, date, datetime
from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, DateTime, Float, Integer, Numeric, Table, Uuid, insert
from sqlalchemy.engine import Engine

from data_access.schema import FACTS, MARTS
from data_access.schema.kinds import KINDS

CITIES = ("3410", "1405")
DAY = date(2026, 3, 2)
_BY_TYPE: tuple[tuple[type[Any], Any], ...] = (
    (Boolean, True),
    (Integer, 1),
    (Float, 1.0),
    (Numeric, 1),
    (Date, DAY),
    (DateTime, datetime(2026, 3, 2, 8, tzinfo=UTC)),
    (Uuid, UUID(int=1)),
)


def tables() -> dict[str, tuple[Table, str]]:
    """Every fact and mart by name, with the subject it is of."""
    facts = {table.name: (table, key) for key, table in FACTS.items()}
    return facts | {table.name: (table, key) for key, mart in MARTS.items() for table in mart.every_table}


def counties(city: str) -> tuple[str, ...]:
    """The county codes of a city's rows: two counties, and what is known to be in none."""
    return f"{city}02", f"{city}21", "unmapped"


def townships(county: str) -> tuple[str, ...]:
    """The township codes of a county's rows."""
    return ("unmapped",) if county == "unmapped" else (f"{county}001", f"{county}100")


def write_everywhere(engine: Engine) -> None:
    """One row in every table for each city, county, township and kind, as far as the table knows them."""
    with engine.begin() as connection:
        for table, key in tables().values():
            connection.execute(insert(table), _rows(table, key))


def usual_row(table: Table) -> dict[str, Any]:
    """A value for each column of a table, by its type."""
    return {column.name: _value(column) for column in table.columns}


def _rows(table: Table, key: str) -> list[dict[str, Any]]:
    usual = usual_row(table)
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for city, kind in product(CITIES, KINDS[key]):
        for county in counties(city):
            for township in townships(county):
                told = {"city_code": city, "kind": kind, "county_code": county, "township_code": township}
                row = usual | {name: told[name] for name in told.keys() & usual.keys()}
                if "record_key" in usual:
                    row["record_key"] = f"{kind}-{township}"
                found[tuple(row.values())] = row
    return list(found.values())


def _value(column: Column[Any]) -> Any:
    return next((value for kind, value in _BY_TYPE if isinstance(column.type, kind)), "x")
