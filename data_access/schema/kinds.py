"""The kinds of things that the rows of each mart are of: what lies in which theme is told by them."""

from types import MappingProxyType

from data_access.schema.ledger import PURPOSES

# As the entities declare them; those of the ledger's own mart are the purposes of a load.
KINDS = MappingProxyType(
    {
        "activity": ("party_activity", "volunteer_activity", "practice_activity", "station_activity", "meeting"),
        "batch": PURPOSES,
        "case_step": ("hotline_step", "mediation_step", "grid_step"),
        "deliberation": ("topic", "survey", "vote"),
        "event": (
            *("grid_event", "hotline_ticket", "demand", "whistle_call", "service_item", "wish", "service_order"),
            "work_order",
        ),
        "mediation_case": ("dispute",),
        "membership": ("volunteer", "party_checkin"),
        "points_entry": ("green_coin", "community_points"),
        "register": (
            *("agreement", "burden_item", "charter", "committee", "community", "delegated_item", "demonstration_site"),
            *("drill", "facility", "grid_staffing", "honour", "households", "information_system", "party_organisation"),
            *("pilot", "post", "practice_centre", "project", "residents", "self_governance_body", "sensor"),
            *("service_item", "social_organisation", "social_worker_post", "station", "team", "work_group"),
        ),
        "reported_count": ("daily_report", "monthly_report", "quarterly_report", "yearly_report"),
        "reported_fact": ("local_claim", "province_claim"),
        "service_record": ("volunteer_service",),
        "task": ("pilot_task", "work_point", "measure", "provincial_pilot_task"),
    }
)
