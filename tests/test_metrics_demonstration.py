"""Every metric answers in the demonstration: all its sources, a short history of them, loaded through the pipeline."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from platforms.demo_station import DemoStation, demo_station
from sqlalchemy import Engine

from data_access.asking import Asked
from data_access.cells import cells
from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.metric import Metric
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.scope import Period, Rights, Scope
from data_access.site import read_site
from data_access.warehouse import open_engine
from etl.demo.platforms import open_platforms
from etl.demo.producers import make_drop_folders, produce_all
from etl.demo.world import SITE, World

pytestmark = pytest.mark.timeout(240)
NOW = datetime(2026, 11, 20, 9, 42)
# Joint projects are signed in spring.
SINCE = date(2026, 5, 1)
WORLD = World(history_from=SINCE, clock=lambda: NOW, scale=0.2)
CITIES = [city.code for city in read_site(SITE).cities]
RIGHTS = Rights(tuple(CITIES))


@pytest.fixture(scope="module")
def station(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoStation]:
    folder = tmp_path_factory.mktemp("data")
    make_drop_folders(WORLD, folder)
    produce_all(WORLD, folder)
    with demo_station(module_database, folder, open_platforms(WORLD)) as here:
        for key in here.sources:
            here.load(key)
        yield here


@pytest.fixture(scope="module")
def reader(station: DemoStation, module_database: ConnectionUrls) -> Iterator[Engine]:
    engine = open_engine(module_database.reader)
    yield engine
    engine.dispose()


def scope(metric: Metric, city: str) -> Scope:
    """All there is, in whole months or years where a metric is counted by them."""
    first = date(2026, 1, 1) if metric.whole == "year" else SINCE
    return Scope(city, Period(first, NOW.date()), RIGHTS, NOW.date())


def test_every_metric_answers_in_at_least_one_city(reader: Engine) -> None:
    reads = Reads(reader, Directory(reader))
    answers = {key: [reads.total(metric, scope(metric, city)) for city in CITIES] for key, metric in METRICS.items()}
    silent = [key for key, found in answers.items() if all(each.value is None and not each.withheld for each in found)]
    assert silent == []


def test_what_counts_above_a_share_counts_below_it_on_every_day_in_every_county(reader: Engine) -> None:
    shares = [metric for metric in METRICS.values() if metric.is_rate]
    assert len(shares) > 10
    for metric in shares:
        by, grain = ("county",) if metric.finest != "city" else (), metric.whole
        for city in CITIES:
            found = cells(reader, [metric], Asked(scope(metric, city), None, by, grain))[metric.key]
            odd = {key: parts for key, parts in found.items() if not 0 <= (parts[0] or 0) <= (parts[1] or 0)}
            assert odd == {}, f"{metric.key} is no share in {city}"
