"""The committed extract of divisions, aliases and county boundaries, made from the tables of public packages."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from etl.demo.romanise import RomaniserMissingError, english_name, romaniser
from etl.geography import feature_lines, rounded

CITIES = ("3410", "3408", "1405", "4453", "3401", "3407", "3418")
EDITION = "2023-06-30"
DECIMALS = 5
LEVELS = {"village": "community"}
NEEDED = {
    "divisions": ("code", "name", "level", "parent_code", "unit_type"),
    "crosswalk": ("nbs_code", "mca_code"),
    "points": ("code", "lon", "lat", "geonameid", "inside_county"),
}
COLUMNS = [
    "code", "name_zh", "name_en", "level", "parent_code", "city_code", "unit_type", "urban_rural",
    "valid_from", "valid_to", "successor_code", "longitude", "latitude",
]  # fmt: skip


class ExtractError(Exception):
    """An input table cannot be used; the sentence says which and why."""


def read_table(path: Path, kind: str) -> pd.DataFrame:
    """A CSV as text, empty cells as ''. Raises ExtractError where it is missing or lacks a needed column."""
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, UnicodeDecodeError, pd.errors.ParserError) as error:
        raise ExtractError(f"{path} cannot be read as a CSV table: {error}") from None
    missing = [name for name in NEEDED[kind] if name not in table.columns]
    if missing:
        raise ExtractError(f"{path} lacks the column(s) {', '.join(missing)}; docs/geography.md lists what is expected")
    return table


def read_counties(path: Path) -> dict[str, BaseGeometry]:
    """County code → polygon of the demonstration's cities, coordinates rounded. Raises ExtractError."""
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        every = {str(feature["properties"]["code"]): shape(feature["geometry"]) for feature in features}
    except (OSError, ValueError, KeyError) as error:
        raise ExtractError(f"{path} is not GeoJSON with a `code` in every feature: {error}") from None
    kept = {code: area for code, area in sorted(every.items()) if code[:4] in CITIES}
    return {code: rounded(area, DECIMALS) for code, area in kept.items()}


def label_point(area: BaseGeometry) -> tuple[float, float]:
    """Longitude and latitude where a label fits best: the centre of the largest circle inside the area."""
    largest = max(getattr(area, "geoms", [area]), key=lambda part: part.area)
    centre = shapely.get_point(shapely.maximum_inscribed_circle(largest), 0)
    return round(centre.x, DECIMALS), round(centre.y, DECIMALS)


def urban_rural(level: str, unit_type: str) -> str:
    """Of communities only, from the kind of committee: the code ranges 001-199 urban, 200-399 rural."""
    if level != "community":
        return ""
    return {"residents": "urban", "villagers": "rural"}.get(unit_type.removeprefix("quasi_").split("_")[0], "")


def city_of(code: str, level: str) -> str:
    """The city a division lies in; a province lies in none and keeps its own code."""
    return code if level == "province" else code[:4]


def division_table(
    source: pd.DataFrame, counties: dict[str, BaseGeometry], syllables: Callable[[str], list[str]]
) -> pd.DataFrame:
    """Rows of divisions.csv for the provinces and everything below the cities, sorted by level and code."""
    provinces = {code[:2] for code in CITIES}
    kept = source[source["code"].isin(provinces) | source["code"].str[:4].isin(CITIES)].copy()
    kept["level"] = kept["level"].replace(LEVELS)
    kept["name_zh"] = kept["name"]
    pairs = list(zip(kept["name"], kept["level"], strict=True))
    kept["name_en"] = [english_name(name, level, syllables) for name, level in pairs]
    kept["city_code"] = [city_of(code, level) for code, level in zip(kept["code"], kept["level"], strict=True)]
    kept["urban_rural"] = [urban_rural(*row) for row in zip(kept["level"], kept["unit_type"], strict=True)]
    kept["valid_from"], kept["valid_to"], kept["successor_code"] = EDITION, "", ""
    points = {code: label_point(area) for code, area in counties.items()}
    for city in CITIES:
        points[city] = label_point(shapely.union_all([area for code, area in counties.items() if code[:4] == city]))
    for place, column in enumerate(("longitude", "latitude")):
        kept[column] = [f"{points[code][place]:.5f}" if code in points else "" for code in kept["code"]]
    kept["name_en"] = distinct_from_city(kept)
    depth = kept["level"].map({"province": 0, "city": 1, "county": 2, "township": 3, "community": 4})
    return kept.assign(depth=depth).sort_values(["depth", "code"])[COLUMNS]


def distinct_from_city(table: pd.DataFrame) -> list[str]:
    """English names with 'D.' after a district that is named like its city (黄山区 in 黄山市)."""
    is_city = table["level"] == "city"
    cities = dict(zip(table.loc[is_city, "code"], table.loc[is_city, "name_en"], strict=True))
    rows = table[["name_en", "level", "city_code"]].itertuples(index=False)
    return [f"{name} D." if level == "county" and name == cities.get(city) else name for name, level, city in rows]


def alias_table(crosswalk: pd.DataFrame) -> pd.DataFrame:
    """Rows of division_aliases.csv: Civil Affairs township codes that differ from the statistical ones."""
    both = crosswalk[(crosswalk["nbs_code"] != "") & (crosswalk["mca_code"] != "")]
    kept = both[both["nbs_code"].str[:4].isin(CITIES) & (both["nbs_code"] != both["mca_code"])]
    table = pd.DataFrame({"system": "mca", "external_code": kept["mca_code"], "code": kept["nbs_code"]})
    return table.sort_values(["system", "external_code"])


def point_table(points: pd.DataFrame, city: str) -> pd.DataFrame:
    """Rows of township_points.csv: name points of one city's townships that lie inside their county."""
    kept = points[(points["code"].str[:4] == city) & (points["inside_county"] == "1")]
    return kept.rename(columns={"lon": "longitude", "lat": "latitude"})[["code", "longitude", "latitude", "geonameid"]]


def extract(arguments: argparse.Namespace) -> list[str]:
    """Write the extract; returns one line for each file written. Raises ExtractError, RomaniserMissingError."""
    counties = read_counties(arguments.counties)
    divisions = division_table(read_table(arguments.divisions, "divisions"), counties, romaniser())
    tables = {
        "divisions.csv": divisions,
        "division_aliases.csv": alias_table(read_table(arguments.crosswalk, "crosswalk")),
        "township_points.csv": point_table(read_table(arguments.points, "points"), CITIES[0]),
    }
    (arguments.out / "boundaries").mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.to_csv(arguments.out / name, index=False, lineterminator="\n")
    boundaries = arguments.out / "boundaries" / "counties.geojson"
    boundaries.write_text(feature_lines(({"code": code}, area) for code, area in counties.items()), encoding="utf-8")
    return [f"{name}: {len(table)} rows" for name, table in tables.items()] + [f"{boundaries}: {len(counties)} areas"]


def main(arguments: list[str] | None = None) -> int:
    """The command line; exit code 2 with one sentence where an input is missing."""
    parser = argparse.ArgumentParser(prog="python -m etl.demo.extract", description=__doc__)
    for name in ("divisions", "counties", "crosswalk", "points", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    try:
        sys.stdout.write("\n".join(extract(parser.parse_args(arguments))) + "\n")
    except (ExtractError, RomaniserMissingError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
