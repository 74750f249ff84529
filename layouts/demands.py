"""Demands: the hotline's three rates, residents' demands, whistle calls and dispatches: how soon, how well, by whom."""

from dash.development.base_component import Component

from dashboard.language import gettext as _
from dashboard.page import Page, Panel
from dashboard.panels.durations import durations
from dashboard.panels.places import places
from dashboard.panels.scope_bar import scope_bar
from dashboard.panels.split import Split, split
from dashboard.panels.three_rates import three_rates
from dashboard.panels.tiles import tiles
from dashboard.shell import desk
from data_access.metric import Text

RATES = ("hotline_response", "hotline_resolution", "hotline_satisfaction", "hotline_valid_call_backs")
TICKETS = ("hotline_reported", "hotline_on_time", "hotline_overdue", "hotline_rework")
BOUNCED = ("hotline_repeated", "hotline_returns", "hotline_returned_often", "hotline_problem_tickets")
RESIDENTS = ("demands_reported", "demands_on_time", "demands_closing_rate", "demands_repeated")
WHISTLES = ("whistles_reported", "whistles_responses", "whistles_response_hours", "whistles_rework")
DISPATCHES = ("work_orders_reported", "work_orders_response_hours", "work_orders_hours", "work_orders_rework")
BY_PLACE = ("hotline_reported", "hotline_on_time", "hotline_overdue", "hotline_repeated")
UNITS = Split("hotline_reported", "hotline_on_time", "unit", shown=12)
TOPICS = Split("hotline_reported", "hotline_on_time", "event_category", shown=12)


def layout() -> Component:
    """Three columns on wide screens."""
    return desk(
        "demands",
        ("rates", "tickets", "bounced", "residents"),
        ("units", "topics"),
        ("places", "hours", "whistles", "dispatches"),
    )


PAGE = Page(
    path="/demands",
    name=Text("诉求", "Demands"),
    order=30,
    layout=layout,
    whole_months=True,
    filters=("event_category", "event_channel", "unit", "source"),
    metrics=tuple(
        dict.fromkeys((*TICKETS, *RATES, *BOUNCED, *RESIDENTS, *WHISTLES, *DISPATCHES, *BY_PLACE, "hotline_hours"))
    ),
    panels=(
        Panel("demands-scope", scope_bar),
        Panel("demands-rates", lambda view: three_rates(view, "rates", _("12345 三率"), RATES)),
        Panel("demands-tickets", lambda view: tiles(view, "tickets", _("12345 工单"), "", TICKETS)),
        Panel("demands-places", lambda view: places(view, "places", _("各地工单"), BY_PLACE)),
        Panel("demands-units", lambda view: split(view, "units", _("办理单位"), UNITS)),
        Panel("demands-topics", lambda view: split(view, "topics", _("诉求类别"), TOPICS)),
        Panel(
            "demands-hours",
            lambda view: durations(view, "hours", _("办理时长"), "hotline_hours"),
            about="hotline_hours",
        ),
        Panel("demands-bounced", lambda view: tiles(view, "bounced", _("重复与退单"), "", BOUNCED)),
        Panel("demands-residents", lambda view: tiles(view, "residents", _("居民诉求"), "", RESIDENTS)),
        Panel("demands-whistles", lambda view: tiles(view, "whistles", _("吹哨报到"), "", WHISTLES)),
        Panel("demands-dispatches", lambda view: tiles(view, "dispatches", _("调度指挥"), "", DISPATCHES)),
    ),
)
