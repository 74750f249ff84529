"""An application over a real warehouse that everybody of every role signs in to, with sessions that end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from screen import demonstration_site
from seen_city import Opened, opened_city
from signed_in import QUICK, SIGNING, cookie
from sqlalchemy import Engine
from test_viewer_pages import PAGES
from test_viewer_pages import ROLES as SEEING

from dashboard.access.accounts import Accounts
from dashboard.access.administration import Administration
from dashboard.access.entrance import Access
from dashboard.access.log import StoredLog
from dashboard.access.sessions import StoredSessions
from dashboard.access.signed import COOKIE
from dashboard.factory import Cockpit, Warehouse, create_app
from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.freshness import Freshness
from data_access.registry import METRICS
from data_access.site_roles import SiteRoles
from data_access.warehouse import open_engine

# Every role may take files out and read the log: what they hold is what is asked here.
ROLES = SiteRoles(
    roles={key: role.model_copy(update={"export": True, "audit": True}) for key, role in SEEING.items()},
    exports_a_minute=1000,
)


@dataclass
class Everybody:
    """The application, a clock that a test may turn, and the warehouse it reads."""

    city: Opened
    engine: Engine
    reader: Engine
    now: datetime = field(default_factory=lambda: datetime(2026, 11, 20, 1, tzinfo=UTC))
    made: int = 0

    def __post_init__(self) -> None:
        self.sessions = StoredSessions(self.engine, ROLES.sign_in, self.clock)
        self.administration = Administration(self.engine, ROLES, self.clock, QUICK)
        accounts = Accounts(self.engine, ROLES.sign_in, self.clock, QUICK)
        access = Access(ROLES, accounts, self.sessions, SIGNING, StoredLog(self.engine, self.clock))
        warehouse = Warehouse(self.city.reads, Directory(self.reader), Freshness(self.reader), self.city.lineage)
        self.app: Cockpit = create_app(demonstration_site(), warehouse, METRICS, PAGES, lambda: self.now, access)

    def clock(self) -> datetime:
        return self.now

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)

    def enter(self, role: str) -> tuple[str, FlaskClient]:
        """A new account of the role, and a browser it is signed in with."""
        self.made += 1
        name = f"{role}_{self.made}"
        self.administration.add(name, role, origin="demonstration")
        client: FlaskClient = self.app.server.test_client()
        client.set_cookie(COOKIE, cookie(self.sessions.open(name)))
        return name, client

    def every(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """What the database has, whoever may see it."""
        return self.city.every(sql, **values)


@contextmanager
def everybody_in(urls: ConnectionUrls) -> Iterator[Everybody]:
    with opened_city(urls) as city:
        engine, reader = open_engine(urls.app), open_engine(urls.reader)
        yield Everybody(city, engine, reader)
        engine.dispose()
        reader.dispose()
