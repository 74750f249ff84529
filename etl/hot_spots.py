"""Keeps which grids were significant hot spots of a month that is over, found when the month has been added up."""

import json
from dataclasses import dataclass
from datetime import date

import numpy as np
from psycopg2.extras import execute_values
from shapely.geometry import shape

from data_access.hot_spots import SIGNIFICANT, VERSION
from etl.clusters import Around, benjamini_hochberg, by_chance, contiguous, getis_ord, sums_around
from etl.cursor import Cursor
from etl.entities import ENTITIES
from etl.marts import raise_version

# Borders of neighbours are rarely drawn alike: about ten metres, in degrees.
_GAP = 1e-4
# Of fewer grids chance says nothing.
_LEAST = 30
_DIGEST = """
SELECT count(*) || ' ' || coalesce(md5(string_agg(code || valid_from, ',' ORDER BY code)), '')
FROM cockpit.grid WHERE city_code = %s AND valid_to IS NULL
"""
_GRIDS = """
SELECT code, county_code, township_code, community_code, geometry::text
FROM cockpit.grid WHERE city_code = %s AND valid_to IS NULL ORDER BY code
"""
# Statements are made of constants.
_OF_MONTH = "city_code = %(city)s AND kind = %(kind)s AND month = %(month)s"
_SUMMED = "SELECT grid_code, sum(reported) FROM cockpit.mart_event_grid_month"
_COUNTS = f"{_SUMMED} WHERE {_OF_MONTH} GROUP BY grid_code"  # nosec B608
_KNOWN = f"""
SELECT month.grids, spot.grid_code, spot.reported, spot.around, spot.areas
FROM (SELECT grids FROM cockpit.hot_spot_month WHERE {_OF_MONTH}) AS month
LEFT JOIN (SELECT * FROM cockpit.hot_spot WHERE {_OF_MONTH}) AS spot ON true
"""  # nosec B608
_FORGET = f"DELETE FROM cockpit.hot_spot WHERE {_OF_MONTH}"  # nosec B608
_TESTED = """
INSERT INTO cockpit.hot_spot_month (city_code, kind, month, grids) VALUES (%(city)s, %(kind)s, %(month)s, %(grids)s)
ON CONFLICT (city_code, kind, month) DO UPDATE SET grids = excluded.grids
"""
_ADD = """
INSERT INTO cockpit.hot_spot (city_code, kind, month, grid_code, county_code, township_code, community_code, reported,
    around, areas, z, adjusted) VALUES %s
"""


@dataclass(frozen=True, slots=True)
class _Lattice:
    """The grids of a city: code and divisions of each, and which are around each."""

    places: list[tuple[str, str, str, str]]
    around: Around


@dataclass(frozen=True, slots=True)
class _Spot:
    """A significant hot spot: its place, what was reported there and around it in how many grids, how sure it is."""

    place: tuple[str, str, str, str]
    reported: int
    around: int
    areas: int
    z: float
    adjusted: float

    @property
    def counted(self) -> tuple[object, ...]:
        return (self.place[0], self.reported, self.around, self.areas)


# Neighbours change only when the site's grids do; a pass over many months asks for them once.
_lattices: dict[str, tuple[str, _Lattice]] = {}


def keep_hot_spots(cursor: Cursor, city: str, kind: str, month: date) -> None:
    """Find the hot spots of a month whose sums are there, and write them where they are others than before.

    Of things only: what is about people knows no grid.
    """
    if ENTITIES["event"].about(kind) != "thing":
        return
    terms = {"city": city, "kind": kind, "month": month}
    lattice = _lattice(cursor, city)
    cursor.execute(_COUNTS, terms)
    counts = {code: int(number) for code, number in cursor.fetchall()}
    spots = _found(lattice, counts) if len(lattice.places) >= _LEAST else []
    grids = len(lattice.places) if len(lattice.places) >= _LEAST else 0
    cursor.execute(_KNOWN, terms)
    known = cursor.fetchall()
    told = {row[1:] for row in known if row[1]}
    if {row[0] for row in known} == {grids} and told == {each.counted for each in spots}:
        return
    cursor.execute(_FORGET, terms)
    cursor.execute(_TESTED, {**terms, "grids": grids})
    rows = [(city, kind, month, *each.place, *each.counted[1:], each.z, each.adjusted) for each in spots]
    if rows:
        execute_values(cursor, _ADD, rows)
    raise_version(cursor, VERSION, city)


def _found(lattice: _Lattice, counts: dict[str, int]) -> list[_Spot]:
    reported = [counts.get(place[0], 0) for place in lattice.places]
    values = np.array(reported, dtype="float64")
    z = getis_ord(values, lattice.around)
    if np.isnan(z).all():
        return []
    sums = sums_around(values, lattice.around)
    adjusted = benjamini_hochberg(by_chance(reported, lattice.around))
    return [
        _Spot(
            lattice.places[each],
            reported[each],
            int(sums[each]),
            len(lattice.around[each]),
            float(z[each]),
            float(adjusted[each]),
        )
        for each in np.flatnonzero((adjusted <= SIGNIFICANT) & (z > 0)).tolist()
    ]


def _lattice(cursor: Cursor, city: str) -> _Lattice:
    cursor.execute(_DIGEST, (city,))
    ((digest,),) = cursor.fetchall()
    if _lattices.get(city, ("",))[0] != digest:
        cursor.execute(_GRIDS, (city,))
        rows = cursor.fetchall()
        shapes = [shape(json.loads(row[4])) for row in rows]
        around = contiguous(shapes, _GAP) if shapes else []
        _lattices[city] = digest, _Lattice([row[:4] for row in rows], around)
    return _lattices[city][1]
