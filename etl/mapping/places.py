"""Finds the place of a record: grid by point, else by code, alias, name or county polygon; a page at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection, select

from data_access.schema import UNMAPPED, division, division_alias, grid
from etl.mapping.place_names import PlaceNames
from etl.source import PlaceMapping

# County, township, community, grid.
Chain = tuple[str, str, str, str]
NOWHERE: Chain = (UNMAPPED, UNMAPPED, UNMAPPED, UNMAPPED)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the records of a page are, by column; a point is None, None where there is none that makes sense.

    `missed`: what a record says of its place and no code, alias or name answers to ('' where one does); for a dry
    run, never stored.
    """

    chains: list[Chain]
    longitudes: list[float | None]
    latitudes: list[float | None]
    missed: list[str]


class Areas:
    """Polygons that points are looked up in. A point on a shared line is in the area with the lowest code."""

    def __init__(self, chains: Sequence[Chain], geometries: Sequence[Mapping[str, Any]]) -> None:
        ordered = sorted(zip(chains, geometries, strict=True), key=lambda each: each[0][::-1])
        self._chains = [chain for chain, _ in ordered]
        self._tree = shapely.STRtree([shapely.geometry.shape(geometry) for _, geometry in ordered])

    def find(self, points: "np.ndarray[Any, Any]") -> dict[int, Chain]:
        """Index of the point → chain of the area it lies in; points outside all areas are absent."""
        if not len(self._chains) or not len(points):
            return {}
        found: dict[int, int] = {}
        for point, area in zip(*self._tree.query(points, predicate="intersects").tolist(), strict=True):
            found[point] = min(area, found.get(point, area))
        return {point: self._chains[area] for point, area in found.items()}


class Gazetteer:
    """All codes, aliases and polygons of one city."""

    def __init__(self, connection: Connection, city_code: str) -> None:
        today = division.c.valid_to.is_(None)
        rows = connection.execute(select(division).where(division.c.city_code == city_code, today)).mappings().all()
        parents = {row["code"]: row["parent_code"] for row in rows}
        levels = {row["code"]: row["level"] for row in rows}
        self._chains = {code: _chain(code, parents, levels) for code in parents}
        aliases = select(division_alias).where(division_alias.c.city_code == city_code)
        self._aliases = {
            (row["system"], row["external_code"]): row["code"] for row in connection.execute(aliases).mappings()
        }
        self._names = PlaceNames(city_code, [dict(row) for row in rows if row["code"] != city_code])
        grids = connection.execute(select(grid).where(grid.c.city_code == city_code, grid.c.valid_to.is_(None)))
        cells = [
            ((row["county_code"], row["township_code"], row["community_code"], row["code"]), row["geometry"])
            for row in grids.mappings()
        ]
        self._grids = {chain[3]: chain for chain, _ in cells}
        self._cells = Areas([chain for chain, _ in cells], [geometry for _, geometry in cells])
        counties = [row for row in rows if row["level"] == "county" and row["geometry"]]
        self._counties = Areas([self._chains[row["code"]] for row in counties], [row["geometry"] for row in counties])

    def locate(self, mapping: PlaceMapping, columns: Mapping[str, list[Any]], count: int) -> Places:
        """The place of each of `count` records, from the columns that `mapping` names."""
        longitudes = _numbers(columns, mapping.longitude, count, 180)
        latitudes = _numbers(columns, mapping.latitude, count, 90)
        # A half point is none: NaN, which is what None becomes here, makes the sum NaN.
        pairs = np.array([longitudes, latitudes], dtype=float)
        with_point = np.flatnonzero(~np.isnan(pairs.sum(axis=0)))
        pointed = with_point.tolist()
        points = shapely.points(pairs[:, with_point].T)
        in_cell = {pointed[at]: chain for at, chain in self._cells.find(points).items()}
        by_code, missed = self._by_code(mapping, columns, count)
        lost = [at for at, index in enumerate(pointed) if index not in in_cell and by_code[index] is None]
        in_county = {pointed[lost[at]]: chain for at, chain in self._counties.find(points[lost]).items()}
        chains = [in_cell.get(at) or by_code[at] or in_county.get(at) or NOWHERE for at in range(count)]
        if len(pointed) < count:
            half = set(range(count)) - set(pointed)
            longitudes = [None if at in half else value for at, value in enumerate(longitudes)]
            latitudes = [None if at in half else value for at, value in enumerate(latitudes)]
        missed = ["" if at in in_cell else text for at, text in enumerate(missed)]
        return Places(chains, longitudes, latitudes, missed)

    def _by_code(
        self, mapping: PlaceMapping, columns: Mapping[str, list[Any]], count: int
    ) -> tuple[list[Chain | None], list[str]]:
        found: list[Chain | None] = [None] * count
        system = mapping.alias_system or ""
        for path, table in ((mapping.grid, self._grids), (mapping.division, self._chains)):
            if path:
                found = [known or table.get(_text(value)) for known, value in zip(found, columns[path], strict=True)]
        if mapping.alias:
            codes = [self._aliases.get((system, _text(value)), "") for value in columns[mapping.alias]]
            found = [known or self._chains.get(code) for known, code in zip(found, codes, strict=True)]
        said = [path for path in (mapping.grid, mapping.division, mapping.alias) if path]
        missed = [
            "" if found[index] else next((text for path in said if (text := _text(columns[path][index]))), "")
            for index in range(count)
        ]
        if mapping.named:
            self._by_name([columns[path] for path in mapping.named], system, found, missed)
        return found, missed

    def _by_name(self, said: Sequence[list[Any]], system: str, found: list[Chain | None], missed: list[str]) -> None:
        """Fill in what is not found yet, from the columns `said`, widest first."""

        def known(text: str) -> str | None:
            return text if text in self._chains else self._aliases.get((system, text))

        answers: dict[tuple[str, ...], tuple[str | None, str]] = {}
        for index, row in enumerate(zip(*said, strict=True)):
            if found[index] is None:
                texts = tuple(_text(value) for value in row)
                if texts not in answers:
                    answers[texts] = self._names.find(texts, known)
                code, lost = answers[texts]
                found[index] = self._chains.get(code or "")
                missed[index] = lost or ("" if code else missed[index])


def _chain(code: str, parents: Mapping[str, str], levels: Mapping[str, str]) -> Chain:
    above: dict[str, str] = {}
    while code in parents and levels[code] not in above:
        above[levels[code]] = code
        code = parents[code]
    county, township, community = (above.get(level, UNMAPPED) for level in ("county", "township", "community"))
    return county, township, community, UNMAPPED


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _numbers(columns: Mapping[str, list[Any]], path: str | None, count: int, limit: float) -> list[float | None]:
    """Coordinates; None where absent, not a number, out of range or 0 (which platforms write for 'unknown')."""
    if path is None:
        return [None] * count
    return [_number(value, limit) for value in columns[path]]


def _number(value: object, limit: float) -> float | None:
    if not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if number and abs(number) <= limit else None
