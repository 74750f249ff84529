"""What each metric of grid events, the hotline, demands, mediation and deliberation says of rows made by hand."""

from collections.abc import Iterator
from datetime import date

import pytest
from filled_marts import CITY, filled, value_of
from rows_of_cases import EVERY
from sqlalchemy import Engine

from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.scope import Period, Rights, Scope

THEMES = ("grid_events", "hotline", "demands", "mediation", "deliberation")
YEAR = Scope(CITY, Period(date(2026, 1, 1), date(2026, 12, 31)), Rights((CITY,)), date(2027, 1, 15))
EXPECTED: dict[str, float] = {
    "grid_events_on_time": 95,
    "grid_events_overdue": 1,
    "grid_events_closing_rate": 75,
    "grid_events_hours": 12,
    "grid_events_rework": 8,
    "grid_events_reported": 100,
    "grid_events_per_10k": 50,
    "grid_events_response_hours": 2,
    "grid_events_by_grid_staff": 60,
    "grid_events_by_public": 20,
    "grid_events_by_hotline": 12,
    "grid_events_by_sensor": 8,
    "emergencies_reported": 12,
    "hotline_reported": 200,
    "hotline_per_10k": 100,
    "hotline_repeated": 5,
    "hotline_on_time": 41 / 60 * 100,
    "hotline_overdue": 3,
    "hotline_closing_rate": 75,
    "hotline_hours": 50,
    "hotline_rework": 15,
    "hotline_response": 90,
    "hotline_resolution": 80,
    "hotline_satisfaction": 90,
    "hotline_satisfaction_strict": 60,
    "hotline_valid_call_backs": 50 / 60 * 100,
    "hotline_call_backs": 75,
    "hotline_returns": 7.5,
    "hotline_returned_often": 20,
    "hotline_problem_tickets": 5,
    # Requests for help among neighbours are demands too.
    "demands_reported": 40,
    "demands_per_10k": 20,
    "demands_closing_rate": 62.5,
    "demands_on_time": 70,
    "demands_hours": 20,
    "demands_repeated": 16,
    "neighbour_help_reported": 10,
    "neighbour_help_closing_rate": 70,
    "neighbour_help_repeated": 20,
    "wishes_reported": 40,
    "wishes_responses": 75,
    "wishes_response_days": 2,
    "wishes_closing_rate": 55,
    "wishes_on_time": 75,
    "wishes_days": 12,
    "wishes_repeated": 5,
    "whistles_reported": 50,
    "whistles_response_hours": 0.5,
    "whistles_responses": 96,
    "whistles_closing_rate": 90,
    "whistles_on_time": 75,
    "whistles_hours": 20,
    "whistles_rework": 5,
    "work_orders_reported": 70,
    "work_orders_response_hours": 1.5,
    "work_orders_closing_rate": 90,
    "work_orders_on_time": 75,
    "work_orders_hours": 5,
    "work_orders_rework": 10,
    "disputes_found": 100,
    "disputes_accepted": 80,
    "disputes_per_10k": 40,
    "disputes_overdue": 4,
    "mediation_success_accepted": 85,
    "mediation_success_found": 60,
    "mediation_handling": 90,
    "mediation_success_closed": 90,
    "mediation_closing_rate": 90,
    "mediation_on_time": 80,
    "mediation_days": 10,
    "mediation_looked_for": 50,
    "mediation_applied_for": 35,
    "mediation_entrusted": 15,
    "mediation_agreement": 80,
    "mediation_written": 75,
    "mediation_confirmation": 9 / 27 * 100,
    "mediation_fulfilment": 85,
    "mediation_in_village": 60,
    "mediation_in_town": 85,
    "mediation_amount": 123.4567,
    "mediation_prevented_crimes": 3,
    "mediation_prevented_crimes_people": 7,
    "mediation_prevented_visits": 2,
    "mediation_prevented_visits_people": 31,
    "mediation_hand_overs": 20,
    "mediation_hand_overs_returned": 12.5,
    "topics_opened": 25,
    "topics_decided": 80,
    "topics_carried_out": 70,
    "topics_loop_closure": 56,
    "topics_satisfaction": 85,
    "topics_participation": 40,
    "surveys_response": 60,
    "surveys_satisfaction": 90,
    "votes_opened": 10,
    "votes_turnout": 60,
    "votes_decided": 80,
    "votes_carried_out": 75,
}


@pytest.fixture(scope="module")
def engine(module_database: ConnectionUrls) -> Iterator[Engine]:
    with filled(module_database, EVERY) as opened:
        yield opened


@pytest.fixture(scope="module")
def reads(engine: Engine) -> Reads:
    return Reads(engine, Directory(engine))


def test_every_metric_of_these_themes_is_expected_to_say_something() -> None:
    assert {key for key, metric in METRICS.items() if metric.theme.key in THEMES} == set(EXPECTED)


@pytest.mark.parametrize("key", EXPECTED)
def test_a_metric_says_what_its_definition_says(engine: Engine, key: str) -> None:
    assert value_of(engine, METRICS[key], YEAR) == pytest.approx(EXPECTED[key])


def test_the_three_sources_of_disputes_are_all_there_is(reads: Reads) -> None:
    shares = [
        reads.total(METRICS[f"mediation_{key}"], YEAR).value or 0.0
        for key in ("looked_for", "applied_for", "entrusted")
    ]
    assert sum(shares) == pytest.approx(100)


def test_both_ways_of_counting_success_are_two_numbers_with_two_denominators(reads: Reads) -> None:
    accepted, found = (reads.total(METRICS[f"mediation_success_{key}"], YEAR) for key in ("accepted", "found"))
    assert (accepted.numerator, accepted.denominator) == (68, 80)
    assert (found.numerator, found.denominator) == (60, 100)
