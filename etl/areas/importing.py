"""python -m etl divisions|grids|units FILE: reads the file, reports what is wrong, and writes the site's own file."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import shapely

from etl.areas.divisions import COLUMNS, Row, merge_edition, read_successors
from etl.areas.findings import (
    Finding,
    find_gaps,
    find_invalid,
    find_orphans,
    find_overlaps,
    find_points_outside,
    find_shift,
)
from etl.areas.layers import column, read_layer
from etl.errors import SiteInvalid
from etl.geography import feature_lines
from etl.geojson import read_features
from etl.mapping.codes import read_table

# What no load accepts of a site: it is not written.
_REFUSED = frozenset({"orphan", "invalid"})
_LEVELS = ("province", "city", "county", "township", "community")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file holds: names of its columns, and whether the site's file is to be written."""

    path: Path
    code: str = "code"
    name: str = "name"
    parent: str = "parent_code"
    layer: str | None = None
    edition: date | None = None
    crosswalk: Path | None = None
    write: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found, in lines for a terminal; `findings` for programs; `refused`: why nothing was written."""

    lines: list[str]
    findings: list[Finding]
    refused: str = ""


def import_divisions(folder: Path, wanted: Wanted) -> Outcome:
    """Merge an edition of codes into divisions.csv of the site `folder`; polygons in the file go to boundaries/."""
    if wanted.edition is None:
        raise SiteInvalid("say with --edition YYYY-MM-DD from when the codes of this file are valid")
    frame, findings = _named(wanted)
    path = folder / "divisions.csv"
    old = read_table(path, COLUMNS) if path.is_file() else []
    rows = _division_rows(frame, wanted, {row["code"]: row for row in old})
    merged = merge_edition(old, rows, wanted.edition, read_successors(wanted.crosswalk))
    valid = {row["code"] for row in merged.rows if not row["valid_to"]}
    findings += find_orphans({row["code"]: row["parent_code"] for row in rows}, valid)
    findings += [
        Finding("no_successor", (code,), f"{code}: ended without a successor; add it to the crosswalk if it has one")
        for code in merged.without_successor
    ]
    areas = _areas(frame, column(frame, wanted.code, wanted.path))
    findings += _shape_findings(areas, _known_shapes(folder))
    findings += find_points_outside(_points(rows), dict(zip(areas["code"], areas.geometry, strict=True)))
    lines = [
        f"{wanted.path}: {len(rows)} divisions, {len(areas)} with a polygon",
        f"  {len(merged.added)} new, {len(merged.ended)} ended, {len(merged.renamed)} renamed or moved",
    ]
    if _writes(wanted, findings):
        _write_rows(path, COLUMNS, merged.rows)
        if len(areas):
            _write_areas(folder / "boundaries" / f"{wanted.path.stem}.geojson", areas)
    return _outcome(lines, findings, wanted, path)


def import_grids(folder: Path, wanted: Wanted) -> Outcome:
    """Check a grid layer against the site's communities and counties; written as grids.geojson."""
    frame, findings = _named(wanted)
    divisions = {row["code"]: row for row in read_table(folder / "divisions.csv", COLUMNS) if not row["valid_to"]}
    codes, communities = column(frame, wanted.code, wanted.path), column(frame, wanted.parent, wanted.path)
    areas = _areas(frame.assign(community=communities, title=column(frame, wanted.name, wanted.path)), codes)
    findings += find_orphans(dict(zip(codes, communities, strict=True)), set(divisions))
    known = _known_shapes(folder)
    counties = [_above(code, "county", divisions) for code in areas["community"]]
    areas["within"] = counties
    findings += _shape_findings(areas, known) + find_gaps(areas, known)
    unions = {code: shapely.union_all(part.geometry.to_numpy()) for code, part in areas.groupby("within")}
    findings += find_shift([(union, known[code]) for code, union in unions.items() if code in known])
    target = folder / "grids.geojson"
    if _writes(wanted, findings):
        _write_grids(target, areas, divisions)
    return _outcome([f"{wanted.path}: {len(areas)} grids in {len(unions)} counties"], findings, wanted, target)


def import_units(folder: Path, wanted: Wanted) -> Outcome:
    """Handling units from a table with a code and a name; aliases of units already known are kept."""
    frame, findings = _named(wanted)
    codes, names = column(frame, wanted.code, wanted.path), column(frame, wanted.name, wanted.path)
    path = folder / "units.csv"
    header = ("unit_code", "name_zh", "name_en", "aliases")
    known = {row["unit_code"]: row for row in read_table(path, header)} if path.is_file() else {}
    twice = sorted({code for code in codes if list(codes).count(code) > 1})
    findings += [Finding("twice", (code,), f"{code}: stands in the file more than once") for code in twice]
    for code, name in zip(codes, names, strict=True):
        before = known.get(code, {"unit_code": code, "name_zh": name, "name_en": name, "aliases": ""})
        aliases = [alias for alias in before["aliases"].split("|") if alias]
        if before["name_zh"] != name and before["name_zh"] not in aliases:
            aliases.append(before["name_zh"])
        known[code] = {**before, "name_zh": name, "aliases": "|".join(aliases)}
    if _writes(wanted, findings):
        _write_rows(path, header, known.values())
    return _outcome([f"{wanted.path}: {len(codes)} units, {len(known)} afterwards"], findings, wanted, path)


