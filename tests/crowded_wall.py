"""Stand-ins for a wall with much on it: long names in both languages, many units, sources in every state."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pandas as pd
from fake_city import CITY, FakeDirectory
from fake_reads import FakeFreshness, FakeReads

from data_access.directory import DivisionName
from data_access.freshness import Feed, SourceState
from data_access.hot_spots import HotSpots
from data_access.metric import Metric, Text
from data_access.scope import Scope

# As long as those of the demonstration's units, kinds and sources.
NAMES = {
    "human_resources": ("人力资源和社会保障局", "Human Resources and Social Security Bureau"),
    "housing": ("住房和城乡建设局", "Housing and Urban-Rural Development Bureau"),
    "agriculture": ("农业农村局", "Agriculture and Rural Affairs Bureau"),
    "health": ("卫生健康委员会", "Health Commission"),
    "expropriation": ("征地拆迁", "Expropriation and demolition"),
    "property": ("住房物业诉求", "Housing and property management"),
    "data": ("数据资源管理局", "Data Resources Bureau"),
    "government": ("政务服务中心", "Government Services Centre"),
}
_SOURCES = (
    (Text("黄山大调解平台", "Mediation platform of Huangshan"), "mediation_case", "dispute"),
    (Text("黄山工作要点与省级试点", "Work points and provincial pilots of Huangshan"), "task", "work_point"),
    (Text("黄山村（社区）基本情况表", "Communities of Huangshan"), "membership", "volunteer"),
    (Text("黄山居民参与账本", "Ledger of taking part, Huangshan"), "service_record", ""),
    (Text("12345市长热线", "12345 hotline"), "case_step", "hotline_step"),
    (Text("志愿服务统计月报", "Bulletin of volunteers"), "activity", "volunteer_activity"),
    (Text("新时代文明实践", "Civilisation practice"), "event", "hotline_ticket"),
)
_TROUBLE = ("fresh", "late", "failed", "missing", "paused")
_HOT = 9


class CrowdedReads(FakeReads):
    """Eight members of every dimension that is no place, the last withheld; nine hot spots."""

    def _kinds(self, metric: Metric, by: str) -> pd.DataFrame:
        above = [120.0 + 7 * place for place in range(len(NAMES) - 1)] + [float("nan")]
        below = [130.0 + 9 * place for place in range(len(NAMES) - 1)] + [float("nan")]
        value = [each if metric.additive else 100 * each / of for each, of in zip(above, below, strict=True)]
        numbers = {"numerator": above, "denominator": below, "value": value, "withheld": [False] * 7 + [True]}
        return pd.DataFrame({"code": list(NAMES), **numbers})

    def hot_spots(self, metric: Metric, scope: Scope) -> HotSpots:
        found = super().hot_spots(metric, scope)
        rows = [found.rows.head(1).assign(grid_code=grid) for grid in self.grids[:_HOT]]
        return replace(found, rows=pd.concat(rows, ignore_index=True))


class LongNames(FakeDirectory):
    """Units and kinds with long names; townships and grids called as in the demonstration."""

    def grids(self, city: str) -> pd.DataFrame:
        return super().grids(city).assign(name_zh="示意网格 036", name_en="Demo grid 036")

    def division(self, code: str) -> DivisionName | None:
        found = super().division(code)
        return found and replace(found, name_zh="黎阳镇", name_en="Huicheng") if len(code) > len(CITY) + 2 else found

    def names(self, dimension: str, city: str) -> dict[str, tuple[str, str]]:
        return NAMES


@dataclass
class ManySources(FakeFreshness):
    """A source for each theme of a wall; `troubled`: of each state some."""

    troubled: bool = False

    def sources(self, city: str, now: datetime | None = None) -> list[SourceState]:
        found = super().sources(city, now)
        for at, (name, entity, kind) in enumerate(_SOURCES):
            state = _TROUBLE[at % len(_TROUBLE)] if self.troubled else "fresh"
            when = None if state == "missing" else self.now - timedelta(hours=7 * at + 1)
            feeds = (Feed(entity, kind, when, 94_539),)
            found.append(SourceState(f"source_{at}", name, 60 * (at + 1), when, when, state, 94_539, feeds))
        return found
