"""Stand-ins for the warehouse with the signatures of the real one: plausible numbers, no database."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from data_access.directory import DivisionName, Target
from data_access.freshness import Feed, SourceState
from data_access.metric import Direction, Metric, Text
from data_access.queries import Value
from data_access.schema import UNMAPPED
from data_access.scope import Scope
from data_access.statistics import RANKING_MINIMUM, rank_ranges, wilson_interval
from data_access.value import Refusal, RefusedError

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
# What divisions.csv lists beyond the city: its province, a neighbouring city and a county of that.
ELSEWHERE = {
    "34": DivisionName("34", "安徽省", "Anhui", "province", "", "34"),
    "3408": DivisionName("3408", "安庆市", "Anqing", "city", "34", "3408"),
    "340802": DivisionName("340802", "迎江区", "Yingjiang", "county", "3408", "3408"),
}


def _polygons() -> dict[str, Any]:
    path = SITE / "boundaries" / "counties.geojson"
    if not path.exists():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {each["properties"]["code"]: each["geometry"] for each in found}


def _grid_features() -> list[dict[str, Any]]:
    path = SITE / "grids.geojson"
    return json.loads(path.read_text(encoding="utf-8"))["features"] if path.exists() else []


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
                "name_zh": [each["properties"].get("name_zh", each["properties"]["code"]) for each in features],
                "name_en": [each["properties"].get("name_en", each["properties"]["code"]) for each in features],
                "geometry": pd.Series([each["geometry"] for each in features], dtype=object),
            }
        )

    def divisions(self, city: str, level: str) -> pd.DataFrame:
        return self._counties if level == "county" and city == CITY else self._counties.iloc[:0]

    def grids(self, city: str) -> pd.DataFrame:
        return self._grids if city == CITY else self._grids.iloc[:0]

    def division(self, code: str) -> DivisionName | None:
        if code == CITY:
            return DivisionName(CITY, "黄山市", "Huangshan", "city", "34", CITY)
        if code in COUNTIES:
            return DivisionName(code, COUNTIES[code][0], COUNTIES[code][1], "county", CITY, CITY)
        return ELSEWHERE.get(code)

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


def _on_time_target(value: float = 95.0) -> Target:
    return Target("grid_events_on_time", CITY, date(2020, 1, 1), None, ">=", value, "演示目标")


def on_time_target(value: float) -> Target:
    """A target for the on-time rate of the city."""
    return _on_time_target(value)


@dataclass
class FakeReads:
    """Numbers that depend on metric, month and place only; `shift` adds to every count, as new data would."""

    counties: dict[str, tuple[str, str, int, int, int]] = field(default_factory=lambda: dict(COUNTIES))
    shift: int = 0
    empty: bool = False
    grids: Sequence[str] = ()
    astray: int = 0

    def total(self, metric: Metric, scope: Scope) -> Value:
        if self.empty:
            return Value(None, None, None)
        codes = [scope.division] if scope.division in self.counties else list(self.counties)
        pairs = [self._pair(metric, code, scope.period.start) for code in codes if code]
        above = sum(pair[0] for pair in pairs)
        below = None if metric.denominator is None else sum(pair[1] for pair in pairs)
        return Value(above, below, metric.value(above, below))

    def done_by(self, metric: Metric, scope: Scope, until: date) -> Value:
        """Of what is closed by now one in fifty was not yet."""
        if metric.numerator.plus != ("reported_closed",):
            raise RefusedError(Refusal("not_by_days", Text("未记录。", "Not kept.")))
        now = self.total(metric, scope)
        above = None if now.numerator is None else now.numerator * 0.98
        return Value(above, now.denominator, metric.value(above, now.denominator))

    def totals(self, metrics: Sequence[Metric], scope: Scope) -> dict[str, Value]:
        return {metric.key: self.total(metric, scope) for metric in metrics}

    def series(self, metric: Metric, grain: str, scope: Scope) -> pd.DataFrame:
        months = pd.date_range(scope.period.start, scope.period.end, freq="MS")
        values = [self.total(metric, scope.during(_month(day))) for day in months]
        return pd.DataFrame({"period": months, "value": [each.value for each in values]})

    def breakdown(self, metric: Metric, by: str, scope: Scope) -> pd.DataFrame:
        if self.empty:
            return pd.DataFrame({"code": [], "numerator": [], "denominator": [], "value": []})
        if by == "grid":
            counts = [float((index * 7919 + self.shift * 31) % 23) for index in range(len(self.grids))]
            return pd.DataFrame({"code": list(self.grids), "numerator": counts, "denominator": None, "value": counts})
        if by == "township":
            values = [float(count) if metric.additive else 90.0 for _zh, _en, count in TOWNS.values()]
            return pd.DataFrame({"code": list(TOWNS), "numerator": values, "denominator": 100.0, "value": values})
        pairs = {code: self._pair(metric, code, scope.period.start) for code in self.counties}
        if self.astray:
            pairs[UNMAPPED] = (float(self.astray), 2.0 * self.astray)
        return pd.DataFrame(
            {
                "code": list(pairs),
                "numerator": [float(above) for above, _ in pairs.values()],
                "denominator": [float(below) for _, below in pairs.values()],
                "value": [metric.value(above, below) for above, below in pairs.values()],
            }
        )

    def matrix(self, metric: Metric, by: str, across: str, scope: Scope) -> pd.DataFrame:
        months = pd.date_range(scope.period.start, scope.period.end, freq="MS")
        parts = [self.breakdown(metric, by, scope.during(_month(day))).assign(across=day.date()) for day in months]
        return pd.concat(parts, ignore_index=True)

    def ranking(self, metric: Metric, by: str, scope: Scope) -> pd.DataFrame:
        frame = self.breakdown(metric, by, scope)
        names = TOWNS if by == "township" else self.counties
        frame = frame[frame["code"].isin(list(names))].reset_index(drop=True)
        frame["name_zh"] = [names[code][0] for code in frame["code"]]
        frame["name_en"] = [names[code][1] for code in frame["code"]]
        cases = zip(frame["numerator"], frame["denominator"], strict=True)
        intervals = [wilson_interval(*case) if metric.is_rate else None for case in cases]
        ranked = [
            each if below >= RANKING_MINIMUM and metric.direction is not Direction.NONE else None
            for each, below in zip(intervals, frame["denominator"], strict=True)
        ]
        ranks = rank_ranges(ranked, high_is_good=metric.direction is Direction.UP)
        for column, place in (("low", 0), ("high", 1)):
            frame[column] = [each[place] * metric.scale if each else float("nan") for each in intervals]
            frame[f"rank_{column}"] = [float(each[place]) if each else float("nan") for each in ranks]
        return frame.sort_values("value", ascending=metric.direction is Direction.DOWN, ignore_index=True)

    def _pair(self, metric: Metric, code: str, start: date) -> tuple[float, float]:
        _zh, _en, on_time, due, overdue = self.counties[code]
        wave = ((start.year * 12 + start.month) * 37 % 11) / 400
        return {
            "on_time": (on_time * (1 - wave) + wave * on_time * 0.5 + self.shift * 0.5, due + self.shift),
            "overdue_open": (overdue + self.shift, 0),
            "closed_seconds": (due * 3600 * (26 + wave * 100), due),
            "reported_closed": (due * (0.9 - wave), due),
            "rework": (due * (0.04 + wave), due),
            "reported": (due * (1 + wave) + self.shift, 0),
        }[metric.numerator.plus[0]]


def _month(day: pd.Timestamp) -> Any:
    from data_access.scope import Period

    return Period.month(day.year, day.month)


@dataclass
class FakeFreshness:
    """One source that is `state`, and a version that a test can raise."""

    state: str = "fresh"
    version: int = 1
    now: datetime = NOW
    entity: str = "event"
    kind: str = "grid_event"
    reason: str = "SourceChanged"
    digest: str = "a"
    loading: bool = False
    complete_from: datetime | None = None

    def sources(self, city: str, now: datetime | None = None) -> list[SourceState]:
        name = Text("多网合一平台", "Grid platform")
        age = {"late": timedelta(hours=26), "failed": timedelta(hours=34.7)}.get(self.state, timedelta(minutes=12))
        when = None if self.state == "missing" else self.now - age
        reason = self.reason if self.state == "failed" else ""
        feeds = (Feed(self.entity, self.kind, when, 182_340),)
        given = ("grid_events", name, 60, when, when, self.state, 182_340, feeds, reason)
        return [SourceState(*given, self.loading, self.complete_from)]

    def versions(self, cities: Sequence[str]) -> dict[tuple[str, str], int]:
        return {(city, "event"): self.version for city in cities}

    def site_digest(self, site_key: str) -> str:
        return self.digest
