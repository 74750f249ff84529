"""What the screens of a viewer hold: panels, figures, outlines and versions, asked for as a browser does or forged."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from box_asked import CALLBACK, HERE, PATH, box, figure_body, question
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parsed import parsed
from screen import demonstration_site, said
from seen_city import COUNTIES, TOWNSHIPS, opened_city
from signed_in import KnownSessions, cookie, everything

from dashboard.access.sessions import Standing
from dashboard.access.signed import COOKIE
from dashboard.factory import Cockpit, Warehouse, create_app
from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.freshness import Freshness
from data_access.registry import METRICS
from data_access.rights import Role
from data_access.site_roles import SiteRoles
from data_access.site_text import SiteText
from data_access.warehouse import open_engine
from layouts import collect_pages

NAME = SiteText(zh="某", en="one")
ANYTHING: dict[str, Any] = {"name": NAME, "pages": ("*",), "themes": ("*",), "depth": "grid", "case_rows": True}
ROLES = {
    "everything": Role(**ANYTHING),
    "county": Role(**ANYTHING, divisions=("341002",)),
    "township": Role(**ANYTHING, divisions=("341002001",)),
    "leader": Role(**ANYTHING | {"depth": "township"}),
    "wall": Role(**ANYTHING | {"depth": "county"}),
    "department": Role(**ANYTHING | {"themes": ("mediation",)}),
    "administrator": Role(**ANYTHING | {"themes": ()}),
    "stranger": Role(**ANYTHING, divisions=("140502",)),
    "one_page": Role(**ANYTHING | {"pages": ("/",)}),
}
PAGES = collect_pages()
BOXES = [f"panel:{panel.key}" for page in PAGES for panel in page.panels]
BOXES += [f"chart:{chart.key}" for page in PAGES for chart in page.charts]
BOXES += [f"shell:{key}" for key in ("brand", "navigation", "fetched", "controls")]
SEARCHES = ("?p=2026-10", "?p=2026-10&r=341002", "?p=2026-10&r=341021", "?c=1405&r=140502")
CODES = re.compile(r"3410\d{2}(?:\d{3})?")


@pytest.fixture(scope="module")
def app(module_database: ConnectionUrls) -> Iterator[Cockpit]:
    """The application over a real warehouse, where everybody's session is open; its cache is shared by all."""
    sessions = KnownSessions({role: Standing(f"{role}_account", role) for role in ROLES})
    with opened_city(module_database) as city:
        reader = open_engine(module_database.reader)
        warehouse = Warehouse(city.reads, Directory(reader), Freshness(reader), city.lineage)
        now = datetime(2026, 11, 20, 1, tzinfo=UTC)
        access = everything(SiteRoles(roles=ROLES), sessions)
        opened = create_app(demonstration_site(), warehouse, METRICS, PAGES, lambda: now, access)
        yield opened
        reader.dispose()


def client(app: Cockpit, role: str) -> FlaskClient:
    found: FlaskClient = app.server.test_client()
    found.set_cookie(COOKIE, cookie(role))
    return found


def drawn(app: Cockpit, role: str) -> dict[tuple[str, str], str]:
    """Every box, under all addresses for those that could see others by them."""
    who, searches = client(app, role), SEARCHES if role == "everything" or others(role) else SEARCHES[:1]
    return {(name.partition(":")[2], search): box(who, name, search) for name in BOXES for search in searches}


def others(rights_of: str) -> set[str]:
    """The codes of divisions that are nobody's business of a role."""
    if rights_of == "county":
        return {code for code in (*COUNTIES, *TOWNSHIPS) if not code.startswith("341002")}
    if rights_of == "township":
        return {code for code in (*COUNTIES, *TOWNSHIPS) if code not in ("341002", "341002001")}
    return {*COUNTIES, *TOWNSHIPS} if rights_of == "stranger" else set()


@pytest.fixture(scope="module")
def whole(app: Cockpit) -> dict[tuple[str, str], str]:
    """What somebody who sees everything is shown; from now on it is in the cache."""
    return drawn(app, "everything")


@pytest.mark.parametrize("role", [role for role in ROLES if role != "everything"])
def test_no_box_of_any_page_names_what_a_role_does_not_see(
    app: Cockpit, whole: dict[tuple[str, str], str], role: str
) -> None:
    shown = drawn(app, role)
    found = {key: set(CODES.findall(text)) & others(role) for key, text in shown.items()}
    assert {key: codes for key, codes in found.items() if codes} == {}
    assert all(any(code in text for text in whole.values()) for code in COUNTIES)


def test_a_county_sees_itself_beside_the_city_and_the_median_of_all(
    app: Cockpit, whole: dict[tuple[str, str], str]
) -> None:
    told, listed, town = (
        said(parsed(box(client(app, role), "panel:overview-ranking", SEARCHES[0])))
        for role in ("county", "everything", "township")
    )
    values = sorted(float(each) for each in re.findall(r"3410\d{2}(\d+\.\d)%", listed))
    assert len(values) == len(COUNTIES)
    (city,) = re.findall(r"全市 (\d+\.\d)%", told)
    assert city in whole["overview-cards", SEARCHES[0]]
    assert f"{len(COUNTIES)} 个县区的中位数 {values[len(values) // 2]}%" in told
    assert "中位数" not in listed
    assert f"{len(TOWNSHIPS)} 个乡镇街道的中位数" in town
    assert f"全市 {city}%" in town
    headline = box(client(app, "township"), "panel:overview-headline", SEARCHES[0])
    assert "341002001" in headline


