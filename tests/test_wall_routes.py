"""What a wall asks for: its frame, its state, its scenes; what it may not see, and that what is not new is not sent."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from dash import dcc, html
from fake_reads import FakeFreshness, FakeReads
from flask.testing import FlaskClient
from screen import build, demonstration_site
from test_export import restricted

from dashboard.components import picture
from dashboard.factory import Cockpit
from dashboard.markup import markup
from dashboard.wall.scene import SHAPES
from data_access.screens import Screen, Showing
from layouts import collect_scenes

SCENES = collect_scenes()
SMALLEST = 22


def client_of(app: Cockpit) -> FlaskClient:
    client: FlaskClient = app.server.test_client()
    return client


def state_of(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/wall/main/state")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


class _Texts(HTMLParser):
    """Checks that what is opened is closed, and gathers texts and classes."""

    VOID = frozenset({"br", "hr", "img", "path", "rect", "line", "circle"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Of SVG: closed as it is opened."""

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def texts_of(page: str) -> str:
    parser = _Texts()
    parser.feed(page)
    assert parser.open == []
    return "".join(parser.texts)


@pytest.mark.parametrize("scene", [scene.key for scene in SCENES])
def test_each_scene_is_drawn_on_every_canvas_whatever_the_state_of_its_data(scene: str) -> None:
    for state in ("fresh", "late", "failed", "missing"):
        client = client_of(build(freshness=FakeFreshness(state=state)))
        for shape in SHAPES:
            answer = client.get(f"/wall/main/scene/{scene}?shape={shape}")
            assert answer.status_code == 200, answer.text
            said = texts_of(answer.text)
            # The stand-in is a source of grid events: of other scenes it is said that nothing tells of them.
            assert "没有来源" in said or ("12 分钟" in said) == (state == "fresh")
            sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', answer.text)]
            assert min(sizes, default=SMALLEST) >= SMALLEST
    empty = client_of(build(reads=FakeReads(empty=True)))
    assert texts_of(empty.get(f"/wall/main/scene/{scene}?shape=standard").text)


def test_a_late_source_greys_its_tiles_and_says_how_old_they_are() -> None:
    fresh = client_of(build()).get("/wall/main/scene/overview?shape=standard").text
    late = client_of(build(freshness=FakeFreshness(state="late"))).get("/wall/main/scene/overview?shape=standard").text
    assert "aged" not in fresh
    assert late.count('class="part hero aged"') == 1
    assert "迟到" in texts_of(late)


def test_what_is_not_new_is_not_sent_again() -> None:
    freshness = FakeFreshness()
    client = client_of(build(freshness=freshness))
    for path in ("/wall/main/state", "/wall/main/scene/overview?shape=standard"):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
        assert abs(int(again.headers["X-Cockpit-Now"]) - int(first.headers["X-Cockpit-Now"])) < 60_000


def test_the_question_of_a_wall_reads_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_arguments: object, **_named: object) -> None:
        raise AssertionError("the state of a wall is answered from memory")

    for name, does in vars(FakeReads).items():
        if callable(does) and not name.startswith("_"):
            monkeypatch.setattr(FakeReads, name, read)
    client = client_of(build())
    assert state_of(client) == state_of(client)
    # Only where a picture is drawn numbers are read.
    assert client.get("/wall/main/scene/overview?shape=standard").status_code == 500


