"""Cities beside each other: ranks are ranges among pilot cities, and what a city does not tell stays empty."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pandas as pd
import pytest
from drawn_numbers import parts_of
from fake_reads import FakeFreshness, FakeReads
from screen import build, demonstration_site, draw, said

from data_access.freshness import SourceState
from data_access.metric import Metric
from data_access.scope import Scope
from data_access.site import City, Site
from data_access.site_text import SiteText
from data_access.value import Value
from layouts.cities import METRICS

CITIES = {"3410": ("黄山市", False), "3408": ("安庆市", False), "1405": ("晋城市", False), "3401": ("合肥市", True)}
NOTE = SiteText(zh="只有包河区", en="Baohe District only")


@dataclass
class _OfCities(FakeReads):
    """Rates of grid events by city; nothing of a city that is not among them."""

    told: dict[str, tuple[float, float]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def total(self, metric: Metric, scope: Scope) -> Value:
        self.asked.append(scope.city)
        above, below = self.told[scope.city]
        return Value(above, below if metric.denominator else None, metric.value(above, below))

    def series(self, metric: Metric, grain: str, scope: Scope) -> pd.DataFrame:
        self.asked.append(scope.city)
        return pd.DataFrame({"period": [], "value": []})


@dataclass
class _SomeConnected(FakeFreshness):
    """Cities whose grid platform there is."""

    cities: Sequence[str] = ()
    late: str = ""

    def sources(self, city: str, now: datetime | None = None) -> list[SourceState]:
        if city not in self.cities:
            return []
        state = "late" if city == self.late else "fresh"
        return [replace(each, state=state) for each in super().sources(city, now)]


def site() -> Site:
    cities = tuple(
        City(
            code=code,
            name=SiteText(zh=name, en=name),
            reference=reference,
            note=NOTE if reference else SiteText(zh="", en=""),
        )
        for code, (name, reference) in CITIES.items()
    )
    return demonstration_site().model_copy(update={"cities": cities})


def table(told: dict[str, tuple[float, float]], *, late: str = "", search: str = "?p=2026-09") -> tuple[Any, list[str]]:
    reads = _OfCities(told=told)
    app = build(reads, _SomeConnected(cities=tuple(told), late=late), site=site())
    return draw(app, "cities-table", search, page="/cities"), reads.asked


def cells(drawn: Any, metric: str = "网格事件按期处置率") -> list[str]:
    """What stands in the row of a metric, city by city."""
    rows = [part for part in parts_of(drawn) if part["type"] == "Tr"]
    row = next(row for row in rows if metric in said(row["props"]["children"][0]))
    return [said(cell) for cell in row["props"]["children"][1:]]


def drawn_link(drawn: Any, text: str) -> str:
    """Where the number that begins with a text leads to."""
    if isinstance(drawn, dict):
        properties = drawn.get("props", {})
        if "href" in properties and said(properties["children"]).startswith(text):
            return str(properties["href"])
        return drawn_link(properties.get("children"), text)
    found = (drawn_link(each, text) for each in drawn) if isinstance(drawn, list) else ()
    return next((each for each in found if each), "")


def test_ranks_are_ranges_among_pilot_cities_only() -> None:
    drawn, _ = table({"3410": (960, 1000), "3408": (955, 1000), "1405": (800, 1000), "3401": (999, 1000)})
    assert ["1–2 位 / 3" in cell for cell in cells(drawn)] == [True, True, False, False]
    assert "3 位 / 3" in cells(drawn)[2]
    assert "参照" in cells(drawn)[3]
    assert "位 /" not in cells(drawn)[3]


@pytest.mark.parametrize(("cases", "late"), [(20, ""), (1000, "1405")])
def test_few_cases_or_late_sources_have_no_rank(cases: int, late: str) -> None:
    drawn, _ = table({"3410": (960, 1000), "3408": (700, 1000), "1405": (cases * 0.8, cases)}, late=late)
    assert "不排位" in cells(drawn)[2]
    assert "1 位 / 2" in cells(drawn)[0]
    assert "2 位 / 2" in cells(drawn)[1]
    assert ("数据迟到" in said(drawn)) == bool(late)


def test_what_nobody_tells_stays_empty_and_is_not_asked_for() -> None:
    drawn, asked = table({"3410": (960, 1000), "3401": (900, 1000)})
    assert "未接入该来源" in cells(drawn)[1]
    assert {*asked} == {"3410", "3401"}
    assert "只有包河区" in said(drawn)
    assert "志愿" not in said(drawn), "a metric that no city tells has no row"


def test_an_amount_has_no_order_and_no_number_is_put_together_from_others() -> None:
    drawn, _ = table({"3410": (17.0, 10_000), "3408": (11.0, 10_000)})
    assert "不评先后" in cells(drawn, "每万人网格事件")[0]
    assert "不设综合得分" in said(drawn)


def test_cities_differ_and_links_lead_to_the_city_they_stand_for() -> None:
    drawn, _ = table({"3410": (960, 1000), "3408": (700, 1000)})
    first, second = cells(drawn)[:2]
    assert "96.0" in first
    assert "70.0" in second
    link = drawn_link(drawn, "70.0")
    assert "d=grid_events_on_time~3408~2026-09" in link


def test_the_city_of_the_page_comes_first() -> None:
    drawn, _ = table({"3410": (960, 1000), "3408": (700, 1000)}, search="?p=2026-09&c=3408")
    assert "70.0" in cells(drawn)[0]


def test_every_row_says_how_well_beside_how_soon() -> None:
    drawn, _ = table({"3410": (960, 1000)})
    assert cells(drawn, "网格事件返工率")
    assert METRICS[0] == "grid_events_on_time"
