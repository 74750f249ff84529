"""Shapes for maps on plain axes: outlines as coordinates, a place for each label, a place for what does not fit."""

from dataclasses import dataclass
from math import cos, pi, radians, sin
from typing import Any

from shapely import maximum_inscribed_circle
from shapely.geometry import LineString, Point, Polygon, box, shape
from shapely.ops import unary_union

Geometry = dict[str, Any]
Coordinates = tuple[list[float | None], list[float | None]]


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a label is centred and the radius of the free circle around it, in degrees of latitude."""

    x: float
    y: float
    room: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The extent of a map in degrees; `stretch` is how much taller a degree of latitude is than one of longitude."""

    west: float
    south: float
    east: float
    north: float

    @property
    def stretch(self) -> float:
        return 1 / cos(radians((self.south + self.north) / 2))

    @property
    def height(self) -> float:
        return self.north - self.south


def outline(geometry: Geometry) -> Coordinates:
    """The outer rings of a polygon or multipolygon as x and y with gaps between the parts."""
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    x: list[float | None] = []
    y: list[float | None] = []
    for part in parts:
        x += [round(point[0], 4) for point in part[0]] + [None]
        y += [round(point[1], 4) for point in part[0]] + [None]
    return x, y


def frame(geometries: list[Geometry], margin: float = 0.03) -> Frame:
    """The extent of all geometries with a margin (share of the height)."""
    west, south, east, north = unary_union([shape(each) for each in geometries]).bounds
    room = (north - south) * margin
    return Frame(west - room, south - room, east + room, north + room)


def anchor(geometry: Geometry) -> Anchor:
    """The centre of the largest circle inside the area."""
    line = maximum_inscribed_circle(shape(geometry), tolerance=0.01)
    (x, y), (edge_x, edge_y) = line.coords[0], line.coords[-1]
    return Anchor(x, y, ((edge_x - x) ** 2 + (edge_y - y) ** 2) ** 0.5)


def outside(
    geometries: list[Geometry], small: list[Anchor], labels: list[Anchor], extent: Frame
) -> list[tuple[float, float]]:
    """For each small area the nearest place where its callout covers no area and no other callout, stays in the
    picture, and where its leader, if possible, crosses no label."""
    taken = unary_union([shape(each) for each in geometries])
    kept_free = unary_union([Point(each.x, each.y).buffer(extent.height * 0.09) for each in labels])
    size = extent.height * 0.25 * extent.stretch, extent.height * 0.045
    found: list[tuple[float, float]] = []
    for near in small:
        places = [place for place in _around(near, extent) if _inside(place, size, extent)]
        free = [place for place in places if not taken.intersects(_label(place, size))]
        clear = [place for place in free if not kept_free.intersects(LineString([(near.x, near.y), place]))]
        found.append(next(iter(clear or free), (near.x, extent.south + size[1])))
        taken = taken.union(_label(found[-1], size))
    return found


def _around(near: Anchor, extent: Frame) -> list[tuple[float, float]]:
    """Places around a point, the nearest first, those below it before those above."""
    turns = [(1 if turn % 2 else -1) * ((turn + 1) // 2) * pi / 12 - pi / 2 for turn in range(24)]
    reaches = [ring * extent.height / 40 for ring in range(3, 40)]
    return [
        (near.x + reach * cos(angle) * extent.stretch, near.y + reach * sin(angle))
        for reach in reaches
        for angle in turns
    ]


def _label(place: tuple[float, float], size: tuple[float, float]) -> Polygon:
    return box(place[0] - size[0], place[1] - size[1], place[0] + size[0], place[1] + size[1])


def _inside(place: tuple[float, float], size: tuple[float, float], extent: Frame) -> bool:
    """Whether a label stays in the picture, which is always somewhat wider than the extent."""
    beside = extent.height * extent.stretch * 0.16
    across = extent.west - beside <= place[0] - size[0] and place[0] + size[0] <= extent.east + beside
    return across and extent.south <= place[1] - size[1] and place[1] + size[1] <= extent.north
