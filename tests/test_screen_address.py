"""What an address may ask for: divisions of the city, months there were, the cities and languages of a site."""

import pytest
from fake_city import CITY, COUNTIES
from hypothesis import given, settings
from hypothesis import strategies as st
from screen import build, demonstration_site, draw, said

from data_access.registry import METRICS
from data_access.site import City, Site
from data_access.site_text import SiteText

PANELS = ("overview-headline", "overview-cards", "overview-detail", "overview-county-notes", "shell-controls")
APP = build()
OTHER = City(code="3408", name=SiteText(zh="安庆市", en="Anqing"))

months = st.builds("{:04d}-{:02d}".format, st.integers(0, 9999), st.integers(0, 13))
codes = st.sampled_from(["34", "3408", CITY, "340802", "unmapped", "nonsense", *COUNTIES])


def two_cities() -> Site:
    site = demonstration_site()
    return site.model_copy(update={"cities": (*site.cities, OTHER)})


@pytest.mark.parametrize("code", ["34", "3408", "340802", CITY, "nonsense", "unmapped"])
def test_only_a_division_inside_the_city_is_shown(code: str) -> None:
    for panel in PANELS:
        asked = draw(APP, panel, f"?r={code}")
        assert asked == draw(APP, panel, "")


def test_a_county_of_the_city_is_shown_under_its_name() -> None:
    assert "歙县" in said(draw(APP, "overview-headline", "?r=341021")[0])


@given(months, codes, st.sampled_from(["nonsense", *METRICS]))
@settings(max_examples=40, deadline=None)
def test_no_address_breaks_a_panel(month: str, code: str, metric: str) -> None:
    for panel in PANELS:
        assert draw(APP, panel, f"?p={month}&r={code}&m={metric}")


@given(st.text(max_size=30))
@settings(max_examples=40, deadline=None)
def test_no_text_at_all_breaks_a_panel(search: str) -> None:
    for key in ("p", "r", "m", "c"):
        assert draw(APP, "overview-headline", f"?{key}={search}")


@pytest.mark.parametrize("month", ["0000-01", "0001-01", "1989-12", "2026-12", "9999-12", "２０２６-10", "2026-1"])
def test_a_month_that_cannot_be_shown_is_the_default(month: str) -> None:
    assert draw(APP, "shell-controls", f"?p={month}") == draw(APP, "shell-controls", "")


@pytest.mark.parametrize(("month", "shown"), [("1990-01", "1990年1月"), ("2026-11", "2026年11月")])
def test_months_from_1990_to_the_current_one_are_shown(month: str, shown: str) -> None:
    assert shown in said(draw(APP, "shell-controls", f"?p={month}"))


def test_a_site_of_two_cities_lets_one_choose() -> None:
    app = build(site=two_cities())
    menu = draw(app, "shell-controls", "?r=341021")
    assert said(menu).index("黄山市") < said(menu).rindex("歙县") < said(menu).index("安庆市")
    assert "'?c=3408'" in str(menu)
    other = str(draw(app, "shell-controls", "?c=3408&r=340802&m=grid_events_hours"))
    assert "迎江区" in other
    assert "c=3408" in other
    assert "'?m=grid_events_hours'" in other
    assert draw(app, "shell-controls", "?c=9999") == draw(app, "shell-controls", "")
    assert "安庆市" not in said(draw(APP, "shell-controls"))


def test_a_site_of_one_language_has_no_switch_and_speaks_it() -> None:
    chinese = build(site=demonstration_site().model_copy(update={"languages": ("zh",)}))
    assert "中 / EN" not in said(draw(chinese, "shell-controls"))
    assert "网格事件" in said(draw(chinese, "overview-headline", lang="en")[0])
    english = build(site=demonstration_site().model_copy(update={"languages": ("en",)}))
    assert "Grid events" in said(draw(english, "overview-headline")[0])
    assert "中 / EN" in said(draw(APP, "shell-controls"))
