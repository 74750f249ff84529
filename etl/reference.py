"""Loads what the site folder says about places, units, code lists, targets and sources into the dimensions."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, insert, select, text

from data_access.schema import code_list, division, division_alias, grid, site_version, source, target, unit
from data_access.site import Site
from etl.codes import read_table
from etl.errors import SiteInvalid
from etl.geojson import read_features
from etl.source import Source

_DIVISION_COLUMNS = (
    "code", "name_zh", "name_en", "level", "parent_code", "city_code", "unit_type", "urban_rural",
    "valid_from", "valid_to", "successor_code", "longitude", "latitude",
)  # fmt: skip
_GRID_PROPERTIES = (
    "code", "name", "community_code", "township_code", "county_code", "city_code", "level", "kind",
)  # fmt: skip
_LEVELS = ("province", "city", "county", "township", "community")

Row = dict[str, Any]


def load_reference(site: Site, engine: Engine, sources: Iterable[Source] = ()) -> dict[str, int]:
    """Make the dimensions equal to the site folder, in one transaction. Returns rows by table; {} if nothing changed.

    Raises SiteInvalid with the file and the row that is wrong; nothing is changed then.
    """
    listed = list(sources)
    with engine.connect() as connection:
        if is_current(connection, site, listed):
            return {}
    with engine.connect() as connection, connection.begin():
        # Of two processes that start at once, each would put in what the other does not see yet.
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('reference', 0))"))
        return replace_reference(connection, site, listed)


def is_current(connection: Connection, site: Site, sources: Sequence[Source]) -> bool:
    """Whether the dimensions are those of the site folder as it is now."""
    known = connection.scalar(select(site_version.c.digest).where(site_version.c.site_key == site.key))
    return known == _digest(site.folder, sources)


def replace_reference(connection: Connection, site: Site, sources: Sequence[Source]) -> dict[str, int]:
    """Make the dimensions equal to the site folder within the caller's transaction; see load_reference."""
    digest = _digest(site.folder, sources)
    done = {table.name: _replace(connection, table, rows) for table, rows in read_reference(site, sources).items()}
    _replace(connection, site_version, [{"site_key": site.key, "digest": digest, "changed_at": datetime.now(UTC)}])
    return done


def read_reference(site: Site, sources: Iterable[Source]) -> dict[Table, list[Row]]:
    """All rows the site folder gives the dimensions. Raises SiteInvalid with the file and the row that is wrong."""
    folder = site.folder
    divisions = read_divisions(folder)
    contents: list[tuple[Table, str, list[Row]]] = [
        (division, "divisions.csv", divisions),
        (division_alias, "division_aliases.csv", _aliases(folder, divisions)),
        (grid, "grids.geojson", read_grids(folder / "grids.geojson", divisions)),
        (unit, "units.csv", [{**row, "city_code": city} for city in site.city_codes for row in _units(folder)]),
        (code_list, "code_lists", _code_lists(folder)),
        (target, "targets.csv", _targets(folder, divisions)),
        (source, "sources", [_source_row(each) for each in sources]),
    ]
    for table, file, rows in contents:
        _refuse_twice(folder / file, table, rows)
    return {table: rows for table, _, rows in contents}


