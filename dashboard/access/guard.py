"""The guard before every route: without a session nothing opens but what is listed here."""

import re
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, redirect, request, url_for
from psycopg2.errors import DiskFull, QueryCanceled
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access.signed import viewer_now
from dashboard.language import gettext as _

# Endpoints that open without a session: what pages are made of, signing in, and whether the process is well.
OPEN = frozenset(
    {
        "_dash_assets.static",
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
        "/_favicon.ico",
        "access.sign_in",
        "access.try_password",
        "access.try_demonstration",
        "access.open_screen",
        "access.sign_out",
        "access.openid",
        "access.openid_back",
        "health.alive",
        "health.ready",
        "wall.frame",
    }
)
# What somebody with a first password may open besides.
_FIRST = frozenset({"access.password", "access.change_password"})
# Pages: a browser goes there itself, so the answer is a page again.
_PAGES = frozenset({"/", "/<path:path>", *_FIRST})
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
_AGAIN_SECONDS = "3"
_AFTER_SIGNING_IN = ("/signin", "/signout", "/screen", "/_")


def guard(server: Flask) -> None:
    """Check every request before anything else of it is looked at."""
    for gone in (OperationalError, InterfaceError, PoolTimeoutError):
        server.register_error_handler(gone, unavailable)

    @server.before_request
    def check() -> AnyResponse | None:
        if request.endpoint in OPEN:
            return None
        try:
            viewer = viewer_now()
        except (DBAPIError, PoolTimeoutError) as error:
            return unavailable(error)
        if viewer is None:
            return _to_sign_in() if request.endpoint in _PAGES else _refused(_signed_out(), 401)
        if viewer.must_change and request.endpoint not in _FIRST:
            first = request.endpoint in _PAGES
            return redirect(url_for("access.password")) if first else _refused(_change_first(), 403)
        return None


def unavailable(error: Exception) -> Response:
    """Nobody is signed out because the database does not answer for a moment; a page asks again by itself."""
    answer = _refused(why_unavailable(error), 503)
    answer.headers["Retry-After"] = _AGAIN_SECONDS
    if request.method == "GET" and request.endpoint in {*_PAGES, "access.sign_in"}:
        answer.headers["Refresh"] = _AGAIN_SECONDS
    return answer


def why_unavailable(error: Exception) -> str:
    """What is wrong with the database, as one sentence that says what to do."""
    cause = getattr(error, "orig", None)
    if isinstance(cause, QueryCanceled):
        return _("查询用时过长，已停止；请缩小范围，或稍后再试。")
    if isinstance(cause, DiskFull):
        return _("数据库所在的磁盘已满，请系统管理员腾出空间；登录状态不受影响。")
    return _("数据库暂时连不上，请稍后再试；登录状态不受影响。")


def local_path(path: str | None) -> str:
    """Where to go after signing in: a page of this server, else the first."""
    parts = urlsplit(path or "")
    fine = path and _LOCAL.fullmatch(path) and not parts.scheme and not parts.netloc
    return path if fine and path and not parts.path.startswith(_AFTER_SIGNING_IN) else "/"


def same_origin() -> bool:
    """Whether a form was sent from a page of this server. Browsers always say where a POST comes from."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site") == "same-origin"
    return urlsplit(origin).netloc == request.host


def _to_sign_in() -> AnyResponse:
    path = request.full_path.rstrip("?")
    return redirect("/signin?" + urlencode({"next": path}) if path != "/" else "/signin")


def _signed_out() -> str:
    return _("未登录，或登录已结束；请重新登录。")


def _change_first() -> str:
    return _("请先修改初始密码。")


def _refused(sentence: str, status: int) -> Response:
    return Response(sentence, status, mimetype="text/plain")
