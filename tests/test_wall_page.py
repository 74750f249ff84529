"""The page 大屏 and walls with tokens: what is reported, what is told, by whom; a revoked wall shows nothing."""

import json
from typing import Any

import pytest
from entering import ORIGIN, Entrance, post
from flask.testing import FlaskClient
from screen import build, draw, said
from sqlalchemy import text
from test_export import restricted

from dashboard.access.audit import Asked
from dashboard.access.log import StoredLog
from dashboard.wall.report import Report

REPORT = {
    "load_id": "a1",
    "build": "abc",
    "scene": "overview",
    "painted_seconds": 0.4,
    "heap_megabytes": 12.5,
    "nodes": 420,
    "frames": 1.0,
    "lost": 2,
    "changes": 7,
    "drift_seconds": -3.5,
    "width": 1920,
    "height": 1080,
    "faults": "mediation",
}


@pytest.fixture
def wall(entrance: Entrance) -> tuple[str, FlaskClient]:
    """A wall that has opened its address, and its name."""
    name = f"hall_{len(entrance.administration.screens())}"
    token = entrance.administration.add_screen(name, "wall", "main")
    client = entrance.client()
    answer = client.get(f"/screen/{token}", base_url=ORIGIN)
    assert (answer.status_code, answer.location) == (302, "/wall/main")
    return name, client


@pytest.fixture
def officer(entrance: Entrance) -> FlaskClient:
    name = f"officers_{len(entrance.administration.accounts())}"
    return entrance.signed_in(name, entrance.administration.add(name, "administrator", origin="demonstration"))


