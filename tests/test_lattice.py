"""What may be asked about people: every question is answered or refused with a sentence, the same for everyone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.dimension import GRAINS, LEVELS
from data_access.metric import Sensitivity
from data_access.people.counting import Counting, may_be_told
from data_access.people.lattice import (
    Reason,
    Request,
    is_to_date,
    last_closed_month,
    refusal,
    shares_told_by_counts,
    whole_months,
)
from data_access.people.sides import counting_of
from data_access.registry import METRICS
from data_access.scope import Period

TODAY = date(2026, 7, 15)
MAY, YEAR = Period.month(2026, 5), Period(date(2025, 1, 1), date(2025, 12, 31))
RUNNING = Period(date(2026, 7, 1), TODAY)
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def months() -> st.SearchStrategy[Period]:
    return st.builds(Period.month, st.integers(2024, 2026), st.integers(1, 12))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Any days, or whole months, or a month to date."""
    first, last = sorted((draw(months()), draw(months())), key=lambda month: month.start)
    start = draw(DAYS)
    days = Period(start, start + timedelta(days=draw(st.integers(0, 400))))
    return draw(st.sampled_from([days, first, Period(first.start, last.end), RUNNING]))


def asked(**given: object) -> Request:
    values: dict[str, object] = {"protected": True, "level": "township", "period": MAY, "today": TODAY}
    return Request(**{**values, **given})  # type: ignore[arg-type]


def reason(**given: object) -> Reason | None:
    found = refusal(asked(**given))
    return None if found is None else Reason(found.code)


@given(
    st.booleans(),
    st.sampled_from(LEVELS),
    st.lists(st.sampled_from(("category", "channel", "unit", "team")), max_size=3).map(tuple),
    periods(),
    st.sampled_from((None, *GRAINS)),
)
def test_every_question_is_answered_or_refused_with_a_sentence(
    protected: bool, level: str, further: tuple[str, ...], period: Period, grain: str | None
) -> None:
    found = refusal(Request(protected, level, period, TODAY, further, grain))
    if found is not None:
        assert protected
        assert found.sentence.zh.endswith("。")
        assert found.sentence.en.endswith(".")
        return
    if not protected:
        return
    closed = period.end < TODAY
    assert level in ("city", "county", "township")
    assert len(set(further)) <= 1
    if grain in ("day", "week"):
        assert (level, further, closed, period.is_month) == ("city", (), True, True)
    elif closed:
        assert whole_months(period)
    else:
        assert (level, further, period.start) == ("city", (), date(2026, 7, 1))
        assert period.end in (TODAY, date(2026, 7, 31))


@pytest.mark.parametrize("level", ["city", "county", "township"])
@pytest.mark.parametrize("further", [(), ("category",), ("category", "category")])
@pytest.mark.parametrize("period", [MAY, YEAR, Period(date(2026, 2, 1), date(2026, 6, 30))])
@pytest.mark.parametrize("grain", [None, "month", "quarter", "year"])
def test_whole_months_that_have_ended_are_answered(
    level: str, further: tuple[str, ...], period: Period, grain: str | None
) -> None:
    assert reason(level=level, further=further, period=period, grain=grain) is None


def test_what_is_refused_says_why() -> None:
    assert reason(level="community") is Reason.BELOW_TOWNSHIP
    assert reason(level="grid", further=("category", "unit")) is Reason.BELOW_TOWNSHIP
    assert reason(further=("category", "unit")) is Reason.TWO_DIMENSIONS
    assert reason(period=Period(date(2026, 5, 2), date(2026, 5, 31))) is Reason.NOT_WHOLE_MONTHS
    assert reason(period=Period.month(2026, 7)) is Reason.NOT_CLOSED
    assert reason(level="city", period=Period(date(2026, 6, 1), TODAY)) is Reason.NOT_CLOSED
    assert reason(level="city", period=Period.month(2026, 8)) is Reason.NOT_CLOSED
    assert reason(level="city", period=RUNNING, further=("category",)) is Reason.NOT_CLOSED
    assert reason(grain="day") is Reason.DAYS_AND_WEEKS
    assert reason(level="city", period=RUNNING, grain="day") is Reason.DAYS_AND_WEEKS
    assert reason(level="city", period=YEAR, grain="week") is Reason.DAYS_AND_WEEKS


def test_the_month_that_runs_is_answered_for_the_city_and_marked() -> None:
    assert reason(level="city", period=RUNNING) is None
    assert is_to_date(asked(level="city", period=RUNNING))
    assert is_to_date(asked(level="city", period=Period.month(2026, 7)))
    assert not is_to_date(asked(level="city", period=MAY))
    assert not is_to_date(asked(protected=False, level="city", period=RUNNING))
    assert not is_to_date(asked(level="county", period=RUNNING))


def test_a_month_ends_with_its_last_day() -> None:
    assert reason(today=date(2026, 5, 31)) is Reason.NOT_CLOSED
    assert reason(today=date(2026, 6, 1)) is None
    assert last_closed_month(date(2026, 6, 1)) == MAY
    assert last_closed_month(date(2026, 1, 31)) == Period.month(2025, 12)


def test_things_are_asked_about_freely() -> None:
    free = asked(protected=False, level="grid", further=("category", "unit"), period=RUNNING, grain="day")
    assert refusal(free) is None


def test_no_share_of_people_is_told_by_the_counts_of_its_two_sides() -> None:
    assert shares_told_by_counts(METRICS.values()) == []
    share = replace(METRICS["grid_events_on_time"], sensitivity=Sensitivity.PROTECTED)
    assert share.denominator is not None
    inside = replace(share, key="inside", denominator=None)
    all_of_them = replace(inside, key="all", numerator=share.denominator)
    assert shares_told_by_counts([share, inside]) == []
    assert shares_told_by_counts([share, inside, all_of_them]) == [share.key]
    assert shares_told_by_counts([replace(share, sensitivity=Sensitivity.PUBLIC), inside, all_of_them]) == []


# Hours, yuan, points, people of a case: few cases may make a large one.
AMOUNTS = frozenset(
    {"minutes", "amount_fen", "issued", "redeemed", "prevented_crimes_people", "prevented_visits_people"}
)


def test_an_amount_about_people_is_held_by_the_cases_behind_it() -> None:
    loose = []
    for metric in METRICS.values():
        counted = metric.denominator if counting_of(metric) is Counting.DENOMINATOR else metric.numerator
        assert counted is not None
        if metric.protected and not metric.held_by and AMOUNTS & {*counted.plus, *counted.minus}:
            loose.append(metric.key)
        assert all(each.stock == metric.numerator.stock for each in metric.held_by)
    assert loose == []


def test_a_count_for_so_many_of_another_is_held_on_both_sides() -> None:
    assert counting_of(METRICS["hotline_returns"]) is Counting.BOTH
    assert counting_of(METRICS["hotline_hours"]) is Counting.DENOMINATOR
    assert not may_be_told((3, 400), Counting.BOTH, 5)
    assert not may_be_told((0, 4), Counting.BOTH, 5)
    assert may_be_told((0, 400), Counting.BOTH, 5)
