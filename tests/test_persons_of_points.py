"""How many took part in points: each account counts on its first entry of a month and of a year, against a model."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platforms.events import COMMUNITIES
from platforms.telling import Teller

START = date(2025, 11, 20)
_NUMBERS = count()

ENTRIES = st.fixed_dictionaries(
    {
        "source": st.sampled_from("ab"),
        "record_key": st.sampled_from("uvwxyz"),
        "changed": st.integers(1, 4),
        "person": st.sampled_from(["P", "P", "Q", None]),
        "day": st.integers(0, 80),
        "deleted": st.sampled_from([0, 0, 0, 0, 1]),
    }
)


def day_of(entry: dict[str, Any]) -> date:
    return START + timedelta(days=entry["day"])


def record(entry: dict[str, Any], number: int) -> dict[str, Any]:
    person = f"{entry['person']}-{number}" if entry["person"] else None
    return {
        **{"record_key": entry["record_key"], "person_key": person, "occurred_at": f"{day_of(entry)} 09:00:00"},
        **{"updated_at": f"2026-03-01 0{entry['changed']}:00:00", "deleted": entry["deleted"], "amount": 5},
        **{"direction": "issued", "category": None, "unit_code": None, "community": COMMUNITIES[0]},
    }


def persons(entries: list[dict[str, Any]], form: str) -> dict[str, int]:
    """By day: the accounts whose first entry of the period it holds."""
    first: dict[tuple[str, str], date] = {}
    for each in entries:
        if each["person"]:
            period = (each["person"], day_of(each).strftime(form))
            first[period] = min(first.get(period, day_of(each)), day_of(each))
    return {str(day): list(first.values()).count(day) for day in first.values()}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(loads=st.lists(st.lists(ENTRIES, min_size=1, max_size=9), min_size=1, max_size=4))
def test_whatever_comes_in_whatever_order_persons_of_a_month_and_of_a_year_are_sums(
    teller: Teller, loads: list[list[dict[str, Any]]]
) -> None:
    number, known = next(_NUMBERS), dict[tuple[str, str], dict[str, Any]]()
    for load in loads:
        for side in "ab":
            mine = [record(each, number) for each in load if each["source"] == side]
            teller.load(f"points_{number}_{side}", "points_entry", "green_coin", mine)
        for each in load:
            key = (each["source"], each["record_key"])
            held = known.get(key)
            if held is None or (each["changed"], each["deleted"]) >= (held["changed"], held["deleted"]):
                known[key] = each
    alive = [each for each in known.values() if not each["deleted"]]
    rows = teller.rows(
        "SELECT day::text, sum(persons_in_month), sum(persons_in_year) FROM cockpit.mart_points_entry_county_day "
        "WHERE source_key LIKE :mine GROUP BY 1",
        mine=f"points\\_{number}\\__",
    )
    assert {row[0]: row[1] for row in rows if row[1]} == persons(alive, "%Y-%m")
    assert {row[0]: row[2] for row in rows if row[2]} == persons(alive, "%Y")
    assert teller.station.mart_faults("points_entry") == []
