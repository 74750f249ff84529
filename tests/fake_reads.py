"""Stand-ins for the warehouse with the signatures of the real one: plausible numbers, no database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from fake_city import COUNTIES, KINDS, NOW, TOWNS

from data_access.freshness import Feed, SourceState
from data_access.hot_spots import HotSpots
from data_access.metric import Direction, Metric, Text
from data_access.queries import Value
from data_access.ranking import Among, among
from data_access.schema import UNMAPPED
from data_access.scope import Scope
from data_access.statistics import RANKING_MINIMUM, rank_ranges, wilson_interval
from data_access.value import Refusal, RefusedError
from data_access.versions import Versions


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
        sides = {side: [getattr(each, side) for each in values] for side in ("numerator", "denominator", "value")}
        return pd.DataFrame({"period": months, **sides, "withheld": False}).astype({"value": "float64"})

    def breakdown(self, metric: Metric, by: str, scope: Scope) -> pd.DataFrame:
        if self.empty:
            return pd.DataFrame({"code": [], "numerator": [], "denominator": [], "value": [], "withheld": []})
        if by == "grid":
            counts = [float((index * 7919 + self.shift * 31) % 23) for index in range(len(self.grids))]
            return pd.DataFrame({"code": list(self.grids), "numerator": counts, "denominator": None, "value": counts})
        if by in KINDS:
            return self._kinds(metric, by)
        if by == "township":
            values = [float(count) if metric.additive else 90.0 for _zh, _en, count in TOWNS.values()]
            numbers = {"numerator": values, "denominator": 100.0, "value": values, "withheld": False}
            return pd.DataFrame({"code": list(TOWNS), **numbers})
        pairs = {code: self._pair(metric, code, scope.period.start) for code in self.counties}
        if self.astray:
            pairs[UNMAPPED] = (float(self.astray), 2.0 * self.astray)
        return pd.DataFrame(
            {
                "code": list(pairs),
                "numerator": [float(above) for above, _ in pairs.values()],
                "denominator": [float(below) for _, below in pairs.values()],
                "value": [metric.value(above, below) for above, below in pairs.values()],
                "withheld": False,
            }
        )

    def distribution(self, metric: Metric, scope: Scope, shares: Sequence[float]) -> pd.DataFrame:
        if self.empty:
            nothing = float("nan")
            return pd.DataFrame({"share": shares, "low": nothing, "high": nothing, "cases": 0.0, "withheld": False})
        low = [10.0 * share for share in shares]
        return pd.DataFrame({"share": shares, "low": low, "high": [1 + each for each in low], "cases": 240.0})

    def by_hour(self, metric: Metric, scope: Scope, zone: str) -> pd.DataFrame:
        """Most on Wednesdays at nine; nothing at night."""
        rows = [(day, hour, 9 + day - abs(hour - 9)) for day in range(1, 8) for hour in range(6, 14)]
        rows += [(3, 9, 40)] if not self.empty else []
        told = pd.DataFrame([] if self.empty else rows, columns=["weekday", "hour", "numerator"])
        return told.groupby(["weekday", "hour"], as_index=False).sum()

    def hot_spots(self, metric: Metric, scope: Scope) -> HotSpots:
        """Of the grids there are the first two; of a city without grids nothing is known."""
        if not self.grids:
            return HotSpots(None, pd.DataFrame())
        rows = [
            (grid, grid[:6], grid[:9], grid[:12], 9, 41, 7, 6.1 - place, 0.0004 + 0.03 * place)
            for place, grid in enumerate(self.grids[:2])
        ]
        names = ["grid_code", "county_code", "township_code", "community_code", "reported", "around", "areas", "z"]
        return HotSpots(len(self.grids), pd.DataFrame(rows, columns=[*names, "adjusted"]))

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

    def among(self, metric: Metric, scope: Scope) -> Among:
        return among(self.ranking(metric, "county", scope.within(None)), scope.division or "")

    def _kinds(self, metric: Metric, by: str) -> pd.DataFrame:
        """Members of a dimension other than place: the third has so few that they are withheld."""
        above, below = [120.0, 40.0, float("nan"), 9.0], [130.0, 44.0, float("nan"), 11.0]
        value = [each if metric.additive else 100 * each / of for each, of in zip(above, below, strict=True)]
        hidden = [False, False, True, False]
        numbers = {"numerator": above, "denominator": below, "value": value, "withheld": hidden}
        return pd.DataFrame({"code": KINDS[by], **numbers})

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
        }.get(metric.numerator.plus[0], (due * (0.8 - wave), due))


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
    unmapped: int = 0
    filled: int = 0
    behind: timedelta | None = None

    def sources(self, city: str, now: datetime | None = None) -> list[SourceState]:
        name = Text("多网合一平台", "Grid platform")
        age = {"late": timedelta(hours=26), "failed": timedelta(hours=34.7)}.get(self.state, timedelta(minutes=12))
        age = self.behind or age
        when = None if self.state == "missing" else self.now - age
        reason = self.reason if self.state == "failed" else ""
        counts = (182_340, self.unmapped, 0, self.filled, 182_340 if self.filled else 0)
        feeds = (Feed(self.entity, self.kind, when, *counts),)
        given = ("grid_events", name, 60, when, when, self.state, 182_340, feeds, reason)
        return [SourceState(*given, self.loading, self.complete_from)]

    def versions(self, cities: Sequence[str], known: Versions) -> Versions:
        return Versions({(city, "event"): self.version for city in cities})

    def site_digest(self, site_key: str) -> str:
        return self.digest