def test_new_data_are_another_state_and_another_picture() -> None:
    reads, freshness = FakeReads(), FakeFreshness()
    client = client_of(build(reads=reads, freshness=freshness))
    path = "/wall/main/scene/overview?shape=standard"
    version, before = state_of(client)["version"], client.get(path)
    reads.shift, freshness.version = 40, 2
    # A wall that was told of newer data than this process knows of makes it look at once.
    after = client.get(f"{path}&v=newer", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert texts_of(after.text) != texts_of(before.text)
    assert state_of(client)["version"] != version


def test_the_state_says_what_to_play_and_the_frame_what_to_know_once() -> None:
    client = client_of(build())
    state = state_of(client)
    assert [turn["key"] for turn in state["playlist"]] == [scene.key for scene in SCENES]
    assert state["order"] == {"mode": "playing", "scene": "", "event": "", "step": 0, "serial": 0}
    page = client.get("/wall/main")
    assert page.status_code == 200
    assert f'data-build="{state["build"]}"' in page.text
    assert "<script>" not in page.text
    found = re.search(r'data-settings="([^"]+)"', page.text)
    assert found is not None
    settings = json.loads(found[1].replace("&#34;", '"'))
    assert (settings["refresh_seconds"], settings["canvas"]) == (5, None)


@pytest.mark.parametrize("path", ["no", "no/state", "main/scene/no?shape=wide", "main/scene/overview?shape=odd"])
def test_what_there_is_not_is_a_sentence(path: str) -> None:
    answer = client_of(build()).get(f"/wall/{path}")
    assert (answer.status_code, "。" in answer.text) == (404, True)


@pytest.mark.parametrize(("canvas", "sides"), [("3564x1080", [3564, 1080]), ("1080x1920", [1080, 1920])])
def test_a_canvas_of_the_site_is_the_walls(canvas: str, sides: list[int]) -> None:
    usual = demonstration_site()
    screen = Screen.model_validate(usual.screen[0].model_dump() | {"canvas": canvas})
    page = client_of(build(site=usual.model_copy(update={"screen": (screen,)}))).get("/wall/main").text
    assert f"&#34;canvas&#34;:{sides}".replace(" ", "") in page


def test_a_role_sees_its_scenes_only() -> None:
    app, _access = restricted(pages=("/wall/overview",))
    client = client_of(app)
    assert [turn["key"] for turn in state_of(client)["playlist"]] == ["overview"]
    assert client.get("/wall/main/scene/overview?shape=standard").status_code == 200
    assert client.get("/wall/main/scene/attention?shape=standard").status_code == 404


def test_a_scene_in_english_is_english_whatever_the_browser_says() -> None:
    screen = (
        demonstration_site().screen[0].model_copy(update={"language": "en", "playlist": (Showing(scene="overview"),)})
    )
    site = demonstration_site().model_copy(update={"screen": (screen,)})
    client = client_of(build(site=site))
    said = texts_of(client.get("/wall/main/scene/overview?shape=wide").text)
    assert "Needs attention" in said
    assert not re.search(r"[\u4e00-\u9fff]", said), re.findall(r".{0,20}[\u4e00-\u9fff]+", said)


def test_components_become_html_whose_texts_are_escaped_and_whose_links_lead_nowhere_on_a_wall() -> None:
    part = html.Div(
        ["<b>", None, 3, dcc.Link("a & b", href="/x", className="go"), html.Br(), html.Button("ok", disabled=True)],
        id={"panel": "x"},
        title='"quoted"',
    )
    assert markup(part, still=True) == (
        '<div title="&quot;quoted&quot;">&lt;b&gt;3<span class="go">a &amp; b</span><br>'
        "<button disabled>ok</button></div>"
    )
    assert markup(part.children) == (
        '&lt;b&gt;3<a class="go" data-within href="/x">a &amp; b</a><br><button disabled>ok</button>'
    )
    assert markup([html.Option("x", value=""), html.Label(htmlFor="y", className="")]) == (
        '<option value="">x</option><label for="y"></label>'
    )
    for wrong in (True, False, {"a": 1}, [html.B("x"), True], {"a"}, html.B("x", style={"color": "red"})):
        with pytest.raises(TypeError):
            markup(wrong)
    assert (
        markup(html.Button("x", disabled=False, hidden=True, tabIndex=-1)) == '<button hidden tabIndex="-1">x</button>'
    )
    assert markup(picture("<svg/>", "gap", "so <far>"), still=True) == (
        '<span class="pic gap" role="img" aria-label="so &lt;far&gt;"><svg/></span>'
    )
