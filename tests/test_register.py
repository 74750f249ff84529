"""Registers: how many there were on a day is what began minus what ended; what cannot be true is put aside."""

from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platforms.events import COMMUNITIES
from platforms.telling import Teller, day

_NUMBERS = count()
STATUSES = ("planned", "active", "suspended", "closed", "withdrawn")


def entry(key: str, began: str | None, **values: Any) -> dict[str, Any]:
    common = {"category": "urban", "unit_code": "water", "status": "active", "community": COMMUNITIES[0], "deleted": 0}
    empty = dict.fromkeys(("ended_on", "updated_at", "quantity", "quantity_unit"))
    return {"record_key": key, "occurred_on": began, **common, **empty, **values}


ENTRIES = st.lists(
    st.builds(
        lambda began, lasts, status, quantity: (began, began + lasts if lasts is not None else None, status, quantity),
        st.integers(0, 9),
        st.one_of(st.none(), st.integers(0, 9)),
        st.sampled_from(STATUSES),
        st.sampled_from([None, 0, 3, 12.4, 12.6]),
    ).filter(lambda each: each[2] != "closed" or each[1] is not None),
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=ENTRIES)
def test_how_many_there_were_on_a_day_is_what_began_minus_what_ended(
    teller: Teller, entries: list[tuple[int, int | None, str, float | None]]
) -> None:
    source = f"register_{next(_NUMBERS)}"
    told = [
        entry(str(number), day(began), status=status, quantity=quantity, quantity_unit="square_metres")
        | {"ended_on": None if ended is None else day(ended)}
        for number, (began, ended, status, quantity) in enumerate(entries)
    ]
    teller.load(source, "register", "station", told)
    there = [each for each in entries if each[2] not in ("planned", "withdrawn")]
    for at in range(20):
        standing = [each for each in there if each[0] <= at and (each[1] is None or each[1] > at)]
        (found,) = teller.rows(
            "SELECT coalesce(sum(opened - closed), 0), coalesce(sum(quantity_opened - quantity_closed), 0) "
            "FROM cockpit.mart_register_county_day WHERE source_key = :key AND day <= CAST(:day AS date)",
            key=source,
            day=day(at),
        )
        assert found == (len(standing), sum(round(each[3] or 0) for each in standing))
    planned = teller.rows("SELECT sum(planned) FROM cockpit.mart_register_county_day WHERE source_key = :k", k=source)
    assert (planned[0][0] or 0) == sum(each[2] == "planned" for each in entries)


BROKEN: dict[str, dict[str, Any]] = {
    "ended_before_it_began": {"ended_on": day(-1)},
    "began_in_the_future": {"occurred_on": "2199-01-01"},
    "ended_in_the_future": {"ended_on": "2199-01-01"},
    "began_before_1900": {"occurred_on": "1899-12-31"},
    "closed_without_a_day": {"status": "closed"},
    "negative_quantity": {"quantity": -1, "quantity_unit": "people"},
    "quantity_too_large": {"quantity": 1e300, "quantity_unit": "people"},
    "quantity_without_unit": {"quantity": 3},
    "quantity_not_a_number": {"quantity": "many", "quantity_unit": "people"},
    "occurred_on_missing": {"occurred_on": None},
}


def test_what_cannot_be_true_is_put_aside_and_the_rest_is_loaded(teller: Teller) -> None:
    sound = [entry("good", day(0)), entry("planned", "2199-01-01", status="planned")]
    broken = [{**entry(reason, day(0)), **values} for reason, values in BROKEN.items()]
    counts = {"extracted": 12, "inserted": 2, "rejected": 10}
    assert teller.load("broken", "register", "team", sound + broken) == counts
    assert teller.reasons("broken") == {reason: reason for reason in BROKEN}


def test_a_facility_keeps_its_point(teller: Teller) -> None:
    teller.load("points", "register", "facility", [entry("hall", day(0), longitude=118.29, latitude=29.74)])
    found = teller.rows("SELECT longitude, latitude, community_code FROM cockpit.register WHERE source_key = 'points'")
    assert found == [(118.29, 29.74, COMMUNITIES[0])]
