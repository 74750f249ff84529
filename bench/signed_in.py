"""An account of the bench: signs in to the cockpit that is measured, as a browser does."""

from datetime import UTC, datetime

import httpx
from sqlalchemy import create_engine

from dashboard.access.administration import Administration
from dashboard.access.entrance import Access, open_access
from dashboard.access.passwords import Passwords
from dashboard.access.signed import COOKIE
from data_access.rights import Viewer
from data_access.site import Site
from data_access.site_roles import read_roles
from data_access.warehouse import open_engine

_NAME, _ROLE = "bench", "analyst"


def signed_in(site: Site, app_url: str, cockpit: str) -> dict[str, str]:
    """The cookies of a new account's session at the address `cockpit`."""
    engine = open_engine(app_url, pool_size=1)
    # A data folder may be measured again and again; such an account need not change its password first.
    name, roles = f"{_NAME}.{_now():%y%m%d%H%M%S}", read_roles(site.folder)
    password = Administration(engine, roles, _now, Passwords()).add(name, _ROLE, origin="demonstration")
    engine.dispose()
    typed = {"account": name, "password": password}
    answer = httpx.post(f"{cockpit}/signin", data=typed, headers={"Origin": cockpit}, timeout=60, trust_env=False)
    return {COOKIE: answer.cookies[COOKIE]}


def nobody(site: Site) -> Access:
    """Access to an application that nobody signs in to."""
    nowhere = create_engine("postgresql+psycopg2://nobody@127.0.0.1:1/nothing")
    return open_access(nowhere, read_roles(site.folder), "no cookie is signed", _now, one_click=False)


def viewer(site: Site) -> Viewer:
    """Who sees every number."""
    return Viewer(_NAME, _ROLE, read_roles(site.folder).roles[_ROLE])


def _now() -> datetime:
    return datetime.now(UTC)
