"""The heat map of grids: how many events each saw in the period; where WebGL is missing, a ranked table."""

from collections.abc import Sequence
from math import isnan
from typing import Any

import pandas as pd
from dash import Patch, html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, freshness_badge, listing, said
from dashboard.figures import grid_map as figure
from dashboard.figures.blank import blank
from dashboard.figures.grid_map import Cells, Ground
from dashboard.figures.scales import band, band_names, bands
from dashboard.figures.shapes import Geometry, frame
from dashboard.language import gettext as _
from dashboard.panels.county_map import boundary_note
from dashboard.rows import rows_of
from dashboard.view import View

CHART = "overview-grid-map"
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
    shapes = _shapes(view)
    if _missing(view):
        return blank()
    cells = _cells(view, grids)
    pixels = _SMALL_PIXELS if view.small else _PIXELS
    ground = Ground(geometry_url(view.city.code), STYLE_URL.format(theme=view.theme), frame(shapes), shapes, pixels)
    drawn = figure.draw(cells, bands(cells.counts), ground, view.palette, _county(view))
    drawn["data"][0]["z"] = _z(cells)
    return drawn


def update(view: View) -> Patch:
    """New counts: the bands of the cells, the numbers shown on hover, and how far to trust them; nothing else."""
    patch = Patch()
    grids = view.directory.grids(view.city.code)
    if not _missing(view):
        cells = _cells(view, grids)
        patch["data"][0]["z"] = _z(cells)
        patch["data"][0]["customdata"] = list(cells.counts)
        patch["data"][0]["marker"]["opacity"] = figure.opacity(cells, _county(view))
    return patch


def _county(view: View) -> str | None:
    return view.scope.division if view.scope.division in set(view.counties["code"]) else None


def notes(view: View) -> list[Component]:
    """Header, legend with how many grids are in each band, boundary notice, and the table without WebGL."""
    grids = view.directory.grids(view.city.code)
    metric = view.metrics[METRIC]
    period = fmt.month(view.scope.period.start, view.language)
    head = html.Header(
        [html.H2(_("网格热力")), html.Span(f"{metric.name.in_language(view.language)} · {period}", className="sub")]
    )
    if grids.empty:
        return [head, html.P(_missing(view), className="note plain"), _townships(view)]
    if _missing(view):
        return [head, html.P(_missing(view), className="note plain"), _table(_cells(view, grids), "")]
    cells = _cells(view, grids)
    synthetic = _("示意网格，非法定界线") if view.site.synthetic_grids else ""
    return [
        head,
        html.Div(_legend(view, cells), className="over bands faded" if cells.faded else "over bands"),
        html.P(" · ".join(filter(None, [synthetic, boundary_note(view)])), className="over note"),
        _table(cells, "grid-table"),
        said(CHART, _described(view, cells)),
    ]


def _shapes(view: View) -> list[Geometry]:
    return [shape for shape in view.counties["geometry"] if shape is not None]


def _missing(view: View) -> str:
    """Why the map cannot be drawn, as a sentence; empty where it can."""
    if view.scope.rights.depth != "grid":
        return _("本账号看不到网格，以乡镇街道代替。")
    if view.directory.grids(view.city.code).empty:
        return _("没有网格边界文件，以乡镇街道代替。")
    if not view.site.show_boundaries:
        return _("本级不显示边界，以排位表代替。")
    if not _shapes(view):
        return _("没有县区边界文件，以排位表代替。")
    return "" if view.webgl else _("这个浏览器不能画热力图（没有 WebGL），以排位表代替。")


def _cells(view: View, grids: pd.DataFrame) -> Cells:
    table = view.reads.breakdown(view.metrics[METRIC], "grid", view.city_wide).set_index("code")["value"]
    counts = table.reindex(grids["code"])
    if table.notna().any():
        # Where anything was counted in the period, a grid without a row had nothing to count.
        counts = counts.fillna(0.0)
    names = grids["name_en" if view.language == "en" else "name_zh"]
    counties = {str(row.code): view.name(row) for row in rows_of(view.counties)}
    shown = [
        f"{counties.get(str(county), '')} {name}" for county, name in zip(grids["county_code"], names, strict=True)
    ]
    faded = not view.trusted(view.metrics[METRIC])
    return Cells(list(grids["code"]), shown, [float(each) for each in counts], list(grids["county_code"]), faded)


def _z(cells: Cells) -> Sequence[int | None]:
    """The band of every cell; None, which leaves a cell empty, where nothing is known of the period."""
    return figure.values(cells, bands(cells.counts)) if _known(cells) else [None] * len(cells.codes)


def _known(cells: Cells) -> bool:
    return not any(isnan(count) for count in cells.counts)


def _legend(view: View, cells: Cells) -> list[Child]:
    if not _known(cells):
        return [html.Div(_("本期无数据"), className="xs t2")]
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
    badge = [freshness_badge(view, view.metrics[METRIC])] if cells.faded else []
    return [*badge, html.Div(title, className="xs t2"), html.Ul(lines)]


def _described(view: View, cells: Cells) -> str:
    """The map in one sentence, for those who do not see it."""
    metric = view.metrics[METRIC]
    name = metric.name.in_language(view.language)
    if not cells.counts or not _known(cells):
        return _("%(name)s：没有数据。", name=name)
    most = max(range(len(cells.codes)), key=lambda index: cells.counts[index])
    return _(
        "%(name)s：%(count)s 个网格，最多 %(most)s（%(grid)s）。",
        name=name,
        count=fmt.plain(len(cells.codes)),
        most=fmt.quantity(cells.counts[most], metric, view.language),
        grid=cells.names[most],
    )


def _table(cells: Cells, name: str) -> Component:
    known = [index for index, count in enumerate(cells.counts) if not isnan(count)]
    order = sorted(known, key=lambda index: -cells.counts[index])[:_LISTED]
    caption = _("事件最多的网格（共 %(count)s 个）", count=fmt.plain(len(cells.codes)))
    rows = [[cells.names[index], fmt.plain(cells.counts[index])] for index in order]
    return listing(caption, [_("网格"), _("事件量")], rows, name)


def _townships(view: View) -> Component:
    found = view.reads.ranking(view.metrics[METRIC], "township", view.city_wide)
    most = found[found["value"] > 0].sort_values(["value", "code"], ascending=[False, True]).head(_LISTED)
    rows = [[view.name(row), fmt.plain(row.value)] for row in rows_of(most)]
    return listing(_("事件最多的乡镇街道"), [_("乡镇街道"), _("事件量")], rows)
