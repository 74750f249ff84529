"""The page of grids: what is coloured by what, what a click opens, what an account that sees no grids is shown."""

from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from drawn_numbers import parts_of
from fake_city import CITY, FakeDirectory
from fake_reads import FakeFreshness, FakeReads
from hypothesis import given
from hypothesis import strategies as st
from screen import build, chart, draw, older, said

from dashboard import format as fmt
from dashboard.factory import Cockpit
from dashboard.figures.scales import band, step_names, steps
from dashboard.figures.shapes import around, merged
from dashboard.figures.svg import timed
from dashboard.theme import DARK
from data_access.metric import Metric
from data_access.scope import Scope
from data_access.value import Value

GRIDS = FakeDirectory().grids(CITY)
MAP = "grid-heat-map"


class _Rates(FakeReads):
    """Of every place of a level so many cases, of which nine in ten count."""

    def __init__(self, **cases: float) -> None:
        super().__init__(grids=list(GRIDS["code"]))
        self._cases = cases

    def breakdown(self, metric: Metric, by: str, scope: Scope) -> pd.DataFrame:
        if by not in self._cases or metric.additive:
            return super().breakdown(metric, by, scope)
        codes = sorted(set(GRIDS["code" if by == "grid" else f"{by}_code"]))
        of = self._cases[by]
        numbers = {"numerator": 0.9 * of, "denominator": of, "value": 90.0, "withheld": False}
        return pd.DataFrame({"code": codes, **numbers})


def _app(reads: FakeReads | None = None, **given: Any) -> Cockpit:
    return build(reads or FakeReads(grids=list(GRIDS["code"])), **given)


def _figure(app: Cockpit, search: str = "") -> dict[str, Any]:
    return dict(chart(app, MAP, search)["figure"])


@pytest.mark.parametrize(
    ("place", "opened", "choice"),
    [
        ("", "county_code", "r"),
        ("341021", "township_code", "r"),
        (str(GRIDS["township_code"][0]), "community_code", "r"),
        (str(GRIDS["community_code"][0]), "code", "g"),
    ],
)
def test_a_click_on_a_cell_opens_what_it_lies_in_one_level_down(place: str, opened: str, choice: str) -> None:
    opens = _figure(_app(), f"?r={place}")["layout"]["meta"]["opens"]
    assert opens["choice"] == choice
    assert [opens["codes"][at] for at in opens["of"]] == list(GRIDS[opened])


def test_the_place_that_is_chosen_is_outlined_and_fills_the_map() -> None:
    city, county = _figure(_app()), _figure(_app(), "?r=341021")
    assert city["data"][2]["lon"] == []
    assert len(county["data"][2]["lon"]) > 100
    whole, part = (each["layout"]["meta"]["extent"] for each in (city, county))
    assert part[2] - part[0] < whole[2] - whole[0]
    assert part[3] - part[1] < whole[3] - whole[1]
    dimmed = county["data"][0]["marker"]["opacity"]
    assert {each for each, code in zip(dimmed, GRIDS["county_code"], strict=True) if code == "341021"} == {1.0}


def test_a_grid_is_shown_only_inside_the_place_that_is_chosen() -> None:
    grid = str(GRIDS["code"][0])
    inside = f"?r={GRIDS['community_code'][0]}&g={grid}"
    assert str(GRIDS["name_zh"][0]) in said(draw(_app(), "grid-headline", inside))
    for elsewhere in (f"?g={grid}", f"?r=341024&g={grid}", f"?r={GRIDS['community_code'][0]}&g=nonsense"):
        assert f"g={grid}" not in str(draw(_app(), "shell-controls", elsewhere)), elsewhere


def test_a_rate_is_coloured_by_the_finest_places_that_have_enough_cases() -> None:
    asked = "?m=grid_events_on_time"
    app = _app(_Rates(grid=4, community=15, township=300))
    assert set(_figure(app, asked)["data"][0]["customdata"]) == {90.0}
    assert "按社区着色" in said(draw(app, "grid-notes", asked))
    assert "着色" not in said(draw(app, "grid-notes"))


