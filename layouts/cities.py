"""Cities: the same numbers of several cities beside each other, with what keeps them from being compared."""

from dash.development.base_component import Component

from dashboard.page import Page, Panel
from dashboard.panels.cities import cities
from dashboard.panels.cities_bar import cities_bar
from dashboard.shell import desk
from data_access.metric import Text

METRICS = (
    "grid_events_on_time",
    "grid_events_per_10k",
    "tasks_done_share",
    "wishes_on_time",
    "topics_loop_closure",
    "votes_turnout",
    "points_redeemed_share",
    "grids_fully_staffed",
    "mediation_success_accepted",
    "disputes_per_10k",
    "hotline_satisfaction",
    "hotline_per_10k",
    "volunteers_per_10k",
    "volunteer_hours_per_registered",
)


def layout() -> Component:
    """A bar, and one table as wide as the page."""
    return desk("cities", wide=("scope", "table"))


PAGE = Page(
    path="/cities",
    name=Text("城市", "Cities"),
    order=50,
    layout=layout,
    whole_months=True,
    metrics=METRICS,
    panels=(
        Panel("cities-scope", cities_bar),
        Panel("cities-table", lambda view: cities(view, METRICS)),
    ),
)
