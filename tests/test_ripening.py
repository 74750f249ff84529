"""Months that may still move are compared with earlier ones as they stood as long after their own end."""

from collections.abc import Iterator
from dataclasses import astuple
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platforms.events import COMMUNITIES
from platforms.telling import Teller

from data_access.comparing import at_equal_maturity
from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.metric import Metric
from data_access.quality import Quality
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.scope import Period, Rights, Scope
from data_access.value import RefusedError, Value
from data_access.warehouse import open_engine

CITY, RIGHTS, TODAY = "3410", Rights(("3410",)), date(2026, 7, 7)
CLOSING, CALLED = METRICS["grid_events_closing_rate"], METRICS["hotline_call_backs"]
RESOLVED = METRICS["hotline_resolution"]
TOWN, ELSEWHERE = COMMUNITIES[0][:9], COMMUNITIES[2][:9]
_NUMBERS = count()
WHOLE = Quality("fresh", ("a",), (), None, TODAY, None)


@pytest.fixture(scope="module")
def both(module_database: ConnectionUrls, teller: Teller) -> Iterator[tuple[Reads, Reads]]:
    engine = open_engine(module_database.reader)
    yield Reads(engine, Directory(engine)), Reads(engine, Directory(engine), from_facts=True)
    engine.dispose()


def scope(period: Period, source: str = "", **more: Any) -> Scope:
    return Scope(CITY, period, RIGHTS, TODAY, sources=(source,) if source else (), **more)


def moment(day: date, hour: int = 10) -> str:
    return f"{datetime(day.year, day.month, day.day, hour)}"


def reported(number: int, day: date, after: int | None, place: int = 0) -> dict[str, Any]:
    """A grid event that was closed so many days after it was reported, or not yet."""
    common = {"record_key": str(number), "rework_count": 0, "community": COMMUNITIES[place], "category": "appearance"}
    told = {"occurred_at": moment(day), "updated_at": moment(TODAY)}
    closed = {} if after is None else {"closed_at": moment(day + timedelta(days=after), 20)}
    return {**common, **told, **closed, "status": "accepted" if after is None else "closed"}


CASES = st.lists(st.tuples(st.integers(-40, 40), st.none() | st.integers(0, 70)), min_size=1, max_size=12)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases=CASES, start=st.integers(0, 30), length=st.integers(0, 40), age=st.integers(0, 40))
def test_what_was_closed_by_a_day_is_what_single_events_say(
    both: tuple[Reads, Reads], teller: Teller, cases: list[tuple[int, int | None]], start: int, length: int, age: int
) -> None:
    first, source = date(2026, 3, 1), f"closing_{next(_NUMBERS)}"
    told = [(first + timedelta(days=at), after) for at, after in cases]
    teller.load(source, "event", "grid_event", [reported(number, *each) for number, each in enumerate(told)])
    period = Period(first + timedelta(days=start - 20), first + timedelta(days=start - 20 + length))
    until = period.end + timedelta(days=age)
    inside = [(day, after) for day, after in told if period.start <= day <= period.end]
    done = [day for day, after in inside if after is not None and day + timedelta(days=after) <= until]
    for reads in both:
        found = reads.done_by(CLOSING, scope(period, source), until)
        assert (found.numerator or 0, found.denominator or 0) == (len(done), len(inside))
        assert found.value == (100 * len(done) / len(inside) if inside else None)
        late = reads.done_by(CLOSING, scope(period, source), TODAY + timedelta(days=99))
        assert late == reads.total(CLOSING, scope(period, source)) or not inside


def test_what_does_not_keep_when_it_was_done_is_refused(both: tuple[Reads, Reads]) -> None:
    june = scope(Period.month(2026, 6))
    with pytest.raises(RefusedError, match="equal maturity"):
        both[0].done_by(METRICS["grid_events_on_time"], june, TODAY)
    with pytest.raises(RefusedError, match="equal maturity"):
        both[0].done_by(CLOSING, scope(june.period, categories=("appearance",)), TODAY)
    with pytest.raises(RefusedError, match="equal maturity"):
        both[0].done_by(CLOSING, june.within(COMMUNITIES[0]), TODAY)
    assert both[0].done_by(CLOSING, june.within("341002"), TODAY).value is None


def test_a_township_is_compared_at_equal_maturity_as_its_county_is(both: tuple[Reads, Reads], teller: Teller) -> None:
    # In one township two of three were closed within six days after the end of the month, in another none of two.
    days = [(date(2026, 5, 28), 4), (date(2026, 5, 30), 5), (date(2026, 5, 31), 20), (date(2026, 5, 3), None)]
    told = [reported(number, *each) for number, each in enumerate(days[:3])]
    told += [
        reported(10 + number, *each, place=place) for number, (each, place) in enumerate([(days[3], 2), (days[2], 3)])
    ]
    teller.load("towns", "event", "grid_event", told)
    may, until = scope(Period.month(2026, 5), "towns"), date(2026, 6, 6)
    for reads in both:
        found = {place: reads.done_by(CLOSING, may.within(place), until) for place in (TOWN, TOWN[:6], ELSEWHERE)}
        assert [each[:2] for each in map(astuple, found.values())] == [(2, 3), (2, 3), (0, 2)]
        assert reads.total(CLOSING, may.within(TOWN)).numerator == 3


