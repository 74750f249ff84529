"""Every path for every role: with sessions that ended, by addresses written by hand, as files, and as provenance."""

import re
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from box_asked import CALLBACK, ask, box
from everybody import Everybody, everybody_in
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from parsed import parsed
from python_calamine import CalamineWorkbook
from screen import said
from seen_city import COUNTIES
from test_viewer_pages import BOXES, CODES, PAGES, ROLES, others

from dashboard.access.guard import OPEN
from data_access.connection import ConnectionUrls
from data_access.registry import METRICS
from layouts import collect_scenes

Answer = tuple[str, int, str]
METRIC = METRICS["grid_events_reported"]
SEARCH = "?p=2026-10"
NARROW = [role for role in ROLES if others(role)]
# Endpoints of the walk that follow, by how they are asked.
PATHS = {
    "/": ["/"],
    "/<path:path>": [page.path for page in PAGES if page.path != "/"] + ["/nowhere"],
    "/_dash-layout": ["/_dash-layout"],
    "/_dash-dependencies": ["/_dash-dependencies"],
    "/_reload-hash": ["/_reload-hash"],
    "version": ["/version"],
    "grids": ["/geometry/grids/3410.geojson"],
    "export": ["/export/xlsx?page=/&p=2026-10", "/export/csv?page=/audit", "/export/permissions"],
    "answer": ["/search.json?q=341", "/search.json?q=x"],
    "access.password": ["/signin/password"],
    "wall.state": ["/wall/main/state"],
    "wall.scene": [f"/wall/main/scene/{scene.key}?shape=wide" for scene in collect_scenes()],
}
POSTED = {CALLBACK, "boxes", "access.change_password", "offices.change", "wall.report", "wall.tell"}


@pytest.fixture(scope="module")
def everybody(module_database: ConnectionUrls) -> Iterator[Everybody]:
    with everybody_in(module_database) as opened:
        yield opened


@pytest.fixture(scope="module")
def whole(everybody: Everybody) -> list[Answer]:
    """What somebody sees who sees everything: from then on it is in the cache."""
    return walked(everybody.enter("everything")[1], BOXES[:12])


def walked(client: FlaskClient, boxes: Sequence[str] = ()) -> list[Answer]:
    """Every path, asked for as a browser does; what a box shows comes by a callback."""
    found = [(path, client.get(path)) for paths in PATHS.values() for path in paths]
    found += [(name, ask(client, name, search=SEARCH)) for name in boxes]
    forms = {"Origin": "http://localhost"}
    for_all = [name for name in boxes if not name.startswith("chart:")]
    found += [("news", ask(client, *for_all, search=SEARCH, by_itself=True))]
    found += [("kept", ask(client, *for_all, search=SEARCH, kept_only=True))]
    found += [("accounts", client.post("/accounts/disable", data={"account": "x"}, headers=forms))]
    found += [("report", client.post("/wall/main/report", data="{}", headers=forms))]
    found += [("tell", client.post("/walls/pause", data={"wall": "x"}, headers=forms))]
    found += [("password", client.post("/signin/password", data={"old": "x"}, headers=forms))]
    return [(path, answer.status_code, written(answer)) for path, answer in found]


def written(answer: Any) -> str:
    """What an answer says; of a workbook what stands in it."""
    if "spreadsheet" not in answer.content_type:
        return str(answer.get_data().decode("utf-8", "replace"))
    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    return repr([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])


def test_every_route_that_needs_a_session_is_walked(everybody: Everybody) -> None:
    rules = {rule.endpoint for rule in everybody.app.server.url_map.iter_rules()}
    closed = {endpoint for endpoint in rules - OPEN if endpoint not in PATHS and endpoint not in POSTED}
    # Dash's own doors that no page of ours uses.
    assert {endpoint for endpoint in closed if not endpoint.startswith("/_dash")} <= {"static", "flask_static"}


