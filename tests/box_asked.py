"""How tests ask for boxes and figures, as the scripts of a page do."""

from typing import Any

import orjson
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PATH, CALLBACK = "/boxes", "/_dash-update-component"
HERE = {"Origin": "http://localhost"}
# As a browser writes it, without spaces.
_JSON = "application/json"


def question(*names: str, search: Any = "", path: Any = "/", **given: Any) -> dict[str, Any]:
    """The body of a question for boxes of which nothing is shown yet."""
    plain = {"version": "", "shown": dict.fromkeys(names), "kept_only": False, "by_itself": False}
    return {"path": path, "search": search, **plain, **given}


def figure_body(key: str, search: Any = "", version: Any = "", shown: str | None = None) -> dict[str, Any]:
    """The body of the callback of a figure."""
    identity = {"chart": key}
    return {
        "output": '..{"chart":["MATCH"]}.figure...{"chart":["MATCH"]}.className..',
        "outputs": [{"id": identity, "property": "figure"}, {"id": identity, "property": "className"}],
        "inputs": [
            {"id": "url", "property": "search", "value": search},
            {"id": "version", "property": "data", "value": version},
        ],
        "state": [
            {"id": identity, "property": "id", "value": identity},
            {"id": identity, "property": "className", "value": shown},
        ],
        "changedPropIds": [],
    }


def ask(client: FlaskClient, *names: str, **given: Any) -> TestResponse:
    """The answer to a question for boxes; of a figure (`chart:…`), to its callback."""
    sort, _colon, key = names[0].partition(":") if names else ("", "", "")
    if sort == "chart":
        return client.post(CALLBACK, json=figure_body(key, given.get("search", "")))
    return client.post(PATH, data=orjson.dumps(question(*names, **given)), headers=HERE, content_type=_JSON)


def box(client: FlaskClient, name: str, search: Any = "", path: str = "/", version: str = "") -> str:
    """The HTML of a box; the JSON of a figure."""
    answer = ask(client, name, search=search, path=path, version=version)
    assert answer.status_code == 200, answer.text[:500]
    return str(answer.text if name.startswith("chart:") else answer.get_json()["boxes"][name]["markup"])
