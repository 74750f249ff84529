"""The table in which small numbers are hidden is made once for all who may ask for it, and anew with new data."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seen_city import ALL, CITY, COUNTY, TOWNSHIP, Opened, code_of, opened_city, season
from sqlalchemy import Engine, create_engine, text

from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.known_versions import know
from data_access.people import kept
from data_access.people.frames import years_around
from data_access.people.reads import People
from data_access.permission import NOT_PERMITTED
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.scope import Period
from data_access.versions import Versions, read_versions
from data_access.warehouse import open_engine

ACCEPTED = METRICS["disputes_accepted"]


@pytest.fixture(scope="module")
def opened(module_database: ConnectionUrls) -> Iterator[Opened]:
    with opened_city(module_database) as city:
        yield city


@pytest.fixture
def keeping(opened: Opened) -> Iterator[Reads]:
    """Reads as the web process has them."""
    reader, publisher = open_engine(opened.urls.reader), open_engine(opened.urls.publisher)
    yield Reads(reader, Directory(reader), publisher=publisher, keep=True)
    reader.dispose()
    publisher.dispose()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The metrics whose tables were made."""
    keys: list[str] = []
    decide = People._decided

    def noted(self: People, counted: object, *rest: object) -> object:
        keys.append(str(getattr(counted, "key", "")))
        return decide(self, counted, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(People, "_decided", noted)
    return keys


def test_a_table_is_made_once_and_says_the_same_to_everybody(opened: Opened, keeping: Reads, made: list[str]) -> None:
    scopes = [season(ALL), season(ALL, "341002"), season(COUNTY, "341002"), season(TOWNSHIP, "341002001")]
    for scope in scopes * 2:
        assert keeping.total(ACCEPTED, scope) == opened.reads.total(ACCEPTED, scope)
        told, known = (each.series(ACCEPTED, "month", scope) for each in (keeping, opened.reads))
        assert told.equals(known)
    made.clear()
    for scope in scopes:
        keeping.total(ACCEPTED, scope)
        keeping.breakdown(ACCEPTED, "township", scope)
    assert made == []
    # Of a city that is not the viewer's there is nothing, whoever had its table made.
    assert not keeping.total(ACCEPTED, season(replace(ALL, cities=("1405",)))).value
    # What others may ask for is not kept from what they may not.
    assert code_of(partial(keeping.total, ACCEPTED, season(COUNTY, "341021"))) == NOT_PERMITTED
    assert code_of(partial(keeping.total, ACCEPTED, season(replace(ALL, themes=("grid_events",))))) == NOT_PERMITTED


def test_with_another_version_of_its_mart_a_table_is_made_anew(opened: Opened, keeping: Reads, made: list[str]) -> None:
    owner = create_engine(opened.urls.owner)
    scope = season(ALL)
    before = keeping.total(ACCEPTED, scope)
    assert made == ["disputes_accepted"]
    raised = (
        "INSERT INTO cockpit.mart_version (city_code, mart, version, changed_at) "
        "VALUES (:c, 'mediation_case', 7, now()) ON CONFLICT (city_code, mart) DO UPDATE SET version = excluded.version"
    )
    with owner.begin() as connection:
        for table in ("county", "township", "category"):
            connection.execute(text(f"UPDATE cockpit.mart_mediation_case_{table}_day SET accepted = 2 * accepted"))
    assert keeping.total(ACCEPTED, scope) == before
    with owner.begin() as connection:
        connection.execute(text(raised), {"c": CITY})
    owner.dispose()
    after = keeping.total(ACCEPTED, scope)
    assert made == ["disputes_accepted"] * 2
    assert (before.value is not None, after.value) == (True, 2 * (before.value or 0))


@given(
    start=st.dates(date(2015, 1, 1), date(2026, 12, 31)),
    days=st.integers(0, 800),
    closed=st.dates(date(2020, 1, 1), date(2026, 12, 31)),
)
def test_the_years_of_a_table_hold_the_closed_days_asked_for_and_are_two_for_what_is_recent(
    start: date, days: int, closed: date
) -> None:
    start, asked = min(start, closed), Period(min(start, closed), min(start, closed) + timedelta(days))
    first, last = years_around(asked, closed)
    assert date(first, 1, 1) <= asked.start
    assert min(asked.end, closed) <= last <= closed
    # A month, its trend and the month a year before find one table.
    if start.year >= closed.year - 1:
        assert (first, last) == (closed.year - 1, closed)


def test_the_ledger_is_asked_no_more_by_who_knows_versions_and_has_as_new_a_table(
    opened: Opened, keeping: Reads, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def noted(engine: Engine, cities: Sequence[str], known: Versions) -> Versions:
        asked.append(list(cities))
        return read_versions(engine, cities, known)

    monkeypatch.setattr(kept, "read_versions", noted)
    before = keeping.total(ACCEPTED, season(ALL))
    assert (len(asked), len(made)) == (1, 1)
    reader = open_engine(opened.urls.reader)
    now = read_versions(reader, [CITY], Versions())
    reader.dispose()
    try:
        know(now)
        assert [keeping.total(ACCEPTED, season(ALL)) for _ in range(3)] == [before] * 3
        assert len(asked) == 1
        # Whoever has heard of newer data is not given what is older, and the ledger says whether it is.
        know(Versions({**now.marts, (CITY, "mediation_case"): now.of(CITY, "mediation_case") + 1}))
        assert keeping.total(ACCEPTED, season(ALL)) == before
        assert (len(asked), len(made)) == (2, 1)
    finally:
        know(None)
    keeping.total(ACCEPTED, season(ALL))
    assert len(asked) == 3
