"""The overview: what is wrong in the city this month, where, and how far the numbers can be trusted."""

from dash import html
from dash.development.base_component import Component

from dashboard.page import Chart, Page, Panel
from dashboard.panels import county_map, grid_map
from dashboard.panels.attention import attention
from dashboard.panels.cards import Card, cards
from dashboard.panels.county_detail import county_detail
from dashboard.panels.freshness import freshness
from dashboard.panels.headline import headline
from dashboard.panels.ranking import ranking
from dashboard.shell import chart_box, panel_box
from data_access.metric import Text

CARDS = (
    Card("grid_events_on_time"),
    Card("grid_events_overdue"),
    Card("grid_events_hours"),
    Card("grid_events_closing_rate"),
)


def layout() -> Component:
    """Where the boxes stand; their places at each width are in layout.css."""
    return html.Div(
        [
            panel_box("overview-headline", "head"),
            panel_box("overview-cards", "kpis"),
            panel_box("overview-attention", "area-a"),
            html.Section(
                [panel_box("overview-county-notes", "notes"), chart_box("overview-county-map", "county-map")],
                className="panel map area-m",
            ),
            html.Section(
                [panel_box("overview-grid-notes", "notes"), chart_box("overview-grid-map", "grid-map", zoom=True)],
                className="panel map area-g",
            ),
            panel_box("overview-ranking", "area-r"),
            panel_box("overview-detail", "area-d"),
            panel_box("overview-freshness", "area-f"),
        ],
        className="overview",
    )


PAGE = Page(
    path="/",
    name=Text("总览", "Overview"),
    order=0,
    layout=layout,
    metrics=(*(card.key for card in CARDS), "grid_events_rework", "grid_events_reported"),
    panels=(
        Panel("overview-headline", lambda view: headline(view, CARDS)),
        Panel("overview-cards", lambda view: cards(view, CARDS)),
        Panel("overview-attention", attention),
        Panel("overview-county-notes", county_map.notes, taken=county_map.county_sheet),
        Panel("overview-grid-notes", grid_map.notes, taken=grid_map.sheet, about="grid_events_reported"),
        Panel("overview-ranking", ranking),
        Panel("overview-detail", county_detail),
        Panel("overview-freshness", freshness),
    ),
    charts=(
        Chart("overview-county-map", county_map.draw, county_map.update),
        Chart("overview-grid-map", grid_map.draw, grid_map.update),
    ),
)
