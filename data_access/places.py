"""Divisions and grids as they were read at one time, and all that is made of them: what belongs together is one object.

Who began with one goes on with it to the end, while others are given a newer one.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property

import pandas as pd
from sqlalchemy import Table

from data_access.schema import division, grid

# The column of facts and marts that holds a division of each level; the city itself needs none.
LEVEL_COLUMNS = {"county": "county_code", "township": "township_code", "community": "community_code"}


@dataclass(frozen=True, slots=True)
class DivisionName:
    """One division as a screen names it."""

    code: str
    name_zh: str
    name_en: str
    level: str
    parent_code: str
    city_code: str


class Places:
    """Divisions and grids of all cities; `read` gives the rows of a table that are valid today, when first needed."""

    def __init__(self, read: Callable[[Table], pd.DataFrame]) -> None:
        self._read = read
        self._parts: dict[tuple[str, str | None], pd.DataFrame] = {}
        self._members: dict[tuple[str, str, str | None], pd.DataFrame] = {}

    def says_the_same(self, other: "Places") -> bool:
        """Whether both were read, and read the same; reads what of this one was not read yet."""
        here = {"divisions": self.divisions, "grids": self.grids}
        known = [(frame, other.__dict__.get(name)) for name, frame in here.items()]
        return all(there is not None and frame.equals(there) for frame, there in known)

    @cached_property
    def divisions(self) -> pd.DataFrame:
        """Divisions of all levels, by their codes."""
        return self._read(division)

    @cached_property
    def grids(self) -> pd.DataFrame:
        """Grids, by their codes."""
        return self._read(grid)

    @cached_property
    def named(self) -> dict[str, DivisionName]:
        """Divisions by code; of two with one code the first counts."""
        names = [each.name for each in fields(DivisionName)]
        rows = self.divisions.drop_duplicates("code")[names].itertuples(index=False, name=None)
        return {row[0]: DivisionName(*row) for row in rows}

    @cached_property
    def levels(self) -> dict[str, str]:
        """The level of each division."""
        return dict(zip(self.divisions["code"], self.divisions["level"], strict=True))

    @cached_property
    def _parents(self) -> dict[str, str]:
        return dict(zip(self.divisions["code"], self.divisions["parent_code"], strict=True))

    @cached_property
    def _around(self) -> dict[str, str]:
        """The community of each grid."""
        return dict(zip(self.grids["code"], self.grids["community_code"], strict=True))

    def part(self, city: str, level: str | None) -> pd.DataFrame:
        """Divisions of a city (None: grids): every panel asks for some, and looking through all of them takes long."""
        asked = (city, level)
        if asked not in self._parts:
            frame = self.grids if level is None else self.divisions[self.divisions["level"] == level]
            self._parts[asked] = frame[frame["city_code"] == city].reset_index(drop=True)
        # Shares its columns until somebody changes them.
        return self._parts[asked].copy(deep=False)

    def members(self, city: str, level: str, within: str | None) -> pd.DataFrame:
        """Codes and names of the divisions (or grids) of a level in a city, below the division `within` where given."""
        asked = (city, level, within)
        if asked not in self._members:
            self._members[asked] = self._below(city, level, within)
        return self._members[asked].copy()

    def _below(self, city: str, level: str, within: str | None) -> pd.DataFrame:
        found = self.part(city, None if level == "grid" else level)
        if level == "grid":
            found = found.rename(columns={"community_code": "parent_code"})
        frame = found[["code", "name_zh", "name_en", "parent_code"]]
        if within is not None and self.levels.get(within, "city") != "city":
            inside = frame["code"].map(lambda code: within in self.lineage_of(code))
            frame = frame[inside]
        return frame.drop(columns="parent_code").reset_index(drop=True)

    def lineage_of(self, code: str) -> set[str]:
        """The code, of a division or a grid, and those of all divisions it lies in."""
        found: set[str] = set()
        while code and code not in found:
            found.add(code)
            # Only what is no division can be a grid.
            code = self._parents[code] if code in self._parents else self._around.get(code, "")
        return found