def _named(wanted: Wanted) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """What the file holds, without the records that have no code or no name, and the findings about those."""
    frame = read_layer(wanted.path, wanted.layer)
    codes, names = column(frame, wanted.code, wanted.path), column(frame, wanted.name, wanted.path)
    named = [bool(code and name) for code, name in zip(codes, names, strict=True)]
    findings = [
        Finding("nameless", (code,), f"record {number}: has no code or no name, and is left out")
        for number, (code, there) in enumerate(zip(codes, named, strict=True), start=1)
        if not there
    ]
    return frame[named].reset_index(drop=True), findings


def _writes(wanted: Wanted, findings: Sequence[Finding]) -> bool:
    return wanted.write and not any(finding.kind in _REFUSED for finding in findings)


def _division_rows(frame: gpd.GeoDataFrame, wanted: Wanted, old: Mapping[str, Row]) -> list[Row]:
    codes, names = column(frame, wanted.code, wanted.path), column(frame, wanted.name, wanted.path)
    parents = dict(zip(codes, column(frame, wanted.parent, wanted.path), strict=True))
    known_parents = {code: row["parent_code"] for code, row in old.items()} | parents
    rows = []
    for index, (code, name) in enumerate(zip(codes, names, strict=True)):
        chain = _chain(code, known_parents)
        level = old[code]["level"] if code in old else _LEVELS[min(len(chain), len(_LEVELS)) - 1]
        extra = {each: frame[each].iloc[index] for each in COLUMNS if each in frame.columns}
        city = chain[-2] if len(chain) > 1 else code
        rows.append({**extra, "code": code, "name_zh": name, "level": level, "parent_code": parents[code]})
        rows[-1] |= {"city_code": city, "name_en": extra.get("name_en") or old.get(code, {}).get("name_en", name)}
    return rows


def _chain(code: str, parents: Mapping[str, str]) -> list[str]:
    """The code and all above it, lowest first; a circle ends where it closes."""
    chain: list[str] = []
    while code and code not in chain:
        chain.append(code)
        code = parents.get(code, "")
    return chain


def _above(code: str, level: str, divisions: Mapping[str, Row]) -> str:
    parents = {each: row["parent_code"] for each, row in divisions.items()}
    return next((each for each in _chain(code, parents) if each in divisions and divisions[each]["level"] == level), "")


def _areas(frame: gpd.GeoDataFrame, codes: Iterable[str]) -> gpd.GeoDataFrame:
    return frame.assign(code=list(codes))[frame.geometry.notna().to_numpy()].reset_index(drop=True)


def _shape_findings(areas: gpd.GeoDataFrame, known: Mapping[str, shapely.Geometry]) -> list[Finding]:
    invalid = find_invalid(areas)
    spoilt = {code for finding in invalid for code in finding.codes}
    sound = areas[~areas["code"].isin(spoilt)]
    pairs = [(shape, known[code]) for code, shape in zip(sound["code"], sound.geometry, strict=True) if code in known]
    return invalid + find_overlaps(sound) + find_shift(pairs)


def _known_shapes(folder: Path) -> dict[str, shapely.Geometry]:
    return {
        str(feature["properties"]["code"]): shapely.geometry.shape(feature["geometry"])
        for path in sorted((folder / "boundaries").glob("*.geojson"))
        for feature in read_features(path, ("code",))
    }


def _points(rows: Sequence[Row]) -> dict[str, tuple[float, float]]:
    placed = [row for row in rows if row.get("longitude") and row.get("latitude")]
    return {row["code"]: (float(row["longitude"]), float(row["latitude"])) for row in placed}


def _outcome(lines: list[str], findings: list[Finding], wanted: Wanted, target: Path) -> Outcome:
    lines += [f"  {finding.kind}: {finding.sentence}" for finding in findings]
    if wanted.write and not _writes(wanted, findings):
        kinds = " and ".join(sorted({finding.kind for finding in findings} & _REFUSED))
        return Outcome(
            lines, findings, f"{target} was not written: no load would take what is {kinds}; mend that first"
        )
    lines.append(f"  written to {target}" if wanted.write else "  nothing was written; --write does")
    return Outcome(lines, findings)


def _write_rows(path: Path, header: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: row.get(name, "") for name in header} for row in rows)


def _write_areas(path: Path, areas: gpd.GeoDataFrame) -> None:
    path.parent.mkdir(exist_ok=True)
    rows = (({"code": code}, shape) for code, shape in zip(areas["code"], areas.geometry, strict=True))
    path.write_text(feature_lines(rows), encoding="utf-8")


def _write_grids(path: Path, areas: gpd.GeoDataFrame, divisions: Mapping[str, Row]) -> None:
    features = []
    for row in areas.itertuples():
        community = str(row.community)
        properties: dict[str, object] = {
            "code": row.code,
            "name": row.title,
            "community_code": community,
            "township_code": _above(community, "township", divisions),
            "county_code": _above(community, "county", divisions),
            "city_code": _above(community, "city", divisions),
            "level": getattr(row, "level", "") or "小",
            "kind": getattr(row, "kind", "") or "基础",
            "synthetic": False,
        }
        features.append((properties, row.geometry))
    path.write_text(feature_lines(features), encoding="utf-8")
