"""Signing in as one thing that the application is given: who may enter, by which pages, and the guard at every door."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from sqlalchemy import Engine

from dashboard.access import health
from dashboard.access.accounts import Accounts
from dashboard.access.administration import Administration
from dashboard.access.counted import Counts, counted_behind
from dashboard.access.guard import guard
from dashboard.access.log import StoredLog
from dashboard.access.offices import AccountForms, Offices
from dashboard.access.openid import Provider
from dashboard.access.pages import SignInPages
from dashboard.access.passwords import Passwords
from dashboard.access.sessions import Sessions, StoredSessions
from dashboard.access.signed import prepare
from dashboard.ports import Log
from dashboard.serving.web import BOXES, CALLBACK, raw_body
from dashboard.wall.store import StoredWalls, WallRecords
from data_access.site import Site
from data_access.site_roles import SiteRoles

# What the browser asks by itself when new data were published; nobody did anything then.
_BY_ITSELF = {CALLBACK: b'"changedPropIds":["version.data"]', BOXES: b'"by_itself":true'}
_SHEETS = ("tokens.css", "icons.css", "layout.css", "signin.css", "signin.js")


@dataclass(frozen=True, slots=True)
class Access:
    """Who may enter, and the log of what they do.

    `secret` signs the cookie; `one_click` offers the roles of a demonstration to this machine, `openid_secret` is what
    the identity provider knows this cockpit by.
    """

    roles: SiteRoles
    accounts: Accounts
    sessions: Sessions
    secret: str
    log: Log
    one_click: bool = False
    openid_secret: str = ""

    def offices(self, actor: str) -> Offices:
        """Accounts and walls as whoever manages them needs them; `actor` is who that is."""
        of = self.accounts
        return Administration(of.engine, self.roles, of.clock, of.passwords, actor)

    def walls(self) -> WallRecords:
        """What walls are told, and what they report."""
        return StoredWalls(self.accounts.engine, self.accounts.clock)

    def counts(self) -> Counts:
        """Where it is counted how often something was tried lately, for all web processes together."""
        return counted_behind(self.accounts.engine, self.secret)


def open_access(
    engine: Engine,
    roles: SiteRoles,
    secret: str,
    clock: Callable[[], datetime],
    *,
    one_click: bool,
    openid_secret: str = "",
) -> Access:
    """Accounts and sessions of the database behind `engine`, which is that of cockpit_app."""
    accounts = Accounts(engine, roles.sign_in, clock, Passwords())
    sessions = StoredSessions(engine, roles.sign_in, clock)
    return Access(roles, accounts, sessions, secret, StoredLog(engine, clock), one_click, openid_secret)


def install(server: Flask, site: Site, access: Access, assets: Path, paths: Sequence[str]) -> None:
    """Put the guard before every route and add the pages of signing in. Call it before other checks are added.

    `assets` holds the style sheets, `paths` are those of the pages in their order.
    """
    find = prepare(server, access.secret, access.sessions, access.roles.roles, somebody_asks)
    guard(server)
    where, how = access.counts()
    server.config.update(RATELIMIT_STORAGE_OPTIONS=how)
    limiter = Limiter(get_remote_address, app=server, storage_uri=where)
    files = sha256(b"".join((assets / name).read_bytes() for name in _SHEETS)).hexdigest()[:12]
    provider = Provider(server, access.roles.openid, access.openid_secret) if access.roles.openid else None
    accounts, sessions = access.accounts, access.sessions
    pages = SignInPages(site, access.roles, accounts, sessions, find, access.one_click, files, provider, tuple(paths))
    server.register_blueprint(health.blueprint([access.accounts.engine]))
    tries = f"{access.roles.sign_in.attempts_a_minute}/minute"
    # Walls of one building share an address and may all begin in one minute: only wrong tokens count.
    wrong = limiter.limit(tries, deduct_when=lambda response: response.status_code == 403)
    server.register_blueprint(AccountForms(access.offices, pages.rendered).blueprint())
    server.register_blueprint(pages.blueprint(limiter.limit(tries), wrong))


def somebody_asks() -> bool:
    """Whether this request comes of something somebody did."""
    if request.path == "/version" or request.path.startswith("/wall/"):
        return False
    body = raw_body(request) if request.path in _BY_ITSELF else None
    return body is None or _BY_ITSELF[request.path] not in body
