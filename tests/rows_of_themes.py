"""Rows made by hand of volunteers, party life, services, points and tasks, easily added up."""

from datetime import date

from filled_marts import TOWN, VILLAGE, Row
from rows_of_reports import REPORTED

BEFORE, MARCH, MAY = date(2025, 7, 1), date(2026, 3, 2), date(2026, 5, 9)


def register(kind: str, category: str, opened: int, *, place: str = TOWN, day: date = BEFORE, **more: int) -> Row:
    return Row("register", day, kind, {"opened": opened, **more}, place, {"category": category})


def activity(kind: str, category: str, day: date = MARCH, **measures: int) -> Row:
    return Row("activity", day, kind, measures, also={"category": category})


def task(kind: str, category: str, **measures: int) -> Row:
    return Row("task", MARCH, kind, measures, also={"category": category})


VOLUNTEERS = [
    Row("membership", BEFORE, "volunteer", {"joined": 70}),
    Row("membership", MARCH, "volunteer", {"joined": 20}),
    Row("membership", MAY, "volunteer", {"departed": 10}),
    Row("membership", BEFORE, "party_checkin", {"joined": 30}),
    Row("membership", MAY, "party_checkin", {"joined": 5, "departed": 2}),
    # 80 records; 16 people served, 4 of the 8 of May for the first time in the year.
    Row(
        "service_record",
        MARCH,
        "volunteer_service",
        {
            "records": 60,
            "duplicates": 8,
            "overlapping": 6,
            "counted": 28,
            "minutes": 3600,
            "persons_in_month": 12,
            "persons_in_year": 12,
        },
    ),
    Row(
        "service_record",
        MAY,
        "volunteer_service",
        {
            "records": 20,
            "over_16_hours": 10,
            "entered_late": 20,
            "counted": 10,
            "minutes": 1200,
            "persons_in_month": 8,
            "persons_in_year": 4,
        },
    ),
    activity("volunteer_activity", "environment", held=9, cancelled=1, participants=140),
    activity("practice_activity", "culture", held=12, participants=300),
    register("team", "volunteer_headquarters", 1),
    register("team", "volunteer_squad", 6, day=MARCH),
    register("practice_centre", "practice_centre", 1),
    register("practice_centre", "practice_station", 3),
    register("honour", "commended_volunteers", 1, day=MARCH, quantity_opened=24),
    register("honour", "outstanding_team", 2, day=MARCH),
    register("honour", "outstanding_project", 1, day=MAY),
]
PARTY = [
    activity("party_activity", "three_meetings_one_lesson", held=10, participants=150),
    activity("party_activity", "party_lecture", held=2, participants=60),
    activity("party_activity", "theme_day", held=8, cancelled=1, participants=90),
    register("project", "unmapped", 4, day=BEFORE),
    register("project", "unmapped", 7, day=MARCH),
    register("project", "unmapped", 3, day=MARCH, place=VILLAGE),
    register("project", "unmapped", 0, day=MAY, closed=5),
    register("grid_staffing", "grid_large", 2, quantity_opened=18),
    register("grid_staffing", "grid_small", 6, quantity_opened=17, required_opened=18, judged_opened=6, met_opened=5),
    register("grid_staffing", "grid_micro", 2, quantity_opened=6, required_opened=6, judged_opened=2, met_opened=2),
    register("party_organisation", "temporary_party_branch", 3),
    register("party_organisation", "functional_party_group", 5),
    register("post", "great_work_committee_secretary", 1, judged_opened=1, met_opened=1),
    register("post", "great_work_committee_part_time_member", 3, judged_opened=3, met_opened=2),
    register("post", "great_party_committee_part_time_member", 10, judged_opened=10, met_opened=9),
    register("station", "party_member_household", 6),
    register("information_system", "data_sharing_department", 25),
    register("work_group", "special_work_group", 7),
    register("station", "new_employment_station", 4),
    register("post", "cadre_in_grid", 30, judged_opened=30, met_opened=30),
    register("agreement", "pairing_agreement", 11),
    register("party_organisation", "property_party_branch", 2),
    activity("station_activity", "station_service", held=6, participants=120),
    activity("meeting", "bench_meeting", held=9, participants=200),
]
SERVICES = [
    register("community", "urban", 2),
    register("community", "rural", 4, place=VILLAGE),
    # The workbook of the next year ends the numbers of this one.
    register("residents", "urban", 1, quantity_opened=9000),
    register("residents", "urban", 1, day=MARCH, closed=1, quantity_opened=8000, quantity_closed=9000),
    register("residents", "rural", 1, place=VILLAGE, quantity_opened=4000),
    register("households", "urban", 1, quantity_opened=3000),
    register("households", "rural", 1, place=VILLAGE, quantity_opened=1000),
    register("social_organisation", "recreation", 19),
    register("social_organisation", "hub", 2),
    register("social_organisation", "recreation", 0, day=MAY, closed=1),
    register("social_organisation", "public_welfare", 19, place=VILLAGE),
    register("social_organisation", "hub", 3, place=VILLAGE),
    register("social_worker_post", "certified_post", 3),
    register("social_worker_post", "uncertified_post", 9, place=VILLAGE),
    register("facility", "service_centre", 2, quantity_opened=800),
    register("facility", "service_centre", 2, place=VILLAGE, quantity_opened=600),
    register("facility", "neighbourhood_centre", 3),
    register("facility", "party_service_centre", 1),
    register("facility", "children_home", 5, quantity_opened=400),
    register("station", "social_work_station", 1),
    register("station", "social_work_point", 3),
    register("station", "minor_protection_station", 1),
    register("charter", "village_rules", 4, place=VILLAGE),
    register("charter", "residents_convention", 1),
    register("charter", "self_governance_charter", 3),
    register("self_governance_body", "councils", 6),
    register("self_governance_body", "weddings_and_funerals_council", 3),
    register("self_governance_body", "supervision_committee", 6),
    register("self_governance_body", "consultation_committee", 3),
    register("self_governance_body", "elders_council", 2),
    register("demonstration_site", "beautiful_community", 4),
    register("demonstration_site", "community_home", 5),
    register("self_governance_body", "owners_committee", 4),
    register("burden_item", "signboard", 12),
    register("burden_item", "certificate_item", 0, day=MAY, closed=3),
    register("pilot", "smart_community", 2),
    register("pilot", "consultation_pilot", 1),
]
POINTS = [
    Row(
        "points_entry",
        BEFORE,
        "community_points",
        {"entries": 10, "issued_entries": 10, "issued": 500},
    ),
    Row(
        "points_entry",
        MARCH,
        "community_points",
        {
            "persons_in_month": 15,
            "entries": 25,
            "issued_entries": 20,
            "redeemed_entries": 5,
            "issued": 800,
            "redeemed": 600,
        },
    ),
]
TASKS = [
    task("pilot_task", "basic", given=10, given_done=8, with_owner=9, with_evidence=6, due=5, due_done=5),
    task("pilot_task", "key", given=4, given_done=1, with_owner=4, with_evidence=1, due=3, due_done=1),
    task("pilot_task", "featured", given=6, given_done=3, with_owner=6, with_evidence=2, done_on_time=4),
    task("provincial_pilot_task", "key", given=5, given_done=4, with_owner=5, overdue_open=2, started=11, done=9),
    task("work_point", "basic", given=5, given_done=2, with_owner=5, with_evidence=1),
    task(
        "measure",
        "key",
        given=10,
        given_done=7,
        with_owner=1,
        with_weight=10,
        weight_thousandths=16_000,
        done_weight_thousandths=12_000,
    ),
]
PROGRAMMES = [
    register("sensor", "smoke_sensor", 8, judged_opened=8, met_opened=6),
    register("information_system", "scenario", 5),
    register("drill", "fire_drill", 4),
    register("drill", "fire_drill", 7, day=MARCH),
    register("delegated_item", "approval_item", 14),
    register("delegated_item", "approval_item", 0, day=MAY, closed=2),
]


