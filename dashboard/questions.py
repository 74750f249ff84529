"""/boxes: one question for all boxes of a page, when its address changes or there are new data; what looks as before is
not sent again."""

from dataclasses import asdict

import orjson
from flask import Flask, Response, request

from dashboard.access.guard import same_origin
from dashboard.boxes import Boxes, Question
from dashboard.serving.web import BOXES, raw_body

# No page has as many boxes, and no digest or address is as long.
_MOST_BOXES, _LONGEST = 100, 4_000
_TEXTS, _SWITCHES = ("path", "search", "version"), ("kept_only", "by_itself")


def add_questions(server: Flask, boxes: Boxes) -> None:
    """Answers a POST with the parts of a Question, `shown` as {box: digest or null}, by {boxes: {box: {markup, shown}},
    missed: [box]}."""

    @server.post(BOXES, endpoint="boxes")
    def answer() -> Response:
        if not same_origin():
            return _refused("The request comes from another site; open the cockpit at its own address.")
        asked = _asked(raw_body(request)) if request.is_json else None
        if asked is None:
            return _refused(
                "The body is not what a page asks with: path, search, version, kept_only, by_itself, and the boxes it "
                "shows."
            )
        return Response(orjson.dumps(asdict(boxes.answer(asked))), mimetype="application/json")


def _asked(raw: bytes | None) -> Question | None:
    """The question; None for what no page sends."""
    try:
        body = orjson.loads(raw or b"")
    except ValueError:
        return None
    if not isinstance(body, dict) or set(body) != {*_TEXTS, *_SWITCHES, "shown"}:
        return None
    shown = body["shown"]
    sound = isinstance(shown, dict) and len(shown) <= _MOST_BOXES and all(map(_is_text, shown.values()))
    sound = sound and all(_is_text(body[name]) for name in _TEXTS)
    return Question(**body) if sound and all(isinstance(body[name], bool) for name in _SWITCHES) else None


def _is_text(value: object) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= _LONGEST)


def _refused(sentence: str) -> Response:
    return Response(sentence, 400, mimetype="text/plain")
