"""Who sends this request: Flask-Login over the sessions in the database, as the one Viewer of the request."""

from collections.abc import Callable, Mapping

from flask import Flask, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from dashboard.access.sessions import Sessions
from data_access.rights import Role, Viewer

COOKIE = "cockpit"


class _Cookies(SecureCookieSessionInterface):
    """Sends the cookie only over TLS where the request came over it; on loopback there is none."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


class Signed(UserMixin):  # type: ignore[misc]  # the library carries no types
    """What Flask-Login keeps in the cookie: the token of a session, never a name."""

    def __init__(self, token: str, viewer: Viewer) -> None:
        self.token = token
        self.viewer = viewer

    def get_id(self) -> str:
        return self.token


def prepare(
    server: Flask, secret: str, sessions: Sessions, roles: Mapping[str, Role], is_active: Callable[[], bool]
) -> Callable[[str], Signed | None]:
    """Let Flask-Login find the viewer of each request; gives what finds whose a token is.

    `is_active` says whether somebody did something, or a page only asked by itself.
    """
    server.secret_key = secret
    server.session_interface = _Cookies()
    server.config.update(SESSION_COOKIE_NAME=COOKIE, SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax")
    manager = LoginManager(server)
    # It would mark a session that changes its address as not fresh, which nothing here asks, and send a cookie for it.
    manager.session_protection = None

    def load(token: str) -> Signed | None:
        standing = sessions.find(token, active=is_active())
        role = roles.get(standing.role_key) if standing else None
        if standing is None or role is None:
            return None
        divisions = standing.divisions or role.divisions
        viewer = Viewer(
            standing.name, standing.role_key, role, divisions, standing.playlist, standing.screen, standing.must_change
        )
        return Signed(token, viewer)

    manager.user_loader(load)
    return load


def viewer_now() -> Viewer | None:
    """Who sends this request; None where nobody is signed in."""
    return current_user.viewer if current_user.is_authenticated else None


def enter(signed: Signed) -> None:
    """Put the token of a new session into the cookie; nothing of the cookie before stays."""
    session.clear()
    login_user(signed)


def leave(sessions: Sessions) -> Viewer | None:
    """End the session of this request, in the database and in the cookie; gives whose it was."""
    viewer = viewer_now()
    if viewer is not None:
        sessions.close(current_user.token)
    logout_user()
    session.clear()
    return viewer
