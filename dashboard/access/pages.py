"""The pages of signing in, made on the server without a script of Dash: sign-in, first password, sign-out."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.wrappers import Response

from dashboard.access.accounts import Accounts, RefusedError
from dashboard.access.guard import local_path, same_origin, unavailable
from dashboard.access.one_click import asked_on_loopback
from dashboard.access.openid import NotLetInError, Provider
from dashboard.access.sessions import Sessions
from dashboard.access.signed import Signed, enter, leave, viewer_now
from dashboard.access.words import Words, said_of
from dashboard.language import language
from dashboard.serving.web import theme
from data_access.rights import Viewer
from data_access.site import Site
from data_access.site_roles import DemonstrationAccount, SiteRoles

Answer = Response | str | tuple[str, int]
Limited = Callable[[Callable[..., Answer]], Callable[..., Answer]]


@dataclass(frozen=True, slots=True)
class SignInPages:
    """What the routes need. `find` gives whose the token of a session is, `files` the version of the style sheets,
    `paths` are those of the pages, in their order.
    """

    site: Site
    roles: SiteRoles
    accounts: Accounts
    sessions: Sessions
    find: Callable[[str], Signed | None]
    one_click: bool
    files: str
    provider: Provider | None = None
    paths: tuple[str, ...] = ()

    def blueprint(self, limited: Limited, wrongly: Limited) -> Blueprint:
        """All routes; `limited` bounds how often one address may try, `wrongly` how often to no avail."""
        found = Blueprint("access", __name__, template_folder="templates")
        found.add_url_rule("/signin", "sign_in", self.sign_in)
        found.add_url_rule("/signin", "try_password", limited(self.try_password), methods=["POST"])
        found.add_url_rule("/signin/demonstration", "try_demonstration", self.try_demonstration, methods=["POST"])
        found.add_url_rule("/signin/password", "password", self.password)
        found.add_url_rule("/signin/password", "change_password", limited(self.change_password), methods=["POST"])
        found.add_url_rule("/signout", "sign_out", self.sign_out, methods=["POST"])
        found.add_url_rule("/signin/openid", "openid", limited(self.openid))
        found.add_url_rule("/signin/openid/back", "openid_back", limited(self.openid_back))
        found.add_url_rule("/screen/<token>", "open_screen", wrongly(self.open_screen))
        found.register_error_handler(DBAPIError, unavailable)
        found.register_error_handler(PoolTimeoutError, unavailable)
        found.register_error_handler(429, lambda _error: self.page("often", 429))
        return found

    def sign_in(self) -> Answer:
        """The page; who is signed in already goes on."""
        viewer = viewer_now()
        if viewer is not None:
            return redirect(self.goal(viewer))
        return self.page()

    def try_password(self) -> Answer:
        """An account and its password."""
        if not same_origin():
            return self.page("origin", 400)
        name, password = _field("account").strip().lower(), _field("password")
        if not name or not password or not self.accounts.sign_in(name, password):
            return self.page("wrong", 401, name)
        return self.enter(self.sessions.open(name))

    def try_demonstration(self) -> Answer:
        """A role of the demonstration by one click, on this machine only."""
        if not same_origin():
            return self.page("origin", 400)
        name = _field("account")
        if not self._one_click() or name not in {each.account for each in self.roles.demonstration}:
            return self.page("nowhere", 403)
        if not self.accounts.enter_demonstration(name):
            return self.page("nowhere", 403)
        return self.enter(self.sessions.open(name))

    def openid(self) -> Answer:
        """Send the browser to the identity provider."""
        try:
            return _there(self.provider).ask(local_path(request.args.get("next")))
        except NotLetInError as error:
            return self.page(str(error), 502)

    def openid_back(self) -> Answer:
        """Whom the identity provider vouches for."""
        try:
            wanted = _there(self.provider).wanted()
            name, role, divisions = _there(self.provider).answer()
        except NotLetInError as error:
            return self.page(str(error), 403)
        if not self.accounts.take_over(name, role, divisions):
            return self.page("stranger", 403)
        return self.enter(self.sessions.open(name), wanted)

    def open_screen(self, token: str) -> Answer:
        """A wall opens its address, which holds its token, and goes on without it."""
        name = self.accounts.screen_of(token)
        return self.page("screen", 403) if name is None else self.enter(self.sessions.open_screen(name))

    def password(self) -> Answer:
        """The page that replaces a password."""
        return self.password_page()

    def change_password(self) -> Answer:
        """Replace the password of who is signed in; all sessions of the account end, and a new one begins."""
        viewer = viewer_now()
        if not same_origin() or viewer is None or viewer.screen:
            return self.password_page("origin", 400)
        new = _field("new")
        if new != _field("again"):
            return self.password_page("differ", 400)
        try:
            self.accounts.change_password(viewer.name, _field("old"), new)
        except RefusedError as error:
            return self.password_page(str(error), 400)
        return self.enter(self.sessions.open(viewer.name))

    def sign_out(self) -> Answer:
        """End the session."""
        if not same_origin():
            return self.page("origin", 400)
        viewer = leave(self.sessions)
        if viewer is not None:
            self.accounts.signed_out(viewer.name, viewer.role_key)
        return redirect("/signin")

    def enter(self, token: str, wanted: str | None = None) -> Answer:
        """Go on with a new session, to where somebody wanted to."""
        signed = self.find(token)
        if signed is None:
            return self.page("role", 403)
        enter(signed)
        return redirect("/signin/password" if signed.viewer.must_change else self.goal(signed.viewer, wanted))

    def goal(self, viewer: Viewer, wanted: str | None = None) -> str:
        """Where somebody goes after signing in: where they wanted to, else the first page that is theirs, else a wall.

        A wall goes to its own, whatever it asked for. Where the site has none, the page of walls says so.
        """
        wall = f"/wall/{self.site.screen_of(viewer.playlist, viewer.name) or viewer.name}"
        if viewer.screen and (self.site.screen or viewer.only_walls):
            return wall
        path = local_path(wanted or request.values.get("next"))
        theirs = [each for each in self.paths if viewer.may_open(each)]
        return path if path != "/" or "/" in theirs else (*theirs, wall if viewer.only_walls else "/")[0]

    def page(self, fault: str = "", status: int = 200, name: str = "") -> tuple[str, int]:
        """The sign-in page, with what was wrong."""
        shown = {
            "shown": self.demonstration() if self._one_click() else [],
            "account": name,
            "next": local_path(request.values.get("next")),
            "openid": self.provider is not None,
        }
        return self.rendered("signin.html", fault, **shown), status

    def password_page(self, fault: str = "", status: int = 200) -> tuple[str, int]:
        """The page of the first password, with what was wrong."""
        viewer = viewer_now()
        first = viewer is not None and viewer.must_change
        shown = {"first": first, "account": "" if viewer is None else viewer.name}
        return self.rendered("password.html", fault, **shown), status

    def demonstration(self) -> list[tuple[DemonstrationAccount, str, str]]:
        """The accounts of one click that there are, each with what its role is called and sees."""
        there, name = self.accounts.there(), language()
        roles = [(each, self.roles.roles[each.role]) for each in self.roles.demonstration if each.account in there]
        return [(each, role.name.in_language(name), role.note.in_language(name)) for each, role in roles]

    def _one_click(self) -> bool:
        return self.one_click and asked_on_loopback()

    def rendered(self, template: str, fault: str, **values: object) -> str:
        """A page in the look of signing in, with what was wrong."""
        words = Words(self.roles.sign_in)
        title = self.site.title.in_language(language())
        return render_template(
            template,
            **values,
            words=words.all,
            fault=said_of(fault, self.roles.sign_in),
            title=title,
            language=language(),
            theme=theme(),
            files=self.files,
            both=len(self.site.languages) > 1,
            demonstration=self.site.demonstration,
        )


def _field(name: str) -> str:
    return request.form.get(name, "")[:512]


def _there(provider: Provider | None) -> Provider:
    return provider or abort(404)
