"""Reads any table (CSV, Excel) or map file (GeoJSON, Shapefile, GeoPackage) as rows of text, with WGS 84 geometry."""

import csv
from pathlib import Path

import geopandas as gpd
import pandas as pd

from etl.connectors.encoding import encoding_of
from etl.errors import SiteInvalid

_TABLES = (".csv", ".tsv", ".txt")
_WORKBOOKS = (".xlsx", ".xls", ".ods")
_MAPS = (".geojson", ".json", ".shp", ".gpkg")


def read_layer(path: Path, layer: str | None = None) -> gpd.GeoDataFrame:
    """The rows of `path`; every attribute as stripped text ('' where empty), geometry in WGS 84 or None.

    `layer` names one of several in a GeoPackage or workbook. Raises SiteInvalid naming the file and what to do; a
    map file that declares no reference system is refused, because nobody can tell GCJ-02 from WGS 84 by looking.
    """
    if not path.is_file():
        raise SiteInvalid(f"{path} does not exist")
    suffix = path.suffix.lower()
    if suffix in _TABLES:
        return _without_geometry(_read_text_table(path))
    if suffix in _WORKBOOKS:
        return _without_geometry(pd.read_excel(path, sheet_name=layer or 0, dtype=str, engine="calamine"))
    if suffix in _MAPS:
        return _read_map(path, layer)
    known = ", ".join((*_TABLES, *_WORKBOOKS, *_MAPS))
    raise SiteInvalid(f"{path}: '{suffix}' is not a kind of file that can be read; there are: {known}")


def column(frame: pd.DataFrame, name: str, path: Path) -> pd.Series:
    """The column `name`. Raises SiteInvalid listing the columns there are."""
    if name not in frame.columns:
        there = ", ".join(str(each) for each in frame.columns if each != "geometry")
        raise SiteInvalid(f"{path}: has no column '{name}'; its columns are: {there}")
    return frame[name]


def _read_text_table(path: Path) -> pd.DataFrame:
    encoding = encoding_of(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            dialect = csv.Sniffer().sniff(file.read(20_000), delimiters=",;\t|")
        return pd.read_csv(path, dtype=str, encoding=encoding, sep=dialect.delimiter, keep_default_na=False)
    except (csv.Error, UnicodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise SiteInvalid(f"{path}: cannot be read as a table: {error}") from None


def _read_map(path: Path, layer: str | None) -> gpd.GeoDataFrame:
    try:
        frame = gpd.read_file(path, layer=layer) if layer else gpd.read_file(path)
    except (OSError, ValueError, RuntimeError) as error:
        raise SiteInvalid(f"{path}: cannot be read as a map file: {error}") from None
    if frame.crs is None:
        raise SiteInvalid(f"{path}: declares no reference system; add the .prj file or save it with EPSG:4326 or 4490")
    return _as_text(frame.to_crs(epsg=4326))


def _without_geometry(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    return _as_text(gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries([None] * len(frame)), crs="EPSG:4326"))


def _as_text(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    for name in frame.columns:
        if name != frame.geometry.name:
            frame[name] = [_text(value) for value in frame[name]]
    return frame.rename_geometry("geometry") if frame.geometry.name != "geometry" else frame


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return ""
    # Shapefiles hold codes as numbers: 341021.0 is the code 341021.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
