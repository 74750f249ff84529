"""What each metric of volunteers, party life, services, points, tasks, reports and data says of rows made by hand."""

from collections.abc import Iterator
from datetime import date

import pytest
from filled_marts import CITY, filled, value_of
from rows_of_themes import EVERY
from sqlalchemy import Engine

from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.scope import Period, Rights, Scope

THEMES = ("volunteers", "party_led", "services", "points", "pilot_tasks", "reported", "data_quality")
YEAR = Scope(CITY, Period(date(2026, 1, 1), date(2026, 12, 31)), Rights((CITY,)), date(2027, 1, 15))
EXPECTED: dict[str, float] = {
    "volunteers_registered": 80,
    "volunteers_joined": 20,
    "volunteers_departed": 10,
    "volunteers_active_in_month": 20,
    "volunteers_active_per_registered": 20,
    "volunteers_per_10k": 80 / 12_000 * 10_000,
    "volunteer_hours": 80,
    "volunteer_hours_per_registered": 1,
    "volunteer_hours_per_service": 80 / 38,
    "volunteer_records": 80,
    "volunteer_teams": 7,
    "volunteer_squads": 6,
    "volunteer_activities": 9,
    "volunteer_activity_participants": 140,
    "volunteer_activities_called_off": 10,
    "practice_activities": 12,
    "practice_participants": 300,
    "practice_activities_per_station": 3,
    "practice_stations": 3,
    "party_activities": 20,
    "party_meetings_and_lessons": 12,
    "party_theme_days": 8,
    "party_participants": 300,
    "party_participants_per_activity": 15,
    "party_members_reported_in": 33,
    "party_members_newly_reported_in": 5,
    "party_projects_signed": 10,
    "party_projects_done": 5,
    "party_projects_running": 9,
    "party_projects_per_community": 3.5,
    "grids": 10,
    "grids_fully_staffed": 87.5,
    "grid_staff_per_grid": 23 / 8,
    "grid_party_branches": 3,
    "grid_party_groups": 5,
    "grid_party_organisations_per_100_grids": 80,
    "party_committee_posts_filled": 75,
    "community_committee_posts_filled": 90,
    "party_member_households": 6,
    "data_sharing_departments": 25,
    "special_work_groups": 7,
    "new_employment_stations": 4,
    "social_organisations": 42,
    "organisations_per_urban_community": 10,
    "organisations_per_rural_community": 5.5,
    "hub_organisations_per_100_communities": 5 / 6 * 100,
    "social_workers_per_community": 2,
    "certified_social_workers_per_10k": 2.5,
    "social_workers_certified": 25,
    "floor_area_per_100_households": 35,
    "service_floor_area": 1800,
    "facilities_per_community": 13 / 6,
    "social_work_stations": 1,
    "social_work_points_per_100_communities": 50,
    "minor_protection_stations": 1,
    "village_rules_per_community": 5 / 6,
    "four_councils_per_community": 1.5,
    "charters_per_community": 0.5,
    "supervision_committees_per_community": 1,
    "consultation_committees_per_community": 0.5,
    "elders_councils_per_community": 2 / 6,
    "self_governance_bodies": 24,
    "beautiful_communities": 4,
    "community_homes": 5,
    "smart_community_pilots": 2,
    "pilots": 3,
    "points_issued": 800,
    "points_redeemed_share": 20,
    "points_redeemed_per_100_issued": 75,
    "points_outstanding": 700,
    "points_entries": 25,
    "points_per_issue": 40,
    "points_per_redemption": 120,
    "tasks_done_share": 62.5,
    "tasks_given": 40,
    "tasks_done": 9,
    "tasks_started": 11,
    "tasks_on_time": 50,
    "tasks_due_done": 75,
    "tasks_overdue": 2,
    "tasks_with_owner": 75,
    "tasks_with_evidence": 25,
    "tasks_done_weighted": 75,
    "basic_tasks_done_share": 80,
    "key_tasks_done_share": 25,
    "featured_tasks_done_share": 50,
    "provincial_pilot_tasks_done_share": 80,
    "work_points_done_share": 40,
    "measures_done_share": 70,
    "reported_disputes_accepted": 500,
    "reported_mediation_success": 95,
    "reported_disputes_found": 750,
    "reported_dispute_searches": 100,
    "reported_disputes_per_search": 7.5,
    "reported_written_per_100_agreements": 20,
    "reported_agreement_amount": 150,
    "reported_mediators_per_committee": 5,
    "reported_full_time_mediators": 20,
    "reported_prevented_crimes": 30,
    "reported_prevented_visits": 50,
    "reported_looked_for": 52,
    "records_rejected": 5,
    "records_repeated": 2,
    "records_unmapped": 10,
    "records_late": 25,
    "records_extracted": 1000,
    "records_new": 460,
    "batches": 4,
    "events_category_unmapped": 20 / 340 * 100,
    "events_unit_unmapped": 60 / 340 * 100,
    "events_place_unmapped": 20 / 340 * 100,
    "deadlines_provisional": 10,
    "services_told_twice": 10,
    "services_overlapping": 7.5,
    "services_over_16_hours": 12.5,
    "services_entered_late": 25,
    "points_participants": 15,
    "service_items_reported": 100,
    "service_items_by_online": 60,
    "service_items_on_time": 90,
    "service_items_closing_rate": 90,
    "service_items_hours": 130 / 80,
    "service_items_rework": 10,
    "practice_orders_reported": 40,
    "practice_orders_closing_rate": 75,
    "practice_orders_hours": 5,
    "practice_orders_rework": 25,
    "rural_hall_area": 300,
    "rural_halls_per_100_communities": 50,
    "neighbourhood_centres_per_100_communities": 50,
    "smart_community_pilots_per_100_communities": 200 / 6,
    "self_governance_bodies_per_community": 4,
    "burdens_per_community": 1.5,
    "cadres_in_grids": 30,
    "cadres_per_grid": 3,
    "pairing_agreements": 11,
    "property_party_branches": 2,
    "owners_committees": 4,
    "party_service_centres": 1,
    "station_activities": 6,
    "station_participants": 120,
    "meetings_per_100_communities": 150,
    "sensors": 8,
    "sensors_online": 75,
    "applications_live": 5,
    "drills_held": 7,
    "delegated_items": 12,
    "volunteers_commended": 24,
    "teams_commended": 3,
    "reported_disputes_by_type": 160,
    "reported_applied_for": 40,
    "reported_entrusted": 8,
    "reported_prevented_crimes_people": 80,
    "reported_prevented_visits_people": 150,
    "hotline_calls_answered": 97,
    "hotline_calls_answered_soon": 89,
    "hotline_calls_waited": 10,
    "volunteers_with_stars": 2.4,
    "service_certificates": 25,
    "circle_posts": 100,
    "circle_reactions_per_post": 3,
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


def test_a_denominator_of_other_things_follows_the_place_and_nothing_else(reads: Reads) -> None:
    metric = METRICS["facilities_per_community"]
    by_sort = reads.breakdown(metric, "category", YEAR)
    assert by_sort[["code", "numerator", "denominator"]].values.tolist() == [
        ["children_home", 5, 6],
        ["neighbourhood_centre", 3, 6],
        ["party_service_centre", 1, 6],
        ["service_centre", 4, 6],
    ]
    by_place = reads.breakdown(metric, "urban_rural", YEAR).set_index("code")["denominator"].to_dict()
    assert by_place == {"urban": 2, "rural": 4}
    succeeded = reads.breakdown(METRICS["reported_mediation_success"], "category", YEAR)
    assert succeeded[["code", "value"]].values.tolist() == [["disputes_succeeded", 95]]