def test_a_rate_of_too_few_cases_has_no_colour() -> None:
    app, asked = _app(_Rates(grid=1, community=2, township=11)), "?m=grid_events_on_time"
    assert set(_figure(app, asked)["data"][0]["z"]) == {None}
    assert "本期无数据" in said(draw(app, "grid-notes", asked))


def test_another_month_or_metric_changes_the_values_of_the_same_figure_and_another_place_draws_it_anew() -> None:
    app = _app()
    shown = older(chart(app, MAP, "?r=341021")["className"])
    for same in ("?r=341021&p=2026-08", "?r=341021&m=grid_events_overdue"):
        patched = chart(app, MAP, same, shown=shown)["figure"]
        assert {operation["location"][0] for operation in patched["operations"]} == {"data"}
    assert "layout" in chart(app, MAP, "?r=341022", shown=shown)["figure"]


def test_the_headline_says_how_much_where_and_in_how_few_grids() -> None:
    text = said(draw(_app(), "grid-headline", "?p=2026-09"))
    for part in ("黄山市2026年9月网格事件量", "环比", "歙县最多，占", "一半集中在"):
        assert part in text, part
    assert "没有网格事件量的数据" in said(draw(_app(FakeReads(empty=True)), "grid-headline", "?p=2026-09"))
    assert "低于目标" in said(draw(_app(), "grid-headline", "?p=2026-09&m=grid_events_on_time"))
    assert "装载失败" in said(draw(_app(freshness=FakeFreshness(state="failed")), "grid-headline", "?p=2026-09"))


def test_below_the_place_that_is_chosen_stand_its_parts() -> None:
    app = _app()
    assert "县区排位" in said(draw(app, "grid-ranking"))
    assert "乡镇街道排位" in said(draw(app, "grid-ranking", "?r=341021"))
    assert "r=341021" in str(draw(app, "grid-ranking"))


@given(st.lists(st.floats(0, 100), min_size=1))
def test_steps_are_six_even_and_round_bounds_that_leave_no_share_above_all(values: list[float]) -> None:
    bounds = steps(values, 1, 100.0)
    widths = {round(above - low, 6) for low, above in pairwise(bounds)}
    assert len(bounds) == 6
    assert len(widths) == 1
    assert bounds[-1] < 100
    assert len(step_names(bounds)) == 1 + max(band(100, bounds), 1)


def test_areas_side_by_side_have_one_outline_and_an_extent() -> None:
    def square(west: float) -> dict[str, Any]:
        ring = [[west, 0], [west + 1, 0], [west + 1, 1], [west, 1], [west, 0]]
        return {"type": "Polygon", "coordinates": [ring]}

    both = [square(0), square(1)]
    assert merged(both)["type"] == "Polygon"
    extent = around(both, 0)
    assert (extent.west, extent.south, extent.east, extent.north) == (0, 0, 2, 1)


def test_the_strip_shows_the_months_of_the_data_and_each_is_a_link_that_keeps_the_rest() -> None:
    app = _app()
    strip = draw(app, "grid-strip", "?p=2026-03&r=341021&m=grid_events_overdue")
    assert str(strip).count("'type': 'Li'") == 24
    assert "p=2026-11&r=341021&m=grid_events_overdue" in str(strip)
    assert "p=2024-12&" in str(strip)
    assert "2024年11月" not in said(strip)
    # Of the months one is shown, whether the address names it or not.
    assert str(strip).count("aria-current") == str(draw(app, "grid-strip")).count("aria-current") == 1


def test_a_strip_without_data_is_a_sentence() -> None:
    assert said(draw(_app(FakeReads(empty=True)), "grid-strip", "?m=grid_events_on_time")) != ""


def test_a_column_of_the_strip_is_as_high_as_its_share_and_stands_out_where_it_is_shown() -> None:
    assert 'height="25.0%"' in timed(0.25, DARK, chosen=False)
    assert DARK.accent in timed(2.0, DARK, chosen=True)
    assert 'height="100.0%"' in timed(2.0, DARK, chosen=True)


