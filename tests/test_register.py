"""Registers: how many there were on a day is what began minus what ended; what cannot be true is put aside."""

from itertools import count
from math import floor
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platforms.events import COMMUNITIES
from platforms.telling import Teller, day

_NUMBERS = count()
STATUSES = ("planned", "active", "suspended", "closed", "withdrawn")
STOCKS = ("", "quantity_", "required_", "judged_", "met_")


class Told(NamedTuple):
    """An entry of a register: the days it began and ended, and how many there are and must be."""

    began: int
    ended: int | None
    status: str
    quantity: float | None
    required: float | None


def entry(key: str, began: str | None, **values: Any) -> dict[str, Any]:
    common = {"category": "urban", "unit_code": "water", "status": "active", "community": COMMUNITIES[0], "deleted": 0}
    empty = dict.fromkeys(("ended_on", "updated_at", "quantity", "quantity_unit", "required"))
    return {"record_key": key, "occurred_on": began, **common, **empty, **values}


ENTRIES = st.lists(
    st.builds(
        lambda began, lasts, *rest: Told(began, began + lasts if lasts is not None else None, *rest),
        st.integers(0, 9),
        st.one_of(st.none(), st.integers(0, 9)),
        st.sampled_from(STATUSES),
        st.sampled_from([None, 0, 3, 12.4, 12.6]),
        st.sampled_from([None, None, 0, 3, 12.5]),
    ).filter(lambda each: each.status != "closed" or each.ended is not None),
    max_size=12,
)


def reckoned(each: Told) -> tuple[int, ...]:
    """What one entry adds to each of STOCKS while it is there."""
    judged = each.required is not None
    met = judged and each.quantity is not None and each.quantity >= (each.required or 0)
    # PostgreSQL rounds a half of a numeric away from zero.
    return 1, round(each.quantity or 0), floor((each.required or 0) + 0.5), int(judged), int(met)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=ENTRIES)
def test_how_many_there_were_on_a_day_is_what_began_minus_what_ended(teller: Teller, entries: list[Told]) -> None:
    source = f"register_{next(_NUMBERS)}"
    told = [
        entry(str(number), day(each.began), status=each.status, quantity=each.quantity, required=each.required)
        | {"quantity_unit": "square_metres", "ended_on": None if each.ended is None else day(each.ended)}
        for number, each in enumerate(entries)
    ]
    teller.load(source, "register", "station", told)
    there = [each for each in entries if each.status not in ("planned", "withdrawn")]
    stocks = ", ".join(f"coalesce(sum({name}opened - {name}closed), 0)" for name in STOCKS)
    for at in range(20):
        standing = [each for each in there if each.began <= at and (each.ended is None or each.ended > at)]
        (found,) = teller.rows(
            f"SELECT {stocks} FROM cockpit.mart_register_county_day WHERE source_key = :key "
            "AND day <= CAST(:day AS date)",
            key=source,
            day=day(at),
        )
        assert found == tuple(sum(each) for each in zip((0,) * len(STOCKS), *map(reckoned, standing), strict=True))
    planned = teller.rows("SELECT sum(planned) FROM cockpit.mart_register_county_day WHERE source_key = :k", k=source)
    assert (planned[0][0] or 0) == sum(each.status == "planned" for each in entries)


BROKEN: dict[str, dict[str, Any]] = {
    "ended_before_it_began": {"ended_on": day(-1)},
    "began_in_the_future": {"occurred_on": "2199-01-01"},
    "ended_in_the_future": {"ended_on": "2199-01-01"},
    "began_before_1900": {"occurred_on": "1899-12-31"},
    "closed_without_a_day": {"status": "closed"},
    "negative_quantity": {"quantity": -1, "quantity_unit": "people"},
    "quantity_too_large": {"quantity": 1e300, "quantity_unit": "people"},
    "quantity_without_unit": {"quantity": 3},
    "negative_required": {"required": -1, "quantity_unit": "people"},
    "required_too_large": {"required": 1e300, "quantity_unit": "people"},
    "required_without_unit": {"required": 3},
    "quantity_not_a_number": {"quantity": "many", "quantity_unit": "people"},
    "occurred_on_missing": {"occurred_on": None},
}


def test_what_cannot_be_true_is_put_aside_and_the_rest_is_loaded(teller: Teller) -> None:
    sound = [entry("good", day(0)), entry("planned", "2199-01-01", status="planned")]
    broken = [{**entry(reason, day(0)), **values} for reason, values in BROKEN.items()]
    counts = {"extracted": 15, "inserted": 2, "rejected": 13}
    assert teller.load("broken", "register", "team", sound + broken) == counts
    assert teller.reasons("broken") == {reason: reason for reason in BROKEN}


def test_a_facility_keeps_its_point(teller: Teller) -> None:
    teller.load("points", "register", "facility", [entry("hall", day(0), longitude=118.29, latitude=29.74)])
    found = teller.rows("SELECT longitude, latitude, community_code FROM cockpit.register WHERE source_key = 'points'")
    assert found == [(118.29, 29.74, COMMUNITIES[0])]
