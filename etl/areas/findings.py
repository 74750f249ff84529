"""What is wrong with areas: orphans, gaps, overlaps, points outside, and the shift of another datum; only reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

import geopandas as gpd
import numpy as np
import shapely

_METRES_PER_DEGREE = 111_320.0
# GCJ-02 moves places in China by this much; the same way all over a city.
_SHIFT = (300.0, 700.0)
_ALIKE = 100.0
# Slivers of drawing: shares of an area under this are no finding.
_SLIVER = 0.001


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: `kind` for counting, `codes` where, `sentence` in words."""

    kind: str
    codes: tuple[str, ...]
    sentence: str


def find_orphans(parents: Mapping[str, str], known: set[str]) -> list[Finding]:
    """Codes whose parent is nowhere."""
    return [
        Finding("orphan", (code,), f"{code}: its parent '{parent}' is neither in the file nor in the site")
        for code, parent in parents.items()
        if parent and parent not in known
    ]


def find_invalid(areas: gpd.GeoDataFrame) -> list[Finding]:
    """Polygons that are empty or cross themselves."""
    return [
        Finding("invalid", (code,), f"{code}: {shapely.is_valid_reason(geometry)}; mend it in the program it came from")
        for code, geometry in zip(areas["code"], areas.geometry, strict=True)
        if geometry is None or geometry.is_empty or not geometry.is_valid
    ]


def find_overlaps(areas: gpd.GeoDataFrame) -> list[Finding]:
    """Pairs that share more than a sliver of the smaller one."""
    pairs = gpd.sjoin(areas[["code", "geometry"]], areas[["code", "geometry"]], predicate="overlaps")
    found = []
    by_code = dict(zip(areas["code"], areas.geometry, strict=True))
    for one, other in sorted(
        {tuple(sorted(pair)) for pair in zip(pairs["code_left"], pairs["code_right"], strict=True)}
    ):
        smaller = min(by_code[one].area, by_code[other].area)
        share = by_code[one].intersection(by_code[other]).area / smaller
        if share > _SLIVER:
            found.append(Finding("overlap", (one, other), f"{one} and {other} overlap by {share:.1%} of the smaller"))
    return found


def find_gaps(areas: gpd.GeoDataFrame, wholes: Mapping[str, shapely.Geometry]) -> list[Finding]:
    """Places of a whole (column `within` names it) that none of its parts covers, and parts outside it."""
    found = []
    for code, parts in areas.groupby("within"):
        whole = wholes.get(str(code))
        if whole is None:
            continue
        union = shapely.union_all(parts.geometry.to_numpy())
        open_share = whole.difference(union).area / whole.area
        outside_share = union.difference(whole).area / whole.area
        if open_share > _SLIVER:
            found.append(Finding("gap", (str(code),), f"{code}: {open_share:.1%} of it lies in no part"))
        if outside_share > _SLIVER:
            found.append(Finding("outside", (str(code),), f"{code}: its parts reach out by {outside_share:.1%} of it"))
    return found


def find_points_outside(
    points: Mapping[str, tuple[float, float]], areas: Mapping[str, shapely.Geometry]
) -> list[Finding]:
    """Codes whose own point does not lie in their own polygon."""
    return [
        Finding("point_outside", (code,), f"{code}: its point {longitude:.5f}, {latitude:.5f} lies outside its polygon")
        for code, (longitude, latitude) in points.items()
        if code in areas and not areas[code].intersects(shapely.Point(longitude, latitude))
    ]


def find_shift(pairs: Sequence[tuple[shapely.Geometry, shapely.Geometry]]) -> list[Finding]:
    """A systematic shift between the same areas in this file and in the site, of the size of GCJ-02.

    `pairs` are (new, known) polygons. The shift is the median offset of their centres in metres; it is a finding
    where it is 300 to 700 m and the offsets agree within 100 m. Nothing is converted.
    """
    if not pairs:
        return []
    offsets = np.array([_offset(new.centroid, known.centroid) for new, known in pairs])
    east, north = np.median(offsets, axis=0)
    spread = float(np.median(np.hypot(offsets[:, 0] - east, offsets[:, 1] - north)))
    distance = hypot(east, north)
    if not _SHIFT[0] <= distance <= _SHIFT[1] or spread > _ALIKE:
        return []
    directions = (
        f"{abs(east):.0f} m {'east' if east > 0 else 'west'}, {abs(north):.0f} m {'north' if north > 0 else 'south'}"
    )
    sentence = (
        f"the areas lie {directions} of those already known, all alike: this looks like GCJ-02. Nothing was "
        "converted; ask for the file in WGS 84 or CGCS 2000"
    )
    return [Finding("shift", (), sentence)]


def _offset(new: shapely.Point, known: shapely.Point) -> tuple[float, float]:
    east = (new.x - known.x) * _METRES_PER_DEGREE * cos(radians(known.y))
    return east, (new.y - known.y) * _METRES_PER_DEGREE
