"""Repeated demands: the same person asks for the same again within the site's days, against a model, in any order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platforms.events import COMMUNITIES, EventPlatform, Record, record
from platforms.living import Living, living
from platforms.services import listed_source
from platforms.station import Station

from data_access.connection import ConnectionUrls
from etl.life.forget import forget_person
from etl.source import Source

pytestmark = pytest.mark.long

START = datetime(2026, 1, 5, 8)
KINDS = {"a": "hotline_ticket", "b": "hotline_ticket", "c": "demand", "d": "grid_event"}
FIELDS = {
    **{"record_key": "id", "occurred_at": "reported", "updated_at": "updated", "person_key": "reporter_id"},
    "category": {"field": "type", "map": "trial_type"},
}
_NUMBERS = count()


@dataclass(frozen=True)
class Told:
    """One state of one event, as one of four sources tells it."""

    source: str
    key: str
    changed: int
    person: str | None
    type: str | None
    half_months: int
    seconds: int
    deleted: bool

    @property
    def at(self) -> datetime:
        return START + timedelta(days=15 * self.half_months, seconds=self.seconds)

    def record(self, number: int) -> Record:
        """As the source writes it; persons of one example are those of no other."""
        person = f"{self.person}-{number}" if self.person else None
        return told(self.key, self.at, person, self.type, self.changed, int(self.deleted))

    @property
    def place(self) -> tuple[object, ...]:
        return (self.at, self.source, self.key)

    def repeats(self, other: "Told") -> bool:
        """Whether `other` is an earlier one of the same, not more than 30 days before."""
        same = (self.person, self.type, KINDS[self.source]) == (other.person, other.type, KINDS[other.source])
        return same and other.place < self.place and self.at - other.at <= timedelta(days=30)


def told(key: str, at: datetime, person: str | None, sort: str | None, changed: int = 0, deleted: int = 0) -> Record:
    updated = START + timedelta(hours=changed)
    return {
        **{"id": key, "reporter_id": person, "type": sort, "reported": f"{at}", "updated": f"{updated}"},
        **{"community": COMMUNITIES[0], "deleted": deleted},
    }


def source_of(url: str, key: str, rows: int = 100, kind: str = "hotline_ticket") -> Source:
    return listed_source(url, key, rows, entity="event", kind=kind, fields=FIELDS)


def expected(newest: list[Told]) -> dict[tuple[str, str], bool | None]:
    """The model: nothing is said of things and of whose person is unknown; what no map knows repeats nothing."""
    found: dict[tuple[str, str], bool | None] = {}
    for each in newest:
        known = each.person is not None and each.source != "d"
        again = each.type in ("A", "R") and any(each.repeats(other) for other in newest)
        found[each.source, each.key] = again if known else None
    return found


def stored(here: Station, number: int) -> dict[tuple[str, str], bool | None]:
    query = "SELECT left(source_key, 1), record_key, repeated FROM cockpit.event WHERE source_key LIKE :example"
    return {(row[0], row[1]): row[2] for row in here.rows(query, example=f"__{number}")}


TOLD = st.builds(
    Told,
    source=st.sampled_from("aabbcd"),
    key=st.sampled_from("wxyz"),
    changed=st.integers(1, 4),
    person=st.sampled_from(["P", "P", "P", "Q", None]),
    type=st.sampled_from(["A", "A", "A", "R", "unheard_of", None]),
    half_months=st.integers(0, 6),
    seconds=st.sampled_from([0, 0, 1]),
    deleted=st.sampled_from([False, False, False, False, True]),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=st.lists(TOLD, min_size=2, max_size=18), cuts=st.lists(st.integers(0, 18), max_size=4), rows=st.integers(1, 9)
)
def test_whatever_comes_in_whatever_order_what_repeats_is_what_the_rule_says(
    here: Station, platform: EventPlatform, url: str, told: list[Told], cuts: list[int], rows: int
) -> None:
    number, known = next(_NUMBERS), dict[tuple[str, str], Told]()
    for first, last in pairwise([0, *sorted(cuts), len(told)]):
        for source, kind in KINDS.items():
            platform.listed = [each.record(number) for each in told[first:last] if each.source == source]
            if platform.listed:
                here.load(source_of(url, f"{source}_{number}", rows, kind))
    for each in told:
        held = known.get((each.source, each.key))
        if held is None or (each.changed, each.deleted) >= (held.changed, held.deleted):
            known[each.source, each.key] = each
    assert stored(here, number) == expected([each for each in known.values() if not each.deleted])
    assert here.mart_faults("event") == []


def test_repeated_demands_count_on_the_day_they_were_reported(here: Station, platform: EventPlatform, url: str) -> None:
    day = timedelta(days=1)
    platform.listed = [
        told("first", START, "PLANTED-ID-1", "A"),
        told("again", START + 30 * day, "PLANTED-ID-1", "A"),
        told("other matter", START + 30 * day, "PLANTED-ID-1", "R"),
        told("other person", START + 30 * day, "PLANTED-ID-2", "A"),
        told("nobody known", START + 30 * day, None, "A"),
        told("too long after", START + 61 * day, "PLANTED-ID-1", "A"),
    ]
    here.load(source_of(url, "counted"))
    assert here.by_day("event", "counted") == {
        "2026-01-05": {"reported": 1, "with_person": 1},
        "2026-02-04": {"reported": 4, "with_person": 3, "repeated": 1},
        "2026-03-07": {"reported": 1, "with_person": 1},
    }
    version = here.version()
    assert here.load(source_of(url, "counted")) == {"extracted": 6, "unchanged": 6}
    assert here.version() == version


def demand(key: str, changed: float, **values: object) -> Record:
    return record(key, changed, **{"due": None, **values})


def demands(life: Living) -> Source:
    return life.source(kind="hotline_ticket")


@pytest.fixture
def life(database: ConnectionUrls, tmp_path: Path) -> Iterator[Living]:
    with living(database, tmp_path, "life") as opened:
        opened.platform.put(
            demand("first", 5, reporter_id="PLANTED-ID-P"),
            demand("again", 30, reporter_id="PLANTED-ID-P", reported="2026-03-22 08:00:00"),
            demand("nobody", 31, reporter_id=None, reported="2026-03-22 08:00:00"),
        )
        opened.load(demands(opened))
        yield opened


def test_another_number_of_days_counts_anew_what_is_there_already(life: Living) -> None:
    assert life.stored("repeated") == {"first": False, "again": True, "nobody": None}
    text = (life.folder / "site.toml").read_text(encoding="utf-8")
    life.write("site.toml", f"{text}\n[thresholds]\nrepeat_days = 19\n")
    assert life.surroundings.site.thresholds.repeat_days == 19
    assert life.stored("repeated") == {"first": False, "again": False, "nobody": None}
    assert life.here.faults() == []
    life.write("site.toml", text)
    assert life.surroundings.site.thresholds.repeat_days == 30
    assert life.stored("repeated") == {"first": False, "again": True, "nobody": None}
    assert life.here.faults() == []


def test_who_is_made_anonymous_was_counted_and_who_is_erased_leaves_no_earlier_demand(life: Living) -> None:
    source = demands(life)
    assert forget_person(source, "PLANTED-ID-P", life.surroundings, anonymise=True).anonymous == 2
    assert life.stored("repeated") == {"first": False, "again": True, "nobody": None}
    assert life.here.faults() == []
    assert life.stored("person_key") == dict.fromkeys(("first", "again", "nobody"))
    life.platform.put(
        demand("one", 40, reporter_id="PLANTED-ID-Q"),
        demand("two", 41, reporter_id="PLANTED-ID-Q", reported="2026-03-03 08:00:00"),
    )
    life.load(source)
    assert {key: life.stored("repeated")[key] for key in ("one", "two")} == {"one": False, "two": True}
    forget_person(source, "PLANTED-ID-Q", life.surroundings)
    assert set(life.stored("repeated")) == {"first", "again", "nobody"}
    assert life.here.faults() == []
