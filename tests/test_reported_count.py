"""Reported counts keep their period and their document, and their sums are exact."""

from decimal import Decimal
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platforms.events import COMMUNITIES
from platforms.telling import Teller, day

_NUMBERS = count()


def report(key: str, **values: Any) -> dict[str, Any]:
    said = {"category": "amount", "unit_code": "water", "value": 1, "value_unit": "yuan", "document": "月报表"}
    where = {"community": COMMUNITIES[0], "deleted": 0, "updated_at": None}
    return {"record_key": key, "period_start": day(0), "occurred_on": day(30), **said, **where, **values}


AMOUNTS = st.decimals(min_value=-10, max_value=Decimal("999999999.999"), places=3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(AMOUNTS, min_size=1, max_size=20))
def test_sums_of_amounts_are_exact_to_the_thousandth(teller: Teller, amounts: list[Decimal]) -> None:
    source = f"amounts_{next(_NUMBERS)}"
    told = [report(str(number), value=str(amount)) for number, amount in enumerate(amounts)]
    teller.load(source, "reported_count", "monthly_report", told)
    (found,) = teller.rows(
        "SELECT day, sum(reports), sum(value_thousandths) FROM cockpit.mart_reported_count_category_day "
        "WHERE source_key = :key AND category = 'amount' GROUP BY 1",
        key=source,
    )
    assert (str(found[0]), *found[1:]) == (day(30), len(amounts), sum(amounts) * 1000)


BROKEN: dict[str, dict[str, Any]] = {
    "period_ends_before_it_starts": {"occurred_on": day(-1)},
    "period_longer_than_a_year": {"period_start": "2024-01-01"},
    "period_starts_in_the_future": {"period_start": "2199-01-01", "occurred_on": "2199-01-31"},
    "period_before_1990": {"period_start": "1989-12-01", "occurred_on": "1989-12-31"},
    "value_without_unit": {"value_unit": None},
    "value_too_large": {"value": 1e300},
    "value_missing": {"value": None},
    "value_not_a_number": {"value": "约三百"},
    "period_start_missing": {"period_start": None},
}


def test_what_cannot_be_true_is_put_aside(teller: Teller) -> None:
    broken = [{**report(reason), **values} for reason, values in BROKEN.items()]
    counts = {"extracted": 10, "inserted": 1, "rejected": 9}
    assert teller.load("broken", "reported_count", "monthly_report", [report("good"), *broken]) == counts
    assert teller.reasons("broken") == {reason: reason for reason in BROKEN}
    kept = teller.rows("SELECT period_start, value, document FROM cockpit.reported_count WHERE source_key = 'broken'")
    assert [(str(start), value, document) for start, value, document in kept] == [(day(0), Decimal(1), "月报表")]
