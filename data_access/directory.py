"""Names, hierarchy and geometry of divisions and grids, and the targets set for them."""

from dataclasses import dataclass
from datetime import date
from threading import Lock

import pandas as pd
from sqlalchemy import Engine, Table, select

from data_access.comparators import COMPARATORS
from data_access.places import LEVEL_COLUMNS, DivisionName, Places
from data_access.schema import code_list, division, source, target, unit

__all__ = ["LEVEL_COLUMNS", "Directory", "DivisionName", "Target"]

_SIGNS = {">=": "≥", "<=": "≤"}


@dataclass(frozen=True, slots=True)
class Target:
    """What a document or the site's targets.csv demands of a metric in a division, from a day on."""

    metric_key: str
    division_code: str
    valid_from: date
    valid_to: date | None
    comparator: str
    value: float
    document: str

    def met_by(self, value: float) -> bool:
        """Whether `value` reaches the target."""
        return bool(COMPARATORS[self.comparator](value, self.value))

    @property
    def is_floor(self) -> bool:
        """Whether it is to be reached from below; else it is to be kept to from above."""
        return self.comparator in (">=", ">")

    @property
    def sign(self) -> str:
        """The comparator as a screen shows it."""
        return _SIGNS.get(self.comparator, self.comparator)


class Directory:
    """What changes only when the site's files do; read once and kept until `refresh` is called."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._swapping = Lock()
        self._places = Places(self._today)

    def refresh(self) -> None:
        """Forget what was read; the next question reads again."""
        with self._swapping:
            self._places = Places(self._today)

    def reread(self) -> None:
        """Read all of it again, and give what was known before until that is done; what is as before stays.

        Where it was told meanwhile to forget, what was read may be older than the news, and is dropped.
        """
        before, fresh = self._places, Places(self._today)
        is_new = not fresh.says_the_same(before)
        with self._swapping:
            if is_new and self._places is before:
                self._places = fresh

    def division(self, code: str) -> DivisionName | None:
        """The division with this code today, or None."""
        return self._places.named.get(code)

    def divisions(self, city: str, level: str) -> pd.DataFrame:
        """Divisions of one level: code, names, parent_code, longitude, latitude, geometry (GeoJSON or None)."""
        return self._places.part(city, level)

    def grids(self, city: str) -> pd.DataFrame:
        """Grids of a city valid today: code, names, division codes, synthetic, geometry (GeoJSON)."""
        return self._places.part(city, None)

    def members(self, city: str, level: str, within: str | None) -> pd.DataFrame:
        """Codes and names of the divisions (or grids) of `level` in `city`, below the division `within` where given."""
        return self._places.members(city, level, within)

    def column_of(self, code: str) -> str | None:
        """The column of facts and marts that holds `code`; None for a city. Raises LookupError if unknown."""
        return LEVEL_COLUMNS.get(self.level_of(code))

    def level_of(self, code: str) -> str:
        """The level of a division. Raises LookupError if unknown."""
        level = self._places.levels.get(code)
        if level is None:
            raise LookupError(f"no division has the code '{code}' today")
        return level

    def lineage_of(self, code: str) -> set[str]:
        """The code, of a division or a grid, and those of all divisions it lies in today."""
        return self._places.lineage_of(code)

    def targets(self, city: str) -> list[Target]:
        """All targets of the city and the divisions in it, past ones included."""
        inside = select(division.c.code).where(division.c.city_code == city)
        statement = select(target).where(target.c.division_code.in_(inside)).order_by(target.c.valid_from)
        with self._engine.connect() as connection:
            return [Target(**dict(row)) for row in connection.execute(statement).mappings()]

    def names(self, dimension: str, city: str) -> dict[str, tuple[str, str]]:
        """Names zh and en by code for unit, source or a code list such as event_category."""
        statements = {
            "unit": select(unit.c.unit_code, unit.c.name_zh, unit.c.name_en).where(unit.c.city_code == city),
            "source": select(source.c.source_key, source.c.name_zh, source.c.name_en).where(source.c.city_code == city),
        }
        listed = select(code_list.c.code, code_list.c.name_zh, code_list.c.name_en).where(code_list.c.list == dimension)
        with self._engine.connect() as connection:
            return {row[0]: (row[1], row[2]) for row in connection.execute(statements.get(dimension, listed))}

    def _today(self, table: Table) -> pd.DataFrame:
        statement = select(table).where(table.c.valid_to.is_(None)).order_by(table.c.code)
        with self._engine.connect() as connection:
            rows = connection.execute(statement)
            return pd.DataFrame(rows.fetchall(), columns=list(rows.keys()), dtype=object)
