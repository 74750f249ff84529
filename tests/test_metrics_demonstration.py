"""Every metric answers in the demonstration: all its sources, a short history of them, loaded through the pipeline."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby

import pytest
from platforms.demo_station import DemoStation, demo_station
from sqlalchemy import Engine

from data_access.asking import Asked
from data_access.cells import cells
from data_access.connection import ConnectionUrls
from data_access.metric import Metric
from data_access.registry import METRICS
from data_access.scope import Period, Rights, Scope
from data_access.site import read_site
from data_access.warehouse import open_engine
from etl.demo.platforms import open_platforms
from etl.demo.producers import luoding, make_drop_folders, produce_all
from etl.demo.world import SITE, TIME_ZONE, World

# All that the demonstration has is loaded once.
pytestmark = [pytest.mark.long, pytest.mark.timeout(240)]
NOW = datetime(2026, 11, 20, 9, 42)
SINCE = date(2026, 9, 1)
WORLD = World(history_from=SINCE, clock=lambda: NOW, scale=0.1)
# Joint projects are signed in spring.
SPRING = World(history_from=date(2026, 4, 1), clock=lambda: NOW, scale=0.2)
CITIES = [city.code for city in read_site(SITE).cities]


@pytest.fixture(scope="module")
def station(demonstration_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoStation]:
    folder = tmp_path_factory.mktemp("data")
    make_drop_folders(WORLD, folder)
    produce_all(WORLD, folder)
    (folder / "platforms" / "luoding.db").unlink()
    luoding.produce(SPRING, folder)
    with demo_station(demonstration_database, folder, open_platforms(WORLD)) as here:
        for key in here.sources:
            here.load(key)
        yield here


@pytest.fixture(scope="module")
def reader(station: DemoStation, demonstration_database: ConnectionUrls) -> Iterator[Engine]:
    engine = open_engine(demonstration_database.reader)
    yield engine
    engine.dispose()


def asked_alike(metrics: list[Metric]) -> Iterator[tuple[str, bool, list[Metric]]]:
    """Metrics by the calendar unit that they are counted by and whether they can be told for counties."""

    def alike(metric: Metric) -> tuple[str, bool]:
        return metric.whole, metric.finest != "city"

    for (whole, counties), found in groupby(sorted(metrics, key=alike), key=alike):
        yield whole, counties, list(found)


def everything(city: str) -> Scope:
    """All there is in a city, in whole months and years; the ledger's days are those on which the test runs."""
    # The ledger's days are those of the site's zone: in the evening they are ahead of this machine's.
    today = datetime.now(TIME_ZONE).date()
    last = max(NOW.date(), today)
    return Scope(city, Period(date(min(NOW.year, today.year), 1, 1), last), Rights((city,)), last)


def test_every_metric_answers_in_at_least_one_city(reader: Engine) -> None:
    # Asked before small numbers are hidden: a short history has many of them.
    silent = set(METRICS)
    for city in CITIES:
        found = cells(reader, list(METRICS.values()), Asked(everything(city), None))
        silent -= {
            key for key, told in found.items() if METRICS[key].value(*told.get((), (None, None))[:2]) is not None
        }
    # Only what changes after a first load can be late; here everything is loaded once.
    assert sorted(silent) == ["records_late"]


def test_what_counts_above_a_share_counts_below_it_in_every_county_and_span(reader: Engine) -> None:
    shares = [metric for metric in METRICS.values() if metric.is_rate]
    assert len(shares) > 10
    for whole, counties, metrics in asked_alike(shares):
        for city in CITIES:
            asked = Asked(everything(city), None, ("county",) if counties else (), whole)
            for key, found in cells(reader, metrics, asked).items():
                odd = {place: parts for place, parts in found.items() if not 0 <= (parts[0] or 0) <= (parts[1] or 0)}
                assert odd == {}, f"{key} is no share in {city}"