def _digest(folder: Path, sources: Iterable[Source]) -> str:
    """SHA-256 over names and contents of all files of the site, and the sources that are loaded."""
    found = hashlib.sha256(repr([(each.city_code, each.key) for each in sources]).encode())
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        found.update(f"{path.relative_to(folder)}\0".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def read_divisions(folder: Path) -> list[Row]:
    """divisions.csv with the polygons of boundaries/*.geojson. Raises SiteInvalid on orphans and unknown levels."""
    path = folder / "divisions.csv"
    shapes = _boundaries(folder / "boundaries")
    rows: list[Row] = []
    for row in read_table(path, _DIVISION_COLUMNS):
        if row["level"] not in _LEVELS:
            raise SiteInvalid(f"{path}: {row['code']}: level '{row['level']}' is not one of {', '.join(_LEVELS)}")
        rows.append({name: row[name] or None for name in _DIVISION_COLUMNS} | _typed(row, path))
        rows[-1]["geometry"] = shapes.get(row["code"])
    codes = {row["code"] for row in rows}
    for row in rows:
        if row["parent_code"] and row["parent_code"] not in codes:
            raise SiteInvalid(f"{path}: {row['code']}: its parent '{row['parent_code']}' is not in the file")
    unknown = sorted(shapes.keys() - codes)
    if unknown:
        raise SiteInvalid(f"{folder / 'boundaries'}: the polygon '{unknown[0]}' is not a code of divisions.csv")
    return rows


def read_grids(path: Path, divisions: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Grids of a GeoJSON file; no file, no grids. Raises SiteInvalid on a community that does not exist."""
    if not path.is_file():
        return []
    known = {row["code"] for row in divisions}
    rows = []
    for feature in read_features(path, _GRID_PROPERTIES):
        properties = feature["properties"]
        if properties["community_code"] not in known:
            raise SiteInvalid(
                f"{path}: grid {properties['code']}: community {properties['community_code']} does not exist"
            )
        rows.append(
            {
                "code": properties["code"],
                "valid_from": _day(properties.get("valid_from", "1990-01-01"), f"{path}: {properties['code']}"),
                "valid_to": None,
                **{name: properties[name] for name in ("city_code", "county_code", "township_code", "community_code")},
                "name_zh": properties["name"],
                "name_en": properties.get("name_en", properties["name"]),
                "level": properties["level"],
                "kind": properties["kind"],
                "synthetic": bool(properties.get("synthetic", False)),
                "households": properties.get("households"),
                "successor_code": None,
                "geometry": feature["geometry"],
            }
        )
    return rows


def _typed(row: Mapping[str, str], path: Path) -> Row:
    try:
        return {
            "parent_code": row["parent_code"],
            "valid_from": date.fromisoformat(row["valid_from"]),
            "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            "longitude": float(row["longitude"]) if row["longitude"] else None,
            "latitude": float(row["latitude"]) if row["latitude"] else None,
        }
    except ValueError as error:
        raise SiteInvalid(f"{path}: {row['code']}: {error}") from None


def _boundaries(folder: Path) -> dict[str, Any]:
    return {
        str(feature["properties"]["code"]): feature["geometry"]
        for path in sorted(folder.glob("*.geojson"))
        for feature in read_features(path, ("code",))
    }


def _aliases(folder: Path, divisions: Iterable[Mapping[str, Any]]) -> list[Row]:
    path = folder / "division_aliases.csv"
    if not path.is_file():
        return []
    cities = {row["code"]: row["city_code"] for row in divisions}
    rows = []
    for row in read_table(path, ("system", "external_code", "code")):
        if row["code"] not in cities:
            raise SiteInvalid(f"{path}: '{row['external_code']}': {row['code']} is not in divisions.csv")
        rows.append(
            {**{name: row[name] for name in ("system", "external_code", "code")}, "city_code": cities[row["code"]]}
        )
    return rows


def _units(folder: Path) -> list[Row]:
    path = folder / "units.csv"
    names = ("unit_code", "name_zh", "name_en")
    return [{name: row[name] for name in names} for row in read_table(path, names)] if path.is_file() else []


def _code_lists(folder: Path) -> list[Row]:
    names = ("code", "name_zh", "name_en", "about", "certainty")
    return [
        {"list": path.stem, **{name: row[name] for name in names}}
        for path in sorted((folder / "code_lists").glob("*.csv"))
        for row in read_table(path, names)
    ]


def _targets(folder: Path, divisions: Iterable[Mapping[str, Any]]) -> list[Row]:
    path = folder / "targets.csv"
    if not path.is_file():
        return []
    known = {row["code"] for row in divisions}
    rows = []
    for row in read_table(
        path, ("metric_key", "division_code", "valid_from", "valid_to", "comparator", "value", "document")
    ):
        if row["division_code"] not in known or row["comparator"] not in (">=", "<=") or not row["document"]:
            raise SiteInvalid(f"{path}: {row['metric_key']}: needs a known division, '>=' or '<=', and its document")
        where = f"{path}: {row['metric_key']} of {row['division_code']}"
        valid_to = _day(row["valid_to"], where) if row["valid_to"] else None
        dates = {"valid_from": _day(row["valid_from"], where), "valid_to": valid_to}
        try:
            rows.append({**row, **dates, "value": float(row["value"])})
        except ValueError:
            raise SiteInvalid(f"{where}: '{row['value']}' is not a number") from None
    return rows


def _day(value: str, where: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise SiteInvalid(f"{where}: '{value}' is not a day; write it as 2026-01-31") from None


def _refuse_twice(path: Path, table: Table, rows: Iterable[Row]) -> None:
    """Raises SiteInvalid where two rows of a file have one key."""
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        key = tuple(row[column.name] for column in table.primary_key)
        if key in seen:
            raise SiteInvalid(f"{path}: {', '.join(str(part) for part in key)} is there twice")
        seen.add(key)


def _source_row(each: Source) -> Row:
    return {
        "city_code": each.city_code,
        "source_key": each.key,
        "name_zh": each.name.zh,
        "name_en": each.name.en,
        "entity": ", ".join(sorted({dataset.entity for dataset in each.datasets})),
        "expected_minutes": each.expected_minutes,
        "demonstration": each.demonstration,
    }


def _replace(connection: Connection, table: Table, rows: list[Row]) -> int:
    connection.execute(delete(table))
    if rows:
        connection.execute(insert(table), rows)
    return len(rows)
