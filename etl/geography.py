"""Cutting an area into cells around given points, without gaps and without overlaps; and writing areas as GeoJSON."""

import json
from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import MultiPoint, Polygon, mapping
from shapely.geometry.base import BaseGeometry

Points = npt.NDArray[np.float64]


def parts_of(area: BaseGeometry) -> list[Polygon]:
    """The polygons of a geometry; lines and points, which a cut may leave behind, are dropped."""
    return [part for part in getattr(area, "geoms", [area]) if isinstance(part, Polygon) and part.area > 0]


def cut_into_cells(area: BaseGeometry, seeds: Points) -> list[BaseGeometry]:
    """One cell for each seed: the places of `area` nearer to it than to any other seed.

    `seeds` has shape (n, 2), x and y in the units of `area`, all different. A piece that a bay of the outline
    cuts off from its seed joins the cell it shares the longest border with, so every cell of an area made of one
    polygon is one polygon. The cells together are the area. Raises ValueError where a seed gets no cell.
    """
    diagram = shapely.voronoi_polygons(MultiPoint(seeds), extend_to=area, ordered=True)
    clipped = [parts_of(cell) for cell in shapely.intersection(np.array(diagram.geoms), area)]
    empty = [index for index, parts in enumerate(clipped) if not parts]
    if empty:
        raise ValueError(f"{len(empty)} of {len(seeds)} seeds get no cell (the first is {seeds[empty[0]]}): outside?")
    cells: list[BaseGeometry] = []
    loose: list[Polygon] = []
    for parts, seed in zip(clipped, shapely.points(seeds), strict=True):
        home = min(parts, key=lambda part, seed=seed: (part.distance(seed), -part.area))  # type: ignore[misc]
        cells.append(home)
        loose += [part for part in parts if part is not home]
    while loose:
        # The piece with the longest border first: one behind another loose piece waits until that has found its cell.
        borders = shapely.length(shapely.intersection(np.array(loose)[:, None], np.array(cells)[None, :]))
        piece, cell = np.unravel_index(int(borders.argmax()), borders.shape)
        cells[cell] = cells[cell].union(loose.pop(int(piece)))
    return cells


def rounded(area: BaseGeometry, decimals: int) -> BaseGeometry:
    """The area with its coordinates rounded. Corners shared by neighbours round alike, so neighbours stay joined."""
    return shapely.transform(area, lambda points: points.round(decimals))


def overlap_area(areas: list[BaseGeometry]) -> float:
    """The sum of the areas that any two of `areas` share, in their units squared."""
    frame = gpd.GeoDataFrame({"place": range(len(areas))}, geometry=areas)
    pairs = gpd.sjoin(frame, frame, predicate="intersects")
    one, other = pairs["place_left"].to_numpy(), pairs["place_right"].to_numpy()
    ordered = one < other
    geometries = np.array(areas)
    return float(shapely.area(shapely.intersection(geometries[one[ordered]], geometries[other[ordered]])).sum())


def feature_lines(rows: Iterable[tuple[dict[str, object], BaseGeometry]]) -> str:
    """A GeoJSON FeatureCollection with one feature on each line, so that a change of one area is one line of a diff."""
    lines = (
        json.dumps(
            {"type": "Feature", "properties": properties, "geometry": mapping(area)},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for properties, area in rows
    )
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
