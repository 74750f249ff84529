"""The demonstration's site folder: official divisions, county lines, synthetic grids, code maps."""

import csv
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from data_access.site import read_site
from etl.demo import catalogue, grids
from etl.demo.grids import SITE, read_boundaries, read_rows
from etl.geography import overlap_area

CITY = "3410"


@pytest.fixture(scope="module")
def divisions() -> list[dict[str, str]]:
    return read_rows(SITE / "divisions.csv")


@pytest.fixture(scope="module")
def features() -> list[dict[str, dict[str, object]]]:
    loaded: list[dict[str, dict[str, object]]] = json.loads((SITE / "grids.geojson").read_text(encoding="utf-8"))[
        "features"
    ]
    return loaded


def test_site_toml_is_read_and_says_that_it_is_a_demonstration() -> None:
    site = read_site(SITE)
    assert site.city_codes == (CITY, "3408", "1405", "4453", "3401", "3407", "3418")
    assert site.demonstration
    assert site.synthetic_grids
    assert site.map_review_number == ""


def test_every_division_has_its_parent_and_codes_are_unique(divisions: list[dict[str, str]]) -> None:
    codes = {row["code"] for row in divisions}
    assert len(codes) == len(divisions)
    assert [row["code"] for row in divisions if row["level"] != "province" and row["parent_code"] not in codes] == []
    assert [row["code"] for row in divisions if not row["name_zh"] or not row["name_en"]] == []
    assert {row["valid_from"] for row in divisions} == {"2023-06-30"}


def test_counts_of_divisions_are_those_of_the_published_list(divisions: list[dict[str, str]]) -> None:
    counted = Counter((row["city_code"], row["level"]) for row in divisions)
    expected = {
        **{"3410": (7, 109, 764), "3408": (11, 168, 1590), "1405": (6, 77, 1729), "4453": (5, 71, 980)},
        **{"3401": (12, 160, 1773), "3407": (4, 60, 460), "3418": (8, 107, 866)},
    }
    for city, numbers in expected.items():
        assert tuple(counted[city, level] for level in ("county", "township", "community")) == numbers


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("3410", "Huangshan"),
        ("341003", "Huangshan D."),
        ("341002", "Tunxi"),
        ("341021", "Shexian"),
        ("341023", "Yixian"),
        ("341021100", "Huicheng"),
        ("341003400", "Huangshan Scenic Area"),
        ("445381", "Luoding"),
        ("340826", "Susong"),
    ],
)
def test_english_names_are_those_of_the_pictures(divisions: list[dict[str, str]], code: str, name: str) -> None:
    assert {row["code"]: row["name_en"] for row in divisions}[code] == name


def test_aliases_name_existing_townships_and_differ_from_them(divisions: list[dict[str, str]]) -> None:
    codes = {row["code"] for row in divisions if row["level"] == "township"}
    rows = read_rows(SITE / "division_aliases.csv")
    assert {"system": "mca", "external_code": "341021102", "code": "341021105"} in rows
    assert [row for row in rows if row["code"] not in codes or row["code"] == row["external_code"]] == []


def test_every_county_with_communities_has_a_boundary_and_a_label_inside(divisions: list[dict[str, str]]) -> None:
    boundaries = read_boundaries(SITE)
    for row in (row for row in divisions if row["level"] == "county" and row["unit_type"] != "statistical_only"):
        point = shapely.Point(float(row["longitude"]), float(row["latitude"]))
        assert boundaries[row["code"]].contains(point), row["name_zh"]
    assert len(boundaries) == 48


def test_grids_fill_their_county_without_gap_or_overlap(features: list[dict[str, dict[str, object]]]) -> None:
    boundaries = read_boundaries(SITE)
    areas: dict[str, list[shapely.Geometry]] = {}
    for feature in features:
        areas.setdefault(str(feature["properties"]["county_code"]), []).append(shape(feature["geometry"]))
    assert len(areas) == 7
    for code, cells in areas.items():
        county = boundaries[code]
        assert shapely.union_all(cells).symmetric_difference(county).area < 1e-4 * county.area
        assert overlap_area(cells) < 1e-6 * county.area
        assert all(cell.is_valid and cell.geom_type == "Polygon" for cell in cells)


def test_grid_codes_belong_to_one_community_and_run_from_west_to_east(
    divisions: list[dict[str, str]], features: list[dict[str, dict[str, object]]]
) -> None:
    communities = {row["code"] for row in divisions if row["level"] == "community" and row["city_code"] == CITY}
    west: dict[str, list[float]] = {}
    for feature in features:
        said = feature["properties"]
        community = str(said["community_code"])
        west.setdefault(community, []).append(round(shape(feature["geometry"]).centroid.x, 4))
        assert said["code"] == f"{community}{len(west[community]):03d}"
        assert said["synthetic"] is True
        assert (said["level"], said["kind"]) == ("小", "基础")
        assert 150 <= int(str(said["households"])) <= 500
    assert set(west) == communities
    assert all(centres == sorted(centres) and 3 <= len(centres) <= 4 for centres in west.values())
    assert 2500 <= len(features) <= 2700


