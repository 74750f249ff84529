"""News of a page: what cannot be drawn keeps nothing else from it, and what is kept is what the news were."""

from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest
from fake_reads import FakeFreshness, FakeReads
from psycopg2.errors import QueryCanceled
from screen import build
from sqlalchemy.exc import OperationalError

from dashboard import boxes
from dashboard.factory import Cockpit
from dashboard.kept import drawings
from dashboard.kept.cache import Watch
from data_access.known_versions import known_versions


def told(app: Cockpit, *keys: str) -> tuple[set[str], list[str]]:
    """The panels that come with news, and those that could not be drawn."""
    shown = {f"panel:{key}": "0" * 16 for key in keys}
    body = {"path": "/", "search": "", "version": "", "shown": shown}
    answer = app.server.test_client().post("/news", json=body, headers={"Origin": "http://localhost"}).get_json()
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
