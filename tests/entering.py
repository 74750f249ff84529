"""What tests of signing in share: accounts in a real database with a clock, and an application that people enter."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from fake_city import FakeDirectory
from fake_lineage import FakeLineage
from fake_reads import FakeFreshness, FakeReads
from flask.testing import FlaskClient
from screen import demonstration_site
from signed_in import QUICK, ROLES, SIGNING
from sqlalchemy import Engine, create_engine, select, text

from dashboard.access.accounts import Accounts
from dashboard.access.administration import Administration
from dashboard.access.entrance import Access
from dashboard.access.log import StoredLog
from dashboard.access.sessions import StoredSessions
from dashboard.access.signed import COOKIE
from dashboard.access.tables import audit
from dashboard.factory import Cockpit, Warehouse, create_app
from data_access.connection import ConnectionUrls
from data_access.registry import METRICS
from data_access.site_roles import SiteRoles, read_roles
from data_access.warehouse import open_engine
from etl.demo.world import SITE
from layouts import collect_pages

NAME, ROLE = "county_office", "everything"
RULES = ROLES.sign_in


@dataclass
class Office:
    """Accounts of a database, and a clock a test may turn."""

    engine: Engine
    now: datetime = field(default_factory=lambda: datetime(2026, 11, 20, 1, 0, tzinfo=UTC))

    def clock(self) -> datetime:
        return self.now

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)

    @property
    def accounts(self) -> Accounts:
        return Accounts(self.engine, RULES, self.clock, QUICK)

    @property
    def administration(self) -> Administration:
        return Administration(self.engine, ROLES, self.clock, QUICK)

    @property
    def sessions(self) -> StoredSessions:
        return StoredSessions(self.engine, RULES, self.clock)

    def log(self) -> list[tuple[object, ...]]:
        asked = select(audit.c.event, audit.c.outcome, audit.c.actor, audit.c.subject, audit.c.detail)
        with self.engine.begin() as connection:
            connection.execute(text("SELECT set_config('app.audit', 'read', true)"))
            return [tuple(row) for row in connection.execute(asked.order_by(audit.c.at))]


@pytest.fixture
def office(module_database: ConnectionUrls) -> Iterator[Office]:
    """Without accounts: what a test before left is gone, which only the owner can bring about."""
    owner = create_engine(module_database.owner)
    with owner.begin() as connection:
        connection.execute(text("TRUNCATE access.account, access.screen_token, access.session, access.audit CASCADE"))
    owner.dispose()
    engine = open_engine(module_database.app)
    yield Office(engine)
    engine.dispose()


HOST = "127.0.0.1:8050"
ORIGIN = f"http://{HOST}"


def utc_now() -> datetime:
    return datetime.now(UTC)


def anybody(app: Cockpit) -> FlaskClient:
    """Somebody without a session."""
    client: FlaskClient = app.server.test_client()
    return client


@dataclass
class Entrance:
    """An application with accounts in a database."""

    app: Cockpit
    administration: Administration
    roles: SiteRoles

    def client(self) -> FlaskClient:
        return anybody(self.app)

    def signed_in(self, name: str, password: str) -> FlaskClient:
        client = self.client()
        assert post(client, "/signin", account=name, password=password).status_code == 302
        return client


def post(client: FlaskClient, path: str, *, origin: str | None = ORIGIN, **form: str):  # type: ignore[no-untyped-def]
    headers = {"Origin": origin} if origin else {}
    return client.post(path, data=form, base_url=ORIGIN, headers=headers)


def held(client: FlaskClient) -> str:
    """The cookie a client was given."""
    cookie = client.get_cookie(COOKIE, domain="127.0.0.1")
    assert cookie is not None
    return str(cookie.value)


def with_cookie(app: Cockpit, value: str) -> FlaskClient:
    """Somebody who has a cookie and nothing else."""
    client = anybody(app)
    client.set_cookie(COOKIE, value, domain="127.0.0.1")
    return client


@pytest.fixture(scope="module")
def entrance(module_database: ConnectionUrls) -> Iterator[Entrance]:
    engine = open_engine(module_database.app)
    roles = read_roles(SITE)
    # More tries a minute than a test makes; how many are too many is asked apart.
    roles = roles.model_copy(update={"sign_in": roles.sign_in.model_copy(update={"attempts_a_minute": 1000})})
    yield Entrance(application(engine, roles, one_click=True), Administration(engine, roles, utc_now, QUICK), roles)
    engine.dispose()


def application(engine: Engine, roles: SiteRoles, *, one_click: bool = False, openid_secret: str = "") -> Cockpit:
    accounts = Accounts(engine, roles.sign_in, utc_now, QUICK)
    sessions = StoredSessions(engine, roles.sign_in, utc_now)
    access = Access(roles, accounts, sessions, SIGNING, StoredLog(engine, utc_now), one_click, openid_secret)
    warehouse = Warehouse(FakeReads(), FakeDirectory(), FakeFreshness(), FakeLineage())
    return create_app(demonstration_site(), warehouse, METRICS, collect_pages(), utc_now, access)


@pytest.fixture
def account(entrance: Entrance) -> tuple[str, str]:
    """An account and its password, which need not be changed."""
    name = f"office_{len(entrance.administration.accounts())}"
    return name, entrance.administration.add(name, "analyst", origin="demonstration")
