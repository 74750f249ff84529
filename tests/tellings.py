"""The fixtures that tests of loads share: a station and platforms that tell any record, the same for a whole module."""

from collections.abc import Iterator

import pytest
from conftest import Server, make_database
from platforms.events import EventPlatform
from platforms.station import Station, station
from platforms.telling import Teller
from replay.server import serving
from sqlalchemy import make_url

from data_access.connection import ConnectionUrls
from data_access.site import read_site
from data_access.warehouse import open_engine
from etl.demo.world import SITE
from etl.site.reference import load_reference
from etl.site.source_files import read_sources


@pytest.fixture(scope="module")
def here(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    """A station whose facts, marts and ledger fit together when the tests of the module have ended."""
    with station(module_database, tmp_path_factory.mktemp("data")) as opened:
        yield opened
        assert opened.faults() == []


@pytest.fixture(scope="module")
def platform() -> EventPlatform:
    """A platform that tells what a test puts into it."""
    return EventPlatform()


@pytest.fixture(scope="module")
def url(platform: EventPlatform) -> Iterator[str]:
    """Where it answers."""
    with serving(platform) as running:
        yield running.url


@pytest.fixture(scope="module")
def tellers(
    module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Teller, Teller]]:
    """Two tellers on one fresh database that the tests of one module share; they may load at the same time."""
    one, other = EventPlatform(), EventPlatform()
    data = tmp_path_factory.mktemp("data")
    with serving(one) as here, serving(other) as there, station(module_database, data, pool_size=8) as opened:
        yield Teller(one, here.url, opened), Teller(other, there.url, opened)


@pytest.fixture(scope="module")
def teller(tellers: tuple[Teller, Teller]) -> Teller:
    """One of them."""
    return tellers[0]


@pytest.fixture(scope="session")
def demonstration_template(server: Server) -> str:
    """The database in which the divisions, grids and maps of the demonstration were put once for all its tests."""
    urls, site = make_database(server), read_site(SITE)
    engine = open_engine(urls.writer)
    load_reference(site, engine, read_sources(site, {"COCKPIT_PLATFORM_PORT": "1"}))
    engine.dispose()
    return str(make_url(urls.writer).database)


@pytest.fixture(scope="module")
def demonstration_database(server: Server, demonstration_template: str) -> ConnectionUrls:
    """A fresh database with the dimensions of the demonstration and no record, shared by the tests of one module."""
    return make_database(server, demonstration_template)
