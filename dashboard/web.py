"""What the web server adds around Dash: headers, checks of requests, cookies of choices, small routes."""

import json
from collections.abc import Callable, Collection
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import orjson
from dash import Dash
from flask import Flask, Request, Response, abort, request

from dashboard.cache import Watch
from dashboard.ports import Directory
from dashboard.rows import rows_of
from dashboard.state import LANGUAGES, THEMES
from data_access.site import Site

_LARGEST_BODY = 1_000_000
_YEAR = 31_536_000
_SUITES = "/_dash-component-suites/"
_CALLBACK = "/_dash-update-component"
_MARKS = {"lang": LANGUAGES, "theme": THEMES}


class CompressedSuites:
    """Keeps what compressing Dash's own scripts gave, and nothing else: their addresses change with their content."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        if _SUITES in key:
            self._kept[key] = value


def harden(app: Dash) -> None:
    """Security headers on every answer, and a check of every callback's body before Dash sees it."""
    server: Flask = app.server

    @server.before_request
    def check() -> Response | None:
        if request.path != _CALLBACK:
            return None
        refusal = refuse(request, app.callback_map)
        return Response(refusal, 400, mimetype="text/plain") if refusal else None

    @server.after_request
    def protect(response: Response) -> Response:
        hashes = " ".join(app.csp_hashes())
        response.headers["Content-Security-Policy"] = (
            f"default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data: blob:; worker-src blob:; connect-src 'self'; object-src 'none'; "
            "base-uri 'self'; frame-ancestors 'none'"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Frame-Options"] = "DENY"
        if request.path.startswith("/assets/") and response.status_code == 200:
            # Read whole: compressing a file as a stream leaves it open.
            response.direct_passthrough = False
            response.set_data(response.get_data())
            if "m" in request.args:
                response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
        return response


def refuse(received: Request, outputs: Collection[str]) -> str | None:
    """Why a callback request cannot be answered, as one sentence; None for a sound one.

    `outputs` are the outputs that callbacks exist for; none while the application has not started.
    """
    origin = received.headers.get("Origin")
    if origin and urlsplit(origin).netloc != received.host:
        return "The request comes from another site; open the cockpit at its own address."
    if received.method != "POST":
        return "A callback is a POST request with a JSON body."
    if (received.content_length or 0) > _LARGEST_BODY:
        return f"The body has more than {_LARGEST_BODY} bytes; a callback of this application never needs that."
    try:
        body = json.loads(received.get_data())
    except ValueError:
        return "The body is not JSON."
    if not _shaped(body):
        return "The body is not a callback: 'output', 'inputs', 'state' and 'changedPropIds' are needed."
    return "There is no callback for this output." if outputs and body["output"] not in outputs else None


def _shaped(body: Any) -> bool:
    return (
        isinstance(body, dict)
        and isinstance(body.get("output"), str)
        and isinstance(body.get("inputs"), list)
        and isinstance(body.get("changedPropIds", []), list)
        and isinstance(body.get("state", []), list)
        and all(_is_input(each) for each in [*body["inputs"], *body.get("state", [])])
    )


def _is_input(each: Any) -> bool:
    if isinstance(each, list):
        return all(_is_input(part) for part in each)
    return isinstance(each, dict) and "id" in each and isinstance(each.get("property"), str)


def remember_choices(server: Flask) -> None:
    """Language and theme in an address are written to cookies, because a query string does not reach callbacks."""

    @server.after_request
    def write(response: Response) -> Response:
        if request.method == "GET" and response.mimetype == "text/html":
            for name, allowed in _MARKS.items():
                value = request.args.get(name)
                if value in allowed:
                    response.set_cookie(name, value, max_age=_YEAR, samesite="Lax")
        return response


def chosen(name: str, default: str) -> str:
    """The language or theme of this request: its address, else its cookie, else the default."""
    value = request.args.get(name) or request.cookies.get(name)
    return value if value in _MARKS[name] else default


def add_routes(server: Flask, site: Site, directory: Directory, watch: Watch) -> None:
    """/version says whether anything changed; /geometry/grids gives outlines, once for each change of them."""

    @server.get("/version")
    def version() -> Response:
        return _plain(orjson.dumps({"version": watch.token()}), "no-store")

    @server.get("/geometry/grids/<city>.geojson")
    def grids(city: str) -> Response:
        if city not in site.city_codes or not site.show_boundaries:
            abort(404)
        body, tag = outlines(city)
        response = _plain(body, "no-cache", "application/geo+json")
        response.set_etag(tag)
        response.make_conditional(request)
        return response

    outlines = _kept_outlines(directory)


def _kept_outlines(directory: Directory) -> Callable[[str], tuple[bytes, str]]:
    kept: dict[str, tuple[int, bytes, str]] = {}

    def outlines(city: str) -> tuple[bytes, str]:
        frame = directory.grids(city)
        if city not in kept or kept[city][0] != id(frame["geometry"].iloc[0] if len(frame) else None):
            body = orjson.dumps(
                {
                    "type": "FeatureCollection",
                    "features": [
                        {"type": "Feature", "id": row.code, "properties": {}, "geometry": row.geometry}
                        for row in rows_of(frame)
                    ],
                }
            )
            first = id(frame["geometry"].iloc[0]) if len(frame) else id(None)
            kept[city] = first, body, sha256(body).hexdigest()[:32]
        return kept[city][1:]

    return outlines


def _plain(body: bytes, cache_control: str, mimetype: str = "application/json") -> Response:
    return Response(body, mimetype=mimetype, headers={"Cache-Control": cache_control})
