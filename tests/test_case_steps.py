"""Steps of one case: whatever is told in whatever order, each measure counts the newest steps on their own day."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platforms.events import COMMUNITIES, EventPlatform, Record, local
from platforms.station import Station, trial_source

from etl.source import Source

STEPS = ("accepted", "dispatched", "returned", "handed_over", "called_back", "closed", "withdrawn", "unheard_of", None)
FIELDS = {
    **{name: name for name in ("record_key", "case_key", "occurred_at", "updated_at")},
    **{name: name for name in ("contact_due_at", "contacted_at")},
    **{name: {"field": name, "same": True} for name in ("step", "outcome", "satisfaction", "validity", "to_channel")},
    "unit_code": {"field": "unit", "map": "units"},
}
_NUMBERS = count()


@dataclass(frozen=True)
class Told:
    """The state of one step as the platform tells it; hours after the platform's start."""

    key: str
    changed: int
    at: int
    step: str | None
    validity: str | None
    outcome: str | None
    satisfaction: str | None
    due: int | None
    contacted: int | None
    deleted: bool

    def record(self) -> Record:
        """As the platform writes it, with what must never be stored."""
        back = self.step == "called_back"
        return {
            "record_key": self.key,
            "case_key": f"case-{self.key < 'd'}",
            "occurred_at": local(self.at),
            "updated_at": local(500 + self.changed),
            "step": self.step,
            "validity": self.validity,
            "outcome": self.outcome,
            "satisfaction": self.satisfaction if back else None,
            "contact_due_at": None if self.due is None else local(self.at + self.due),
            "contacted_at": None if self.contacted is None else local(self.at + self.contacted),
            "to_channel": "judicial",
            "unit": "市城管局",
            "community": COMMUNITIES[self.at % 4],
            "deleted": int(self.deleted),
            "caller_name": f"PLANTED-NAME-{self.key}",
            "words": f"PLANTED-TEXT-{self.key}",
        }

    def counts(self) -> Iterator[tuple[str, str]]:
        """The days and measures it counts for, worked out from the words of the definition."""
        day = local(self.at)[:10]
        names = {
            "accepted": "accepted",
            "dispatched": "dispatches",
            "returned": "returns",
            "handed_over": "hand_overs",
            "called_back": "call_backs",
            "closed": "closed",
        }
        if self.step in names:
            yield day, names[self.step]
        if self.step == "called_back" and self.validity in ("valid", None):
            yield day, "call_backs_valid"
            yield from ((day, said) for said in (self.outcome, self.satisfaction) if said)
        if self.due is not None and self.step != "withdrawn":
            yield local(self.at + self.due)[:10], "contacts_due"
            if self.contacted is not None and self.contacted <= self.due:
                yield local(self.at + self.due)[:10], "contacts_in_time"


def source_at(url: str, key: str, batch_rows: int = 100) -> Source:
    return trial_source(
        url,
        key,
        batch_rows,
        name="steps",
        entity="case_step",
        kind="hotline_step",
        fields=FIELDS,
        place={"division": "community"},
        paging={"style": "page", "size_parameter": "size", "size": 5},
        since=None,
    )