@pytest.fixture(scope="module")
def hotline(teller: Teller) -> None:
    """Of 20 tickets closed on the last of a month 12 are called back within 6 days; of June no more, of May 8 later, of
    June of last year 2 later."""
    calls, tickets = [], []
    for month, end, later in (("j", date(2026, 6, 30), 0), ("m", date(2026, 5, 31), 8), ("y", date(2025, 6, 30), 2)):
        for number in range(20):
            key = f"{month}{number}"
            base = {"community": COMMUNITIES[number % 2], "category": "roads", "updated_at": moment(TODAY)}
            closing = {"occurred_at": moment(end - timedelta(days=3)), "closed_at": moment(end), "status": "closed"}
            tickets.append({**base, **closing, "record_key": key, "rework_count": 0})
            called = end + timedelta(days=1 + number % 6 if number < 12 else 10)
            if number < 12 + later:
                said = {
                    "step": "called_back",
                    "validity": "valid",
                    "outcome": "resolved" if number % 2 else "unresolved",
                }
                at = {"occurred_at": moment(called), "case_closed_at": moment(end)}
                calls.append({**base, **said, **at, "record_key": f"{key}-HF", "case_key": key})
    teller.load("line", "event", "hotline_ticket", tickets)
    teller.load("line_steps", "case_step", "hotline_step", calls)


@pytest.mark.usefixtures("hotline")
def test_call_backs_count_in_the_month_of_their_ticket_and_are_compared_as_soon_after_its_end(
    both: tuple[Reads, Reads],
) -> None:
    june, may = Period.month(2026, 6), Period.month(2026, 5)
    for reads in both:
        # Six days of July are over.
        assert reads.total(CALLED, scope(june)) == Value(12, 20, 60)
        assert reads.total(CALLED, scope(may)) == Value(20, 20, 100)
        assert reads.done_by(CALLED, scope(may), date(2026, 6, 6)) == Value(12, 20, 60)
        found = at_equal_maturity(reads, RESOLVED, scope(june), WHOLE, CALLED)
        assert found is not None
        assert (found.days, found.share) == (6, 0.6)
        assert found.final is not None
        assert found.final.denominator == 20
        assert found.compared[0].now == Value(6, 12, 50)
        # Eight call-backs came later, four of them with each answer: too few to be told apart.
        assert found.compared[0].before.withheld
        told = at_equal_maturity(reads, CALLED, scope(june), WHOLE)
        assert told is not None
        assert (told.share, told.final, told.compared[0].change) == (0.6, Value(20, 20, 100), 0)
        # Of last year only two came later.
        assert [(each.now.value, each.before.withheld) for each in told.compared] == [(60, False), (60, True)]


@pytest.mark.usefixtures("hotline")
def test_of_people_only_whole_months_of_the_city_are_told_at_equal_maturity(both: tuple[Reads, Reads]) -> None:
    reads, may = both[0], Period.month(2026, 5)
    for asked, until in (
        (scope(may), date(2026, 6, 7)),
        (scope(may), date(2026, 5, 30)),
        (scope(may).within("341002"), date(2026, 6, 6)),
        (scope(may, "line_steps"), date(2026, 6, 6)),
    ):
        with pytest.raises(RefusedError, match="whole city only"):
            reads.done_by(CALLED, asked, until)
    with pytest.raises(RefusedError):
        reads.done_by(CALLED, scope(Period(may.start, date(2026, 5, 20))), date(2026, 5, 26))


class Growing:
    """Ten a day of what is there by now; by a day one less for each day that was still to come, ten at most."""

    def total(self, metric: Metric, asked: Scope) -> Value:
        return Value(10.0 * asked.period.days, None, 10.0 * asked.period.days)

    def done_by(self, metric: Metric, asked: Scope, until: date) -> Value:
        missing = max(0, 10 - (until - asked.period.end).days)
        number = 10.0 * asked.period.days - missing
        return Value(number, None, number)


def test_a_month_that_has_just_ended_is_as_mature_as_the_one_before_was_then() -> None:
    june = scope(Period.month(2026, 6))
    found = at_equal_maturity(Growing(), CLOSING, june, WHOLE)
    assert found is not None
    assert (found.days, found.final) == (6, Value(310, None, 310))
    assert found.share == pytest.approx(306 / 310)
    assert [(each.now.value, each.before.value) for each in found.compared] == [(296, 306), (296, 296)]
    late = Quality("late", ("a",), (), None, date(2026, 6, 29), None)
    assert at_equal_maturity(Growing(), CLOSING, june, late) is None


def test_a_running_month_is_compared_as_soon_after_as_many_days() -> None:
    found = at_equal_maturity(Growing(), CLOSING, scope(Period(date(2026, 7, 1), TODAY)), WHOLE)
    assert found is not None
    # Six days of July are over; of June's first six what was there on their last evening.
    assert found.days == 0
    assert [(each.now.value, each.before.value) for each in found.compared] == [(50, 50), (50, 50)]
    assert found.share == pytest.approx(50 / 60)
    assert found.final is None
