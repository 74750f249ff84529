"""State in the address, periods, targets and verdicts."""

from datetime import date, timedelta

import pytest
from fake_city import CITY, on_time_target
from hypothesis import given
from hypothesis import strategies as st

from dashboard.judge import Status, against, wholly_missed
from dashboard.state import State, parse
from data_access.comparing import target_for
from data_access.filters import FILTERS
from data_access.period import Comparison, chosen, counted, earlier, mature, trend
from data_access.queries import Value
from data_access.registry import METRICS
from data_access.scope import Period

ON_TIME = METRICS["grid_events_on_time"]

codes = st.from_regex(r"[A-Za-z0-9_-]{1,24}", fullmatch=True)
members = st.just("") | st.from_regex(r"[\w.+@/-]{1,60}", fullmatch=True)
states = st.builds(
    State,
    period=st.none() | st.builds("{:04d}-{:02d}".format, st.integers(1, 9999), st.integers(1, 12)),
    division=st.none() | codes,
    metric=st.none() | st.sampled_from(sorted(METRICS)),
    language=st.sampled_from([None, "zh", "en"]),
    theme=st.sampled_from([None, "dark", "light"]),
    city=st.none() | codes,
    event=st.sampled_from([None, "sign_in", "export"]),
    account=st.none() | st.from_regex(r"[a-z][a-z0-9_.-]{1,39}", fullmatch=True),
    days=st.none() | st.builds(str, st.integers(1, 999)),
    number=st.none() | st.builds(str, st.integers(1, 999)),
    grid=st.none() | codes,
    filters=st.lists(
        st.tuples(st.sampled_from(sorted(FILTERS)), st.lists(members, min_size=1, max_size=4, unique=True).map(tuple)),
        max_size=4,
        unique_by=lambda each: each[0],
    ).map(tuple),
)


@given(states)
def test_a_state_survives_its_address(state: State) -> None:
    assert parse(state.search) == state


@given(states, st.sampled_from(sorted(FILTERS)), members)
def test_a_line_of_a_panel_sets_its_filter_and_clears_it_again(state: State, name: str, member: str) -> None:
    chosen = state.only(name, member)
    assert chosen.members(name) == (() if state.members(name) == (member,) else (member,))
    assert chosen.without(name) == state.without(name)
    again = state.toggled(name, member).toggled(name, member)
    assert {key: set(each) for key, each in again.filters} == {key: set(each) for key, each in state.filters}


def test_filters_that_there_are_not_count_as_not_chosen() -> None:
    told = parse("?f=nonsense:a&f=unit:&f=unit&f=event_category:road,,%27;drop,road&f=source:b&f=source:~,c%00")
    assert told.filters == (("event_category", ("road",)), ("source", ("",)))
    assert parse("?f=unit:" + ",".join(str(each) for each in range(500))).members("unit") == tuple(map(str, range(20)))


@given(st.text())
def test_no_address_breaks_a_page(search: str) -> None:
    assert isinstance(parse(search), State)


@pytest.mark.parametrize(
    ("month", "as_of", "period"),
    [
        (None, date(2026, 11, 20), Period(date(2026, 11, 1), date(2026, 11, 20))),
        (None, date(2026, 11, 6), Period.month(2026, 10)),
        ("2026-02", date(2026, 11, 20), Period.month(2026, 2)),
        ("2026-11", date(2026, 11, 3), Period(date(2026, 11, 1), date(2026, 11, 3))),
        ("2027-01", date(2026, 11, 20), Period(date(2026, 11, 1), date(2026, 11, 20))),
        ("0000-01", date(2026, 11, 20), Period(date(2026, 11, 1), date(2026, 11, 20))),
        ("1989-12", date(2026, 11, 20), Period(date(2026, 11, 1), date(2026, 11, 20))),
        ("1990-01", date(2026, 11, 20), Period.month(1990, 1)),
    ],
)
def test_the_period_is_the_running_month_once_it_has_a_week(month: str | None, as_of: date, period: Period) -> None:
    assert chosen(month, as_of) == period


def test_a_month_to_date_is_compared_with_as_many_days() -> None:
    to_date = Period(date(2026, 3, 1), date(2026, 3, 30))
    month, year = earlier(to_date)
    assert month == Comparison(
        Period(date(2026, 3, 1), date(2026, 3, 28)), Period(date(2026, 2, 1), date(2026, 2, 28)), shortened=True
    )
    assert year == Comparison(to_date, Period(date(2025, 3, 1), date(2025, 3, 30)))
    whole = Period.month(2026, 3)
    assert earlier(whole) == (Comparison(whole, Period.month(2026, 2)), Comparison(whole, Period.month(2025, 3)))


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.booleans())
def test_compared_days_are_equally_many(as_of: date, complete: bool) -> None:
    period = Period(as_of.replace(day=1), as_of)
    days = counted(period, as_of, complete)
    if days is None:
        assert complete
        assert as_of.day == 1
        return
    assert days.end == (as_of - timedelta(days=1) if complete else as_of)
    for each in earlier(days):
        whole = each.now.is_month and each.before.is_month
        assert each.now.days == each.before.days or whole
        assert each.before.end < each.now.start
        assert each.shortened == (each.now != days)


def test_a_trend_is_twelve_calendar_months_to_the_end() -> None:
    assert trend(Period(date(2026, 1, 1), date(2026, 1, 9))) == Period(date(2025, 2, 1), date(2026, 1, 9))
    assert not mature(Period.month(2026, 10), 15, date(2026, 11, 14))
    assert mature(Period.month(2026, 10), 15, date(2026, 11, 15))


def test_near_is_where_the_interval_still_reaches_the_target() -> None:
    target = on_time_target(95)
    assert against(ON_TIME, Value(950, 1000, 95.0), target) is Status.MET
    assert against(ON_TIME, Value(945, 1000, 94.5), target) is Status.NEAR
    assert against(ON_TIME, Value(9450, 10000, 94.5), target) is Status.MISSED
    assert against(ON_TIME, Value(11, 11, 100.0), target) is Status.PLAIN
    assert wholly_missed(88, 94.9, target)
    assert not wholly_missed(88, 95.1, target)
    assert not wholly_missed(float("nan"), float("nan"), target)


def test_a_target_of_the_division_goes_before_that_of_the_city() -> None:
    city = on_time_target(95)
    own = type(city)("grid_events_on_time", "341021", date(2026, 1, 1), date(2026, 6, 30), ">=", 90, "")
    assert target_for([city, own], ON_TIME, "341021", CITY, date(2026, 5, 1)) == own
    assert target_for([city, own], ON_TIME, "341021", CITY, date(2026, 7, 1)) == city
    assert target_for([city, own], ON_TIME, "341002", CITY, date(2026, 5, 1)) == city
    assert target_for([], ON_TIME, "341002", CITY, date(2026, 5, 1)) is None
