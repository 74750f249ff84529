"""The heat map of grids on the overview: how many events each saw in the period; without WebGL a ranked table."""

from typing import Any

from dash import Patch, html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import said
from dashboard.figures import grid_map as figure
from dashboard.figures.blank import blank
from dashboard.figures.shapes import frame
from dashboard.files.workbook import Sheet
from dashboard.language import gettext as _
from dashboard.panels.cells import (
    cell_sheet,
    coloured,
    county_shapes,
    described,
    ground,
    legend,
    missing,
    selected,
    table,
    townships,
)
from dashboard.panels.county_map import boundary_note
from dashboard.view import View

CHART = "overview-grid-map"
METRIC = "grid_events_reported"
# The height the city fills on a desk and on a phone.
_PIXELS = 316.0
_SMALL_PIXELS = 236.0


def draw(view: View) -> dict[str, Any]:
    """The whole figure; empty where there are no grids or boundaries are hidden."""
    if missing(view):
        return blank()
    shown, shapes = coloured(view, view.metrics[METRIC]), county_shapes(view)
    lies_on = ground(view, shapes, frame(shapes), _SMALL_PIXELS if view.small else _PIXELS)
    return figure.draw(shown.cells, shown.bounds, lies_on, view.palette, selected(view))


def update(view: View) -> Patch:
    """New counts: the bands of the cells, the numbers shown on hover, and how far to trust them; nothing else."""
    patch = Patch()
    if not missing(view):
        shown = coloured(view, view.metrics[METRIC])
        patch["data"][0]["z"] = shown.z
        patch["data"][0]["customdata"] = list(shown.cells.counts)
        patch["data"][0]["marker"]["opacity"] = figure.opacity(shown.cells, selected(view))
    return patch


def notes(view: View) -> list[Component]:
    """Header, legend with how many grids are in each band, boundary notice, and the table without WebGL."""
    metric = view.metrics[METRIC]
    period = fmt.month(view.scope.period.start, view.language)
    head = html.Header(
        [html.H2(_("网格热力")), html.Span(f"{metric.name.in_language(view.language)} · {period}", className="sub")]
    )
    if why := missing(view):
        sees_none = view.directory.grids(view.city.code).empty
        instead = townships(view, metric) if sees_none else table(view, coloured(view, metric), "")
        return [head, html.P(why, className="note plain"), instead]
    shown = coloured(view, metric)
    return [
        head,
        html.Div(legend(view, shown), className="over bands faded" if shown.cells.faded else "over bands"),
        html.P(grid_note(view), className="over note"),
        table(view, shown, "grid-table"),
        said(CHART, described(view, shown)),
    ]


def sheet(view: View) -> Sheet:
    """The data of the map."""
    return cell_sheet(view, view.metrics[METRIC])


def grid_note(view: View) -> str:
    """That the grids are made up, where they are, and the notice every map carries."""
    synthetic = _("示意网格，非法定界线") if view.site.synthetic_grids else ""
    return " · ".join(filter(None, [synthetic, boundary_note(view)]))
