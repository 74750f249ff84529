"""Numbers are compared only with what they may be compared with, and no index of a city is made up."""

from datetime import date

from data_access.comparing import AtTarget, Totals, at_target, compared, standing
from data_access.directory import Target
from data_access.metric import Metric
from data_access.quality import Quality
from data_access.registry import METRICS
from data_access.scope import Period, Rights, Scope
from data_access.value import Value

ON_TIME, REPORTED = METRICS["grid_events_on_time"], METRICS["grid_events_reported"]
OCTOBER = Scope("3410", Period.month(2026, 10), Rights(("3410",)), date(2026, 11, 20))
WHOLE = Quality("fresh", ("a",), (), None, date(2026, 11, 20), None)


class Counting(Totals):
    """Ten a day."""

    def total(self, metric: Metric, scope: Scope) -> Value:
        return Value(10.0 * scope.period.days, None, 10.0 * scope.period.days)


def target(metric: Metric, value: float, comparator: str = ">=") -> Target:
    return Target(metric.key, "3410", date(2020, 1, 1), None, comparator, value, "a document")


def test_a_month_stands_beside_the_month_before_and_the_year_before() -> None:
    before, year = compared(Counting(), REPORTED, OCTOBER, WHOLE)
    assert (before.now.value, before.before.value, before.change) == (310, 300, 10)
    assert (year.before.value, year.change, year.days) == (310, 0, None)


def test_a_running_month_is_compared_over_as_many_days() -> None:
    running = OCTOBER.during(Period(date(2026, 11, 1), date(2026, 11, 20)))
    before, year = compared(Counting(), ON_TIME, running, WHOLE)
    # A deadline of today is neither kept nor missed yet: nineteen days.
    assert [each.now.value for each in (before, year)] == [190, 190]
    assert [each.before.value for each in (before, year)] == [190, 190]


def test_what_is_not_there_yet_never_looks_like_a_fall() -> None:
    late = Quality("late", ("a",), (), None, date(2026, 10, 30), None)
    assert compared(Counting(), REPORTED, OCTOBER, late) == []
    loading = Quality("loading", ("a",), (), date(2026, 9, 1), date(2026, 11, 20), None)
    assert compared(Counting(), REPORTED, OCTOBER, loading) == []


def test_a_city_is_summed_up_by_targets_reached_and_the_three_that_fall_shortest() -> None:
    keys = list(METRICS)[:6]
    numbers = dict(zip(keys, (100.0, 50.0, 90.0, None, 70.0, 60.0), strict=True))
    standings = {
        key: standing(Value(number, None, number), METRICS[key], OCTOBER, [target(METRICS[key], 95.0)])
        for key, number in numbers.items()
    }
    assert at_target(standings) == AtTarget(1, 5, (keys[1], keys[5], keys[4]))
    without = standing(Value(1, None, 1), REPORTED, OCTOBER, [])
    assert (without.target, without.gap) == (None, None)
    assert at_target({"x": without}) == AtTarget(0, 0, ())
