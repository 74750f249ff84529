"""Volunteers: who is registered and who is active, the hours served and for what, teams, wishes, places."""

from dash.development.base_component import Component

from dashboard.language import gettext as _
from dashboard.page import Page, Panel
from dashboard.panels.funnel import funnel
from dashboard.panels.places import places
from dashboard.panels.scope_bar import scope_bar
from dashboard.panels.split import Split, split
from dashboard.panels.tiles import tiles
from dashboard.shell import desk
from data_access.metric import Text

PEOPLE = ("volunteers_registered", "volunteers_active_in_month", "volunteers_joined", "volunteers_per_10k")
HOURS = ("volunteer_hours", "volunteer_hours_per_service", "volunteer_records")
TEAMS = ("volunteer_teams", "volunteer_squads", "practice_stations", "volunteer_activities", "practice_activities")
WISHES = ("wishes_reported", "wishes_closing_rate", "wishes_on_time")
ORDERS = ("practice_orders_reported", "practice_orders_closing_rate", "practice_orders_hours")
BY_PLACE = ("volunteers_registered", "volunteer_hours", "volunteer_activities", "practice_activities")
SERVICES = Split("volunteer_hours", "volunteer_hours_per_service", "service_record_category")


def layout() -> Component:
    """Three columns on wide screens."""
    return desk("volunteers", ("people", "hours", "orders"), ("services", "places"), ("wishes", "teams"))


PAGE = Page(
    path="/volunteers",
    name=Text("志愿服务", "Volunteers"),
    order=40,
    layout=layout,
    whole_months=True,
    filters=("service_record_category", "service_record_channel", "source"),
    metrics=tuple(dict.fromkeys((*HOURS, *PEOPLE, *TEAMS, *WISHES, *ORDERS, *BY_PLACE))),
    panels=(
        Panel("volunteers-scope", scope_bar),
        Panel("volunteers-people", lambda view: tiles(view, "people", _("志愿者"), "", PEOPLE)),
        Panel(
            "volunteers-hours", lambda view: tiles(view, "hours", _("服务"), _("时长不含路途，同一服务只计一次"), HOURS)
        ),
        Panel("volunteers-services", lambda view: split(view, "services", _("服务类别"), SERVICES)),
        Panel("volunteers-places", lambda view: places(view, "places", _("各地服务"), BY_PLACE)),
        Panel("volunteers-wishes", lambda view: funnel(view, "wishes", _("微心愿"), _("提出、实现、按期"), WISHES)),
        Panel("volunteers-orders", lambda view: tiles(view, "orders", _("文明实践点单"), "", ORDERS)),
        Panel("volunteers-teams", lambda view: tiles(view, "teams", _("队伍、阵地与活动"), "", TEAMS)),
    ),
)
