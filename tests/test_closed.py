"""What is not closed is not counted as closed, whatever times the platform leaves on it."""

from collections.abc import Iterator
from typing import Any

import pytest
from platforms.events import EventPlatform, Record, closed, local, record
from platforms.station import Station, station, trial_source
from replay.server import serving

from data_access.connection import ConnectionUrls
from etl.source import Source

REPORTED, CLOSED = "2026-03-02", "2026-03-03"
OPEN = ({"reported": 1}, {"due": 1, "overdue_open": 1})
DONE = (
    {"reported": 1, "reported_closed": 1},
    {"closed": 1, "closed_seconds": 72_000, "rework": 1, "due": 1, "on_time": 1},
)


@pytest.fixture(scope="module")
def platform() -> EventPlatform:
    return EventPlatform()


@pytest.fixture(scope="module")
def here(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    with station(module_database, tmp_path_factory.mktemp("data")) as opened:
        yield opened
        assert opened.faults() == []


@pytest.fixture
def source(platform: EventPlatform, request: pytest.FixtureRequest) -> Iterator[Source]:
    """Its statuses are canonical already."""
    key = f"c{abs(hash(request.node.name)):x}"
    with serving(platform) as served:
        fields: dict[str, Any] = trial_source(served.url).datasets[0].model_dump()["fields"]
        fields["status"] = {"field": "status", "same": True}
        yield trial_source(served.url, key, paging={"style": "none"}, since=None, fields=fields)


def days(here: Station, source: Source) -> tuple[dict[str, int], dict[str, int]]:
    return here.day(REPORTED, source.key), here.day(CLOSED, source.key)


@pytest.mark.parametrize(
    ("status", "counted"),
    [
        ("closed", DONE),
        ("handling", OPEN),
        ("a status of nobody", OPEN),
        (None, DONE),
        ("withdrawn", ({"reported": 1}, {})),
    ],
)
def test_a_close_time_counts_where_the_status_says_closed_or_nothing(
    here: Station, platform: EventPlatform, source: Source, status: str | None, counted: tuple[Record, Record]
) -> None:
    platform.listed = [closed("a", 20, status=status, rework=1)]
    here.load(source)
    assert days(here, source) == counted
    assert here.rows("SELECT closed_on::text FROM cockpit.event WHERE source_key = :s", s=source.key) == [(CLOSED,)]


def test_an_event_that_is_reopened_and_keeps_its_close_time_leaves_every_measure_of_closing(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    platform.listed = [closed("a", 20, status="closed", rework=1)]
    here.load(source)
    assert days(here, source) == DONE
    platform.listed = [record("a", 30, status="handling", closed=local(20), rework=1)]
    assert here.load(source)["updated"] == 1
    assert days(here, source) == OPEN
    platform.listed = [record("a", 40, status="withdrawn", closed=local(20), rework=1)]
    assert here.load(source)["updated"] == 1
    assert days(here, source) == ({"reported": 1}, {})
