"""What every heat map of grids is made of: the value of each cell, its scale, and the same in words and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isnan

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, freshness_badge, listing
from dashboard.drawer.numbers import value_link
from dashboard.figures import grid_map as figure
from dashboard.figures.grid_map import Cells, Ground
from dashboard.figures.scales import band, band_names, bands, step_names, steps
from dashboard.figures.shapes import Frame, Geometry
from dashboard.files.workbook import Cell, Sheet
from dashboard.language import gettext as _
from dashboard.panels.finer import level_name, level_of
from dashboard.rows import rows_of
from dashboard.view import View
from data_access.directory import LEVEL_COLUMNS
from data_access.filters import finest_kept
from data_access.metric import Metric
from data_access.statistics import JUDGEMENT_MINIMUM

STYLE_URL = "/assets/map-style-{theme}.json"
_LISTED = 8
_FINEST_FIRST = ("grid", "community", "township")


@dataclass(frozen=True, slots=True)
class Coloured:
    """The cells of a metric with the lower bounds of their bands and what the bands are called.

    `level`: whose values they are. Rates of a grid mostly have too few cases to say anything; then all grids of a
    community, or of a township, show what that has.
    """

    metric: Metric
    cells: Cells
    bounds: tuple[float, ...]
    names: list[str]
    level: str

    @property
    def known(self) -> bool:
        """Whether anything is known of the period."""
        return any(not isnan(count) for count in self.cells.counts)

    @property
    def z(self) -> list[int | None]:
        """The band of every cell; None, which leaves it empty, where nothing is known of it."""
        return figure.values(self.cells, self.bounds)


def geometry_url(city: str) -> str:
    """Where the outlines of a city's grids are served."""
    return f"/geometry/grids/{city}.geojson"


def coloured(view: View, metric: Metric) -> Coloured:
    """The cells of the whole city."""
    grids = view.directory.grids(view.city.code)
    level = _level(view, metric)
    table = view.reads.breakdown(metric, level, view.city_wide).set_index("code")
    column = LEVEL_COLUMNS.get(level, "code")
    counts = (table["value"] if metric.additive else _enough(table)).reindex(grids[column])
    if metric.additive and table["value"].notna().any():
        # Where anything was counted in the period, a grid without a row had nothing to count.
        counts = counts.fillna(0.0)
    values = [float(each) for each in counts]
    shown = Cells(
        list(grids["code"]),
        _names(view, grids, level),
        values,
        list(grids[LEVEL_COLUMNS.get(level_of(view), "county_code")]),
        not view.trusted(metric),
    )
    if metric.additive:
        whole = bands(values)
        return Coloured(metric, shown, whole, band_names(whole), level)
    bounds = steps(values, metric.decimals, 100.0 if metric.is_rate else inf)
    return Coloured(metric, shown, bounds, step_names(bounds), level)


def selected(view: View) -> str | None:
    """The division whose cells stand out; None where the whole city is shown."""
    return None if level_of(view) == "city" else view.scope.division


def ground(view: View, borders: list[Geometry], extent: Frame, pixels: float) -> Ground:
    """What lies under the values."""
    return Ground(geometry_url(view.city.code), STYLE_URL.format(theme=view.theme), extent, borders, pixels)


def county_shapes(view: View) -> list[Geometry]:
    """The outlines of the counties that have one."""
    return [shape for shape in view.counties["geometry"] if shape is not None]


def missing(view: View) -> str:
    """Why the map cannot be drawn, as a sentence; empty where it can."""
    if view.scope.rights.depth != "grid":
        return _("本账号看不到网格，以乡镇街道代替。")
    if view.directory.grids(view.city.code).empty:
        return _("没有网格边界文件，以乡镇街道代替。")
    if not view.site.show_boundaries:
        return _("本级不显示边界，以排位表代替。")
    if not county_shapes(view):
        return _("没有县区边界文件，以排位表代替。")
    return "" if view.webgl else _("这个浏览器不能画热力图（没有 WebGL），以排位表代替。")


def legend(view: View, shown: Coloured) -> list[Child]:
    """How many grids are in each band, and how many in none."""
    if not shown.known:
        return [html.Div(_("本期无数据"), className="xs t2")]
    members = [None if isnan(count) else band(count, shown.bounds) for count in shown.cells.counts]
    lines = [
        _key(f"seq-{step + 1}", name, members.count(step)) for step, name in reversed(list(enumerate(shown.names)))
    ]
    if empty := members.count(None):
        lines.append(_key("nothing", _("不足 12 件"), empty))
    unit = shown.metric.unit.in_language(view.language)
    title = _per(shown.level) if shown.metric.additive else f"{shown.metric.name.in_language(view.language)} ({unit})"
    badge = [freshness_badge(view, shown.metric)] if shown.cells.faded else []
    return [*badge, html.Div(title, className="xs t2"), html.Ul(lines)]


def _per(level: str) -> str:
    """What a count of cells is one of."""
    if level == "grid":
        return _("件/网格")
    return _("件/%(place)s", place=level_name(level))


