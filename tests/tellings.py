"""The fixture that tests of entities share: a platform that tells any record, loaded into a database of the module."""

from collections.abc import Iterator

import pytest
from platforms.events import EventPlatform
from platforms.station import station
from platforms.telling import Teller
from replay.server import serving

from data_access.connection import ConnectionUrls


@pytest.fixture(scope="module")
def teller(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Teller]:
    """A teller on a fresh database that the tests of one module share."""
    platform = EventPlatform()
    with serving(platform) as running, station(module_database, tmp_path_factory.mktemp("data")) as opened:
        yield Teller(platform, running.url, opened)
