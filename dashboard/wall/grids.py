"""Every grid of the city on a map by how much was reported in it, and how few grids half of that comes from."""

from math import isnan

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import picture
from dashboard.figures import county_map
from dashboard.figures.scales import band
from dashboard.figures.shapes import outline
from dashboard.figures.wall_grids import draw
from dashboard.language import gettext as _
from dashboard.panels.cells import Coloured, coloured, described, missing
from dashboard.panels.county_map import areas_of
from dashboard.panels.grid_map import grid_note
from dashboard.view import View
from dashboard.wall.parts import message, part
from dashboard.wall.week import ramp
from data_access.metric import Metric


def map_of_grids(view: View, metric: Metric) -> Component:
    """The map; the reason in its place where there is none, or where the viewer sees no grids."""
    name = metric.name.in_language(view.language)
    if why := missing(view):
        return part("middle", [message([name], [why], name)], [metric], view)
    shown, areas = coloured(view, metric), areas_of(view)
    shapes = view.directory.grids(view.city.code)["geometry"]
    cells = [
        (outline(shape), None if isnan(count) else band(count, shown.bounds))
        for shape, count in zip(shapes, shown.cells.counts, strict=True)
    ]
    svg = draw(
        cells,
        county_map.ground(areas, small=False),
        [area.name for area in areas],
        view.palette,
        faded=shown.cells.faded,
    )
    notice = html.P(grid_note(view), className="w-min t2 second")
    scale = ramp([int(each) for each in shown.bounds], _("件/网格"), notice)
    said, below = _said(view, shown)
    drawn = picture(svg, "map", described(view, shown))
    return part("middle map-of", [message([said], [below], name), drawn, scale], [metric], view)


def _said(view: View, shown: Coloured) -> tuple[str, str]:
    """How few grids it takes for half of all, and which one has the most."""
    counts = sorted((count for count in shown.cells.counts if not isnan(count)), reverse=True)
    whole, reached, few = sum(counts), 0.0, 0
    if not whole:
        return _("本期没有上报") if shown.known else _("本期无数据"), _(
            "共 %(grids)s 个网格", grids=fmt.plain(len(shown.cells.codes))
        )
    while reached < whole / 2:
        reached += counts[few]
        few += 1
    most = max(
        range(len(shown.cells.counts)), key=lambda at: (not isnan(shown.cells.counts[at]), shown.cells.counts[at])
    )
    said = _("一半事件来自 %(share)s 的网格", share=f"{100 * few / len(counts):.0f}%")
    below = _(
        "共 %(grids)s 个网格；最多 %(count)s 件：%(grid)s",
        grids=fmt.plain(len(shown.cells.codes)),
        count=fmt.plain(shown.cells.counts[most]),
        grid=shown.cells.names[most],
    )
    return said, below