TOLD = st.builds(
    Told,
    key=st.sampled_from("abcdef"),
    changed=st.integers(0, 20),
    at=st.integers(0, 200),
    step=st.sampled_from(STEPS),
    validity=st.sampled_from(("valid", "unreachable", "withdrawn", "out_of_scope", "perhaps", None)),
    outcome=st.sampled_from(("resolved", "unresolved", None)),
    satisfaction=st.sampled_from(("satisfied", "basically_satisfied", "dissatisfied", None)),
    due=st.none() | st.integers(0, 72),
    contacted=st.none() | st.integers(0, 96),
    deleted=st.sampled_from((False, False, False, True)),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(loads=st.lists(st.lists(TOLD, max_size=12), min_size=1, max_size=3), batch_rows=st.integers(1, 8))
def test_after_any_storm_each_measure_counts_the_newest_steps_on_their_own_day(
    here: Station, platform: EventPlatform, url: str, loads: list[list[Told]], batch_rows: int
) -> None:
    source = source_at(url, f"storm_{next(_NUMBERS)}", batch_rows)
    known: dict[str, Told] = {}
    for number, load in enumerate(loads):
        # Two pages alike in all that is mapped would be a platform that does not turn its pages.
        platform.listed = [{**each.record(), "case_key": f"{number}-{at}"} for at, each in enumerate(load)]
        here.load(source)
        for each in load:
            held = known.get(each.key)
            if held is None or (each.changed, each.deleted) >= (held.changed, held.deleted):
                known[each.key] = each
    expected: dict[str, Counter[str]] = defaultdict(Counter)
    for each in known.values():
        for day, measure in each.counts() if not each.deleted else ():
            expected[day][measure] += 1
    kept = {day: found for day, found in here.by_day("case_step", source.key).items() if found}
    assert kept == {day: dict(found) for day, found in expected.items()}
    assert here.faults() == []


def step(key: str, name: str, hours: float, **values: object) -> Record:
    told = Told(key, 0, 0, name, None, None, None, None, None, deleted=False)
    return {**told.record(), "case_key": "ticket-1", "occurred_at": local(hours), **values}


def test_a_ticket_sent_back_twice_is_one_case_whose_three_rates_have_their_parts(
    here: Station, platform: EventPlatform, url: str
) -> None:
    platform.listed = [
        step("1", "accepted", 0),
        step("2", "dispatched", 1, contact_due_at=local(25), contacted_at=local(30)),
        step("3", "returned", 2, unit="水务局"),
        step("4", "dispatched", 3, contact_due_at=local(27), contacted_at=local(26)),
        step("5", "returned", 26),
        step("6", "dispatched", 27),
        step("7", "called_back", 50, validity="unreachable", outcome="unresolved"),
        step("8", "called_back", 51, validity="valid", outcome="resolved", satisfaction="basically_satisfied"),
    ]
    assert here.load(source_at(url, "ticket")) == {"extracted": 8, "inserted": 8}
    assert here.by_day("case_step", "ticket") == {
        local(0)[:10]: {"accepted": 1, "dispatches": 2, "returns": 1},
        local(26)[:10]: {"dispatches": 1, "returns": 1, "contacts_due": 2, "contacts_in_time": 1},
        local(50)[:10]: {"call_backs": 2, "call_backs_valid": 1, "resolved": 1, "basically_satisfied": 1},
    }
    cases = "SELECT DISTINCT case_key FROM cockpit.case_step WHERE source_key = 'ticket'"
    assert here.rows(cases) == [("ticket-1",)]
    stored = here.rows("SELECT step::text FROM cockpit.case_step AS step WHERE source_key = 'ticket'")
    assert not [row for row in stored if "PLANTED" in row[0]]
    assert here.load(source_at(url, "ticket")) == {"extracted": 8, "unchanged": 8}


@pytest.mark.parametrize(
    ("reason", "values"),
    [
        ("occurred_in_the_future", {"occurred_at": "9999-12-31 00:00:00"}),
        ("occurred_before_1990", {"occurred_at": "1970-01-01 08:00:00"}),
        ("contact_due_before_occurred", {"contact_due_at": local(-1)}),
        ("contacted_before_occurred", {"contacted_at": local(-1)}),
        ("contacted_in_the_future", {"contacted_at": "9999-12-31 00:00:00"}),
        ("satisfaction_without_call_back", {"satisfaction": "satisfied"}),
        ("case_key_missing", {"case_key": ""}),
    ],
)
def test_a_step_that_cannot_be_true_is_in_quarantine_with_its_reason(
    here: Station, platform: EventPlatform, url: str, reason: str, values: Record
) -> None:
    platform.listed = [{**step("1", "dispatched", 0), **values}, step("2", "dispatched", 0)]
    assert here.load(source_at(url, reason)) == {"extracted": 2, "inserted": 1, "rejected": 1}
    assert here.rows("SELECT reason FROM cockpit.quarantine WHERE source_key = :key", key=reason) == [(reason,)]
    assert here.faults() == []
