"""One hour of one volunteer counts once, whoever tells it, in whatever order: service records against a model."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platforms.events import COMMUNITIES, EventPlatform
from platforms.services import service_source
from platforms.station import Station

# The hours around a new year, of a new month too.
START = datetime(2025, 12, 31, 14, 0)
EVIDENCE = ("sign_in", "image", "organiser", None)
_NUMBERS = count()


@dataclass(frozen=True)
class Told:
    """One state of one service record, as one of three sources tells it; times in half hours after START."""

    source: str
    key: str
    changed: int
    person: str
    start: int
    length: int | None
    travel: int
    claimed: int | None
    evidence: str | None
    recorded: int | None
    status: str | None
    deleted: bool

    def record(self, number: int) -> dict[str, object]:
        """As the source writes it; persons of one example are those of no other."""
        return {
            "id": self.key,
            "person": f"{self.person}-{number}",
            "started": _text(self.start),
            "ended": None if self.length is None else _text(self.start + self.length),
            "recorded": None if self.recorded is None else _text(self.recorded),
            "updated": _text(self.changed),
            "claimed": self.claimed,
            "travel": self.travel,
            "evidence": self.evidence,
            "status": self.status,
            "community": COMMUNITIES[0],
            "deleted": int(self.deleted),
        }

    @property
    def began(self) -> datetime:
        return START + timedelta(minutes=30 * self.start)

    @property
    def ended(self) -> datetime | None:
        minutes = self.claimed if self.length is None else 30 * self.length
        return None if minutes is None else self.began + timedelta(minutes=minutes)

    @property
    def minutes(self) -> int:
        """Of service, without travel; none where nobody knows an end or the record is not valid."""
        if self.ended is None or self.status not in ("valid", None):
            return 0
        lasted = int((self.ended - self.began).total_seconds()) // 60
        return max(0, min(lasted, lasted if self.claimed is None else self.claimed) - self.travel)

    @property
    def rank(self) -> tuple[Any, ...]:
        late = (self.recorded is None, self.recorded or 0)
        return (EVIDENCE.index(self.evidence), late, self.source, self.key)


def _text(half_hours: int) -> str:
    return (START + timedelta(minutes=30 * half_hours)).strftime("%Y-%m-%d %H:%M:%S")


def newest(told: Iterable[Told]) -> list[Told]:
    """The latest state of each record; a deletion comes before a state of its moment, then the last one told."""
    known: dict[tuple[str, str], Told] = {}
    for each in told:
        held = known.get((each.source, each.key))
        if held is None or (each.changed, each.deleted) >= (held.changed, held.deleted):
            known[each.source, each.key] = each
    return [each for each in known.values() if not each.deleted]


def overlapping(one: Told, other: Told) -> bool:
    assert one.ended is not None
    assert other.ended is not None
    return one.began < other.ended and other.began < one.ended


def settled(told: list[Told]) -> dict[tuple[str, str], tuple[Any, ...]]:
    """The model: what each record of one person counts, by (source, key)."""
    able = sorted((each for each in told if each.minutes), key=lambda each: each.rank)
    counting: list[Told] = []
    for each in able:
        if not any(overlapping(each, other) for other in counting):
            counting.append(each)
    found = {}
    for each in told:
        winner = None
        if each.minutes and each not in counting:
            winner = min((other for other in counting if overlapping(each, other)), key=lambda other: other.began)
        of_day = [other for other in counting if other.began.date() == each.began.date()]
        first = [
            each in counting and each == min(_same(counting, each, form), key=lambda other: (other.began, other.rank))
            for form in ("%Y-%m", "%Y")
        ]
        finding = "none"
        if each in counting:
            finding = "over_16_hours" if sum(other.minutes for other in of_day) > 960 else "none"
        elif winner:
            finding = "overlap" if winner.source == each.source else "duplicate"
        elif each.status in ("valid", None):
            finding = "no_time"
        minutes = each.minutes if each in counting else 0
        by = (winner.source, winner.key) if winner else (None, None)
        found[each.source, each.key] = (each in counting, minutes, *by, finding, *first)
    return found


def _same(counting: list[Told], each: Told, form: str) -> list[Told]:
    return [other for other in counting if other.began.strftime(form) == each.began.strftime(form)]


TOLD = st.builds(
    Told,
    source=st.sampled_from("abc"),
    key=st.sampled_from("wxyz"),
    changed=st.integers(1, 4),
    person=st.sampled_from("PQ"),
    start=st.integers(0, 30),
    length=st.one_of(st.none(), st.integers(0, 36)),
    travel=st.sampled_from([0, 0, 20]),
    claimed=st.one_of(st.none(), st.integers(0, 200)),
    evidence=st.sampled_from(EVIDENCE),
    recorded=st.one_of(st.none(), st.integers(0, 3)),
    status=st.sampled_from(["valid", "valid", None, "disputed", "withdrawn"]),
    deleted=st.sampled_from([False, False, False, False, True]),
)


def stored(here: Station, number: int) -> dict[tuple[str, str], tuple[Any, ...]]:
    rows = here.rows(
        """
        SELECT
            left(source_key, 1), record_key, counted, counted_minutes, left(counted_by_source, 1), counted_by_record,
            finding, first_of_month, first_of_year
        FROM cockpit.service_record
        WHERE source_key LIKE :example
        """,
        example=f"__{number}",
    )
    return {(row[0], row[1]): tuple(row[2:]) for row in rows}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=st.lists(TOLD, min_size=2, max_size=16), cuts=st.lists(st.integers(0, 16), max_size=5), rows=st.integers(1, 9)
)
def test_whatever_comes_in_whatever_order_what_counts_is_what_the_rule_says(
    here: Station, platform: EventPlatform, url: str, told: list[Told], cuts: list[int], rows: int
) -> None:
    number = next(_NUMBERS)
    edges = [0, *sorted(cuts), len(told)]
    for first, last in pairwise(edges):
        for source in "bca":
            part = [each for each in told[first:last] if each.source == source]
            if part:
                platform.listed = [each.record(number) for each in part]
                here.load(service_source(url, f"{source}_{number}", rows))
    expected: dict[tuple[str, str], tuple[Any, ...]] = {}
    for person in "PQ":
        expected |= settled([each for each in newest(told) if each.person == person])
    assert stored(here, number) == expected
    assert here.faults() == []
