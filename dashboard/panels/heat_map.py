"""The heat map that the page of grids is about: any of its metrics, with the place that is chosen outlined."""

from typing import Any

import pandas as pd
from dash import Patch, html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import metric_choice, said
from dashboard.drawer.numbers import value_link
from dashboard.figures import grid_map as figure
from dashboard.figures.blank import blank
from dashboard.figures.shapes import Frame, Geometry, around, frame, merged
from dashboard.files.workbook import Sheet
from dashboard.judge import Status
from dashboard.language import gettext as _
from dashboard.panels.beside import beside
from dashboard.panels.cells import (
    Coloured,
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
from dashboard.panels.finer import level_name, level_of, parts, place_name, place_scope
from dashboard.panels.grid_map import grid_note
from dashboard.panels.hot_spots import significant
from dashboard.told import made_of, told
from dashboard.view import View
from data_access.directory import LEVEL_COLUMNS
from data_access.metric import Metric

CHART = "grid-heat-map"
# Of grids, and of things only. Per head is told of communities, not of grids.
METRICS = (
    "grid_events_reported",
    "grid_events_on_time",
    "grid_events_overdue",
    "grid_events_hours",
    "grid_events_rework",
)
# What another month, metric or filter changes is the values.
FOLLOWS = ("period", "metric", "filters")
_PIXELS = 520.0
_SMALL_PIXELS = 300.0
_HOVER = "<b>%{{text}}</b><br>%{{customdata:,.{decimals}f}} {unit}<extra></extra>"


def draw(view: View) -> dict[str, Any]:
    """The whole figure; empty where it cannot be drawn."""
    if missing(view):
        return blank()
    shown, shapes = coloured(view, view.lead), county_shapes(view)
    lies_on = ground(view, shapes, _extent(view, shapes), _SMALL_PIXELS if view.small else _PIXELS)
    drawn = figure.draw(shown.cells, shown.bounds, lies_on, view.palette, selected(view))
    drawn["data"][0]["hovertemplate"] = _hover(view, shown.metric)
    drawn["data"].append(figure.lines(_outlined(view), view.palette.accent, 3))
    drawn["data"].append(_spots(view))
    drawn["layout"]["meta"]["opens"] = _opens(view)
    return drawn


def update(view: View) -> Patch:
    """Other values: the bands of the cells, what is shown on hover, and how far to trust them; nothing else."""
    patch = Patch()
    if missing(view):
        return patch
    shown = coloured(view, view.lead)
    cells = patch["data"][0]
    cells["z"] = shown.z
    cells["customdata"] = list(shown.cells.counts)
    cells["text"] = list(shown.cells.names)
    cells["hovertemplate"] = _hover(view, shown.metric)
    cells["marker"]["opacity"] = figure.opacity(shown.cells, selected(view))
    spots = _spots(view)
    patch["data"][3]["lon"], patch["data"][3]["lat"] = spots["lon"], spots["lat"]
    return patch


def notes(view: View) -> list[Component]:
    """Header with the choice of metric, the number of the place, the legend, the notice, the table without WebGL."""
    metric = view.lead
    metrics = [view.metrics[key] for key in METRICS]
    head = html.Header([html.H2(_("网格热力")), metric_choice(view, metrics)])
    if why := missing(view):
        sees_none = view.directory.grids(view.city.code).empty
        instead = townships(view, metric) if sees_none else table(view, coloured(view, metric), "")
        lines = [line for line in (why, beside(view, metric, place_scope(view))) if line]
        return [head, *(html.P(line, className="note plain") for line in lines), instead]
    shown = coloured(view, metric)
    return [
        head,
        html.Div(_number(view, metric), className="over top"),
        html.Div(
            [*legend(view, shown), *_spots_key(view)],
            className="over bands faded" if shown.cells.faded else "over bands",
        ),
        html.P(
            " · ".join(filter(None, [beside(view, metric, place_scope(view)), _by(view, shown), grid_note(view)])),
            className="over note",
        ),
        table(view, shown, "grid-table"),
        said(CHART, described(view, shown)),
    ]


def sheet(view: View) -> Sheet:
    """The data of the map."""
    return cell_sheet(view, view.lead)


def _hover(view: View, metric: Metric) -> str:
    unit = metric.unit.in_language(view.language)
    return _HOVER.format(decimals=metric.decimals, unit=unit)


def _extent(view: View, shapes: list[Geometry]) -> Frame:
    """What the camera shows: the place that is chosen, else the city."""
    inside = _inside(view)
    return frame(shapes) if inside.empty else around(list(inside["geometry"]))


def _outlined(view: View) -> list[Geometry]:
    """The outline of the place that is chosen, made of its grids where it has none of its own."""
    inside = _inside(view)
    if view.state.grid:
        inside = inside[inside["code"] == view.state.grid]
    return [] if inside.empty else [merged(list(inside["geometry"]))]


def _inside(view: View) -> pd.DataFrame:
    """The grids of the place that is chosen; none for the city."""
    grids, level = view.directory.grids(view.city.code), level_of(view)
    return grids.iloc[:0] if level == "city" else grids[grids[LEVEL_COLUMNS[level]] == view.scope.division]


def _spots(view: View) -> dict[str, Any]:
    """The outlines of the hot spots of the month, those side by side as one."""
    rows, grids = significant(view), view.directory.grids(view.city.code)
    inside = grids.iloc[:0] if rows is None else grids[grids["code"].isin(rows["grid_code"])]
    areas = [] if inside.empty else [merged(list(inside["geometry"]))]
    return figure.lines(areas, view.palette.text, 2)


def _opens(view: View) -> dict[str, Any]:
    """What a click on each cell chooses: the division it lies in, one level below the chosen one; at last the grid."""
    grids = view.directory.grids(view.city.code)
    level = parts(view).level
    places, codes = pd.factorize(grids[LEVEL_COLUMNS.get(level, "code")])
    return {"choice": "g" if level == "grid" else "r", "codes": list(codes), "of": places.tolist()}


def _by(view: View, shown: Coloured) -> str:
    """Whose values the cells have, where not their own."""
    if view.state.filters and shown.metric.additive and shown.level != "grid":
        return _("加了筛选，按%(place)s着色", place=level_name(shown.level))
    return {
        "community": _("多数网格不足 12 件，按社区着色"),
        "township": _("多数网格和社区不足 12 件，按乡镇街道着色"),
    }.get(shown.level, "")


def _spots_key(view: View) -> list[Component]:
    rows = significant(view)
    if rows is None or rows.empty:
        return []
    counted = html.Span(_("%(count)s 格", count=fmt.plain(len(rows))), className="muted")
    return [html.Ul(html.Li([html.I(className="outlined"), html.Span(_("显著热点")), counted]))]


def _number(view: View, metric: Metric) -> list[Component]:
    """The number of the place that is chosen, how it has changed, what it is made of."""
    scope = place_scope(view)
    found = told(view, metric, scope)
    place = place_name(view)
    number, unit = fmt.parts(found.value.value, metric, view.language)
    status = view.judged(metric, found.value, view.scope.division).status
    tone = "big bad" if status is Status.MISSED else "big"
    period = fmt.month(view.scope.period.start, view.language)
    return [
        html.Div(f"{place} · {period}", className="xs t2"),
        html.Div(
            [value_link(view, metric, html.B(number, className=tone), scope=scope), html.Span(unit, className="t2")]
        ),
        html.Div(found.why or made_of(view, metric, found.value), className="xs t2"),
    ]
