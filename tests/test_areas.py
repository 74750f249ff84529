"""Any table and any map file becomes the site's divisions, grids and units, and what is wrong with them is said."""

from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from etl.areas.divisions import merge_edition
from etl.areas.findings import find_shift
from etl.areas.importing import Wanted, import_divisions, import_grids, import_units
from etl.errors import SiteInvalid
from etl.geojson import read_features
from etl.mapping.codes import read_table

HEADER = (
    "code,name_zh,name_en,level,parent_code,city_code,unit_type,urban_rural,valid_from,valid_to,successor_code,"
    "longitude,latitude\n"
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "boundaries").mkdir(parents=True)
    rows = [
        "34,某省,Province,province,,34,,,2023-06-30,,,,",
        "3410,某市,City,city,34,3410,,,2023-06-30,,,,",
        "341002,东区,East,county,3410,3410,,,2023-06-30,,,,",
        "341003,西区,West,county,3410,3410,,,2023-06-30,,,,",
        "341002001,甲街道,A,township,341002,3410,,,2023-06-30,,,,",
        "341002001001,甲社区,A1,community,341002001,3410,,,2023-06-30,,,,",
    ]
    (folder / "divisions.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    boundary = gpd.GeoDataFrame({"code": ["341002"]}, geometry=[shapely.box(118.0, 29.0, 118.1, 29.1)], crs=4326)
    boundary.to_file(folder / "boundaries" / "counties.geojson", driver="GeoJSON")
    return folder


def write_counties(path: Path, east_metres: float = 0.0) -> None:
    shift = east_metres / 97_300
    shapes = [
        shapely.box(118.0 + shift, 29.0, 118.1 + shift, 29.1),
        shapely.box(118.1 + shift, 29.0, 118.2 + shift, 29.1),
    ]
    frame = gpd.GeoDataFrame(
        {"adcode": [341002, 341004], "title": ["东区", "新区"], "parent": ["3410", "3410"]}, geometry=shapes, crs=4326
    )
    frame.to_file(path)


@pytest.mark.parametrize("suffix", ["geojson", "shp", "gpkg"])
def test_an_edition_ends_old_codes_and_begins_new_ones(site: Path, tmp_path: Path, suffix: str) -> None:
    source = tmp_path / f"counties_2024.{suffix}"
    write_counties(source)
    crosswalk = tmp_path / "crosswalk.csv"
    crosswalk.write_text("old_code,new_code\n341003,341004\n", encoding="utf-8")
    edition = date(2024, 6, 30)
    wanted = Wanted(source, "adcode", "title", "parent", edition=edition, crosswalk=crosswalk, write=True)
    outcome = import_divisions(site, wanted)
    rows = {row["code"]: row for row in read_table(site / "divisions.csv", ("code",))}
    assert rows["341003"]["valid_to"] == "2024-06-30"
    assert rows["341003"]["successor_code"] == "341004"
    assert (rows["341004"]["valid_from"], rows["341004"]["level"], rows["341004"]["city_code"]) == (
        "2024-06-30",
        "county",
        "3410",
    )
    assert rows["341002"]["valid_from"] == "2023-06-30"
    assert rows["341002001001"]["valid_to"] == ""
    assert "1 new, 1 ended, 0 renamed or moved" in "\n".join(outcome.lines)
    written = read_features(site / "boundaries" / "counties_2024.geojson", ("code",))
    assert [feature["properties"]["code"] for feature in written] == ["341002", "341004"]


def test_nothing_is_written_unless_asked(site: Path, tmp_path: Path) -> None:
    source = tmp_path / "counties.geojson"
    write_counties(source)
    before = (site / "divisions.csv").read_bytes()
    outcome = import_divisions(site, Wanted(source, "adcode", "title", "parent", edition=date(2024, 6, 30)))
    assert (site / "divisions.csv").read_bytes() == before
    assert [finding.kind for finding in outcome.findings] == ["no_successor"]
    assert outcome.lines[-1] == "  nothing was written; --write does"


def test_a_shift_of_the_size_of_gcj02_is_reported_and_not_converted(site: Path, tmp_path: Path) -> None:
    source = tmp_path / "shifted.geojson"
    write_counties(source, east_metres=480)
    wanted = Wanted(source, "adcode", "title", "parent", edition=date(2024, 6, 30), write=True)
    outcome = import_divisions(site, wanted)
    shifts = [finding for finding in outcome.findings if finding.kind == "shift"]
    assert len(shifts) == 1
    assert "m east" in shifts[0].sentence
    assert "Nothing was converted" in shifts[0].sentence
    written = read_features(site / "boundaries" / "shifted.geojson", ("code",))
    assert written[0]["geometry"]["coordinates"][0][0][0] != 118.0


@pytest.mark.parametrize("metres", [0.0, 120.0, 1500.0])
def test_no_shift_is_seen_in_other_distances(metres: float) -> None:
    known = shapely.box(118.0, 29.0, 118.1, 29.1)
    assert find_shift([(shapely.affinity.translate(known, metres / 97_300), known)]) == []


def test_grids_are_held_against_communities_and_counties(site: Path, tmp_path: Path) -> None:
    shapes = [
        shapely.box(118.0, 29.0, 118.05, 29.1),
        shapely.box(118.04, 29.0, 118.08, 29.1),
        shapely.Polygon([(118.08, 29.0), (118.1, 29.1), (118.1, 29.0), (118.08, 29.1)]),
    ]
    frame = gpd.GeoDataFrame(
        {
            "code": ["341002001001001", "341002001001002", "341002001001003"],
            "name": ["一", "二", "三"],
            "community": ["341002001001", "341002001001", "341002001999"],
        },
        geometry=shapes,
        crs=4490,
    )
    source = tmp_path / "grids.gpkg"
    frame.to_file(source)
    outcome = import_grids(site, Wanted(source, parent="community", write=True))
    assert sorted(finding.kind for finding in outcome.findings) == ["gap", "invalid", "orphan", "overlap"]
    # What every load would refuse is not written.
    assert "no load would take what is invalid and orphan" in outcome.refused
    assert not (site / "grids.geojson").exists()
    frame[:2].to_file(source)
    outcome = import_grids(site, Wanted(source, parent="community", write=True))
    assert (sorted(finding.kind for finding in outcome.findings), outcome.refused) == (["gap", "overlap"], "")
    text = (site / "grids.geojson").read_text(encoding="utf-8")
    assert '"county_code":"341002"' in text
    assert '"synthetic":false' in text


def test_units_keep_their_aliases_and_an_old_name_becomes_one(site: Path, tmp_path: Path) -> None:
    (site / "units.csv").write_text("unit_code,name_zh,name_en,aliases\nU1,城管局,City,城管|执法局\n", encoding="utf-8")
    source = tmp_path / "units.csv"
    source.write_bytes("编码;名称\nU1;城市管理局\nU2;水利局\nU2;水利局\n".encode("gb18030"))
    outcome = import_units(site, Wanted(source, "编码", "名称", write=True))
    rows = {row["unit_code"]: row for row in read_table(site / "units.csv", ("unit_code",))}
    assert rows["U1"]["name_zh"] == "城市管理局"
    assert rows["U1"]["aliases"] == "城管|执法局|城管局"
    assert rows["U2"]["name_zh"] == "水利局"
    assert [finding.kind for finding in outcome.findings] == ["twice"]


def test_what_has_no_code_or_name_is_left_out_and_said(site: Path, tmp_path: Path) -> None:
    source = tmp_path / "units.csv"
    source.write_text("code,name\nU1,城管局\n,无编号单位\nU3,\n", encoding="utf-8")
    outcome = import_units(site, Wanted(source, write=True))
    assert [(each.kind, each.sentence[:8]) for each in outcome.findings] == [
        ("nameless", "record 2"),
        ("nameless", "record 3"),
    ]
    assert [row["unit_code"] for row in read_table(site / "units.csv", ("unit_code",))] == ["U1"]


def test_a_division_below_none_is_not_written(site: Path, tmp_path: Path) -> None:
    before = (site / "divisions.csv").read_bytes()
    source = tmp_path / "counties.csv"
    source.write_text("code,name,parent_code\n341002,东区,3410\n341099,新区,3499\n", encoding="utf-8")
    outcome = import_divisions(site, Wanted(source, edition=date(2024, 6, 30), write=True))
    assert "orphan" in outcome.refused
    assert (site / "divisions.csv").read_bytes() == before


def test_a_file_without_reference_system_is_refused(site: Path, tmp_path: Path) -> None:
    source = tmp_path / "counties.shp"
    write_counties(source)
    source.with_suffix(".prj").unlink()
    with pytest.raises(SiteInvalid, match="declares no reference system"):
        import_divisions(site, Wanted(source, "adcode", "title", "parent", edition=date(2024, 6, 30)))


def test_a_missing_column_is_said_with_those_there_are(site: Path, tmp_path: Path) -> None:
    source = tmp_path / "table.csv"
    source.write_text("adcode,title\n341002,东区\n", encoding="utf-8")
    with pytest.raises(SiteInvalid, match="has no column 'code'; its columns are: adcode, title"):
        import_units(site, Wanted(source))


def test_a_successor_must_exist() -> None:
    old = [{**dict.fromkeys(HEADER.strip().split(","), ""), "code": "1", "level": "county", "city_code": "9"}]
    new = [{**old[0], "code": "2"}]
    with pytest.raises(SiteInvalid, match="1 became 3"):
        merge_edition(old, new, date(2024, 1, 1), {"1": "3"})
