"""A city for tests: its counties with the site's real polygons and grids, its names and targets; no database."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pandas as pd

from data_access.directory import DivisionName, Target
from data_access.schema import UNMAPPED

SITE = Path(__file__).resolve().parent.parent / "etl" / "demo" / "site"
NOW = datetime(2026, 11, 20, 1, 42, tzinfo=UTC)
CITY = "3410"
# code: name zh, name en, closed on time, due, overdue and open
COUNTIES = {
    "341002": ("屯溪区", "Tunxi", 2802, 2918, 18),
    "341003": ("黄山区", "Huangshan D.", 1549, 1604, 22),
    "341004": ("徽州区", "Huizhou", 1122, 1187, 31),
    "341021": ("歙县", "Shexian", 2790, 3142, 214),
    "341022": ("休宁县", "Xiuning", 1771, 1872, 48),
    "341023": ("黟县", "Yixian", 771, 804, 16),
    "341024": ("祁门县", "Qimen", 1037, 1125, 63),
}
TOWNS = {
    "341021100": ("徽城镇", "Huicheng", 62),
    "341021101": ("深渡镇", "Shendu", 31),
    "341021103": ("王村镇", "Wangcun", 24),
    "341021102": ("桂林镇", "Guilin", 19),
}
# Codes of dimensions that are no place.
KINDS = {by: ["neighbours", "contract", "medical", UNMAPPED] for by in ("category", "channel", "unit")}
# What divisions.csv lists beyond the city: its province, a neighbouring city and a county of that.
ELSEWHERE = {
    "34": DivisionName("34", "安徽省", "Anhui", "province", "", "34"),
    "3408": DivisionName("3408", "安庆市", "Anqing", "city", "34", "3408"),
    "340802": DivisionName("340802", "迎江区", "Yingjiang", "county", "3408", "3408"),
}


@cache
def _polygons() -> dict[str, Any]:
    path = SITE / "boundaries" / "counties.geojson"
    if not path.exists():
        return {}
    found = orjson.loads(path.read_bytes())["features"]
    return {each["properties"]["code"]: each["geometry"] for each in found}


@cache
def _grid_features() -> list[dict[str, Any]]:
    path = SITE / "grids.geojson"
    return orjson.loads(path.read_bytes())["features"] if path.exists() else []


class FakeDirectory:
    """The counties of 黄山 with the site's real polygons and grids."""

    def __init__(self, targets: Sequence[Target] | None = None) -> None:
        shapes = _polygons()
        self._targets = [_on_time_target()] if targets is None else list(targets)
        self._counties = pd.DataFrame(
            [
                {"code": code, "name_zh": zh, "name_en": en, "parent_code": CITY, "geometry": shapes.get(code)}
                for code, (zh, en, *_numbers) in COUNTIES.items()
            ]
        )
        features = _grid_features()
        self._grids = pd.DataFrame(
            {
                "code": [each["properties"]["code"] for each in features],
                "county_code": [each["properties"]["code"][:6] for each in features],
                "township_code": [each["properties"]["township_code"] for each in features],
                "community_code": [each["properties"]["community_code"] for each in features],
                "name_zh": [each["properties"].get("name_zh", each["properties"]["code"]) for each in features],
                "name_en": [each["properties"].get("name_en", each["properties"]["code"]) for each in features],
                "geometry": pd.Series([each["geometry"] for each in features], dtype=object),
            }
        )

        self._within = {level: set(self._grids[f"{level}_code"]) for level in ("township", "community")}

    def divisions(self, city: str, level: str) -> pd.DataFrame:
        return self._counties if level == "county" and city == CITY else self._counties.iloc[:0]

    def grids(self, city: str) -> pd.DataFrame:
        return self._grids if city == CITY else self._grids.iloc[:0]

    def division(self, code: str) -> DivisionName | None:
        if code == CITY:
            return DivisionName(CITY, "黄山市", "Huangshan", "city", "34", CITY)
        if code in COUNTIES:
            return DivisionName(code, COUNTIES[code][0], COUNTIES[code][1], "county", CITY, CITY)
        for level, around in (("township", code[:6]), ("community", code[:9])):
            if code in self._within[level]:
                return DivisionName(code, f"{code}号", f"No. {code}", level, around, CITY)
        return ELSEWHERE.get(code)

    def members(self, city: str, level: str, within: str | None) -> pd.DataFrame:
        names = TOWNS if level == "township" else COUNTIES
        rows = [{"code": code, "name_zh": name[0], "name_en": name[1]} for code, name in names.items()]
        return pd.DataFrame(rows)

    def names(self, dimension: str, city: str) -> dict[str, tuple[str, str]]:
        return {"neighbours": ("邻里", "Neighbours"), "contract": ("合同", "Contracts")}

    def targets(self, city: str) -> list[Target]:
        return self._targets if city == CITY else []

    def set_targets(self, targets: Sequence[Target]) -> None:
        """What a new targets.csv would bring."""
        self._targets = list(targets)

    def hide_boundary(self, code: str) -> None:
        """As where a boundary file lacks a county."""
        self._counties.loc[self._counties["code"] == code, "geometry"] = None

    def forget_counties(self) -> None:
        """As for a city that is not divided."""
        self._counties = self._counties.iloc[:0]

    def refresh(self) -> None:
        """Nothing is kept."""

    def reread(self) -> None:
        """Nor read again."""


def _on_time_target(value: float = 95.0) -> Target:
    return Target("grid_events_on_time", CITY, date(2020, 1, 1), None, ">=", value, "演示目标")


def on_time_target(value: float) -> Target:
    """A target for the on-time rate of the city."""
    return _on_time_target(value)
