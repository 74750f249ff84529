"""Questions of a page: what cannot be drawn keeps nothing else from it, what is kept comes at once, and is what the
news were."""

from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest
from box_asked import ask
from fake_reads import FakeFreshness, FakeReads
from psycopg2.errors import QueryCanceled
from screen import build
from sqlalchemy.exc import OperationalError

from dashboard import boxes
from dashboard.factory import Cockpit
from dashboard.kept import drawings
from dashboard.kept.cache import Watch
from data_access.known_versions import known_versions
from layouts import collect_pages


def told(app: Cockpit, *keys: str) -> tuple[set[str], list[str]]:
    """The panels that come with news, and those that could not be drawn."""
    shown = {f"panel:{key}": "0" * 16 for key in keys}
    answer = ask(app.server.test_client(), shown=shown, by_itself=True).get_json()
    return set(answer["boxes"]), answer["missed"]


def test_a_box_that_cannot_be_drawn_keeps_no_other_from_its_news(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    draw_one = drawings._drawn

    def broken(panel: Any, view: Any) -> Any:
        if panel.key == "overview-cards":
            raise ZeroDivisionError
        return draw_one(panel, view)

    monkeypatch.setattr(drawings, "_drawn", broken)
    found = told(build(), "overview-cards", "overview-headline")
    assert found == ({"panel:overview-headline"}, ["panel:overview-cards"])
    assert "overview-cards" in caplog.text


def test_news_put_no_sentence_in_the_place_of_numbers_that_were_not_read_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw_one, left = drawings._drawn, [2]

    def slowly(panel: Any, view: Any) -> Any:
        left[0] -= 1
        if panel.key == "overview-cards":
            late = OperationalError("SELECT", {}, QueryCanceled("canceling statement due to statement timeout"))
            panel = replace(panel, draw=Mock(side_effect=late))
        return draw_one(panel, view)

    monkeypatch.setattr(drawings, "_drawn", slowly)
    app = build()
    assert told(app, "overview-cards", "overview-headline") == ({"panel:overview-headline"}, ["panel:overview-cards"])
    # All share the time of one request; where that is used up, nothing more is begun.
    monkeypatch.setattr(boxes, "is_used_up", lambda: left[0] <= 0)
    left[0] = 1
    assert told(app, "overview-detail", "overview-ranking") == ({"panel:overview-detail"}, ["panel:overview-ranking"])
    assert left == [0]


def test_a_first_question_is_answered_with_a_sentence_where_numbers_are_not_read_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    late = OperationalError("SELECT", {}, QueryCanceled("canceling statement due to statement timeout"))
    draw_one = drawings._drawn
    monkeypatch.setattr(
        drawings, "_drawn", lambda panel, view: draw_one(replace(panel, draw=Mock(side_effect=late)), view)
    )
    client, name = build().server.test_client(), "panel:overview-cards"
    for given in ({"by_itself": True}, {"shown": {name: "0" * 16}}):
        answer = ask(client, name, **given).get_json()
        assert set(answer["boxes"]) == {name}
        assert "查询用时过长" in answer["boxes"][name]["markup"]


def test_what_is_drawn_already_comes_at_once_and_nothing_else_is_drawn_for_it() -> None:
    app = build()
    client, panels = app.server.test_client(), {f"panel:{each.key}" for each in collect_pages()[0].panels}
    frame = {"shell:brand", "shell:navigation", "shell:fetched", "shell:controls"}
    answer = ask(client, kept_only=True).get_json()
    assert (set(answer["boxes"]), set(answer["missed"])) == (frame, panels)
    drawn = ask(client, "panel:overview-cards").get_json()["boxes"]
    again = ask(client, kept_only=True).get_json()
    assert again["boxes"]["panel:overview-cards"] == drawn["panel:overview-cards"]
    assert set(again["missed"]) == panels - set(drawn)
    # What is shown is not sent again; another page has other boxes.
    shown = {name: each["shown"] for name, each in again["boxes"].items()}
    assert ask(client, shown=shown, kept_only=True).get_json() == {"boxes": {}, "missed": again["missed"]}
    assert "panel:overview-cards" not in ask(client, shown=shown, path="/grid", kept_only=True).get_json()["missed"]
    assert set(ask(client, path="/nowhere", kept_only=True).get_json()["boxes"]) == frame


def test_the_first_look_of_a_page_is_what_its_boxes_show() -> None:
    client = build().server.test_client()
    before = client.get("/").text
    told = ask(client, *(f"panel:{each.key}" for each in collect_pages()[0].panels)).get_json()["boxes"]
    after = client.get("/").text
    for name, each in told.items():
        assert (each["markup"] in after, each["markup"] in before) == (True, False), name
        assert f'data-box="{name}" data-shown="{each["shown"]}"' in after
    # Where its frame has heard of news since, the page asks again.
    assert f'data-version="{client.get("/version").get_json()["version"]}"' in after
    # Nothing in it has the name of a part of the page that lives.
    assert 'id="page"' not in after
    assert 'id="{' not in after.replace("&quot;", '"')


def test_a_first_look_that_cannot_be_read_leaves_the_page_to_its_scripts(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = build()
    gone = OperationalError("SELECT", {}, Exception("server closed the connection"))
    monkeypatch.setattr(boxes.Boxes, "answer", Mock(side_effect=gone))
    page = app.server.test_client().get("/grid?p=2026-10")
    assert (page.status_code, 'id="first-look"' in page.text) == (200, False)
    assert 'data-version=""' in page.text
    assert "/grid" in caplog.text


def test_what_a_request_knows_of_versions_ends_with_it() -> None:
    app = build()
    assert told(app, "overview-headline") == ({"panel:overview-headline"}, [])
    assert app.server.test_client().get("/wall/main/scene/overview?shape=tall").status_code == 200
    assert known_versions() is None


def test_a_picture_of_a_wall_is_kept_under_the_news_it_was_drawn_from(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another look at the ledger falls between the numbers of a picture and what it is called after."""
    now = [0.0]
    monkeypatch.setattr(Watch.__init__, "__defaults__", (lambda: now[0],))
    freshness, reads = FakeFreshness(), FakeReads()
    client = build(reads, freshness).server.test_client()
    scene = "/wall/main/scene/overview?shape=tall"
    client.get(scene.replace("tall", "standard"))
    freshness.version, reads.shift = freshness.version + 1, reads.shift + 500
    look = Watch.reading

    def and_a_second_later(self: Watch, *known: Any) -> Any:
        found = look(self, *known)
        now[0] += 1.1
        return found

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Watch, "reading", and_a_second_later)
        client.get(scene)
    version = client.get("/wall/main/state").get_json()["version"]
    other = build(reads, freshness).server.test_client()
    assert client.get(f"{scene}&v={version}").text == other.get(f"{scene}&v={version}").text