def test_the_week_is_a_table_of_every_hour_with_the_highest_said() -> None:
    week = draw(_app(), "grid-hours", "?p=2026-09")
    assert str(week).count("'type': 'Td'") == 7 * 24
    assert "656 件，最多：周三 9 时（52）；夜间 22 至 6 时占 0%" in said(week)
    assert "没有符合条件的数据" in said(draw(_app(FakeReads(empty=True)), "grid-hours"))


def test_hot_spots_are_listed_by_place_outlined_on_the_map_and_counted_in_the_headline() -> None:
    app = _app()
    listed = draw(app, "grid-hot-spots", "?p=2026-09")
    first = GRIDS.iloc[0]
    assert f"r={first['community_code']}&g={first['code']}" in str(listed)
    for part in ("6.10", "<0.001", "41 / 7 格", "2 个；全市 2,612 个网格逐一检验"):
        assert part in said(listed), part
    assert len(_figure(app, "?p=2026-09")["data"][3]["lon"]) > 4
    assert "显著热点" in said(draw(app, "grid-notes", "?p=2026-09"))
    assert "显著热点 2 个" in said(draw(app, "grid-headline", "?p=2026-09"))


def test_hot_spots_of_a_month_that_runs_or_was_not_looked_at_are_a_sentence() -> None:
    assert "本月尚未结束" in said(draw(_app(), "grid-hot-spots"))
    assert "尚未计算" in said(draw(_app(FakeReads()), "grid-hot-spots", "?p=2026-09"))
    assert _figure(_app())["data"][3]["lon"] == []
    assert "显著热点" not in said(draw(_app(), "grid-headline"))


def test_the_breadcrumb_ends_with_the_grid_and_leads_back_out_of_it() -> None:
    first = GRIDS.iloc[0]
    crumbs = draw(_app(), "grid-scope", f"?r={first['community_code']}&g={first['code']}")
    steps = [each for each in parts_of(crumbs) if each["props"].get("className") == "crumb"]
    links = [next(part for part in parts_of(step) if part is not step)["props"] for step in steps]
    codes = [first[f"{level}_code"] for level in ("county", "township", "community")]
    assert [each["href"] for each in links[:-1]] == ["?", *(f"?r={code}" for code in codes)]
    assert [each.get("className", "") for each in links] == ["", "", "", "up", ""]
    assert (links[0]["children"], links[1]["children"]) == ("黄山市", "屯溪区")
    assert links[-1]["children"] == first["name_zh"]


def test_figures_of_the_place_are_of_the_grid_that_is_chosen() -> None:
    first, asked = GRIDS.iloc[0], []

    class Asking(FakeReads):
        def total(self, metric: Metric, scope: Scope) -> Value:
            asked.append(scope.extra)
            return super().total(metric, scope)

    shown = said(draw(_app(Asking()), "grid-place", f"?r={first['community_code']}&g={first['code']}"))
    assert str(first["name_zh"]) in shown
    assert (("grid", (first["code"],)),) in asked


@pytest.mark.parametrize("shown", ["2026-09", "2026-08", "2026-01"])
def test_no_name_of_a_month_stands_beside_the_one_that_is_shown(shown: str) -> None:
    strip = draw(_app(), "grid-strip", f"?p={shown}")
    months = [part for part in parts_of(strip) if part["type"] == "Li"]
    names = [
        next(said(part) for part in parts_of(month) if part["props"].get("className") == "lab") for month in months
    ]
    here = next(at for at, month in enumerate(months) if month["props"].get("aria-current"))
    beside = [names[at] for at in (here - 1, here + 1) if 0 <= at < len(names)]
    assert names[here] == fmt.month(date.fromisoformat(f"{shown}-01"), "zh")
    assert set(beside) == {""}
    assert sum(name != "" for name in names) > len(names) / 4
