"""Grids: where things are reported, down to the single grid, and how it has changed from month to month."""

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.page import Chart, Page, Panel
from dashboard.panels import heat_map
from dashboard.panels.finer import at_place, parts, place_name
from dashboard.panels.grid_headline import grid_headline
from dashboard.panels.hot_spots import hot_spots
from dashboard.panels.hours import hours
from dashboard.panels.ranking import ranking
from dashboard.panels.scope_bar import scope_bar
from dashboard.panels.tiles import tiles
from dashboard.panels.time_strip import time_strip
from dashboard.shell import chart_box, panel_box
from dashboard.view import View
from data_access.metric import Text


def layout() -> Component:
    """The map is the page; what belongs to it stands beside and below it."""
    return html.Div(
        [
            panel_box("grid-scope", "wide"),
            panel_box("grid-headline", "wide"),
            html.Section(
                [
                    panel_box("grid-notes", "notes"),
                    chart_box(heat_map.CHART, "grid-map", zoom=True),
                    panel_box("grid-strip", "strip-box"),
                ],
                className="panel map area-m",
            ),
            html.Div([panel_box("grid-place", "box"), panel_box("grid-ranking", "box")], className="area-r"),
            panel_box("grid-hours", "area-t"),
            panel_box("grid-hot-spots", "area-l"),
        ],
        className="grids",
    )


def _place(view: View) -> Component:
    """All figures of the page for the place that is chosen."""
    sub = fmt.month(view.scope.period.start, view.language)
    return tiles(at_place(view), "place", place_name(view), sub, heat_map.METRICS[1:])


PAGE = Page(
    path="/grid",
    name=Text("网格", "Grids"),
    order=10,
    layout=layout,
    filters=("event_category", "event_channel", "unit", "source"),
    metrics=heat_map.METRICS,
    panels=(
        Panel("grid-scope", scope_bar),
        Panel("grid-headline", grid_headline),
        Panel("grid-notes", heat_map.notes, taken=heat_map.sheet),
        Panel("grid-strip", time_strip),
        Panel("grid-hours", hours, about="grid_events_reported"),
        Panel("grid-hot-spots", hot_spots, about="grid_events_reported"),
        Panel("grid-place", _place),
        Panel("grid-ranking", lambda view: ranking(view, parts(view))),
    ),
    charts=(Chart(heat_map.CHART, heat_map.draw, heat_map.update, heat_map.FOLLOWS),),
)
