"""Reads the polygons of the site folder from GeoJSON; what is wrong is said by file and feature."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import shapely

from etl.errors import SiteInvalid

_AREAS = ("Polygon", "MultiPolygon")


def read_features(path: Path, needed: Sequence[str]) -> list[Any]:
    """The features of a collection, each with the properties `needed` and a sound geometry; `code` names it.

    Raises SiteInvalid with the file and the feature that is wrong.
    """
    try:
        features = list(orjson.loads(path.read_bytes())["features"])
    except (OSError, KeyError, TypeError, orjson.JSONDecodeError) as error:
        raise SiteInvalid(f"{path}: is not a GeoJSON feature collection: {error}") from None
    for number, feature in enumerate(features, 1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            raise SiteInvalid(f"{path}: feature {number} has no properties")
        name = f"feature {number} ({properties.get('code', 'without a code')})"
        missing = [each for each in needed if each not in properties]
        if missing:
            raise SiteInvalid(f"{path}: {name} has no property {', '.join(missing)}")
        _check_geometry(f"{path}: {name}", feature.get("geometry"))
    return features


def _check_geometry(name: str, geometry: Any) -> None:
    try:
        area = shapely.geometry.shape(geometry)
    except (shapely.errors.ShapelyError, AttributeError, KeyError, IndexError, TypeError, ValueError):
        raise SiteInvalid(f"{name}: its geometry is not one of GeoJSON; give it a Polygon or MultiPolygon") from None
    if area.geom_type not in _AREAS or area.is_empty:
        raise SiteInvalid(f"{name}: its geometry is a {area.geom_type}, no area; give it a Polygon or MultiPolygon")
    west, south, east, north = area.bounds
    # Written so that NaN is refused too.
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise SiteInvalid(f"{name}: its coordinates are no degrees; give longitudes and latitudes in WGS 84")
    if not area.is_valid:
        raise SiteInvalid(f"{name}: its polygon crosses itself; mend it before loading")
