"""Deadlines that no platform gives: by the site's table, provisional in years not announced, anew when they are."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from pathlib import Path

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from platforms.events import EventPlatform, Record, record
from platforms.station import SMALL_CITY, Station, trial_source
from psycopg2.sql import SQL
from replay.server import serving

from data_access.connection import ConnectionUrls
from data_access.site import read_site
from data_access.warehouse import open_engine
from etl.batch import transaction
from etl.life.rework import Rework
from etl.site.reference import load_reference
from etl.source import Dataset, Source
from etl.surroundings import Surroundings

HEADER = "city_code,entity,kind,category,valid_from,valid_to,starts,value,unit,document,certainty\n"
RULES = """\
3410,event,hotline_ticket,,2020-01-01,,occurred_at,10,working_days,trial table,demonstration
3410,event,hotline_ticket,road,2020-01-01,2026-12-25,accepted_at,4,working_hours,trial table,demonstration
3410,event,hotline_ticket,road,2026-12-25,,occurred_at,24,hours,trial table,demonstration
"""
NEW_YEAR = "2027,,trial announcement\n2027-01-01,no,trial announcement\n2027-01-03,yes,trial announcement\n"
DUE = """
SELECT record_key, to_char(due_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS'), due_basis,
    due_on = (due_at AT TIME ZONE 'Asia/Shanghai')::date
FROM cockpit.event WHERE source_key = :source ORDER BY record_key
"""
_NUMBERS = count()


class City:
    """A copy of the small city whose files a test writes, and its warehouse."""

    def __init__(self, folder: Path, here: Station) -> None:
        self.folder, self.here = folder, here

    def say(self, **files: str) -> None:
        """Replace CSV files and take the folder over."""
        for name, text in files.items():
            (self.folder / f"{name}.csv").write_text(text, encoding="utf-8")
        load_reference(read_site(self.folder), self.here.engine)

    def due(self, source: str) -> dict[str, tuple[str, str]]:
        """The due moment and its basis, by record; its day is that of the moment."""
        rows = self.here.rows(DUE, source=source)
        assert all(row[3] is not False for row in rows)
        return {row[0]: (row[1], row[2]) for row in rows}


@pytest.fixture(scope="module")
def city(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    folder = Path(shutil.copytree(SMALL_CITY, tmp_path_factory.mktemp("site") / "site"))
    text = (SMALL_CITY / "site.toml").read_text(encoding="utf-8")
    (folder / "site.toml").write_text(f'office_hours = "08:00-12:00 14:00-18:00"\n{text}', encoding="utf-8")
    engine = open_engine(module_database.writer, pool_size=4)
    site = read_site(folder)
    load_reference(site, engine)
    yield City(folder, Station(Surroundings(engine, site, tmp_path_factory.mktemp("data"), {}, b"k" * 32)))
    engine.dispose()


@pytest.fixture(scope="module")
def platform() -> EventPlatform:
    return EventPlatform()


@pytest.fixture(scope="module")
def source(platform: EventPlatform) -> Iterator[Callable[[str], Source]]:
    """A source of tickets by its key."""
    fields = {
        **{name: name for name in ("accepted_at", "closed_at", "due_at")},
        **{"record_key": "id", "occurred_at": "reported", "updated_at": "updated"},
        "category": {"field": "type", "map": "trial_type"},
        "status": {"field": "status", "map": "trial_status"},
    }
    with serving(platform) as running:
        yield lambda key: trial_source(
            running.url, key, kind="hotline_ticket", fields=fields, place={"division": "community"}, since=None,
            paging={"style": "page", "size_parameter": "size", "size": 5},
        )  # fmt: skip


def ticket(key: str, reported: str, **values: object) -> Record:
    nothing = {"accepted_at": None, "closed_at": None, "due_at": None, "type": "A"}
    return record(key, 0, **{**nothing, "reported": reported, "updated": reported, **values})


def test_shortly_before_a_year_nobody_has_announced_and_when_it_is(
    city: City, platform: EventPlatform, source: Callable[[str], Source]
) -> None:
    platform.listed = [
        ticket("a", "2026-12-18 10:00:00"),
        ticket("b", "2026-12-15 10:00:00"),
        ticket("c", "2026-12-18 17:00:00", type="R", accepted_at="2026-12-18 17:30:00"),
        ticket("d", "2026-12-18 17:00:00", type="R"),
        ticket("e", "2026-12-18 10:00:00", due_at="2026-12-19 10:00:00"),
        ticket("f", "2026-12-20 09:00:00", status="40", closed_at="2026-12-20 09:30:00"),
    ]
    city.say(deadlines=HEADER + RULES, holidays="day,working,document\n")
    with time_machine.travel("2026-12-20 10:00:00+08:00"):
        city.here.load(source("december"))
        assert city.due("december") == {
            "a": ("2027-01-01 23:59:59", "rule_provisional"),
            "b": ("2026-12-29 23:59:59", "rule"),
            "c": ("2026-12-21 11:30:00", "rule"),
            # Not accepted yet: nothing runs.
            "d": (None, "source"),
            "e": ("2026-12-19 10:00:00", "source"),
            "f": ("2027-01-01 23:59:59", "rule_provisional"),
        }
        assert city.here.day("2027-01-01", "december") == {
            "due": 2, "on_time": 1, "overdue_open": 1, "due_provisional": 2,
        }  # fmt: skip
        assert city.here.load(source("december")) == {"extracted": 6, "unchanged": 6}
    version = city.here.version()
    city.say(holidays="day,working,document\n" + NEW_YEAR)
    assert city.due("december")["a"] == ("2027-01-03 23:59:59", "rule")
    assert city.here.day("2027-01-01", "december") == {}
    assert city.here.day("2027-01-03", "december") == {"due": 2, "on_time": 1, "overdue_open": 1}
    assert city.here.version() == version + 1
    city.here.load(source("december"))
    assert city.here.version() == version + 1
    assert city.here.faults() == []


def test_in_2031_all_is_provisional_and_a_table_that_goes_takes_its_deadlines_along(
    city: City, platform: EventPlatform, source: Callable[[str], Source]
) -> None:
    platform.listed = [
        ticket("a", "2031-04-30 10:00:00"),
        ticket("b", "2031-04-30 10:00:00", type="R", accepted_at="2031-04-30 10:00:00"),
        ticket("c", "2031-04-30 10:00:00", due_at="2031-05-02 10:00:00"),
    ]
    city.say(deadlines=HEADER + RULES)
    with time_machine.travel("2031-05-01 09:00:00+08:00"):
        city.here.load(source("may"))
    assert city.due("may") == {
        "a": ("2031-05-14 23:59:59", "rule_provisional"),
        "b": ("2031-05-01 10:00:00", "rule"),
        "c": ("2031-05-02 10:00:00", "source"),
    }
    assert city.here.day("2031-05-14", "may") == {"due": 1, "overdue_open": 1, "due_provisional": 1}
    city.say(deadlines=HEADER + RULES.replace("10,working_days", "3,natural_days"))
    assert city.due("may")["a"] == ("2031-05-03 23:59:59", "rule")
    city.say(deadlines=HEADER)
    assert city.due("may") == {
        "a": (None, "source"), "b": (None, "source"), "c": ("2031-05-02 10:00:00", "source"),
    }  # fmt: skip
    assert city.here.faults() == []


CONTACTS = """
SELECT record_key, to_char(contact_due_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI'), contact_due_basis
FROM cockpit.case_step WHERE source_key = 'contacts' ORDER BY 1
"""


def test_a_first_contact_is_due_by_the_table_where_the_platform_does_not_say(
    city: City, platform: EventPlatform, source: Callable[[str], Source]
) -> None:
    names = ("record_key", "case_key", "occurred_at", "contact_due_at", "contacted_at")
    fields = {**{name: name for name in names}, "step": {"field": "step", "same": True}}
    one = source("contacts")
    told = {**one.datasets[0].model_dump(), "entity": "case_step", "kind": "hotline_step", "fields": fields}
    contacts = one.model_copy(update={"datasets": (Dataset.model_validate(told),)})
    empty = {"contact_due_at": None, "contacted_at": None, "case_key": "one"}
    common = {**empty, "occurred_at": "2026-03-06 16:00:00", "community": "341002001001", "deleted": 0}
    platform.listed = [
        {**common, "record_key": "a", "step": "accepted"},
        {**common, "record_key": "b", "step": "dispatched", "contacted_at": "2026-03-09 09:00:00"},
        {**common, "record_key": "c", "step": "dispatched", "contact_due_at": "2026-03-06 18:00:00"},
        {**common, "record_key": "d", "step": "contacted", "occurred_at": "2026-03-07 15:00:00"},
    ]
    rule = "3410,case_step,hotline_step,,2020-01-01,,occurred_at,{},trial table,demonstration\n"
    city.say(deadlines=HEADER + rule.format("24,hours"))
    city.here.load(contacts)
    given = ("c", "2026-03-06 18:00", "source")
    nothing = [("a", None, "source"), ("d", None, "source")]
    assert city.here.rows(CONTACTS) == sorted([*nothing, ("b", "2026-03-07 16:00", "rule"), given])
    assert city.here.by_day("case_step", "contacts")["2026-03-07"] == {"contacts_due": 1}
    city.say(deadlines=HEADER + rule.format("8,working_hours"))
    assert city.here.rows(CONTACTS) == sorted([*nothing, ("b", "2026-03-09 16:00", "rule"), given])
    assert city.here.by_day("case_step", "contacts")["2026-03-09"] == {"contacts_due": 1, "contacts_in_time": 1}
    assert city.here.faults() == []


def test_facts_that_are_changed_where_they_are_get_the_deadline_of_what_they_are_now(
    city: City, platform: EventPlatform, source: Callable[[str], Source]
) -> None:
    platform.listed = [
        ticket("a", "2026-03-02 10:00:00", accepted_at="2026-03-02 10:00:00"),
        ticket("b", "2026-03-02 10:00:00", due_at="2026-03-03 10:00:00"),
    ]
    city.say(deadlines=HEADER + RULES)
    one = source("changed")
    city.here.load(one)
    assert city.due("changed")["a"] == ("2026-03-16 23:59:59", "rule")
    work = Rework(one, one.datasets[0], "remap", "Asia/Shanghai")
    with transaction(city.here.engine) as cursor:
        work.run(cursor, SQL("true"), lambda inside: inside.execute("UPDATE stage SET category = 'road'"))
    assert city.due("changed") == {"a": ("2026-03-02 16:00:00", "rule"), "b": ("2026-03-03 10:00:00", "source")}
    with transaction(city.here.engine) as cursor:
        work.run(cursor, SQL("true"), lambda inside: inside.execute("UPDATE stage SET due_at = '2026-03-20 10:00+8'"))
    assert city.due("changed")["a"] == ("2026-03-20 10:00:00", "source")
    assert city.here.faults() == []


def test_a_batch_is_given_its_deadlines_place_by_place(city: City) -> None:
    """However large it is: each record is found by where it lies, not by looking through all."""
    plan = "EXPLAIN UPDATE cockpit.event AS record SET due_basis = 'rule' FROM unnest(ARRAY['(0,1)'::tid]) AS given "
    with city.here.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
        lines = connection.exec_driver_sql(f"{plan} (place) WHERE record.ctid = given.place").scalars().all()
    assert any("Tid Scan" in line for line in lines), lines


DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
STATES = st.lists(st.tuples(DAYS, st.booleans()), max_size=6, unique_by=lambda row: row[0])


@settings(max_examples=6, deadline=None)
@given(states=st.lists(STATES, min_size=1, max_size=3), tickets=st.lists(DAYS, min_size=1, max_size=6))
def test_whatever_becomes_of_the_calendar_the_warehouse_is_what_a_fresh_load_gives(
    city: City,
    platform: EventPlatform,
    source: Callable[[str], Source],
    states: list[list[tuple[date, bool]]],
    tickets: list[date],
) -> None:
    platform.listed = [ticket(f"{at}", f"{day} 17:{at:02}:00") for at, day in enumerate(tickets)]
    kept, fresh = (source(f"{name}_{next(_NUMBERS)}") for name in ("kept", "fresh"))
    with time_machine.travel("2029-01-02 09:00:00+08:00"):
        for number, holidays in enumerate(states):
            rows = "".join(f"{day},{'yes' if working else 'no'},trial {number}\n" for day, working in holidays)
            city.say(deadlines=HEADER + RULES, holidays=f"day,working,document\n{rows}")
            city.here.load(kept)
        city.here.load(fresh)
    assert city.due(kept.key) == city.due(fresh.key)
    assert city.here.by_day("event", kept.key) == city.here.by_day("event", fresh.key)