def described(view: View, shown: Coloured) -> str:
    """The map in one sentence, for those who do not see it."""
    metric, cells = shown.metric, shown.cells
    name = metric.name.in_language(view.language)
    known = [index for index, count in enumerate(cells.counts) if not isnan(count)]
    if not known:
        return _("%(name)s：没有数据。", name=name)
    most = max(known, key=lambda index: cells.counts[index])
    return _(
        "%(name)s：%(count)s 个网格，最多 %(most)s（%(grid)s）。",
        name=name,
        count=fmt.plain(len(cells.codes)),
        most=fmt.quantity(cells.counts[most], metric, view.language),
        grid=cells.names[most],
    )


def table(view: View, shown: Coloured, name: str) -> Component:
    """The grids with the highest values, in the place of the map or beside it."""
    cells, metric = shown.cells, shown.metric
    known = [index for index, count in enumerate(cells.counts) if not isnan(count)]
    order = sorted(known, key=lambda index: -cells.counts[index])[:_LISTED]
    caption = _("事件最多的网格（共 %(count)s 个）", count=fmt.plain(len(cells.codes)))
    rows: list[list[Child]] = [[cells.names[index], _cell_link(view, shown, index)] for index in order]
    if metric.additive:
        return listing(caption, [_("网格"), _("事件量")], rows, name)
    heading = metric.name.in_language(view.language)
    return listing(heading, [_("网格"), _("数值")], rows, name)


def cell_sheet(view: View, metric: Metric) -> Sheet:
    """Every cell of the map with its value, and whose value that is where it is not its own."""
    shown = coloured(view, metric)
    unit, cells, own = metric.unit.in_language(view.language), shown.cells, shown.level == "grid"
    whose = view.directory.grids(view.city.code)[LEVEL_COLUMNS.get(shown.level, "code")]
    colours = [] if own else [level_name(shown.level)]
    heads = (_("网格"), _("代码"), *colours, metric.name.in_language(view.language), _("单位"))
    rows: list[list[Cell]] = [
        [name, code, *([] if own else [str(of)]), None if isnan(count) else count, unit]
        for name, code, of, count in zip(cells.names, cells.codes, whose, cells.counts, strict=True)
    ]
    return Sheet(_("数据"), heads, rows)


def _cell_link(view: View, shown: Coloured, index: int) -> Component:
    """The value of a cell: of the place whose it is."""
    cells, metric = shown.cells, shown.metric
    code = cells.codes[index]
    if shown.level != "grid":
        grids = view.directory.grids(view.city.code)
        code = str(grids[LEVEL_COLUMNS[shown.level]].iloc[index])
    return value_link(view, metric, fmt.plain(cells.counts[index], metric.decimals), place=code)


def townships(view: View, metric: Metric) -> Component:
    """The townships with the highest values, for who sees no grids."""
    found = view.reads.ranking(metric, "township", view.city_wide)
    most = found[found["value"] > 0].sort_values(["value", "code"], ascending=[False, True]).head(_LISTED)
    rows: list[list[Child]] = [
        [view.name(row), value_link(view, metric, fmt.plain(row.value, metric.decimals), place=str(row.code))]
        for row in rows_of(most)
    ]
    return listing(_("事件最多的乡镇街道"), [_("乡镇街道"), _("事件量")], rows)


def _key(swatch: str, name: str, count: int) -> Component:
    said = _("%(count)s 格", count=fmt.plain(count))
    return html.Li([html.I(className=swatch), html.Span(name), html.Span(said, className="muted")])


def _level(view: View, metric: Metric) -> str:
    """Whose values the cells have: those of the smallest places that the filters go down to, and that say something."""
    finest = finest_kept(metric, view.state.filters)
    levels = _FINEST_FIRST[_FINEST_FIRST.index(finest) if finest in _FINEST_FIRST else -1 :]
    return levels[0] if metric.additive else _telling(view, metric, levels)


def _telling(view: View, metric: Metric, levels: Sequence[str]) -> str:
    """The finest level at which at least half of the places that have cases have enough of them."""
    for level in levels:
        cases = view.reads.breakdown(metric, level, view.city_wide)["denominator"].astype("float64")
        if (cases[cases > 0] >= JUDGEMENT_MINIMUM).mean() >= 0.5:
            return level
    return _FINEST_FIRST[-1]


def _enough(table: pd.DataFrame) -> pd.Series:
    return table["value"].where(table["denominator"].astype("float64") >= JUDGEMENT_MINIMUM)


def _names(view: View, grids: pd.DataFrame, level: str) -> list[str]:
    counties = {str(row.code): view.name(row) for row in rows_of(view.counties)}
    if level == "grid":
        names = list(grids["name_en" if view.language == "en" else "name_zh"])
    else:
        known = {row.code: view.name(row) for row in rows_of(view.directory.members(view.city.code, level, None))}
        names = [known.get(code, "") for code in grids[LEVEL_COLUMNS[level]]]
    return [f"{counties.get(str(county), '')} {name}" for county, name in zip(grids["county_code"], names, strict=True)]
