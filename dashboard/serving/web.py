"""What the web server adds around Dash: headers, checks of requests, cookies of choices, small routes."""

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from urllib.parse import urlsplit

import orjson
from dash import Dash
from dash.exceptions import DependencyException
from flask import Flask, Request, Response, abort, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from dashboard.kept.cache import Watch
from dashboard.language import gettext as _
from dashboard.ports import Directory
from dashboard.rows import rows_of
from dashboard.serving.callback_body import CallbackMap, fault
from dashboard.state import LANGUAGES, THEMES
from data_access.scope import Rights
from data_access.seen import SeenDirectory
from data_access.site import Site

LARGEST_BODY = 1_000_000
_YEAR = 31_536_000
_SUITES = "/_dash-component-suites/"
CALLBACK, BOXES = "/_dash-update-component", "/boxes"
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
    server.register_error_handler(DependencyException, _no_such_script)
    server.register_error_handler(500, _own_fault)
    server.register_error_handler(RequestEntityTooLarge, _too_large)

    @server.before_request
    def check() -> Response | None:
        if request.path != CALLBACK:
            return None
        refusal = refuse(request, app.callback_map)
        return Response(*refusal, mimetype="text/plain") if refusal else None

    @server.after_request
    def protect(response: Response) -> Response:
        hashes = " ".join(app.csp_hashes())
        response.headers["Content-Security-Policy"] = (
            f"default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data: blob:; worker-src blob:; connect-src 'self'; object-src 'none'; "
            "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
        )
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
        # What one viewer saw is nobody else's, in no cache on the way and not after signing out.
        response.headers.setdefault("Cache-Control", "no-store")
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


def _no_such_script(_error: DependencyException) -> Response:
    """Dash takes a script that it does not have for an error of the server."""
    return Response("There is no such script.", 404, mimetype="text/plain")


def _too_large(_error: RequestEntityTooLarge) -> Response:
    """Of forms; a callback that is too large has its own sentence."""
    return Response(_("请求过大，未予处理。"), 413, mimetype="text/plain")


def _own_fault(_error: Exception) -> Response:
    """The log has the fault; a browser is told nothing of it."""
    return Response(_("服务器出错，已写入日志；请稍后再试。"), 500, mimetype="text/plain")


def refuse(received: Request, callbacks: CallbackMap) -> tuple[str, int] | None:
    """Why a callback request cannot be answered, as one sentence with its HTTP status; None for a sound one."""
    origin = received.headers.get("Origin")
    if origin and urlsplit(origin).netloc != received.host:
        return "The request comes from another site; open the cockpit at its own address.", 400
    if received.method != "POST" or not received.is_json:
        return "A callback is a POST request with a JSON body.", 400
    raw = raw_body(received)
    if raw is None:
        return f"The body has {LARGEST_BODY} bytes or more; a callback of this application never needs that.", 413
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return "The body is not JSON.", 400
    sentence = fault(body, callbacks)
    return None if sentence is None else (sentence, 400)


def raw_body(received: Request) -> bytes | None:
    """The body; None for one that is too large. One without a length is cut where the limit is, without an error."""
    try:
        raw = received.get_data()
    except RequestEntityTooLarge:
        return None
    return raw if len(raw) < LARGEST_BODY else None


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


def offer(server: Flask, languages: Sequence[str]) -> None:
    """The languages of the site, its first one first; what the interface does not speak is left out."""
    server.config["COCKPIT_LANGUAGES"] = tuple(each for each in languages if each in LANGUAGES) or LANGUAGES


def language() -> str:
    """The language of this request: of its address, else its cookie, else the site's first."""
    return _chosen("lang", current_app.config["COCKPIT_LANGUAGES"])


def theme() -> str:
    """The theme of this request: of its address, else its cookie, else dark."""
    return _chosen("theme", THEMES)


def _chosen(name: str, offered: Sequence[str]) -> str:
    for value in (request.args.get(name), request.cookies.get(name)):
        if value is not None and value in offered:
            return value
    return offered[0]


def add_routes(server: Flask, site: Site, directory: Directory, watch: Watch, rights_now: Callable[[], Rights]) -> None:
    """/version says whether anything changed of the viewer's cities; /geometry/grids gives the outlines of their grids,
    once for each change of them."""

    @server.get("/version")
    def version() -> Response:
        return _plain(orjson.dumps({"version": watch.token(rights_now().cities)}), "no-store")

    @server.get("/geometry/grids/<city>.geojson")
    def grids(city: str) -> Response:
        rights = rights_now()
        if city not in rights.cities or not site.show_boundaries:
            abort(404)
        body, tag = outlines(city, rights)
        response = _plain(body, "private, no-cache", "application/geo+json")
        response.vary.add("Cookie")
        response.set_etag(tag)
        response.make_conditional(request)
        return response

    outlines = _kept_outlines(directory)


def _kept_outlines(directory: Directory) -> Callable[[str, Rights], tuple[bytes, str]]:
    # With the first outline itself, which tells one load of the site from another while it is held.
    kept: dict[tuple[str, ...], tuple[object, bytes, str]] = {}

    def outlines(city: str, rights: Rights) -> tuple[bytes, str]:
        frame = SeenDirectory(directory, rights).grids(city)
        asked = (city, rights.depth, rights.level, *(() if rights.level == "city" else rights.divisions))
        first = frame["geometry"].iloc[0] if len(frame) else None
        if asked not in kept or kept[asked][0] is not first:
            body = orjson.dumps(
                {
                    "type": "FeatureCollection",
                    "features": [
                        {"type": "Feature", "id": row.code, "properties": {}, "geometry": row.geometry}
                        for row in rows_of(frame)
                    ],
                }
            )
            kept[asked] = first, body, sha256(body).hexdigest()[:32]
        return kept[asked][1:]

    return outlines


def _plain(body: bytes, cache_control: str, mimetype: str = "application/json") -> Response:
    return Response(body, mimetype=mimetype, headers={"Cache-Control": cache_control})
