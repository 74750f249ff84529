"""Reads the rows that the site folder gives the dimensions, and refuses what cannot be right in them."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from data_access.schema import (
    calendar_day,
    code_list,
    deadline_rule,
    division,
    division_alias,
    grid,
    source,
    source_dataset,
    star_rule,
    target,
    threshold,
    unit,
)
from data_access.site import Site
from etl.errors import SiteInvalid
from etl.geojson import read_features
from etl.mapping.codes import numbered_rows, read_day, read_table
from etl.site import calendars
from etl.site import deadlines as site_deadlines
from etl.site.source_files import where_in
from etl.site.stars import read_star_rules
from etl.site.targets import read_targets
from etl.source import Source

_DIVISION_COLUMNS = (
    "code", "name_zh", "name_en", "level", "parent_code", "city_code", "unit_type", "urban_rural",
    "valid_from", "valid_to", "successor_code", "longitude", "latitude",
)  # fmt: skip
_GRID_PROPERTIES = (
    "code", "name", "community_code", "township_code", "county_code", "city_code", "level", "kind",
)  # fmt: skip
_DIVISION_FILLED = ("code", "name_zh", "name_en", "level", "city_code", "valid_from")
_UNIT_COLUMNS = ("unit_code", "name_zh", "name_en")
_LIST_COLUMNS = ("code", "name_zh", "name_en", "about", "certainty")
_LEVELS = ("province", "city", "county", "township", "community")
_ABOUT = ("thing", "person")

Row = dict[str, Any]


def read_reference(site: Site, sources: Iterable[Source]) -> dict[Table, list[Row]]:
    """All rows the site folder gives the dimensions. Raises SiteInvalid with the file and the row that is wrong."""
    folder = site.folder
    divisions = read_divisions(folder)
    _check_cities(site, divisions)
    lists = _code_lists(folder)
    categories = {
        name: [row["code"] for row in lists if row["list"] == name] for name in {row["list"] for row in lists}
    }
    listed = list(sources)
    contents: list[tuple[Table, str, list[Row]]] = [
        (division, "divisions.csv", divisions),
        (division_alias, "division_aliases.csv", _aliases(folder, divisions)),
        (grid, "grids", [row for path in grid_files(folder) for row in read_grids(path, divisions)]),
        (unit, "units.csv", [{**row, "city_code": city} for city in site.city_codes for row in _units(folder)]),
        (code_list, "code_lists", lists),
        (calendar_day, calendars.FILE, calendars.read_calendar(folder)),
        (deadline_rule, site_deadlines.FILE, site_deadlines.read_deadlines(site, categories)),
        (target, "targets.csv", read_targets(folder, divisions)),
        (star_rule, "star_rules.csv", read_star_rules(folder)),
        (source, "sources", [_source_row(each) for each in listed]),
        (source_dataset, "sources", [row for each in listed for row in _dataset_rows(each)]),
        (threshold, "site.toml", [{"name": name, "value": value} for name, value in site.thresholds]),
    ]
    for table, file, rows in contents:
        _refuse_twice(folder / file, table, rows)
    return {table: rows for table, _, rows in contents}


def _check_cities(site: Site, divisions: Iterable[Mapping[str, Any]]) -> None:
    known = {row["code"] for row in divisions}
    for number, code in enumerate(site.city_codes):
        if code not in known:
            where = where_in(site.folder / "site.toml", ("cities", number, "code"))
            raise SiteInvalid(f"{where}: the city '{code}' is not in divisions.csv; give it a row there")


def read_divisions(folder: Path) -> list[Row]:
    """divisions.csv with the polygons of boundaries/*.geojson. Raises SiteInvalid with the line that is wrong."""
    path = folder / "divisions.csv"
    shapes = _boundaries(folder / "boundaries")
    rows: list[Row] = []
    lines: dict[str, int] = {}
    for line, row in numbered_rows(path, _DIVISION_COLUMNS, _DIVISION_FILLED):
        where = f"{path}: line {line} ({row['code']})"
        if row["level"] not in _LEVELS:
            raise SiteInvalid(f"{where}: level '{row['level']}' is not one of {', '.join(_LEVELS)}")
        rows.append({name: row[name] or None for name in _DIVISION_COLUMNS} | _typed(row, where))
        rows[-1]["geometry"] = shapes.get(row["code"])
        lines[row["code"]] = line
    for row in rows:
        for name, what in (("parent_code", "parent"), ("city_code", "city")):
            if row[name] and row[name] not in lines:
                where = f"{path}: line {lines[row['code']]} ({row['code']})"
                raise SiteInvalid(f"{where}: its {what} '{row[name]}' is not in the file")
    _refuse_circle(path, rows, lines)
    unknown = sorted(shapes.keys() - lines.keys())
    if unknown:
        raise SiteInvalid(f"{folder / 'boundaries'}: the polygon '{unknown[0]}' is not a code of divisions.csv")
    return rows


def _refuse_circle(path: Path, rows: Iterable[Mapping[str, Any]], lines: Mapping[str, int]) -> None:
    """Raises SiteInvalid where a division lies, over its parents, in itself."""
    above = TopologicalSorter[str]()
    for row in rows:
        above.add(row["code"], *([row["parent_code"]] if row["parent_code"] else []))
    try:
        above.prepare()
    except CycleError as error:
        circle = [str(code) for code in error.args[1]]
        where = f"{path}: line {lines[circle[0]]} ({circle[0]})"
        raise SiteInvalid(f"{where}: its parents form a circle ({' → '.join(circle)}); mend a parent_code") from None


def grid_files(folder: Path) -> list[Path]:
    """The files with grids: grids.geojson and, where a site has many, those in grids/."""
    return [folder / "grids.geojson", *sorted((folder / "grids").glob("*.geojson"))]


def read_grids(path: Path, divisions: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Grids of a GeoJSON file; no file, no grids. Raises SiteInvalid on a community that does not exist."""
    if not path.is_file():
        return []
    cities = {row["code"]: row["city_code"] for row in divisions}
    rows = []
    for feature in read_features(path, _GRID_PROPERTIES):
        properties = feature["properties"]
        where, community = f"{path}: grid {properties['code']}", properties["community_code"]
        if community not in cities:
            raise SiteInvalid(f"{where}: community {community} does not exist; give it a row in divisions.csv")
        if properties["city_code"] != cities[community]:
            said = f"its city_code is {properties['city_code']}, but community {community} lies in {cities[community]}"
            raise SiteInvalid(f"{where}: {said}; mend one of the two")
        rows.append(
            {
                "code": properties["code"],
                "valid_from": read_day(properties.get("valid_from", "1990-01-01"), where),
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


def _typed(row: Mapping[str, str], where: str) -> Row:
    try:
        return {
            "parent_code": row["parent_code"],
            "valid_from": read_day(row["valid_from"], where),
            "valid_to": read_day(row["valid_to"], where) if row["valid_to"] else None,
            "longitude": float(row["longitude"]) if row["longitude"] else None,
            "latitude": float(row["latitude"]) if row["latitude"] else None,
        }
    except ValueError as error:
        raise SiteInvalid(f"{where}: {error}; write degrees as 118.31") from None


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
    rows = read_table(path, _UNIT_COLUMNS, _UNIT_COLUMNS) if path.is_file() else []
    return [{name: row[name] for name in _UNIT_COLUMNS} for row in rows]


def _code_lists(folder: Path) -> list[Row]:
    found = []
    for path in sorted((folder / "code_lists").glob("*.csv")):
        for line, row in numbered_rows(path, _LIST_COLUMNS, _LIST_COLUMNS[:4]):
            if row["about"] not in _ABOUT:
                # A misspelt 'person' would let the records about persons keep their points.
                raise SiteInvalid(f"{path}: line {line}: about '{row['about']}' is not one of {', '.join(_ABOUT)}")
            found.append({"list": path.stem, **{name: row[name] for name in _LIST_COLUMNS}})
    return found


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


def _dataset_rows(each: Source) -> list[Row]:
    mine = {"city_code": each.city_code, "source_key": each.key}
    return [
        {**mine, "dataset": one.name, "entity": one.entity, "kind": one.kind}
        | {"expected_minutes": one.expected_minutes or each.expected_minutes}
        for one in each.datasets
    ]
