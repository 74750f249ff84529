"""Shapes for maps on plain axes: outlines as coordinates, a place for each label, a place for what does not fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sin
from typing import Any

from shapely import maximum_inscribed_circle, total_bounds
from shapely.geometry import LineString, Point, Polygon, box, mapping, shape
from shapely.geometry.base import BaseGeometry
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


def around(geometries: Sequence[Geometry], margin: float = 0.1) -> Frame:
    """The extent of some of many areas with a margin (share of the larger side)."""
    west, south, east, north = total_bounds([shape(each) for each in geometries])
    room = max(north - south, east - west) * margin
    return Frame(float(west) - room, float(south) - room, float(east) + room, float(north) + room)


def merged(geometries: Sequence[Geometry]) -> Geometry:
    """The outline of areas that lie side by side, without the borders between them."""
    return dict(mapping(unary_union([shape(each) for each in geometries])))


def anchor(geometry: Geometry) -> Anchor:
    """The centre of the largest circle inside the area."""
    line = maximum_inscribed_circle(shape(geometry), tolerance=0.01)
    (x, y), (edge_x, edge_y) = line.coords[0], line.coords[-1]
    return Anchor(x, y, ((edge_x - x) ** 2 + (edge_y - y) ** 2) ** 0.5)


def outside(
    geometries: list[Geometry], anchors: Sequence[Anchor], inside: Sequence[bool], extent: Frame
) -> list[tuple[float, float]]:
    """For each area without room for its label the place of its callout: no label and no other callout lies under it or
    its leader, and both cover as little of other areas as possible."""
    areas = [shape(each) for each in geometries]
    labels = [each for each, fits in zip(anchors, inside, strict=True) if fits]
    taken = unary_union([Point(each.x, each.y).buffer(extent.height * 0.09) for each in labels])
    size = extent.height * 0.22 * extent.stretch, extent.height * 0.05
    found: list[tuple[float, float]] = []
    for near, area, fits in zip(anchors, areas, inside, strict=True):
        if fits:
            continue
        others = unary_union([each for each in areas if each is not area])
        free = [
            (_burden(near, _label(place, size), others, taken, extent), place)
            for place in _around(near, extent)
            if _inside(place, size, extent) and not area.union(taken).intersects(_label(place, size))
        ]
        found.append(min(free)[1] if free else (near.x, extent.south + size[1]))
        taken = taken.union(_label(found[-1], size)).union(
            LineString([(near.x, near.y), found[-1]]).buffer(extent.height * 0.01)
        )
    return found


def _burden(near: Anchor, label: Polygon, others: BaseGeometry, taken: BaseGeometry, extent: Frame) -> float:
    """How much a callout disturbs: the length of its leader, and more for what both cover."""
    leader = LineString([(near.x, near.y), label.centroid.coords[0]])
    crossed = 10 * extent.height if leader.intersects(taken) else 0.0
    covered = label.intersection(others).area / label.area * extent.height
    return float(leader.length + 4 * leader.intersection(others).length + covered + crossed)


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
    return across and extent.south <= place[1] - size[1] and place[1] + size[1] <= extent.north - 0.02 * extent.height
