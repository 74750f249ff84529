"""What becomes of records that come late, twice, deleted, changed or unreadable, seen in facts, marts and ledger."""

from collections.abc import Iterator

import pytest
from platforms.events import COMMUNITIES, EventPlatform, Record, closed, local, record
from platforms.station import Station, station, trial_source
from replay.server import Platform, serving

from data_access.connection import ConnectionUrls
from etl.run import Wish
from etl.source import Source

FIRST_DAY, NEXT_DAY = "2026-03-02", "2026-03-03"


@pytest.fixture(scope="module")
def here(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    with station(module_database, tmp_path_factory.mktemp("data")) as opened:
        yield opened


@pytest.fixture
def platform() -> EventPlatform:
    return EventPlatform()


@pytest.fixture
def served(platform: EventPlatform) -> Iterator[Platform]:
    with serving(platform) as running:
        yield running


@pytest.fixture
def source(served: Platform, request: pytest.FixtureRequest) -> Source:
    """A source of its own for every test, so that they can share a database."""
    return trial_source(served.url, key=f"s{abs(hash(request.node.name)):x}")


@pytest.fixture(autouse=True)
def everything_fits(here: Station) -> Iterator[None]:
    """After every test marts equal their recomputation and the ledger adds up."""
    yield
    assert here.faults() == []


def load_list(here: Station, platform: EventPlatform, source: Source, *records: object) -> dict[str, int]:
    """Load these records as they stand, in this order, as one answer."""
    platform.listed = list(records)
    return here.load(trial_source_without_since(source))


def trial_source_without_since(source: Source) -> Source:
    url = source.http.base_url if source.http else ""
    return trial_source(url, key=source.key, paging={"style": "page", "size_parameter": "size", "size": 50}, since=None)


def stored(here: Station, source: Source, column: str = "status") -> dict[str, object]:
    query = f"SELECT record_key, {column} FROM cockpit.event WHERE source_key = :source"
    return {row[0]: row[1] for row in here.rows(query, source=source.key)}


def test_an_older_state_after_a_newer_one_is_superseded(here: Station, platform: EventPlatform, source: Source) -> None:
    assert load_list(here, platform, source, closed("a", 5)) == {"extracted": 1, "inserted": 1}
    assert load_list(here, platform, source, record("a", 2)) == {"extracted": 1, "superseded": 1}
    assert stored(here, source) == {"a": "closed"}


def test_the_newest_of_several_states_in_one_batch_wins_in_whatever_order(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    states = [record("a", 1), closed("a", 5), record("a", 3, status="30")]
    assert load_list(here, platform, source, *states) == {"extracted": 3, "inserted": 1, "superseded": 2}
    assert stored(here, source) == {"a": "closed"}


def test_a_deleted_record_stays_deleted_until_a_newer_state_comes(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    load_list(here, platform, source, record("a", 1), record("b", 1))
    assert load_list(here, platform, source, record("a", 4, deleted=1)) == {"deleted": 1}
    assert stored(here, source) == {"b": "reported"}
    assert load_list(here, platform, source, record("a", 3)) == {"extracted": 1, "superseded": 1}
    assert load_list(here, platform, source, record("a", 4, deleted=1)) == {}
    assert stored(here, source) == {"b": "reported"}
    assert load_list(here, platform, source, closed("a", 6)) == {"extracted": 1, "inserted": 1}
    assert stored(here, source) == {"a": "closed", "b": "reported"}
    assert here.rows("SELECT count(*) FROM cockpit.tombstone WHERE source_key = :s", s=source.key) == [(0,)]


def test_a_deletion_older_than_the_state_we_know_is_not_believed(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    load_list(here, platform, source, closed("a", 5))
    assert load_list(here, platform, source, record("a", 2, deleted=1)) == {}
    assert stored(here, source) == {"a": "closed"}


def test_a_deletion_may_say_no_more_than_which_record_it_is(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    load_list(here, platform, source, record("a", 1))
    told: Record = {"id": "a", "deleted": 1, "updated": local(3)}
    assert load_list(here, platform, source, told) == {"deleted": 1}
    assert stored(here, source) == {}


def test_a_deletion_may_be_announced_by_a_json_true(here: Station, platform: EventPlatform, served: Platform) -> None:
    source = trial_source(served.url, key="truly", deleted={"field": "deleted", "equals": ["true"]})
    platform.listed = [record("a", 1, deleted=False), record("b", 1, deleted=True)]
    here.load(source)
    assert stored(here, source) == {"a": "reported"}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("batch_rows", [1, 100])
def test_a_record_deleted_in_the_moment_of_its_last_change_is_deleted(
    here: Station, platform: EventPlatform, served: Platform, order: tuple[int, int], batch_rows: int
) -> None:
    key = f"tie{order[0]}_{batch_rows}"
    both = [record("a", 2), record("a", 2, deleted=1)]
    platform.listed = [both[place] for place in order]
    paging = {"style": "page", "size_parameter": "size", "size": 1}
    here.load(trial_source(served.url, key, batch_rows, paging=paging, since=None))
    assert here.facts(key) == []


def test_a_record_twice_in_a_page_or_in_two_pages_is_one_event(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    many = [record(f"r{number}", 1) for number in range(60)]
    assert load_list(here, platform, source, many[0], *many, many[59], many[3]) == {
        "extracted": 63,
        "inserted": 60,
        "superseded": 3,
    }
    assert here.day(FIRST_DAY, source.key)["reported"] == 60


def test_a_reopened_record_is_no_longer_closed_anywhere(here: Station, platform: EventPlatform, source: Source) -> None:
    load_list(here, platform, source, closed("a", 20))
    assert here.day(FIRST_DAY, source.key) == {"reported": 1, "reported_closed": 1}
    assert here.day(NEXT_DAY, source.key) == {"closed": 1, "closed_seconds": 72_000, "due": 1, "on_time": 1}
    assert load_list(here, platform, source, record("a", 30, status="30", rework=1)) == {"extracted": 1, "updated": 1}
    assert stored(here, source, "closed_at") == {"a": None}
    assert here.day(FIRST_DAY, source.key) == {"reported": 1}
    assert here.day(NEXT_DAY, source.key) == {"due": 1, "overdue_open": 1}


def test_a_record_whose_day_changes_leaves_the_old_day(here: Station, platform: EventPlatform, source: Source) -> None:
    load_list(here, platform, source, record("a", 1), record("b", 1))
    load_list(here, platform, source, record("a", 2, reported=local(48), due=local(72)))
    assert here.day(FIRST_DAY, source.key) == {"reported": 1}
    assert here.day("2026-03-04", source.key) == {"reported": 1}
    assert here.day("2026-03-05", source.key) == {"due": 1, "overdue_open": 1}


def test_a_record_whose_place_or_kind_changes_leaves_the_old_place(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    load_list(here, platform, source, record("a", 1))
    moved = COMMUNITIES[2]
    load_list(here, platform, source, record("a", 2, community=moved, grid=f"{moved}002", type="R", channel="RX"))
    found = here.rows(
        "SELECT county_code, grid_code FROM cockpit.mart_event_grid_day WHERE source_key = :s AND day = :day",
        s=source.key,
        day=FIRST_DAY,
    )
    assert found == [("341021", f"{moved}002")]
    kinds = "SELECT DISTINCT category, channel FROM cockpit.mart_event_category_day WHERE source_key = :s"
    assert here.rows(kinds, s=source.key) == [("road", "hotline")]


def test_a_record_about_a_person_keeps_no_point(here: Station, platform: EventPlatform, source: Source) -> None:
    spot = {"longitude": 118.30398, "latitude": 29.72679}
    load_list(here, platform, source, record("a", 1, **spot), record("b", 1, type="P", **spot))
    assert stored(here, source, "grid_code") == {"a": "341002001001001", "b": "unmapped"}
    assert stored(here, source, "longitude") == {"a": 118.30398, "b": None}


def test_what_did_not_change_changes_no_mart(here: Station, platform: EventPlatform, source: Source) -> None:
    platform.put(*[record(f"r{number}", number / 60) for number in range(120)])
    assert here.load(source)["inserted"] == 120
    version = here.version()
    again = here.load(source)
    # A record at the end of a page comes again with the next one.
    assert again["unchanged"] >= 120
    assert not again.keys() & {"inserted", "updated", "deleted"}
    assert here.version() == version
    platform.put(record("r5", 10))
    assert here.load(source)["updated"] == 1
    assert here.version() == version, "only the time of its change is another"
    platform.put(closed("r5", 30))
    assert here.load(source)["updated"] == 1
    assert here.version() == version + 1


def test_a_record_that_appears_late_with_an_old_time_is_found_by_the_lookback(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    platform.put(record("a", 1), record("b", 20))
    here.load(source)
    platform.put(record("late", 10))
    assert "inserted" not in here.load(source, Wish(lookback=False))
    assert here.load(source)["inserted"] == 1


def test_records_that_move_while_being_paged_are_not_skipped(
    here: Station, platform: EventPlatform, served: Platform, source: Source
) -> None:
    platform.put(*[record(f"r{number:03d}", number / 60) for number in range(400)])

    def shift(_request: object) -> None:
        asked = len(served.requests)
        # Records of pages already read move to the end, and all behind them move up.
        platform.put(*[record(f"r{number:03d}", 30 + asked) for number in range(20 * asked - 20, 20 * asked)])

    platform.before = shift
    here.load(source)
    assert len(stored(here, source)) == 400


def test_more_records_than_a_page_holds_may_change_in_one_moment(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    platform.put(*[record(f"r{number:03d}", 1) for number in range(130)], record("z", 2))
    assert here.load(source)["inserted"] == 131


def test_the_watermark_is_never_later_than_the_platform(here: Station, platform: EventPlatform, source: Source) -> None:
    platform.put(record("a", 1), record("b", 24 * 60))
    here.load(source)
    (value, source_time) = here.rows(
        "SELECT CAST(value AS timestamptz), source_time FROM cockpit.watermark WHERE source_key = :s", s=source.key
    )[0]
    assert value == source_time
    assert value.isoformat() == "2026-04-01T04:00:00+00:00"
    platform.put(record("c", 700))
    assert here.load(source)["inserted"] == 1
