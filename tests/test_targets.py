"""Targets: how a value stands to one, and on which days it is one."""

from datetime import date
from math import nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.comparators import COMPARATORS
from data_access.comparing import target_for
from data_access.directory import Target
from data_access.registry import METRICS

METRIC = METRICS["organisations_per_urban_community"]
UNTIL = date(2021, 1, 1)


def target(comparator: str = ">=", value: float = 10.0, division: str = "3410") -> Target:
    return Target(METRIC.key, division, date(2020, 3, 19), UNTIL, comparator, value, "a document")


@given(st.sampled_from(sorted(COMPARATORS)), st.floats(-1e6, 1e6))
def test_a_target_is_met_on_its_own_side_and_where_it_says_so_at_the_limit(comparator: str, value: float) -> None:
    goal = target(comparator, value)
    above, below = nextafter(value, float("inf")), nextafter(value, float("-inf"))
    assert (goal.met_by(below), goal.met_by(above)) == (not goal.is_floor, goal.is_floor)
    assert goal.met_by(value) is (comparator in (">=", "<="))


def test_a_screen_shows_the_comparator_as_a_sign() -> None:
    assert [target(each).sign for each in (">=", ">", "<=", "<")] == ["≥", ">", "≤", "<"]


@pytest.mark.parametrize(
    ("on", "found"),
    [
        (date(2020, 3, 18), False),
        (date(2020, 3, 19), True),
        (date(2020, 12, 31), True),
        (UNTIL, False),
    ],
)
def test_a_target_ends_before_the_day_on_which_it_is_no_longer_valid(on: date, found: bool) -> None:
    assert (target_for([target()], METRIC, "3410", "3410", on) is not None) is found


def test_a_division_has_its_own_target_or_that_of_its_city_and_of_no_other() -> None:
    on, every = date(2020, 6, 1), [target(), target(value=12.0, division="341002"), target(division="34")]
    assert target_for(every, METRIC, "341002", "3410", on) == every[1]
    assert target_for(every, METRIC, "341021", "3410", on) == every[0]
    assert target_for(every, METRIC, "3408", "3408", on) is None
