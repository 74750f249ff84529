"""Shapes for maps on plain axes: outlines as coordinates, a place for each label, a place for what does not fit."""

from dataclasses import dataclass
from math import cos, pi, radians, sin
from typing import Any

from shapely import maximum_inscribed_circle
from shapely.geometry import LineString, Point, box, shape
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


def outside(geometries: list[Geometry], near: Anchor, labels: list[Anchor], extent: Frame) -> tuple[float, float]:
    """The nearest place to `near` where a callout covers no area, stays in the picture and its leader no label."""
    land = unary_union([shape(each) for each in geometries])
    kept_free = [Point(each.x, each.y).buffer(extent.height * 0.09) for each in labels]
    half_width, half_height = extent.height * 0.25 * extent.stretch, extent.height * 0.045
    for ring in range(3, 40):
        reach = ring * extent.height / 40
        for turn in range(24):
            angle = -pi / 2 + (1 if turn % 2 else -1) * ((turn + 1) // 2) * pi / 12
            x, y = near.x + reach * cos(angle) * extent.stretch, near.y + reach * sin(angle)
            label = box(x - half_width, y - half_height, x + half_width, y + half_height)
            inside = extent.south <= y - half_height and y + half_height <= extent.north
            leader = LineString([(near.x, near.y), (x, y)])
            if inside and not land.intersects(label) and not any(leader.intersects(each) for each in kept_free):
                return x, y
    return near.x, extent.south
