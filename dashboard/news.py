"""/news: one question for all boxes of a page, when there are new data; what looks as before is not sent again."""

from dataclasses import asdict
from typing import Any

import orjson
from flask import Flask, Response, request

from dashboard.access.guard import same_origin
from dashboard.boxes import Boxes
from dashboard.serving.web import raw_body

NEWS = "/news"
# No page has as many boxes, and no digest or address is as long.
_MOST_BOXES, _LONGEST = 100, 4_000


def add_news(server: Flask, boxes: Boxes) -> None:
    """Answers a POST with {path, search, version, shown: {box: digest or null}} by {boxes: {box: {markup, shown}},
    missed: [box]}, the second of those that could not be drawn."""

    @server.post(NEWS, endpoint="news")
    def news() -> Response:
        if not same_origin():
            return _refused("The request comes from another site; open the cockpit at its own address.")
        asked = _asked(raw_body(request)) if request.is_json else None
        if asked is None:
            return _refused(
                "The body is not what a page asks for news with: path, search, version, and the boxes it shows."
            )
        news = boxes.changed(asked["path"], asked["search"], asked["version"], asked["shown"])
        return Response(orjson.dumps(asdict(news)), mimetype="application/json")


def _asked(raw: bytes | None) -> dict[str, Any] | None:
    """The question; None for what no page sends."""
    try:
        body = orjson.loads(raw or b"")
    except ValueError:
        return None
    if not isinstance(body, dict) or not all(_is_text(body.get(name)) for name in ("path", "search", "version")):
        return None
    shown = body.get("shown")
    sound = isinstance(shown, dict) and len(shown) <= _MOST_BOXES and all(map(_is_text, shown.values()))
    return body if sound else None


def _is_text(value: object) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= _LONGEST)


def _refused(sentence: str) -> Response:
    return Response(sentence, 400, mimetype="text/plain")
