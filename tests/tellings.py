"""The fixtures that tests of entities share: platforms that tell any record, loaded into a database of the module."""

from collections.abc import Iterator

import pytest
from platforms.events import EventPlatform
from platforms.station import station
from platforms.telling import Teller
from replay.server import serving

from data_access.connection import ConnectionUrls


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