def test_numbers_of_themes_that_are_not_a_roles_are_not_drawn(app: Cockpit, whole: dict[tuple[str, str], str]) -> None:
    mine, nothing = drawn(app, "department"), drawn(app, "administrator")
    assert "7" in whole["overview-cards", SEARCHES[0]]
    for shown in (mine, nothing):
        assert "您的角色不看这一专题的指标" in shown["overview-cards", SEARCHES[0]]
    key = next(key for key, search in whole if key.startswith("mediation") and search == SEARCHES[0])
    assert mine[key, SEARCHES[0]] == whole[key, SEARCHES[0]]


@pytest.mark.parametrize("role", ["county", "township"])
def test_what_is_filtered_names_no_others_and_is_told_of_the_own_division(app: Cockpit, role: str) -> None:
    filters = "&f=event_category:road&f=mediation_case_category:family"
    keys = [panel.key for page in PAGES if page.filters for panel in page.panels]
    for key, search in product(keys, (f"?p=2026-10{filters}", f"?p=2026-10&r=341021{filters}")):
        told = box(client(app, role), f"panel:{key}", search)
        assert not set(CODES.findall(told)) & others(role), key
        # Of a township the ranking is of communities, which no table keeps by category.
        expected = {"county": "341002001", "township": "该指标只统计到乡镇街道"}[role]
        assert key != "grid-ranking" or expected in told


def test_a_page_that_is_not_a_roles_brings_nothing(app: Cockpit, whole: dict[tuple[str, str], str]) -> None:
    shown = drawn(app, "one_page")
    barred = {panel.key for page in PAGES if page.path != "/" for panel in page.panels}
    told = {key: text for (key, _search), text in shown.items() if key in barred}
    assert len(told) == len(barred) > 0
    assert all("当前账号无权查看" in text for text in told.values())
    assert all("当前账号无权查看" not in text for (key, _), text in shown.items() if key.startswith("overview"))


def test_outlines_and_versions_are_those_of_the_viewer(app: Cockpit) -> None:
    counted = {}
    for role in ROLES:
        answer = client(app, role).get("/geometry/grids/3410.geojson")
        counted[role] = len(json.loads(answer.data)["features"]) if answer.status_code == 200 else answer.status_code
        assert not set(CODES.findall(answer.text)) & others(role)
        if answer.status_code == 200:
            assert answer.headers["Cache-Control"] == "private, no-cache"
        version = client(app, role).get("/version").get_json()["version"]
        assert ("3410." in version) == (role != "stranger")
    everybody = len(TOWNSHIPS)
    assert counted == {
        "everything": everybody,
        "county": 3,
        "township": 1,
        "leader": 0,
        "wall": 0,
        "department": everybody,
        "administrator": everybody,
        "stranger": 404,
        "one_page": everybody,
    }
    assert client(app, "everything").get("/geometry/grids/1405.geojson").status_code == 404


WRONG = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=20),
    st.sampled_from(
        [
            *SEARCHES,
            "?r=341021' OR '1'='1",
            "?r=341021,341022",
            "?m=disputes_accepted&r=%25",
            "?p=2026-10&r=341021001&m=grid_events_on_time",
            {"r": "341021"},
            ["?r=341021"],
        ]
    ),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["county", "township", "stranger"]), st.sampled_from(BOXES), WRONG, WRONG, WRONG)
def test_a_forged_question_brings_nothing_of_others_and_no_fault(
    app: Cockpit, role: str, name: str, search: Any, version: Any, identity: Any
) -> None:
    who, key = client(app, role), identity if isinstance(identity, str) else "overview-grid-map"
    figure = figure_body(key, search, version)
    for how in ({}, {"kept_only": True}, {"by_itself": True}):
        asked = question(name, search=search, path=search, version=version, **how)
        answers = (who.post(PATH, json=asked, headers=HERE), who.post(CALLBACK, json=figure))
        for answer in answers:
            assert answer.status_code in (200, 204, 400), answer.text[:300]
            assert not set(CODES.findall(answer.text)) & others(role)


@pytest.mark.parametrize("role", [role for role in ROLES if others(role)])
def test_the_first_look_of_a_page_has_nothing_of_others(
    app: Cockpit, whole: dict[tuple[str, str], str], role: str
) -> None:
    look = re.compile(r'data-box="panel:[^"]+" data-shown="\w')
    for page, search in product(PAGES, SEARCHES):
        told = client(app, role).get(f"{page.path}{search}").text
        # What is drawn for who sees all is in the first look of theirs.
        assert not page.metrics or look.search(client(app, "everything").get(f"{page.path}{search}").text)
        assert not set(CODES.findall(told)) & others(role) - set(CODES.findall(search)), page.path


@pytest.mark.parametrize("role", ROLES)
def test_search_finds_nothing_of_others(app: Cockpit, role: str) -> None:
    who, told = client(app, role), ""
    for text in ("34", "区", "县", "镇", "q", "z", "huang"):
        answer = who.get("/search.json", query_string={"q": text, "page": "/"})
        assert answer.status_code == 200, answer.text[:500]
        told += answer.get_data(as_text=True)
    assert not {code for code in others(role) if code in told}
    assert ("341002" in told) == (role != "stranger")
