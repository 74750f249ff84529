"""Filters on the screen: every panel follows them or says that it does not, lines set them, crosses clear them."""

from datetime import date
from itertools import product
from typing import Any

import pandas as pd
import pytest
from fake_reads import FakeFreshness, FakeReads
from hypothesis import given, settings
from hypothesis import strategies as st
from screen import build, chart, draw, older, said

from dashboard.filtered import FilteredReads
from data_access.filters import FILTERS, finest_kept, follows, restricted
from data_access.metric import Metric
from data_access.people.lattice import BELOW_TOWNSHIP
from data_access.registry import METRICS
from data_access.scope import Period, Rights, Scope
from data_access.value import Value
from layouts import collect_pages

DISPUTES = FakeFreshness(entity="mediation_case", kind="dispute")
PAGES = [page for page in collect_pages() if page.filters]
ROADS = ("event_category", ("road",))
EVENTS, RESPONSE = METRICS["grid_events_reported"], METRICS["hotline_response"]

OCTOBER = Scope("3410", Period.month(2026, 10), Rights(("3410",)), date(2026, 10, 31))


class _Heard(FakeReads):
    """Keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[Metric, Scope]] = []

    def total(self, metric: Metric, scope: Scope) -> Value:
        self.asked.append((metric, scope))
        return super().total(metric, scope)

    def breakdown(self, metric: Metric, by: str, scope: Scope) -> pd.DataFrame:
        self.asked.append((metric, scope))
        return super().breakdown(metric, by, scope)


def _hrefs(component: Any) -> list[str]:
    if isinstance(component, list):
        return [each for part in component for each in _hrefs(part)]
    if not isinstance(component, dict):
        return []
    props = component.get("props", {})
    return [*([props["href"]] if "href" in props else []), *_hrefs(props.get("children"))]


def test_every_page_offers_filters_that_the_metric_it_begins_with_follows() -> None:
    for page in PAGES:
        first = METRICS[page.metrics[0]]
        assert [name for name in page.filters if follows(first, name)], page.path
        if len(page.filters) <= 4:
            assert all(follows(first, name) for name in page.filters), page.path


def test_a_scope_is_restricted_by_what_a_metric_follows_and_by_nothing_else() -> None:
    for metric, name in product(METRICS.values(), FILTERS):
        asked = restricted(OCTOBER, metric, [(name, ("a",))])
        assert (asked == OCTOBER) is not follows(metric, name), (metric.key, name)


def test_a_filter_goes_down_as_far_as_a_mart_keeps_it() -> None:
    assert finest_kept(EVENTS, ()) == "grid"
    assert finest_kept(EVENTS, [("source", ("a",))]) == "grid"
    assert finest_kept(EVENTS, [("source", ("a",)), ROADS]) == "township"
    assert finest_kept(METRICS["volunteer_teams"], [("register_category", ("a",))]) == "community"
    # What a metric does not follow stops it nowhere.
    assert finest_kept(EVENTS, [("mediation_case_category", ("a",))]) == "grid"


def test_codes_of_one_list_filter_no_metric_of_another() -> None:
    assert follows(EVENTS, "event_category")
    assert not follows(EVENTS, "mediation_case_category")
    # Urban and rural are told of communities only, and by no unit there.
    assert not follows(METRICS["rural_hall_area"], "unit")
    assert not follows(RESPONSE, "event_category")
    assert follows(RESPONSE, "source")
    # A number that is of one category by its definition is of no other.
    assert not follows(METRICS["volunteer_squads"], "register_category")


def test_reads_are_filtered_in_one_place_and_remember_what_they_left_out() -> None:
    heard = _Heard()
    reads = FilteredReads(heard, (ROADS, ("unit", ("a", "b"))))
    reads.totals([EVENTS, RESPONSE], OCTOBER)
    assert [(metric.key, each.categories, each.extra) for metric, each in heard.asked] == [
        ("grid_events_reported", ("road",), (("unit", ("a", "b")),)),
        ("hotline_response", (), (("unit", ("a", "b")),)),
    ]
    assert reads.unfollowed == {"hotline_response": ["event_category"]}
    assert reads.without("unit").scope_of(EVENTS, OCTOBER).extra == ()


def test_every_panel_of_a_page_reads_the_filter() -> None:
    reads = _Heard()
    app = build(reads)
    for panel in ("grid-place", "grid-headline", "grid-notes", "grid-ranking", "grid-strip"):
        reads.asked.clear()
        draw(app, panel, "?p=2026-09&f=event_category:road,rubbish")
        assert reads.asked, panel
        assert {scope.categories for _metric, scope in reads.asked} == {("road", "rubbish")}, panel


def test_a_panel_says_which_of_its_numbers_do_not_follow() -> None:
    app = build(FakeReads(), FakeFreshness(entity="case_step", kind="hotline_step"))
    assert "不按类别筛选" in said(draw(app, "demands-rates", "?f=event_category:road"))
    assert "不按类别筛选" not in said(draw(app, "demands-residents", "?f=event_category:road"))
    assert "不按" not in said(draw(app, "demands-rates", "?f=source:a"))
    assert "不按来源筛选" in said(draw(app, "grid-hot-spots", "?p=2026-09&f=source:a"))


def test_a_line_sets_its_filter_keeps_the_others_in_sight_and_clears_it_again() -> None:
    app = build(FakeReads(), DISPUTES)
    plain, chosen = (draw(app, "mediation-types", search) for search in ("", "?f=mediation_case_category:neighbours"))
    assert "?f=mediation_case_category:neighbours" in _hrefs(plain)
    assert "aside" not in str(plain)
    assert said(plain) == said(chosen).replace("已选", "")
    assert str(chosen).count("split line aside") == 3
    assert "?" in _hrefs(chosen)


@pytest.mark.parametrize(
    ("panel", "place", "leads_to"),
    [
        ("overview-ranking", "341021", {"?", "?r=341002"}),
        ("overview-ranking", "341021100", {"?r=341021", "?r=341002"}),
        ("overview-detail", "341021100", {"?r=341021", "?r=341021101"}),
        ("mediation-places", "341021100", {"?r=341021", "?r=341021101"}),
        ("grid-ranking", "", {"?r=341021"}),
    ],
)
def test_a_line_opens_its_place_and_that_of_the_chosen_one_lets_it_go(
    panel: str, place: str, leads_to: set[str]
) -> None:
    drawn = draw(build(FakeReads(), DISPUTES if "mediation" in panel else None), panel, f"?r={place}" if place else "")
    assert leads_to <= set(_hrefs(drawn))
    assert (f"/grid?r={place}" in _hrefs(drawn)) is (panel == "overview-detail")
    assert str(drawn).count("pick selected") == bool(place)
    assert ("pick aside" in str(drawn)) is bool(place)


def test_of_people_one_filter_stands_in_the_place_of_another() -> None:
    app = build(FakeReads(), DISPUTES)
    search = "?f=mediation_case_category:neighbours"
    assert "?f=mediation_case_channel:contract" in _hrefs(draw(app, "mediation-channels", search))
    bar = draw(app, "mediation-scope", search)
    assert "?f=mediation_case_channel:contract" in _hrefs(bar)
    assert "代替：纠纷类型" in said(bar)
    # Of things several are set at once, and several members of each.
    things = _hrefs(draw(app, "grid-scope", "?f=event_category:contract"))
    assert "?f=event_category:contract&f=event_channel:medical" in things
    assert "?f=event_category:contract,medical" in things


def test_the_bar_names_what_is_set_and_clears_it() -> None:
    search = "?p=2026-09&f=event_category:neighbours&f=unit:x"
    bar = draw(build(), "grid-scope", search)
    assert "邻里" in said(bar)
    assert "清除筛选：办理单位 x" in said(bar)
    assert {"?p=2026-09&f=unit:x", "?p=2026-09&f=event_category:neighbours", "?p=2026-09"} <= set(_hrefs(bar))
    assert any(each.startswith("/export/xlsx?page=%2Fgrid&p=2026-09&f=event_category") for each in _hrefs(bar))
    for kept in _hrefs(draw(build(), "shell-controls", search, page="/grid")):
        assert "lang=" in kept or "/signin" in kept or "f=unit:x" in kept, kept


def test_the_glossary_offers_what_its_metric_follows() -> None:
    told = _hrefs(draw(build(), "glossary-scope", "?m=hotline_reported"))
    names = {each.partition("f=")[2].partition(":")[0] for each in told if "f=" in each}
    assert names == {"event_category", "event_channel", "unit"}


def test_another_page_begins_without_filters_and_does_not_know_those_it_does_not_offer() -> None:
    app = build()
    assert "f=" not in str(_hrefs(draw(app, "shell-navigation", "?f=event_category:road", page="/mediation")))
    assert "f=" not in str(_hrefs(draw(app, "shell-controls", "?f=event_category:road", page="/mediation")))
    assert draw(app, "mediation-scope", "?f=event_category:road&f=nonsense:a") == draw(app, "mediation-scope")


def test_the_way_down_of_numbers_about_people_ends_at_townships_and_says_why() -> None:
    app = build(FakeReads(), DISPUTES)
    assert BELOW_TOWNSHIP.zh in said(draw(app, "mediation-scope", "?r=341021100"))
    assert BELOW_TOWNSHIP.zh not in said(draw(app, "mediation-scope", "?r=341021"))
    assert BELOW_TOWNSHIP.zh not in said(draw(app, "grid-scope", "?r=341021100"))
    beside = _hrefs(draw(app, "mediation-scope", "?r=341021100"))
    assert {"?r=341021101", "?r=341021", "?r=341002", "?"} <= set(beside)


def test_another_filter_is_other_values_of_the_same_heat_map() -> None:
    app = build(FakeReads())
    shown = older(chart(app, "grid-heat-map")["className"])
    patched = chart(app, "grid-heat-map", "?f=source:a", shown=shown)["figure"]
    assert {operation["location"][0] for operation in patched["operations"]} == {"data"}
    assert "加了筛选，按乡镇街道着色" in said(draw(app, "grid-notes", "?f=event_category:road"))


odd = st.sampled_from(["neighbours", "unmapped", "~", "' or 1=1", "%00", "../", "徽"])
filters = st.builds(
    "{}:{}".format,
    st.sampled_from([*FILTERS, "grid", "kind", "", "__class__"]),
    st.lists(
        st.sampled_from(["neighbours", "unmapped", "~", "' or 1=1", "%00", "../", "徽"]) | st.text(max_size=5)
    ).map(",".join),
)


@given(st.lists(filters, max_size=5))
@settings(max_examples=15, deadline=None)
def test_no_filter_breaks_a_panel(told: list[str]) -> None:
    search = "?" + "&".join(f"f={each}" for each in told)
    for panel in ("grid-scope", "grid-ranking", "mediation-scope", "mediation-types", "demands-units"):
        assert said(draw(APP, panel, search))


APP = build(FakeReads(), DISPUTES)