def test_grids_are_made_again_as_they_are_committed(features: list[dict[str, dict[str, object]]]) -> None:
    code = "341023"
    made = grids.county_grids(
        read_boundaries(SITE)[code], code, grids.read_communities(SITE, CITY)[code], grids.read_points(SITE)
    )
    kept = [feature for feature in features if feature["properties"]["county_code"] == code]
    assert [said for said, _ in made] == [feature["properties"] for feature in kept]
    for (_, area), feature in zip(made, kept, strict=True):
        # Another processor may round the last digit otherwise.
        assert np.allclose(area.bounds, shape(feature["geometry"]).bounds, atol=2e-5)


def test_geojson_files_hold_one_feature_a_line_and_stay_small() -> None:
    for path in (SITE / "grids.geojson", SITE / "boundaries" / "counties.geojson"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert all(json.loads(line.rstrip(","))["type"] == "Feature" for line in lines[1:-1])
        assert path.stat().st_size < 2_500_000


def _map(name: str) -> dict[str, str]:
    with (SITE / "code_maps" / name).open(encoding="utf-8", newline="") as lines:
        return {row["external_code"]: row["code"] for row in csv.DictReader(lines)}


def test_code_maps_know_every_code_of_the_platform_but_one() -> None:
    types = _map("grid_event_type.csv")
    assert {kind.code for kind in catalogue.EVENT_TYPES} - set(types) == {"1151"}
    assert set(types) <= {kind.code for kind in catalogue.EVENT_TYPES}
    assert set(types.values()) <= {row["code"] for row in read_rows(SITE / "code_lists" / "event_category.csv")}
    assert set(_map("grid_channel.csv")) == {code for code, _ in catalogue.CHANNELS}
    assert set(_map("grid_status.csv")) == set(catalogue.STATUSES)


def test_units_know_every_spelling_of_the_platform_but_one() -> None:
    rows = read_rows(SITE / "units.csv")
    known = {name for row in rows for name in (row["name_zh"], *row["aliases"].split("|"))}
    assert {name for names in catalogue.UNITS for name in names} <= known
    assert catalogue.UNKNOWN_UNIT not in known


def test_targets_are_of_a_document_or_marked_as_a_demonstration() -> None:
    rows = read_rows(Path(SITE) / "targets.csv")
    documents = {claim["document"] for claim in read_rows(Path(SITE) / "reported_facts.csv")}
    for row in rows:
        # Words in brackets say more of it.
        title = row["document"].split("（")[0]
        assert "演示目标" in row["document"] or any(each.startswith(title) for each in documents), row["metric_key"]
    assert [row["metric_key"] for row in rows if "演示目标" in row["document"]] == ["grid_events_on_time"]
    of_plan = {row["metric_key"]: float(row["value"]) for row in rows if "〔2020〕7号" in row["document"]}
    assert of_plan == {
        "organisations_per_urban_community": 10,
        "organisations_per_rural_community": 5,
        "hub_organisations_per_100_communities": 100,
        "social_workers_per_community": 1,
        "beautiful_communities": 4,
    }


def test_cities_without_their_own_grids_have_synthetic_ones(divisions: list[dict[str, str]]) -> None:
    found = {}
    for city, name in grids.FILES.items():
        said = [each["properties"] for each in json.loads((SITE / name).read_text(encoding="utf-8"))["features"]]
        assert all(each["synthetic"] and str(each["code"]).startswith(city) for each in said)
        assert len({each["code"] for each in said}) == len(said)
        found[city] = said
    assert 14_500 < sum(map(len, found.values())) < 15_500
    levels = Counter(each["level"] for each in found.pop("445381"))
    assert levels == grids.LUODING_LEVELS
    for city in ("3408", "1405"):
        homes = {row["code"] for row in divisions if row["level"] == "community" and row["city_code"] == city}
        covered = {each["community_code"] for each in found[city]}
        assert {code for code in homes - covered if not grids.statistical(code[:6])} == set()


def test_the_grids_of_the_subdistricts_of_luoding_are_made_again_and_do_not_overlap() -> None:
    made = grids.luoding_grids()
    kept = json.loads((SITE / grids.FILES["445381"]).read_text(encoding="utf-8"))["features"]
    assert [said for said, _ in made] == [feature["properties"] for feature in kept]
    areas = [area for _, area in made]
    assert overlap_area(areas) < 1e-6 * sum(area.area for area in areas)
