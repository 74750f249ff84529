"""Deliberations: what was opened, decided and implemented, and how many took part, each on the day it belongs to."""

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platforms.events import COMMUNITIES
from platforms.telling import Teller, day

_NUMBERS = count()
FIELDS = ("category", "channel", "unit_code", "invited", "participants", "rated", "satisfied")


def topic(key: str, **values: Any) -> dict[str, Any]:
    empty = dict.fromkeys((*FIELDS, "decided_at", "implemented_at", "updated_at"))
    common = {"occurred_at": f"{day(0)} 09:00:00", "status": "open", "community": COMMUNITIES[0], "deleted": 0}
    return {"record_key": key, **empty, **common, **values}


LIVES = st.lists(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from(["open", "decided", "implemented", "dropped", "withdrawn", "unheard_of", None]),
            "decided_at": st.integers(1, 2).map(lambda number: f"{day(number)} 10:00:00"),
            "implemented_at": st.integers(3, 4).map(lambda number: f"{day(number)} 10:00:00"),
            "invited": st.one_of(st.none(), st.integers(5, 9)),
            "participants": st.one_of(st.none(), st.integers(0, 5)),
            "rated": st.integers(2, 3),
            "satisfied": st.integers(0, 2),
        }
    ),
    max_size=10,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(lives=LIVES)
def test_the_sums_are_what_a_person_would_count(teller: Teller, lives: list[dict[str, Any]]) -> None:
    source = f"counted_{next(_NUMBERS)}"
    teller.load(source, "deliberation", "topic", [topic(str(number), **life) for number, life in enumerate(lives)])
    there = [each for each in lives if each["status"] != "withdrawn"]
    decided = [each for each in there if each["status"] in ("decided", "implemented", None)]
    carried = [each for each in there if each["status"] in ("implemented", None)]
    expected: dict[str, dict[str, int]] = {
        day(0): {
            "opened": len(there),
            "opened_decided": len(decided),
            "opened_implemented": len(carried),
            "invited": sum(each["invited"] or 0 for each in there),
            "participants": sum(each["participants"] or 0 for each in there),
            "invited_participants": sum((each["participants"] or 0) for each in there if each["invited"]),
            "rated": sum(each["rated"] for each in there),
            "satisfied": sum(each["satisfied"] for each in there),
        }
    }
    for name, at, found in (("decided", "decided_at", decided), ("implemented", "implemented_at", carried)):
        for each in found:
            measures = expected.setdefault(each[at][:10], {})
            measures[name] = measures.get(name, 0) + 1
    told = {at: {name: number for name, number in sums.items() if number} for at, sums in expected.items()}
    assert teller.station.by_day("deliberation", source) == {at: sums for at, sums in told.items() if sums}
    assert teller.station.faults() == []


@pytest.mark.parametrize(
    ("reason", "values"),
    [
        ("occurred_in_the_future", {"occurred_at": "9999-12-31 00:00:00"}),
        ("occurred_before_1990", {"occurred_at": "1970-01-01 08:00:00"}),
        ("decided_before_opened", {"decided_at": f"{day(-1)} 10:00:00"}),
        ("decided_in_the_future", {"decided_at": "9999-12-31 00:00:00"}),
        (
            "implemented_before_decided",
            {"decided_at": f"{day(2)} 10:00:00", "implemented_at": f"{day(1)} 10:00:00"},
        ),
        ("implemented_in_the_future", {"implemented_at": "9999-12-31 00:00:00"}),
        ("decided_without_time", {"status": "decided"}),
        ("implemented_without_time", {"status": "implemented"}),
        ("negative_number", {"rated": -1}),
        ("more_participants_than_invited", {"invited": 3, "participants": 4}),
        ("more_satisfied_than_rated", {"satisfied": 1}),
    ],
)
def test_what_cannot_be_true_is_put_aside(teller: Teller, reason: str, values: dict[str, Any]) -> None:
    done = teller.load(reason, "deliberation", "vote", [topic("a", **values), topic("b")])
    assert done == {"extracted": 2, "inserted": 1, "rejected": 1}
    assert list(teller.reasons(reason).values()) == [reason]