def order_of(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/wall/main/state", base_url=ORIGIN)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()["order"]
    return found


def reported(client: FlaskClient, told: Any, origin: str = ORIGIN) -> int:
    headers = {"Origin": origin, "Content-Type": "application/json"}
    body = told if isinstance(told, str) else json.dumps(told)
    return client.post("/wall/main/report", data=body, base_url=ORIGIN, headers=headers).status_code


def test_a_wall_reports_how_it_is_and_only_the_newest_counts(entrance: Entrance, wall: tuple[str, FlaskClient]) -> None:
    name, client = wall
    assert [reported(client, REPORT), reported(client, REPORT | {"scene": "grid"})] == [204, 204]
    with entrance.administration.engine.begin() as connection:
        asked = "SELECT scene, heap_megabytes, faults FROM access.wall_report WHERE wall = :wall ORDER BY at"
        rows = [tuple(row) for row in connection.execute(text(asked), {"wall": name})]
    assert rows == [("overview", 12.5, "mediation"), ("grid", 12.5, "mediation")]


@pytest.mark.parametrize(
    "told",
    [
        *("", "[]", "{}", "not json", "{" * 5000),
        *(REPORT | {"scene": "<b>"}, REPORT | {"nodes": -1}, REPORT | {"more": 1}, REPORT | {"faults": "王小明"}),
    ],
)
def test_what_is_no_report_is_refused_and_not_kept(wall: tuple[str, FlaskClient], told: Any) -> None:
    assert reported(wall[1], told) == 400


def test_a_report_from_another_site_is_refused_and_that_of_an_office_is_not_kept(
    entrance: Entrance, wall: tuple[str, FlaskClient], officer: FlaskClient
) -> None:
    assert reported(wall[1], REPORT, "http://evil.example") == 400
    with entrance.administration.engine.begin() as connection:
        count = text("SELECT count(*) FROM access.wall_report")
        before = connection.scalar(count)
        assert reported(officer, REPORT) == 204
        assert connection.scalar(count) == before


def test_a_wall_is_told_to_pause_step_and_pin_and_the_log_says_by_whom(
    entrance: Entrance, wall: tuple[str, FlaskClient], officer: FlaskClient
) -> None:
    name, client = wall
    assert order_of(client)["serial"] == 0
    for what, given, expected in (
        ("pause", {}, {"mode": "paused", "step": 0}),
        ("next", {}, {"mode": "paused", "step": 1}),
        ("previous", {}, {"mode": "paused", "step": -1}),
        ("pin", {"scene": "grid"}, {"mode": "pinned", "scene": "grid", "step": 0}),
        ("event", {"event": "flood"}, {"mode": "playing", "event": "flood", "scene": ""}),
        ("resume", {}, {"mode": "playing", "event": "flood"}),
        ("event", {"event": ""}, {"event": ""}),
    ):
        answer = post(officer, f"/walls/{what}", wall=name, **given)
        assert (answer.status_code, answer.location) == (303, "/walls")
        found = order_of(client)
        assert {key: found[key] for key in expected} == expected
    assert order_of(client)["serial"] == 7
    line = StoredLog(entrance.administration.engine, entrance.administration.clock).lines(Asked(), count=1)[0]
    assert (line.event, line.actor[:8], line.subject) == ("screen_told", "officers", name)


def test_while_an_event_is_up_its_round_is_played_and_named(
    wall: tuple[str, FlaskClient], officer: FlaskClient
) -> None:
    name, client = wall
    assert post(officer, "/walls/event", wall=name, event="flood").status_code == 303
    state = client.get("/wall/main/state", base_url=ORIGIN).get_json()
    assert ([turn["key"] for turn in state["playlist"]], state["event"]) == (["overview"], "防汛")


@pytest.mark.parametrize(
    ("what", "given", "status"),
    [
        ("pin", {"scene": "nothing"}, 404),
        ("event", {"event": "storm"}, 404),
        ("explode", {}, 404),
        ("pause", {"wall": "nowhere"}, 404),
    ],
)
def test_what_cannot_be_told_is_a_sentence(
    wall: tuple[str, FlaskClient], officer: FlaskClient, what: str, given: dict[str, str], status: int
) -> None:
    answer = post(officer, f"/walls/{what}", **({"wall": wall[0]} | given))
    assert (answer.status_code, "。" in answer.text) == (status, True)


def test_who_may_not_tell_a_wall_anything_does_not(entrance: Entrance, wall: tuple[str, FlaskClient]) -> None:
    name, client = wall
    leader = f"leaders_{len(entrance.administration.accounts())}"
    entered = entrance.signed_in(leader, entrance.administration.add(leader, "leader", origin="demonstration"))
    for somebody in (client, entered):
        assert post(somebody, "/walls/pause", wall=name).status_code == 403
    assert post(entrance.client(), "/walls/pause", wall=name).status_code == 401
    assert order_of(client)["serial"] == 0


def test_a_form_of_another_site_tells_nothing(wall: tuple[str, FlaskClient], officer: FlaskClient) -> None:
    assert post(officer, "/walls/pause", origin="http://evil.example", wall=wall[0]).status_code == 400
    assert order_of(wall[1])["mode"] == "playing"


def test_only_who_looks_at_a_wall_from_an_office_may_leave_it(
    wall: tuple[str, FlaskClient], officer: FlaskClient
) -> None:
    frames = [client.get("/wall/main", base_url=ORIGIN).text for client in (officer, wall[1])]
    assert ["&#34;leave&#34;:true" in frame for frame in frames] == [True, False]


def test_a_revoked_wall_gets_nothing_more_and_its_frame_says_why(
    entrance: Entrance, wall: tuple[str, FlaskClient]
) -> None:
    name, client = wall
    assert client.get("/wall/main", base_url=ORIGIN).status_code == 200
    entrance.administration.revoke_screen(name)
    for path in ("/wall/main/state", "/wall/main/scene/overview?shape=standard"):
        assert client.get(path, base_url=ORIGIN).status_code == 401
    frame = client.get("/wall/main", base_url=ORIGIN)
    assert (frame.status_code, "授权已撤销" in frame.text) == (403, True)
    assert reported(client, REPORT) == 401


def test_a_wall_of_another_screen_is_not_let_in_here(entrance: Entrance) -> None:
    token = entrance.administration.add_screen(f"x{len(entrance.administration.screens())}", "wall", "")
    client = entrance.client()
    # The only screen there is is the first, so that it is a wall's that names none.
    assert client.get(f"/screen/{token}", base_url=ORIGIN).location == "/wall/main"
    assert client.get("/wall/other/state", base_url=ORIGIN).status_code == 404


def test_the_page_lists_every_wall_with_its_state_and_what_may_be_done() -> None:
    app = build()
    words = said(draw(app, "walls-list", page="/walls"))
    assert "hall主屏从未打开" in words
    assert all(word in words for word in ("暂停", "上一个", "下一个", "固定", "防汛", "撤销"))


def test_the_page_shows_the_newest_report_and_what_is_on_the_wall() -> None:
    app = build()
    walls = app.server.extensions["cockpit_walls"]
    walls.records.add("hall", Report.model_validate(REPORT))
    words = said(draw(app, "walls-list", page="/walls"))
    assert "正常 · 1 分钟前报告" in words
    assert "总览 · 轮播" in words
    assert "12 MB / 420" in words
    assert "跳过的场景mediation" in words
    assert "网格事件按期处置率" in words


@pytest.mark.parametrize(("width", "height", "shape"), [(1920, 1080, "standard"), (1080, 1920, "tall")])
def test_the_small_picture_has_the_shape_of_the_wall(width: int, height: int, shape: str) -> None:
    app = build()
    report = Report.model_validate(REPORT | {"width": width, "height": height})
    app.server.extensions["cockpit_walls"].records.add("hall", report)
    drawn = str(draw(app, "walls-list", page="/walls"))
    assert f"mini {shape}" in drawn
    assert ("wb three tall" in drawn) == (shape == "tall")


def test_who_may_not_see_a_scene_is_told_so_on_the_card_of_its_wall() -> None:
    app, _access = restricted(pages=("/walls",))
    app.server.extensions["cockpit_walls"].records.add("hall", Report.model_validate(REPORT))
    words = said(draw(app, "walls-list", page="/walls"))
    assert "当前账号看不到它的画面" in words
    assert "网格事件按期处置率" not in words


def test_who_may_not_control_walls_sees_none_of_them() -> None:
    app, _access = restricted(walls=False, accounts=False)
    assert "hall" not in said(draw(app, "walls-list", page="/walls"))