def event(kind: str, reported: int, **also: str) -> Row:
    return Row(
        "event", MARCH, kind, {"reported": reported, "due": reported, "due_provisional": reported // 10}, also=also
    )


def handled(kind: str, channel: str, reported: int, **measures: int) -> Row:
    also = {"channel": channel, "category": "known", "unit_code": "water"}
    return Row("event", MAY, kind, {"reported": reported, **measures}, also=also)


SERVED = [
    handled("service_item", "online", 60, reported_closed=50, closed=50, closed_seconds=50 * 7200, due=50, on_time=45),
    handled("service_item", "counter", 40, reported_closed=40, closed=30, closed_seconds=30 * 3600, rework=8),
    handled("service_order", "online", 40, reported_closed=30, closed=20, closed_seconds=20 * 18000, rework=5),
]


def batch(purpose: str, **measures: int) -> Row:
    return Row("batch", MARCH, purpose, measures, also={"category": "events"})


QUALITY = [
    event("grid_event", 100, category="greening", unit_code="water"),
    event("hotline_ticket", 60, category="housing"),
    event("hotline_ticket", 20, unit_code="water", county_code="unmapped", township_code="unmapped"),
    event("demand", 20, category="housing", unit_code="water"),
    batch("load", batches=3, extracted=900, inserted=400, rejected=45, unmapped=90, repeated=10, timed=200, late=50),
    batch("backfill", batches=1, extracted=100, inserted=60, rejected=5, unmapped=10, repeated=10, timed=100, late=80),
    batch("remap", batches=1, extracted=500, updated=500, unmapped=100),
]
EVERY = [*VOLUNTEERS, *PARTY, *SERVICES, *POINTS, *TASKS, *PROGRAMMES, *REPORTED, *QUALITY, *SERVED]
