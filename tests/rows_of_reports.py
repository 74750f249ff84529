"""Rows made by hand of what units report: two months of each indicator, easily added up."""

from datetime import date

from filled_marts import Row


def reported(category: str, *values: int) -> list[Row]:
    days = (date(2026, 1, 31), date(2026, 2, 28))
    return [
        Row(
            "reported_count",
            day,
            "monthly_report",
            {"reports": 1, "value_thousandths": value * 1000},
            also={"category": category},
        )
        for day, value in zip(days, values, strict=False)
    ]


REPORTED = [
    row
    for category, values in {
        "disputes_accepted": (400, 100),
        "disputes_succeeded": (380, 95),
        "disputes_found": (600, 150),
        "dispute_searches": (60, 40),
        "written_agreements": (30, 10),
        "oral_agreements": (100, 60),
        "agreement_amount": (1_200_000, 300_000),
        "mediation_committees": (50, 50),
        "mediators": (240, 260),
        "full_time_mediators": (40, 60),
        "prevented_crimes": (20, 10),
        "prevented_group_visits": (30, 20),
        "accepted_looked_for": (200, 60),
        "accepted_applied_for": (150, 50),
        "accepted_entrusted": (30, 10),
        "accepted_neighbours": (100, 20),
        "accepted_other": (30, 10),
        "prevented_crimes_people": (60, 20),
        "prevented_group_visits_people": (90, 60),
        "calls_offered": (1000, 1000),
        "calls_answered": (960, 980),
        "calls_answered_soon": (900, 880),
        "calls_waited": (9600, 9800),
        "volunteers_listed": (1000, 1000),
        "stars_1": (20, 24),
        "stars_5": (2, 2),
        "service_certificates": (12, 13),
        "circle_posts": (40, 60),
        "circle_reactions": (100, 200),
    }.items()
    for row in reported(category, *values)
]
