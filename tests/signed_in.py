"""How tests are signed in: a session that a stand-in of the database knows, and the real cookie that carries it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext
from sqlalchemy import create_engine

from dashboard.access.accounts import Accounts
from dashboard.access.audit import Asked, Event, Line
from dashboard.access.counted import Counts
from dashboard.access.entrance import Access
from dashboard.access.offices import Offices
from dashboard.access.passwords import Passwords
from dashboard.access.sessions import Standing
from dashboard.access.signed import COOKIE
from dashboard.wall.report import Kept, Order, Report
from dashboard.wall.store import WallRecords
from data_access.rights import Role, Viewer
from data_access.site_roles import SiteRoles
from data_access.site_text import SiteText

TOKEN = "the session of a test"
SIGNING = "the key of a test, which signs its cookies and nothing else"
# Hashing a password is meant to take long; not in tests.
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
EVERYTHING = Role(
    name=SiteText(zh="测试", en="Test"),
    pages=("*",),
    themes=("*",),
    depth="grid",
    export=True,
    case_rows=True,
    audit=True,
    accounts=True,
    walls=True,
)
ROLES = SiteRoles(roles={"everything": EVERYTHING})


@dataclass
class KnownSessions:
    """The sessions there are, without a database; every account has one that is open."""

    standings: dict[str, Standing] = field(default_factory=lambda: {TOKEN: Standing("tester", "everything")})

    def open(self, name: str) -> str:
        raise AssertionError(f"nobody signs in here: {name}")

    def open_screen(self, name: str) -> str:
        raise AssertionError(f"no screen signs in here: {name}")

    def find(self, token: str, *, active: bool) -> Standing | None:
        return self.standings.get(token)

    def close(self, token: str) -> None:
        self.standings.pop(token, None)


@dataclass
class KnownLog:
    """The log, without a database."""

    kept: list[Line] = field(default_factory=list)

    def add(self, viewer: Viewer, event: Event, subject: str, detail: str, *, done: bool = True) -> None:
        at = datetime(2026, 11, 20, 1, 0, tzinfo=UTC) + timedelta(minutes=len(self.kept))
        self.kept.insert(0, Line(at, event.value, done, viewer.name, viewer.role_key, subject, detail))

    def lines(self, asked: Asked, first: int = 0, count: int | None = None) -> list[Line]:
        found = [line for line in self.kept if asked.event in (None, line.event) and asked.actor in (None, line.actor)]
        return found[first : None if count is None else first + count]

    def count(self, asked: Asked) -> int:
        return len(self.lines(asked))

    def actors(self, since: datetime | None) -> list[str]:
        return sorted({line.actor for line in self.kept})


def everything(roles: SiteRoles = ROLES, sessions: KnownSessions | None = None) -> Access:
    """Access for an application whose tests are about something else: one account, which may see all."""
    nowhere = create_engine("postgresql+psycopg2://nobody@127.0.0.1:1/nothing", connect_args={"connect_timeout": 2})
    accounts = Accounts(nowhere, roles.sign_in, _never, QUICK)
    return KnownAccess(roles, accounts, sessions or KnownSessions(), SIGNING, KnownLog())


class KnownAccess(Access):
    """Access that asks no database for accounts."""

    def offices(self, actor: str) -> Offices:
        return KnownOffices()

    def walls(self) -> WallRecords:
        return KnownWalls()

    def counts(self) -> Counts:
        return "memory://", {}


@dataclass
class KnownWalls:
    """What walls are told and tell, without a database; there is one wall, the hall's."""

    orders: dict[str, Order] = field(default_factory=dict)
    reports: dict[str, Kept] = field(default_factory=dict)

    def order(self, wall: str) -> Order:
        return self.orders.get(wall, Order())

    def tell(self, wall: str, order: Order, actor: str) -> bool:
        self.orders[wall] = order.model_copy(update={"serial": self.order(wall).serial + 1})
        return wall == "hall"

    def add(self, wall: str, report: Report) -> None:
        self.reports[wall] = Kept(wall=wall, at=datetime(2026, 11, 20, 1, 41, tzinfo=UTC), **report.model_dump())

    def newest(self) -> dict[str, Kept]:
        return self.reports


class KnownOffices:
    """Two accounts and a wall, without a database."""

    def accounts(self) -> list[Any]:
        usual: dict[str, Any] = {"role_key": "everything", "divisions": [], "origin": "local", "locked_until": None}
        states = {"northern_office": (False, False), "southern_office": (True, True), "tester": (False, False)}
        return [
            SimpleNamespace(name=name, disabled=disabled, must_change=first, **usual)
            for name, (disabled, first) in states.items()
        ]

    def screens(self) -> list[Any]:
        return [SimpleNamespace(name="hall", role_key="wall", divisions=["3410"], playlist="main", revoked_at=None)]

    def role_named(self, key: str) -> SiteText | None:
        return {"everything": SiteText(zh="全部", en="Everything")}.get(key)

    def reset(self, name: str) -> str:
        raise AssertionError(f"nobody is reset here: {name}")

    def disable(self, name: str, *, disabled: bool = True) -> None:
        raise AssertionError(f"nobody is disabled here: {name}")

    def revoke_sessions(self, name: str) -> int:
        raise AssertionError(f"nobody is signed out here: {name}")

    def revoke_screen(self, name: str) -> None:
        raise AssertionError(f"no wall is revoked here: {name}")


def _never() -> Any:
    raise AssertionError("nobody signs in here")


class SignedInClient(FlaskClient):
    """A test's client that carries the cookie of the open session."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.set_cookie(COOKIE, cookie())


def cookie(token: str = TOKEN, key: str = SIGNING) -> str:
    """What the browser of somebody holds whose session has this token."""
    server = Flask("cookie")
    server.secret_key = key
    serializer = SecureCookieSessionInterface().get_signing_serializer(server)
    assert serializer is not None
    return str(serializer.dumps({"_user_id": token, "_fresh": True}))


def sign_in(context: BrowserContext, value: str = "") -> None:
    """Give a browser the cookie of the open session, for every server of this machine."""
    context.add_cookies([{"name": COOKIE, "value": value or cookie(), "url": "http://127.0.0.1"}])
