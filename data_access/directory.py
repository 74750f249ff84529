"""Names, hierarchy and geometry of divisions and grids, and the targets set for them."""

from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from threading import Lock

import pandas as pd
from sqlalchemy import Engine, Table, select

from data_access.comparators import COMPARATORS
from data_access.schema import code_list, division, grid, source, target, unit

# The column of facts and marts that holds a division of each level; the city itself needs none.
LEVEL_COLUMNS = {"county": "county_code", "township": "township_code", "community": "community_code"}

# What is read; and what is made of it, which is made anew from what is newer.
_READ = ("_divisions", "_grids", "_named", "_parents", "_levels")
_MADE = ("_parts", "_around", "_members")
_SIGNS = {">=": "≥", "<=": "≤"}


@dataclass(frozen=True, slots=True)
class DivisionName:
    """One division as a screen names it."""

    code: str
    name_zh: str
    name_en: str
    level: str
    parent_code: str
    city_code: str


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
        self._changing = Lock()
        self._forgotten = 0

    def refresh(self) -> None:
        """Forget what was read; the next question reads again."""
        with self._changing:
            self._forgotten += 1
            for name in (*_READ, *_MADE):
                self.__dict__.pop(name, None)

    def reread(self) -> None:
        """Read all of it again, and give what was known before until that is done; frames that are as before stay.

        Where it was told meanwhile to forget, what was read may be older than the news, and is dropped.
        """
        before, fresh = self._forgotten, Directory(self._engine)
        found = {name: getattr(fresh, name) for name in _READ}
        with self._changing:
            known = {name: self.__dict__.get(name) for name in ("_divisions", "_grids")}
            if before != self._forgotten or all(
                each is not None and each.equals(found[name]) for name, each in known.items()
            ):
                return
            self.__dict__.update(found)
            # Whoever makes these anew finds what is new already.
            for name in _MADE:
                self.__dict__.pop(name, None)

    def division(self, code: str) -> DivisionName | None:
        """The division with this code today, or None."""
        return self._named.get(code)

    def divisions(self, city: str, level: str) -> pd.DataFrame:
        """Divisions of one level: code, names, parent_code, longitude, latitude, geometry (GeoJSON or None)."""
        return self._part(city, level)

    def grids(self, city: str) -> pd.DataFrame:
        """Grids of a city valid today: code, names, division codes, synthetic, geometry (GeoJSON)."""
        return self._part(city, None)

    def _part(self, city: str, level: str | None) -> pd.DataFrame:
        """Divisions of a city (None: grids): every panel asks for some, and looking through all of them takes long."""
        # Another thread may have it forgotten meanwhile.
        parts, asked = self._parts, (city, level)
        if asked not in parts:
            frame = self._grids if level is None else self._divisions[self._divisions["level"] == level]
            parts[asked] = frame[frame["city_code"] == city].reset_index(drop=True)
        # Shares its columns until somebody changes them.
        return parts[asked].copy(deep=False)

    def members(self, city: str, level: str, within: str | None) -> pd.DataFrame:
        """Codes and names of the divisions (or grids) of `level` in `city`, below the division `within` where given."""
        asked = (city, level, within)
        if asked not in self._members:
            self._members[asked] = self._below(city, level, within)
        return self._members[asked].copy()

    def _below(self, city: str, level: str, within: str | None) -> pd.DataFrame:
        found = self.divisions(city, level)
        if level == "grid":
            found = self.grids(city).rename(columns={"community_code": "parent_code"})
        frame = found[["code", "name_zh", "name_en", "parent_code"]]
        if within is not None and self._levels.get(within, "city") != "city":
            inside = frame["code"].map(lambda code: within in self.lineage_of(code))
            frame = frame[inside]
        return frame.drop(columns="parent_code").reset_index(drop=True)

    def column_of(self, code: str) -> str | None:
        """The column of facts and marts that holds `code`; None for a city. Raises LookupError if unknown."""
        level = self._levels.get(code)
        if level is None:
            raise LookupError(f"no division has the code '{code}' today")
        return LEVEL_COLUMNS.get(level)

    def level_of(self, code: str) -> str:
        """The level of a division. Raises LookupError if unknown."""
        self.column_of(code)
        return self._levels[code]

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

    def lineage_of(self, code: str) -> set[str]:
        """The code, of a division or a grid, and those of all divisions it lies in today."""
        found: set[str] = set()
        while code and code not in found:
            found.add(code)
            # Only what is no division can be a grid.
            code = self._parents[code] if code in self._parents else self._around.get(code, "")
        return found

    def _today(self, table: Table) -> pd.DataFrame:
        statement = select(table).where(table.c.valid_to.is_(None)).order_by(table.c.code)
        with self._engine.connect() as connection:
            rows = connection.execute(statement)
            return pd.DataFrame(rows.fetchall(), columns=list(rows.keys()), dtype=object)

    @cached_property
    def _divisions(self) -> pd.DataFrame:
        return self._today(division)

    @cached_property
    def _named(self) -> dict[str, DivisionName]:
        names = [each.name for each in fields(DivisionName)]
        # Of two with one code the first counts.
        rows = self._divisions.drop_duplicates("code")[names].itertuples(index=False, name=None)
        return {row[0]: DivisionName(*row) for row in rows}

    @cached_property
    def _parts(self) -> dict[tuple[str, str | None], pd.DataFrame]:
        return {}

    @cached_property
    def _grids(self) -> pd.DataFrame:
        return self._today(grid)

    @cached_property
    def _around(self) -> dict[str, str]:
        """The community of each grid."""
        return dict(zip(self._grids["code"], self._grids["community_code"], strict=True))

    @cached_property
    def _members(self) -> dict[tuple[str, str, str | None], pd.DataFrame]:
        return {}

    @cached_property
    def _parents(self) -> dict[str, str]:
        return dict(zip(self._divisions["code"], self._divisions["parent_code"], strict=True))

    @cached_property
    def _levels(self) -> dict[str, str]:
        return dict(zip(self._divisions["code"], self._divisions["level"], strict=True))