ENDINGS: dict[str, tuple[Callable[[Everybody, str], object], Sequence[str]]] = {
    "expired": (lambda here, _name: here.wait(hours=12, minutes=1), list(ROLES)),
    "revoked": (lambda here, name: here.administration.revoke_sessions(name), list(ROLES)),
    "idle": (lambda here, _name: here.wait(minutes=61), ["everything"]),
    "disabled": (lambda here, name: here.administration.disable(name), ["everything"]),
    "reset": (lambda here, name: here.administration.reset(name), ["everything"]),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_path_brings_anything_once_a_session_has_ended(
    everybody: Everybody, whole: list[Answer], ending: str
) -> None:
    end, roles = ENDINGS[ending]
    assert any(code in text for _path, _status, text in whole for code in COUNTIES)
    before = everybody.now
    for role in roles:
        name, client = everybody.enter(role)
        assert client.get("/version").status_code == 200
        end(everybody, name)
        for path, status, text in walked(client, BOXES):
            assert (path, status) == (path, 302 if text.startswith("<!doctype") else 401)
            assert not CODES.findall(text), (role, path)
        everybody.now = before


@pytest.mark.parametrize("role", NARROW)
def test_no_path_names_others_to_who_sees_less_after_somebody_who_sees_all(
    everybody: Everybody, whole: list[Answer], role: str
) -> None:
    for path, _status, text in walked(everybody.enter(role)[1]):
        # Who may read the log is told of everybody what they took out, of where, and what is theirs.
        if path not in ("/export/csv?page=/audit", "/export/permissions"):
            assert not set(CODES.findall(text)) & others(role), path


def exported(client: FlaskClient, address: str) -> list[dict[str, Any]]:
    """The lines of a file about the metric, in the period itself."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_name("数据").to_python()
    lines: list[dict[str, Any]] = [dict(zip(map(str, rows[1]), row, strict=True)) for row in rows[2:]]
    return [line for line in lines if line["代码"] == METRIC.key and line["自"] == "2026-10-01"]


def counted(everybody: Everybody, column: str, code: str = "") -> dict[str, int]:
    """What SQL says: grid events reported in October by division, of those whose code begins so."""
    rows = everybody.every(
        f"SELECT {column}, count(*) FROM cockpit.event WHERE kind = 'grid_event' "
        "AND occurred_on BETWEEN '2026-10-01' AND '2026-10-31' GROUP BY 1"
    )
    return {str(place): number for place, number in rows if str(place).startswith(code) and place != "unmapped"}


# By role: whose number the first line of its file is, and by what the lines below it.
SEEN = {
    "everything": ("city_code", "3410", "county_code", "34"),
    "leader": ("city_code", "3410", "county_code", "34"),
    "wall": ("city_code", "3410", "county_code", "34"),
    "county": ("county_code", "341002", "township_code", "341002"),
    "township": ("township_code", "341002001", "township_code", "341002001"),
}


@pytest.mark.parametrize("role", SEEN)
def test_a_file_and_the_provenance_have_the_numbers_that_sql_says_a_role_may_see(
    everybody: Everybody, whole: list[Answer], role: str
) -> None:
    client = everybody.enter(role)[1]
    whose, code, by, begins = SEEN[role]
    first, *below = exported(client, "/export/xlsx?page=/&p=2026-10")
    assert (first["区划代码"], first["数值"]) == (code, counted(everybody, whose)[code])
    told = {line["区划代码"]: line["数值"] for line in below if line["区划代码"]}
    assert told == counted(everybody, by, begins)
    shown = said(parsed(box(client, "panel:glossary-origin", f"{SEARCH}&m={METRIC.key}")))
    number = re.search(r"来历.*?([\d,]+) ?件", shown)
    assert number is not None, shown
    assert int(number[1].replace(",", "")) == first["数值"]
    assert "由明细重算一致" in shown


@pytest.mark.parametrize("role", ["department", "administrator", "stranger"])
def test_a_file_of_who_may_see_none_of_it_has_no_number(everybody: Everybody, whole: list[Answer], role: str) -> None:
    lines = exported(everybody.enter(role)[1], "/export/xlsx?page=/&p=2026-10")
    assert lines
    assert {(line["数值"], line["分子"]) for line in lines} == {("", "")}
    assert {line["状态"] for line in lines} == {"拒绝"}


HAND = st.sampled_from(
    [
        *("341021", "341021001", "341021001001001", "140502", "%", "*", "''", "341002,341021", "unmapped"),
        *("341021' OR '1'='1", "1; DROP TABLE cockpit.event", "\x00", "../../etc/passwd", "{}", "9" * 40, "²"),
        *("2026-10", "2026-13", "9999-12", "0000-00", "disputes_accepted", "grid_events_reported", "sign_in"),
    ]
) | st.text(max_size=12)
KEYS = ("p", "r", "m", "c", "g", "e", "a", "d", "n", "lang", "theme", "page", "q", "x")


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(NARROW),
    st.sampled_from(["/export/xlsx", "/export/csv", "/export/permissions", "/", "/search.json", "/version", "box"]),
    st.dictionaries(st.sampled_from(KEYS), HAND, max_size=5),
    st.sampled_from([page.path for page in PAGES]),
    st.sampled_from(BOXES),
)
def test_an_address_written_by_hand_brings_nothing_of_others_and_no_fault(
    everybody: Everybody, role: str, path: str, asked: dict[str, str], page: str, name: str
) -> None:
    client = KEPT.setdefault(role, everybody.enter(role)[1])
    search = "?" + urlencode({"page": page} | asked)
    asks = {"box": lambda: ask(client, name, search=search, path=page)}
    answer = asks.get(path, lambda: client.get(path + search))()
    assert answer.status_code in (200, 204, 403, 404), (answer.status_code, answer.text[:300])
    if "/audit" in (page, asked.get("page")) or path == "/export/permissions" or name.startswith("panel:audit"):
        # The log says what others took out, and of where.
        return
    assert not set(CODES.findall(written(answer))) & others(role) - set(CODES.findall(search))


KEPT: dict[str, FlaskClient] = {}


@pytest.mark.parametrize("role", ["county", "township", "stranger"])
def test_no_scene_of_a_wall_names_a_county_that_is_not_its_roles(
    everybody: Everybody, whole: list[Answer], role: str
) -> None:
    listed = everybody.every("SELECT code, name_zh FROM cockpit.division WHERE level = 'county'")
    names = {str(code): str(name) for code, name in listed}
    others_named = {names[code] for code in COUNTIES if code in others(role) and code in names}
    assert others_named
    client = everybody.enter(role)[1]
    for path in PATHS["wall.scene"]:
        answer = client.get(path)
        assert answer.status_code in (200, 404), path
        assert not [name for name in others_named if name in answer.text], path
