"""Cases returned often, problem cases, contacts that are steps: against a model, whatever is told in whatever order."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platforms.events import COMMUNITIES
from platforms.telling import Teller, day

STEPS = ("returned", "returned", "returned", "reopened", "dispatched", "contacted", "closed", None)
_NUMBERS = count()


@dataclass(frozen=True)
class Told:
    """The state of one step as the platform tells it."""

    key: str
    changed: int
    case: str
    step: str | None
    unit: str | None
    day: int
    deleted: bool

    def record(self) -> dict[str, Any]:
        """As the platform writes it: a dispatch asks for a contact within two days, of which it says nothing."""
        due = f"{day(self.day + 2)} 10:00:00" if self.step == "dispatched" else None
        return {
            **{"record_key": self.key, "case_key": self.case, "step": self.step, "unit_code": self.unit},
            **{"occurred_at": f"{day(self.day)} 10:00:00", "updated_at": f"{day(0)} 0{self.changed}:00:00"},
            **{"contact_due_at": due, "community": COMMUNITIES[0], "deleted": int(self.deleted)},
            **dict.fromkeys(("category", "channel", "to_channel", "to_unit_code", "outcome", "satisfaction")),
            **dict.fromkeys(("validity", "contacted_at")),
        }


def conclusions(steps: list[Told]) -> Iterator[tuple[str, str]]:
    """The days and what a case became on each, worked out from the words of the definition."""
    ordered = sorted(steps, key=lambda each: (each.day, each.key))
    was_problem = False
    for number, each in enumerate(ordered):
        before = ordered[: number + 1]
        if each.step == "returned" and sum(other.step == "returned" for other in before) == 3:
            yield day(each.day), "returned_often"
        units = {other.unit for other in before if other.step == "returned" and other.unit}
        is_problem = len(units) >= 4 or sum(other.step == "reopened" for other in before) >= 4
        if is_problem and not was_problem:
            yield day(each.day), "problem_cases"
        was_problem = is_problem
        contacts = [other.day for other in ordered[number:] if other.step == "contacted"]
        if each.step == "dispatched" and contacts and contacts[0] <= each.day + 2:
            yield day(each.day + 2), "contacts_in_time"


TOLD = st.builds(
    Told,
    key=st.sampled_from("abcdefghijklmnop"),
    changed=st.integers(1, 4),
    case=st.sampled_from(["one", "one", "one", "two"]),
    step=st.sampled_from(STEPS),
    unit=st.sampled_from(["u1", "u2", "u3", "u4", "u5", None]),
    day=st.integers(0, 6),
    deleted=st.sampled_from([False] * 7 + [True]),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(loads=st.lists(st.lists(TOLD, min_size=4, max_size=14), min_size=1, max_size=3))
def test_whatever_is_told_in_whatever_order_a_case_becomes_what_its_steps_make_it(
    teller: Teller, loads: list[list[Told]]
) -> None:
    source, known = f"cases_{next(_NUMBERS)}", dict[str, Told]()
    for load in loads:
        teller.load(source, "case_step", "hotline_step", [each.record() for each in load])
        for each in load:
            held = known.get(each.key)
            if held is None or (each.changed, each.deleted) >= (held.changed, held.deleted):
                known[each.key] = each
    alive = [each for each in known.values() if not each.deleted]
    expected: dict[tuple[str, str], int] = {}
    for case in ("one", "two"):
        for one in conclusions([each for each in alive if each.case == case]):
            expected[one] = expected.get(one, 0) + 1
    names = ("returned_often", "problem_cases", "contacts_in_time")
    found = teller.station.by_day("case_step", source)
    assert {(at, name): sums[name] for at, sums in found.items() for name in names if name in sums} == expected
    assert teller.station.mart_faults("case_step") == []


def step(key: str, name: str, number: int, **values: Any) -> dict[str, Any]:
    return {**Told(key, 1, "one", name, "u1", number, deleted=False).record(), **values}


def test_from_which_hands_to_which_a_case_went_is_a_sum(teller: Teller) -> None:
    handed = {"channel": "people", "to_channel": "judicial", "to_unit_code": "court"}
    steps = [step("a", "accepted", 0), step("b", "handed_over", 1, **handed), step("c", "handed_over", 2, **handed)]
    teller.load("flows", "case_step", "mediation_step", steps)
    flows = "SELECT channel, to_channel, unit_code, to_unit_code, sum(hand_overs) FROM cockpit.mart_case_step_flow_day"
    rows = teller.rows(f"{flows} WHERE source_key = 'flows' AND hand_overs > 0 GROUP BY 1, 2, 3, 4")
    assert rows == [("people", "judicial", "u1", "court", 2)]
