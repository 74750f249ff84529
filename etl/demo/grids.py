"""The demonstration's grids (示意网格): every county of the city cut into three or four small grids a community."""

import argparse
import csv
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from etl.demo.seeds import Community, county_seeds, generator
from etl.geography import cut_into_cells, feature_lines, rounded

SITE = Path(__file__).parent / "site"
CITY = "3410"
# Files of the site folder by the city or county whose grids they hold.
FILES = {
    CITY: "grids.geojson",
    "3408": "grids/3408.geojson",
    "1405": "grids/1405.geojson",
    "445381": "grids/445381.geojson",
}
# 罗定: grids of four sizes in its four subdistricts and nowhere else; how many there are of each.
LUODING_STREETS = ("445381001", "445381002", "445381003", "445381004")
LUODING_LEVELS = {"大": 13, "中": 87, "小": 700, "微": 510}
DECIMALS = 5
URBAN_GRIDS = 4
RURAL_GRIDS = (3, 3, 4)
HOUSEHOLDS = {True: (300, 500), False: (150, 360)}

Feature = tuple[dict[str, object], BaseGeometry]


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def read_communities(site: Path, city: str) -> dict[str, list[Community]]:
    """County code → its communities, in the order of their codes, each with its number of grids. `city` may be a
    county."""
    counties: dict[str, list[Community]] = {}
    for row in read_rows(site / "divisions.csv"):
        if row["level"] != "community" or not row["code"].startswith(city):
            continue
        urban = row["urban_rural"] == "urban"
        count = URBAN_GRIDS if urban else int(generator("count", row["code"]).choice(RURAL_GRIDS))
        counties.setdefault(row["code"][:6], []).append(Community(row["code"], urban, count))
    return {code: sorted(members, key=lambda member: member.code) for code, members in sorted(counties.items())}


def read_boundaries(site: Path) -> dict[str, BaseGeometry]:
    """County code → its polygon."""
    features = json.loads((site / "boundaries" / "counties.geojson").read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["code"]: shape(feature["geometry"]) for feature in features}


def read_points(site: Path) -> dict[str, tuple[float, float]]:
    """Township code → longitude and latitude of its name, where one is known."""
    rows = read_rows(site / "township_points.csv")
    return {row["code"]: (float(row["longitude"]), float(row["latitude"])) for row in rows}


def properties(community: Community, sequence: int, number: int) -> dict[str, object]:
    """What is said of one grid. `sequence` counts within the community, `number` within the township."""
    code = f"{community.code}{sequence:03d}"
    least, most = HOUSEHOLDS[community.urban]
    return {
        "code": code,
        "name": f"示意网格 {number:03d}",
        "name_en": f"Demo grid {number:03d}",
        "community_code": community.code,
        "township_code": community.code[:9],
        "county_code": community.code[:6],
        "city_code": community.code[:4],
        "level": "小",
        "kind": "基础",
        "synthetic": True,
        "households": int(generator("households", code).integers(least, most + 1)),
    }


def west_to_east(cells: list[BaseGeometry]) -> list[BaseGeometry]:
    """Cells in the order in which grids are numbered: from west to east, from north to south where level."""
    return sorted(cells, key=lambda cell: (round(cell.centroid.x, DECIMALS), -cell.centroid.y))


def county_grids(
    area: BaseGeometry, code: str, communities: list[Community], known: dict[str, tuple[float, float]]
) -> list[Feature]:
    """The grids of one county as (properties, geometry), in the order of their codes."""
    seeds = county_seeds(area, code, communities, known)
    cells = cut_into_cells(area, np.concatenate([points for _, points in seeds]))
    of_community: dict[str, list[BaseGeometry]] = {}
    owners = [community for community, points in seeds for _ in points]
    for owner, cell in zip(owners, cells, strict=True):
        of_community.setdefault(owner, []).append(cell)
    features: list[Feature] = []
    numbers: dict[str, int] = {}
    for community in communities:
        for sequence, cell in enumerate(west_to_east(of_community[community.code]), start=1):
            number = numbers[community.township] = numbers.get(community.township, 0) + 1
            features.append((properties(community, sequence, number), rounded(cell, DECIMALS)))
    return features


def city_grids(site: Path = SITE, city: str = CITY) -> list[Feature]:
    """The grids of all counties of a city. Raises ValueError where a county of the city has no boundary."""
    boundaries, known = read_boundaries(site), read_points(site)
    features: list[Feature] = []
    for code, communities in read_communities(site, city).items():
        if code in boundaries:
            features += county_grids(boundaries[code], code, communities, known)
        elif not statistical(code):
            raise ValueError(f"county {code} has communities but no polygon in {site}/boundaries/counties.geojson")
    return features


def statistical(code: str) -> bool:
    """Whether a county is a development zone that only statistics know: it has no boundary."""
    return code[4] == "7"


def luoding_grids(site: Path = SITE) -> list[Feature]:
    """The grids of 罗定: in its subdistricts, of four sizes, as many of each as the town reports."""
    (communities,) = read_communities(site, "445381").values()
    inside = [community for community in communities if community.township in LUODING_STREETS]
    total = sum(LUODING_LEVELS.values())
    shares = np.linspace(0, total, len(inside) + 1).round().astype(int)
    crowded = {each.code: int(last - first) for each, first, last in zip(inside, shares, shares[1:], strict=False)}
    wanted = [replace(each, grids=crowded.get(each.code, 1)) for each in communities]
    area = read_boundaries(site)["445381"]
    found = [
        each for each in county_grids(area, "445381", wanted, read_points(site)) if each[0]["community_code"] in crowded
    ]
    levels = [level for level, count in LUODING_LEVELS.items() for _ in range(count)]
    order = generator("levels", "445381").permutation(total)
    return [({**said, "level": levels[place]}, cell) for (said, cell), place in zip(found, order, strict=True)]


def main(arguments: list[str] | None = None) -> int:
    """The command line: writes the grids of every city into the site folder."""
    parser = argparse.ArgumentParser(prog="python -m etl.demo.grids", description=__doc__)
    parser.add_argument("--site", type=Path, default=SITE)
    site = parser.parse_args(arguments).site
    for city, name in FILES.items():
        features = luoding_grids(site) if city == "445381" else city_grids(site, city)
        invalid = [values["code"] for values, area in features if not shapely.is_valid(area)]
        if invalid:
            sys.stderr.write(f"{len(invalid)} grids are not valid polygons, the first is {invalid[0]}\n")
            return 1
        path = site / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(feature_lines(features), encoding="utf-8")
        sys.stdout.write(f"{path}: {len(features)} grids, {path.stat().st_size / 1e6:.2f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
