"""Requests that no page of this application sends are refused with a sentence, never with an error of the server."""

import json
from io import BytesIO
from typing import Any

import pytest
from box_asked import CALLBACK as PATH
from box_asked import HERE, figure_body, question
from box_asked import PATH as BOXES
from hypothesis import given, settings
from hypothesis import strategies as st
from screen import build

APP = build()
PAGE: dict[str, Any] = {
    "output": "page.children",
    "outputs": {"id": "page", "property": "children"},
    "inputs": [{"id": "url", "property": "pathname", "value": "/"}],
    "changedPropIds": ["url.pathname"],
}
CHART = figure_body("overview-county-map")
IDENTITY = {"chart": "overview-county-map"}


def without(body: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != key}


def valued(value: Any) -> dict[str, Any]:
    return PAGE | {"inputs": [{"id": "url", "property": "pathname", "value": value}]}


@pytest.mark.parametrize("body", [PAGE, CHART, valued(None), valued("/nowhere")])
def test_what_pages_send_is_answered(body: dict[str, Any]) -> None:
    assert APP.server.test_client().post(PATH, json=body).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        PAGE | {"inputs": []},
        PAGE | {"inputs": {}},
        PAGE | {"inputs": [7]},
        PAGE | {"inputs": [PAGE["inputs"]]},
        PAGE | {"inputs": [{"id": "url", "property": "search", "value": ""}]},
        PAGE | {"state": [{"id": "url", "property": "search"}]},
        PAGE | {"changedPropIds": 7},
        PAGE | {"changedPropIds": ["nothing"]},
        PAGE | {"outputs": 7},
        PAGE | {"outputs": []},
        PAGE | {"outputs": [PAGE["outputs"]]},
        PAGE | {"output": "url.search"},
        PAGE | {"output": "no.callback"},
        without(PAGE, "outputs"),
        without(PAGE, "inputs"),
        valued([]),
        valued(7),
        valued({"a": 1}),
        without(CHART, "state"),
        CHART | {"outputs": CHART["outputs"][:1]},
        CHART | {"outputs": [{"id": {"chart": ["x"]}, "property": "figure"}, CHART["outputs"][1]]},
        CHART | {"outputs": [{"id": "chart", "property": "figure"}, CHART["outputs"][1]]},
        CHART | {"state": [{"id": IDENTITY, "property": "id", "value": {"chart": []}}, CHART["state"][1]]},
    ],
)
def test_a_body_that_fits_no_callback_is_a_sentence(body: dict[str, Any]) -> None:
    answer = APP.server.test_client().post(PATH, json=body)
    assert answer.status_code == 400
    assert answer.text.endswith(".")


ANYTHING = st.recursive(
    st.none() | st.text() | st.integers(), lambda part: st.lists(part) | st.dictionaries(st.text(), part)
)


@given(ANYTHING)
@settings(max_examples=60, deadline=None)
def test_no_value_in_any_place_is_an_error_of_the_server(value: Any) -> None:
    client = APP.server.test_client()
    for key in CHART:
        assert client.post(PATH, json=CHART | {key: value}).status_code in (200, 400)
    assert client.post(PATH, json=value).status_code == 400


def test_nesting_without_end_and_other_types_are_refused() -> None:
    client = APP.server.test_client()
    assert client.post(PATH, data=b"[" * 200_000, content_type="application/json").status_code == 400
    assert client.post(PATH, data=json.dumps(PAGE), content_type="text/plain").status_code == 400
    assert client.get(PATH).status_code == 400


def test_a_body_of_two_megabytes_is_too_large_with_and_without_its_length() -> None:
    client = APP.server.test_client()
    answer = client.post(PATH, data=b"x" * 2_000_000, content_type="application/json")
    # A chunked body has no Content-Length; the server marks where it ends.
    chunked = client.open(
        PATH,
        method="POST",
        input_stream=BytesIO(b"x" * 2_000_000),
        content_type="application/json",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    for each in (answer, chunked):
        assert each.status_code == 413
        assert each.text.endswith(".")


NEWS = question("panel:overview-headline", by_itself=True)


def test_what_a_page_asks_is_answered_and_nothing_else() -> None:
    client = APP.server.test_client()
    boxes = client.post(BOXES, json=NEWS, headers=HERE).get_json()["boxes"]
    assert set(boxes) == {"panel:overview-headline"}
    # What is shown already, and boxes that there are not, bring nothing.
    shown = {"panel:overview-headline": boxes["panel:overview-headline"]["shown"], "panel:no": None, "x": "", "": None}
    assert client.post(BOXES, json=NEWS | {"shown": shown}, headers=HERE).get_json() == {"boxes": {}, "missed": []}
    many = {f"panel:{number}": None for number in range(101)}
    odd = [without(NEWS, "shown"), NEWS | {"shown": {"panel:overview-headline": 7}}, NEWS | {"shown": many}, [], "x"]
    odd += [NEWS | {"search": ["?"]}, NEWS | {"path": "/" * 5_000}, NEWS | {"kept_only": "yes"}, NEWS | {"more": 1}]
    for body in odd:
        answer = client.post(BOXES, json=body, headers=HERE)
        assert (answer.status_code, answer.text[-1]) == (400, "."), body
    assert client.post(BOXES, json=NEWS, headers={"Origin": "http://elsewhere"}).status_code == 400
    assert client.post(BOXES, data=json.dumps(NEWS), content_type="text/plain", headers=HERE).status_code == 400
    assert client.post(BOXES, data=b"[" * 200_000, content_type="application/json", headers=HERE).status_code == 400


@given(ANYTHING)
@settings(max_examples=60, deadline=None)
def test_no_value_in_any_place_of_a_question_is_an_error_of_the_server(value: Any) -> None:
    client = APP.server.test_client()
    for key in NEWS:
        assert client.post(BOXES, json=NEWS | {key: value}, headers=HERE).status_code in (200, 400)
