"""What cannot be loaded is in quarantine, where it came from and why, and never stops what can be loaded."""

from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from platforms.events import PLANTED, EventPlatform, Record, closed, local, record
from platforms.station import Station, trial_source

from etl.source import Source

PAGES = {"style": "page", "size_parameter": "size", "size": 50}


@pytest.fixture
def source(url: str, request: pytest.FixtureRequest) -> Source:
    return trial_source(url, f"r{abs(hash(request.node.name)):x}", paging=PAGES, since=None)


def quarantine(here: Station, source: Source) -> list[tuple[str, str, dict[str, str]]]:
    query = "SELECT locator, reason, mapped FROM cockpit.quarantine WHERE source_key = :s ORDER BY locator"
    return here.rows(query, s=source.key)


BROKEN: list[tuple[Record, str]] = [
    (record("x", 1, id=None), "record_key_missing"),
    (record("x", 1, id="k" * 201), "record_key_too_long"),
    (record("x", 1, reported=None), "occurred_at_missing"),
    (record("x", 1, reported="PLANTED-TEXT"), "occurred_at_not_a_time"),
    (record("x", 1, due="2026-02-30 00:00:00"), "due_at_not_a_time"),
    (record("x", 1, due=1772409600), "due_at_not_a_time"),
    (record("x", 1, due=local(-1)), "due_before_occurred"),
    (record("x", 1, rework="PLANTED-TEXT"), "rework_count_not_a_number"),
    (record("x", 1, rework=10**12), "rework_count_not_a_number"),
    (record("x", 1, rework=-1), "negative_rework_count"),
    (record("x", 1, status="40"), "closed_without_close_time"),
    (closed("x", 1, closed=local(-1)), "closed_before_occurred"),
    (closed("x", 1, closed="0001-01-01 00:00:00"), "closed_before_occurred"),
    (closed("x", 1, closed="9999-12-31 23:59:59"), "closed_in_the_future"),
    (record("x", 1, reported="1899-12-30 00:00:00"), "occurred_before_1990"),
    (record("x", 1, reported="2199-01-01 00:00:00", due=None), "occurred_in_the_future"),
]


@pytest.mark.parametrize(("broken", "reason"), BROKEN)
def test_a_broken_record_is_put_aside_and_the_others_are_loaded(
    here: Station, platform: EventPlatform, source: Source, broken: Record, reason: str
) -> None:
    platform.listed = [record("before", 1), broken, record("after", 1)]
    assert here.load(source) == {"extracted": 3, "inserted": 2, "rejected": 1}
    ((locator, said, mapped),) = quarantine(here, source)
    assert (locator, said) == ("page 1, record 2", reason)
    assert "person_key" not in mapped
    assert not [planted for planted in PLANTED if planted in str(mapped)]


def test_what_is_not_a_record_leaves_only_where_it_was(here: Station, platform: EventPlatform, source: Source) -> None:
    platform.listed = ["PLANTED-TEXT", record("a", 1), None, 7]
    assert here.load(source) == {"extracted": 4, "inserted": 1, "rejected": 3}
    assert [(locator, mapped) for locator, _, mapped in quarantine(here, source)] == [
        ("page 1, record 1", {}),
        ("page 1, record 3", {}),
        ("page 1, record 4", {}),
    ]


def test_codes_that_no_map_knows_are_visible_and_scrubbed(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    platform.listed = [record("a", 1, type="call 13905590000", unit="某某局", status="77", community="999")]
    assert here.load(source) == {"extracted": 1, "inserted": 1, "unmapped": 1}
    query = "SELECT category, category_source, unit_code, status FROM cockpit.event WHERE source_key = :s"
    assert here.rows(query, s=source.key) == [("unmapped", "call #", "unmapped", "unmapped")]


def test_codes_taken_as_they_are_keep_no_numbers_and_no_novels(
    here: Station, platform: EventPlatform, source: Source, url: str
) -> None:
    fields = source.datasets[0].model_dump()["fields"]
    same = {"category": "type", "unit_code": "unit", "status": "status"}
    fields |= {name: {"field": field, "same": True} for name, field in same.items()}
    as_is = trial_source(url, source.key, paging=PAGES, since=None, fields=fields)
    platform.listed = [record("a", 1, type="call 13905590000", unit="u" * 9000, status="reported")]
    platform.listed.append(record("b", 1, status="a status of nobody"))
    assert here.load(as_is)["inserted"] == 2
    query = "SELECT category, unit_code, status FROM cockpit.event WHERE source_key = :s ORDER BY record_key"
    first, second = here.rows(query, s=source.key)
    assert first == ("call #", "u" * 80, "reported")
    assert second[2] == "unmapped"


def test_a_time_of_change_of_the_year_one_stops_nothing(here: Station, platform: EventPlatform, url: str) -> None:
    source = trial_source(url, "year_one")
    platform.listed = None
    platform.put(record("a", 1, updated="0001-01-01 00:00:00"), record("b", 1), record("c", 1, updated="soon"))
    assert here.load(source) == {"extracted": 3, "inserted": 2, "rejected": 1}


MOMENTS = st.datetimes().map(lambda moment: moment.isoformat(" ", "seconds"))
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=30),
    st.sampled_from(["", " ", "\\N", "\\.", "\t", "a\tb", "a\nb", "\x00", "NaN", "1e999", "9" * 400, "١٢", "24:00"]),
    st.sampled_from(["2026-03-02", "2026-03-02T08:00:00Z", "20260302", "2026-W10-1", "2026-03-02 08:00:00.123456789"]),
    st.lists(st.integers(0, 9), max_size=2),
    st.dictionaries(st.text(max_size=2), st.integers(0, 9), max_size=2),
    MOMENTS,
)
_NUMBERS = count()
FIELDS = [name for name in record("x", 1) if name not in ("phone", "address", "text", "reporter_name")]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=4), min_size=1, max_size=6))
@example([{"rework": 2**40}, {"longitude": "nan", "latitude": "nan"}, {"updated": "0001-01-01 00:00:00"}])
def test_no_value_whatever_stops_a_load(
    here: Station, platform: EventPlatform, url: str, oddities: list[Record]
) -> None:
    platform.listed = [record(f"o{number}", 1, **odd) for number, odd in enumerate(oddities)]
    platform.listed.append(record("sound", 1))
    since = {"parameter": "since", "field": "updated", "lookback_minutes": 1440}
    # Each example is a platform of its own: one whose values became others would rightly be stopped.
    key = f"odd{next(_NUMBERS)}"
    counts = here.load(trial_source(url, key, paging=PAGES, since=since))
    assert counts.get("extracted", 0) + counts.get("deleted", 0) <= len(platform.listed)
    found = "SELECT count(*) FROM cockpit.event WHERE source_key = :key AND record_key = 'sound'"
    assert here.rows(found, key=key) == [(1,)]
