"""Rows made by hand of grid events, the hotline, demands, disputes and deliberations, easily added up."""

from datetime import date

from filled_marts import TOWN, VILLAGE, Row

MARCH, APRIL = date(2026, 3, 2), date(2026, 4, 20)
HOUR, DAY = 3600, 86400


def event(kind: str, *, channel: str = "online", category: str = "other", day: date = MARCH, **measures: int) -> Row:
    return Row("event", day, kind, measures, also={"channel": channel, "category": category})


def step(kind: str, **measures: int) -> Row:
    return Row("case_step", MARCH, kind, measures)


def dispute(day: date = MARCH, **measures: int) -> Row:
    return Row("mediation_case", day, "dispute", measures)


def asked(kind: str, **measures: int) -> Row:
    return Row("deliberation", MARCH, kind, measures)


PEOPLE = [
    Row("register", date(2025, 7, 1), "residents", {"opened": 1, "quantity_opened": 9_000}, TOWN),
    Row("register", date(2025, 7, 1), "residents", {"opened": 1, "quantity_opened": 11_000}, VILLAGE),
]
GRID_EVENTS = [
    event("grid_event", channel="grid_staff", reported=60, reported_closed=45),
    event("grid_event", channel="public", reported=20, reported_closed=15),
    event(
        "grid_event",
        channel="hotline",
        category="emergency",
        reported=12,
        reported_closed=8,
        responded=5,
        response_seconds=10 * HOUR,
    ),
    event("grid_event", channel="sensor", reported=8, reported_closed=7),
    event("grid_event", day=APRIL, closed=50, closed_seconds=600 * HOUR, rework=4, due=40, on_time=38, overdue_open=1),
]
HOTLINE = [
    event("hotline_ticket", reported=200, reported_closed=150, with_person=160, repeated=8),
    event("hotline_ticket", day=APRIL, closed=80, closed_seconds=4000 * HOUR, rework=12, due=50, on_time=41),
    event("hotline_ticket", day=APRIL, due=10, overdue_open=3),
    step("hotline_step", contacts_due=90, contacts_in_time=81, dispatches=120, returns=9),
    step("hotline_step", call_backs=60, call_backs_valid=50, resolved=40, unresolved=10, satisfied=30),
    step("hotline_step", basically_satisfied=15, dissatisfied=5, returned_often=4, problem_cases=1),
]
DEMANDS = [
    event("demand", reported=30, reported_closed=18, with_person=20, repeated=3, due=10, on_time=7),
    event("demand", closed=15, closed_seconds=300 * HOUR),
    event("demand", category="neighbourhood", reported=10, reported_closed=7, with_person=5, repeated=1),
    event("wish", reported=40, reported_closed=22, responded=30, response_seconds=60 * DAY, with_person=40, repeated=2),
    event("wish", day=APRIL, closed=20, closed_seconds=240 * DAY, due=16, on_time=12),
    event("whistle_call", reported=50, reported_closed=45, responded=48, response_seconds=24 * HOUR),
    event("whistle_call", day=APRIL, closed=40, closed_seconds=800 * HOUR, rework=2, due=44, on_time=33),
    event("work_order", reported=70, reported_closed=63, responded=60, response_seconds=90 * HOUR),
    event("work_order", day=APRIL, closed=60, closed_seconds=300 * HOUR, rework=6, due=64, on_time=48),
]
DISPUTES = [
    dispute(found=100, found_handled=90, found_succeeded=60),
    dispute(accepted=80, accepted_closed=72, accepted_succeeded=68, looked_for=40, applied_for=28, entrusted=12),
    dispute(APRIL, closed=50, closed_seconds=500 * DAY, succeeded=45, agreements=36, written_agreements=27),
    dispute(APRIL, written_confirmed=9, amount_fen=123_456_700, confirmed=11),
    dispute(APRIL, succeeded_level_known=40, succeeded_in_village=24, succeeded_in_town=34),
    dispute(APRIL, prevented_crimes=3, prevented_crimes_people=7, prevented_visits=2, prevented_visits_people=31),
    dispute(APRIL, due=30, due_succeeded_or_open=25, on_time=20, overdue_open=4, fulfil_due=20, fulfilled=17),
    step("mediation_step", hand_overs=16, returns=2),
]
DELIBERATIONS = [
    asked("topic", opened=25, opened_decided=20, opened_implemented=14, decided=99, implemented=99),
    asked("topic", invited=1000, participants=450, invited_participants=400, rated=200, satisfied=170),
    asked("survey", opened=4, invited=500, participants=300, invited_participants=300, rated=250, satisfied=225),
    asked("vote", opened=10, opened_decided=8, opened_implemented=6, invited=800, invited_participants=480),
]

EVERY = [*PEOPLE, *GRID_EVENTS, *HOTLINE, *DEMANDS, *DISPUTES, *DELIBERATIONS]
