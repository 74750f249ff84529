"""How good the records of a source are: shares with numerator and denominator, right after every kind of replay."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from platforms.events import ZONE, EventPlatform, Record, closed, record
from platforms.services import service_source
from platforms.station import Station, station, trial_source
from replay.server import serving
from sqlalchemy import text

from data_access.connection import ConnectionUrls
from data_access.freshness import Freshness
from data_access.site_text import SiteText
from etl.life.forget import forget_record
from etl.life.pause import pause_source
from etl.quality_report import HeldSource
from etl.run import Wish
from etl.source import Source
from etl.status import as_text, read_status

AGAIN = Wish(purpose="backfill", start=datetime(2020, 1, 1, tzinfo=UTC))
FORMAT = "%Y-%m-%d %H:%M:%S"


@pytest.fixture(scope="module")
def here(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    with station(module_database, tmp_path_factory.mktemp("data")) as opened:
        yield opened


@pytest.fixture
def platform(here: Station) -> Iterator[EventPlatform]:
    yield EventPlatform()
    assert here.faults() == []


@pytest.fixture
def source(platform: EventPlatform, request: pytest.FixtureRequest) -> Iterator[Source]:
    with serving(platform) as served:
        yield trial_source(served.url, f"q{abs(hash(request.node.name)):x}")


def of(here: Station, source: Source) -> dict[str, Any]:
    (entry,) = read_status(here.engine, [source])
    return entry


def part(here: Station, source: Source, name: str) -> tuple[int, int]:
    found = of(here, source)["quality"][name]
    assert found["share"] == (found["numerator"] / found["denominator"] if found["denominator"] else None)
    return found["numerator"], found["denominator"]


def ago(minutes: float) -> str:
    return (datetime.now(ZONE) - timedelta(minutes=minutes)).strftime(FORMAT)


def now_told(key: str, changed: float, **values: object) -> Record:
    """A record of today, changed so many minutes ago."""
    return record(key, 0, **{"reported": ago(changed + 60), "due": None, "updated": ago(changed), **values})


def test_completeness_is_how_many_fields_that_may_be_empty_are_filled(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    mapped = [name for name in ("accepted_at", "due_at", "closed_at", "updated_at", "category", "channel", "unit_code",
                                "status") if name in source.datasets[0].fields]  # fmt: skip
    platform.put(record("a", 1), closed("b", 2), record("c", 3, due=None, unit=None))
    here.load(source)
    found = of(here, source)["quality"]["completeness"]
    assert sorted(found["fields"]) == sorted(mapped)
    assert {name: each["numerator"] for name, each in found["fields"].items() if each["numerator"] < 3} == {
        "closed_at": 1, "due_at": 2, "unit_code": 2,
    }  # fmt: skip
    whole = (3 * len(mapped) - 4, 3 * len(mapped))
    assert part(here, source, "completeness") == whole
    # What the screens are told of the same source.
    declared = (
        f"source VALUES ('3410', '{source.key}', '试验', 'Trial', 'event', 60, true)",
        f"source_dataset VALUES ('3410', '{source.key}', '{source.datasets[0].name}', 'event', 'grid_event')",
    )
    with here.engine.begin() as connection:
        for row in declared:
            connection.execute(text(f"INSERT INTO cockpit.{row}"))
    told = next(each for each in Freshness(here.engine).sources("3410") if each.key == source.key)
    assert [(feed.filled, feed.fields) for feed in told.feeds] == [whole]
    here.load(source, AGAIN)
    assert part(here, source, "completeness") == whole
    platform.put(closed("a", 9))
    here.load(source)
    assert part(here, source, "completeness") == (whole[0] + 1, whole[1])
    platform.put(record("b", 12, deleted=1))
    here.load(source)
    assert part(here, source, "completeness") == (whole[0] + 1 - len(mapped), whole[1] - len(mapped))
    forget_record(source, "c", here.surroundings)
    assert part(here, source, "completeness") == (len(mapped), len(mapped))


def test_unmapped_are_the_records_held_now_whose_code_or_place_nobody_knows(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    platform.put(record("a", 1), record("b", 2, type="Z"), record("c", 3, community="nowhere", grid=""))
    here.load(source)
    here.load(source, AGAIN)
    assert part(here, source, "unmapped") == (2, 3)
    platform.put(record("b", 4))
    here.load(source)
    assert part(here, source, "unmapped") == (1, 3)


def test_duplicates_are_records_whose_key_stood_on_their_page_already(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    platform.listed = [record("a", 1), record("b", 2), record("a", 3), record("c", 4), record("a", 3)]
    here.load(source)
    assert part(here, source, "duplicates") == (2, 5)
    here.load(source, AGAIN)
    here.load(source)
    assert part(here, source, "duplicates") == (2, 5)
    assert of(here, source)["findings"] == []
    platform.listed = [record("d", 9)] * 40
    here.load(source)
    assert part(here, source, "duplicates") == (41, 45)
    (sentence,) = of(here, source)["findings"]
    assert sentence.startswith("39 of 40 records of its last answers repeat a record of the same page")
    assert sentence in as_text([of(here, source)])
    platform.listed = [record("e", 10)]
    here.load(source)
    assert of(here, source)["findings"] == []


def test_late_are_changes_that_came_after_more_than_the_agreed_interval(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    assert source.expected_minutes == 30
    platform.now = datetime.now(ZONE).replace(tzinfo=None)
    platform.put(now_told("history", 1000))
    here.load(source)
    assert part(here, source, "late") == (0, 0)
    with here.engine.begin() as connection:
        connection.execute(text("UPDATE cockpit.batch SET started_at = started_at - interval '2 hours'"))
    platform.put(now_told("soon", 1), now_told("late", 45))
    here.load(source)
    assert part(here, source, "late") == (1, 2)
    platform.put(now_told("fetched", 50))
    here.load(source, AGAIN)
    assert part(here, source, "late") == (1, 2)
    platform.put(now_told("late", 0))
    here.load(source)
    assert part(here, source, "late") == (1, 3)


def test_times_from_the_future_are_put_aside_until_they_are_true(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    platform.now = datetime.now(ZONE).replace(tzinfo=None) + timedelta(hours=3)
    platform.put(now_told("a", 20), now_told("b", 5, updated=ago(-180)), now_told("c", 5, updated=ago(-2)))
    assert here.load(source) == {"extracted": 3, "inserted": 2, "rejected": 1}
    entry = of(here, source)
    assert entry["rejects"] == {"changed_in_the_future": 1}
    (sentence,) = entry["findings"]
    assert sentence.startswith("its times of change are up to 3.0 hours ahead of this machine's clock")
    # The clock was set right: what changed in the meantime has its true time, and was not passed over.
    platform.put(now_told("b", 5))
    assert here.load(source)["inserted"] == 1
    entry = of(here, source)
    assert (entry["findings"], entry["rejects"], part(here, source, "unmapped")) == ([], {}, (0, 3))


def test_a_warehouse_that_did_not_count_begins_with_the_facts_it_has(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    platform.put(record("a", 1), closed("b", 2, type="Z"))
    here.load(source)
    with here.engine.begin() as connection:
        connection.execute(text("DELETE FROM cockpit.quality WHERE source_key = :s"), {"s": source.key})
    assert part(here, source, "unmapped") == (0, 0)
    platform.put(record("c", 3, type="Z"))
    here.load(source)
    assert part(here, source, "unmapped") == (2, 3)


def test_states_have_their_names_and_a_source_is_known_while_its_files_are_wrong(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    assert (of(here, source)["state"], of(here, source)["state_zh"]) == ("missing", "缺源")
    platform.put(record("a", 1), closed("b", 2))
    here.load(source)
    held = HeldSource(source.city_code, source.key, SiteText(zh="试验", en="Trial"), 30)
    (entry,) = read_status(here.engine, [held])
    assert entry["quality"]["completeness"]["fields"]["closed_at"] == {"numerator": 1, "denominator": 2, "share": 0.5}
    pause_source(here.engine, source)
    assert "completeness" in as_text([of(here, source)])


def test_status_says_of_services_how_many_are_told_twice_overlap_are_too_long_or_come_late(
    here: Station, platform: EventPlatform
) -> None:
    def told(key: str, start: str, end: str, recorded: str) -> Record:
        days = {"started": f"2026-03-{start}", "ended": f"2026-03-{end}", "recorded": recorded}
        return {"id": key, "person": "PLANTED-ID-1", "community": "341002001001", "deleted": 0, **days}

    soon = "2026-03-05 12:00:00"
    first = [told("a", "02 08:00:00", "02 10:00:00", soon), told("b", "02 09:00:00", "02 11:00:00", soon)]
    second = [
        told("a", "02 09:30:00", "02 10:30:00", soon),
        told("b", "03 01:00:00", "03 18:00:00", soon),
        told("c", "04 08:00:00", "04 09:00:00", "2026-05-05 12:00:00"),
        told("d", "04 10:00:00", "04 11:00:00", soon),
    ]
    with serving(platform) as served:
        sources = [service_source(served.url, key) for key in ("odd_one", "odd_two")]
        for source, told_by in zip(sources, (first, second), strict=True):
            platform.listed = [*told_by]
            here.load(source)
    one, two = read_status(here.engine, sources)
    counts = {name: (each["numerator"], each["denominator"]) for name, each in two["odd_records"].items()}
    assert counts == {"duplicates": (1, 4), "overlapping": (0, 4), "over_16_hours": (1, 4), "entered_late": (1, 4)}
    assert one["odd_records"]["overlapping"] == {"numerator": 1, "denominator": 2, "share": 0.5}
    assert "records: duplicates 25.0% (1 of 4)  overlapping 0.0% (0 of 4)  over_16_hours 25.0%" in as_text([two])
    held = HeldSource("3410", "odd_two", SiteText(zh="试验", en="Trial"), 30)
    assert read_status(here.engine, [held])[0]["odd_records"] == two["odd_records"]
    assert of(here, trial_source("http://127.0.0.1:1", "nothing"))["odd_records"] == {}
