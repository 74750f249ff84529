"""Puts hand-made rows into every grain of marts, so that a test knows what a metric must say."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Engine, delete, insert

from data_access.asking import Asked
from data_access.cells import cells
from data_access.connection import ConnectionUrls
from data_access.metric import Metric
from data_access.schema import MARTS, division
from data_access.scope import Scope
from data_access.warehouse import open_engine

CITY = "3410"
TOWN, VILLAGE = "341002001001", "341002001201"
_LEVELS = {CITY: "city", "341002": "county", "341002001": "township", TOWN: "community", VILLAGE: "community"}
_URBAN_RURAL = {TOWN: "urban", VILLAGE: "rural"}


@dataclass(frozen=True, slots=True)
class Row:
    """What happened on a day in a community, to one kind of thing; `also` are its other dimensions."""

    mart: str
    day: date
    kind: str
    measures: dict[str, int]
    place: str = TOWN
    also: dict[str, str] = field(default_factory=dict)


def write_places(engine: Engine) -> None:
    """A city with one county, one township, an urban and a rural community."""
    with engine.begin() as connection:
        for code, level in _LEVELS.items():
            told = {"city_code": CITY, "level": level, "parent_code": CITY, "valid_from": date(2020, 1, 1)}
            names = {"name_zh": code, "name_en": code, "urban_rural": _URBAN_RURAL.get(code)}
            connection.execute(insert(division).values(code=code, **told, **names))


def write_rows(engine: Engine, rows: Iterable[Row]) -> None:
    """These rows in every grain of their marts, and nothing else in them."""
    told = list(rows)
    with engine.begin() as connection:
        for key in {row.mart for row in told}:
            for grain in MARTS[key].tables:
                connection.execute(delete(grain.table))
        for row in told:
            for grain in MARTS[row.mart].tables:
                known = {"county_code": row.place[:6], "township_code": row.place[:9], "community_code": row.place}
                known |= {"kind": row.kind, "source_key": "hand"} | row.also
                kept = {name: known.get(name, "unmapped") for name in grain.dimensions}
                measures = dict.fromkeys(MARTS[row.mart].measures, 0) | row.measures
                connection.execute(insert(grain.table).values(city_code=CITY, day=row.day, **kept, **measures))


def value_of(engine: Engine, metric: Metric, scope: Scope) -> float | None:
    """What the marts give for a metric before small numbers are hidden."""
    cell = cells(engine, [metric], Asked(scope, None))[metric.key][()]
    return metric.value(cell.numerator, cell.denominator)


@contextmanager
def filled(database: ConnectionUrls, rows: Iterable[Row]) -> Iterator[Engine]:
    """A reader's engine on a database whose marts hold these rows."""
    writer, reader = open_engine(database.writer), open_engine(database.reader)
    write_places(writer)
    write_rows(writer, rows)
    yield reader
    writer.dispose()
    reader.dispose()
