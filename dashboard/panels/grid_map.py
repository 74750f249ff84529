"""The heat map of grids: how many events each saw in the period; where WebGL is missing, a ranked table."""

from typing import Any

import pandas as pd
from dash import Patch, html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child
from dashboard.figures import grid_map as figure
from dashboard.figures.grid_map import Cells, Ground
from dashboard.figures.scales import band, band_names, bands
from dashboard.figures.shapes import frame
from dashboard.language import gettext as _
from dashboard.panels.county_map import boundary_note
from dashboard.rows import rows_of
from dashboard.view import View

METRIC = "grid_events_reported"
STYLE_URL = "/assets/map-style-{theme}.json"
_LISTED = 8
# The height the city fills on a desk and on a phone.
_PIXELS = 316.0
_SMALL_PIXELS = 236.0


def geometry_url(city: str) -> str:
    """Where the outlines of a city's grids are served."""
    return f"/geometry/grids/{city}.geojson"


def draw(view: View) -> dict[str, Any]:
    """The whole figure; empty where there are no grids or boundaries are hidden."""
    grids = view.directory.grids(view.city.code)
    shapes = [shape for shape in view.counties["geometry"] if shape is not None]
    if grids.empty or not shapes or not _drawable(view):
        return {"data": [], "layout": {}}
    cells = _cells(view, grids)
    pixels = _SMALL_PIXELS if view.small else _PIXELS
    ground = Ground(geometry_url(view.city.code), STYLE_URL.format(theme=view.theme), frame(shapes), shapes, pixels)
    return figure.draw(cells, bands(cells.counts), ground, view.palette, view.scope.division)


def update(view: View) -> Patch:
    """New counts: the bands of the cells and the numbers shown on hover, nothing else."""
    patch = Patch()
    grids = view.directory.grids(view.city.code)
    if not grids.empty and _drawable(view):
        cells = _cells(view, grids)
        patch["data"][0]["z"] = figure.values(cells, bands(cells.counts))
        patch["data"][0]["customdata"] = list(cells.counts)
    return patch


def notes(view: View) -> list[Component]:
    """Header, legend with how many grids are in each band, boundary notice, and the table without WebGL."""
    grids = view.directory.grids(view.city.code)
    metric = view.metrics[METRIC]
    period = fmt.month(view.scope.period.start, view.language)
    head = html.Header(
        [html.H2(_("网格热力")), html.Span(f"{metric.name.in_language(view.language)} · {period}", className="sub")]
    )
    if grids.empty:
        return [head, html.P(_("没有网格边界文件。"), className="note plain")]
    cells = _cells(view, grids)
    synthetic = _("示意网格，非法定界线") if view.site.synthetic_grids else ""
    return [
        head,
        html.Div(_legend(view, cells), className="over bands"),
        html.P(" · ".join(filter(None, [synthetic, boundary_note(view)])), className="over note"),
        _table(view, cells, grids),
    ]


def _drawable(view: View) -> bool:
    return view.webgl and view.site.show_boundaries


def _cells(view: View, grids: pd.DataFrame) -> Cells:
    table = view.reads.breakdown(view.metrics[METRIC], "grid", view.city_wide).set_index("code")["value"]
    counts = table.reindex(grids["code"]).fillna(0.0)
    names = grids["name_en" if view.language == "en" else "name_zh"]
    counties = {str(row.code): view.name(row) for row in rows_of(view.counties)}
    shown = [
        f"{counties.get(str(county), '')} {name}" for county, name in zip(grids["county_code"], names, strict=True)
    ]
    return Cells(list(grids["code"]), shown, [float(each) for each in counts], list(grids["county_code"]))


def _legend(view: View, cells: Cells) -> list[Child]:
    bounds = bands(cells.counts)
    members = [band(count, bounds) for count in cells.counts]
    lines = [
        html.Li(
            [
                html.I(className=f"seq-{step + 1}"),
                html.Span(name),
                html.Span(_("%(count)s 格", count=fmt.plain(members.count(step))), className="muted"),
            ]
        )
        for step, name in reversed(list(enumerate(band_names(bounds))))
    ]
    title = _("件/网格")
    return [html.Div(title, className="xs t2"), html.Ul(lines)]


def _table(view: View, cells: Cells, grids: pd.DataFrame) -> Component:
    order = sorted(range(len(cells.codes)), key=lambda index: -cells.counts[index])[:_LISTED]
    rows = [
        html.Tr([html.Td(cells.names[index]), html.Td(fmt.plain(cells.counts[index]), className="r")])
        for index in order
    ]
    head = html.Thead(html.Tr([html.Th(_("网格")), html.Th(_("事件量"), className="r")]))
    caption = html.Caption(_("事件最多的网格（共 %(count)s 个）", count=fmt.plain(len(grids))))
    return html.Table([caption, head, html.Tbody(rows)], className="t grid-table")
