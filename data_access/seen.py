"""The directory as a viewer sees it: names, outlines and targets of their own divisions and of what these lie in."""

from typing import Protocol

import pandas as pd

from data_access.dimension import LEVELS
from data_access.directory import LEVEL_COLUMNS, DivisionName, Target
from data_access.scope import Rights


class Directory(Protocol):
    """What knows all names, outlines and targets."""

    def divisions(self, city: str, level: str) -> pd.DataFrame: ...

    def grids(self, city: str) -> pd.DataFrame: ...

    def members(self, city: str, level: str, within: str | None) -> pd.DataFrame: ...

    def division(self, code: str) -> DivisionName | None: ...

    def names(self, dimension: str, city: str) -> dict[str, tuple[str, str]]: ...

    def targets(self, city: str) -> list[Target]: ...

    def refresh(self) -> None: ...

    def reread(self) -> None: ...


class SeenDirectory:
    """A directory without what is not a viewer's: what others are called, look like and have to reach.

    Units, sources and codes have names that everybody may know.
    """

    def __init__(self, directory: Directory, rights: Rights) -> None:
        self._directory = directory
        self._rights = rights

    def divisions(self, city: str, level: str) -> pd.DataFrame:
        """Of each level those that the viewer sees, or whose parts the viewer sees."""
        return self._cut(self._directory.divisions(city, level), city, level)

    def members(self, city: str, level: str, within: str | None) -> pd.DataFrame:
        """Codes and names of what the viewer sees of a level, below the division `within` where given."""
        found = self._directory.members(city, level, within)
        if level == "grid":
            return found[found["code"].isin(self.grids(city)["code"])].reset_index(drop=True)
        return self._cut(found, city, level)

    def grids(self, city: str) -> pd.DataFrame:
        """The grids in what the viewer sees; none for who does not go down to grids."""
        frame, rights = self._directory.grids(city), self._rights
        if self._whole(city):
            return frame
        if rights.depth != "grid" or city not in rights.cities:
            return frame.iloc[:0]
        return frame[frame[LEVEL_COLUMNS[rights.level]].isin(rights.divisions)].reset_index(drop=True)

    def division(self, code: str) -> DivisionName | None:
        """The division, where the viewer sees it or a part of it."""
        found = self._directory.division(code)
        if found is None or self._whole(found.city_code):
            return found
        return found if code in self._codes(found.city_code, found.level) else None

    def names(self, dimension: str, city: str) -> dict[str, tuple[str, str]]:
        """Names zh and en by code for unit, source or a code list."""
        return self._directory.names(dimension, city)

    def targets(self, city: str) -> list[Target]:
        """What the city and the divisions that the viewer sees have to reach."""
        told = self._directory.targets(city)
        if self._whole(city):
            return told
        known = {code for level in LEVELS[:-1] for code in self._codes(city, level)}
        return [each for each in told if each.division_code in known]

    def refresh(self) -> None:
        """Forget what was read."""
        self._directory.refresh()

    def reread(self) -> None:
        """Read it again, while what is known is given."""
        self._directory.reread()

    def _cut(self, frame: pd.DataFrame, city: str, level: str) -> pd.DataFrame:
        return (
            frame if self._whole(city) else frame[frame["code"].isin(self._codes(city, level))].reset_index(drop=True)
        )

    def _whole(self, city: str) -> bool:
        rights = self._rights
        return city in rights.cities and rights.level == "city" and rights.depth == "grid"

    def _codes(self, city: str, level: str) -> set[str]:
        """The codes of a level: from the city down to the viewer's own, and what lies in these."""
        rights = self._rights
        if city not in rights.cities or level not in LEVELS or LEVELS.index(level) > LEVELS.index(rights.depth):
            return set()
        if level == "city":
            return {city}
        there, place = self._directory.divisions(city, level), LEVELS.index(level)
        if rights.level == "city":
            return set(there["code"])
        if level == rights.level:
            return set(there["code"]) & set(rights.divisions)
        if place > LEVELS.index(rights.level):
            return set(there.loc[there["parent_code"].isin(self._codes(city, LEVELS[place - 1])), "code"])
        finer = self._directory.divisions(city, LEVELS[place + 1])
        return set(finer.loc[finer["code"].isin(self._codes(city, LEVELS[place + 1])), "parent_code"])
