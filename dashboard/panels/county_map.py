"""The county map: distance to target where there is one, the plain value where not; a click chooses a county."""

from typing import Any

import pandas as pd
from dash import Patch, html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, chip, freshness_badge, listing, metric_choice, said, strong
from dashboard.drawer.numbers import value_link
from dashboard.figures import county_map as figure
from dashboard.figures.blank import blank
from dashboard.figures.county_map import Area
from dashboard.figures.scales import diverging, sequential, spread
from dashboard.files.taken import line, number_heads
from dashboard.files.workbook import Sheet
from dashboard.judge import Status
from dashboard.language import gettext as _
from dashboard.panels.beside import beside
from dashboard.panels.finer import county_of
from dashboard.panels.ranking import below_target
from dashboard.rows import rows_of
from dashboard.view import View
from data_access.metric import Direction, Metric

CHART = "overview-county-map"


def draw(view: View) -> dict[str, Any]:
    """The whole figure; empty where the site hides boundaries or has none."""
    areas = areas_of(view)
    return figure.draw(areas, view.palette, outlined(view), view.small) if areas else blank()


def update(view: View) -> Patch:
    """Only what new data change: fills, hover texts, labels."""
    patch = Patch()
    areas = areas_of(view)
    if not areas:
        return patch
    for trace, path, value in figure.changes(areas, outlined(view), view.small):
        place = patch["data"][trace]
        *parents, last = path.split(".")
        for parent in parents:
            place = place[parent]
        place[last] = value
    if not view.small:
        inside = figure.ground(areas, view.small).inside
        outside = [area for area, fits in zip(areas, inside, strict=True) if not fits]
        for index, area in enumerate(outside):
            patch["layout"]["annotations"][index]["text"] = figure.callout(area)
    return patch


def outlined(view: View) -> str | None:
    """The county with the bold outline: the chosen one, else the worst of those wholly below target."""
    if view.scope.division:
        chosen = county_of(view)
        return chosen if chosen in _drawn(view) else None
    missed = below_target(view, view.lead)
    return None if missed.empty else str(missed.iloc[0]["code"])


def notes(view: View) -> list[Component]:
    """What stands over the map: metric choice, the city's value, legend, boundary notice."""
    metric = view.lead
    head = html.Header([html.H2(_("县区地图")), metric_choice(view, list(view.metrics.values()))])
    if not _has_shapes(view):
        text = (
            _("本级不显示边界，以排位表代替。")
            if not view.site.show_boundaries
            else _("本级没有边界文件，以排位表代替。")
        )
        sentences = " ".join(filter(None, [text, _beside(view, metric)]))
        return [head, html.P(sentences, className="note plain"), _table(view, metric)]
    return [
        head,
        html.Div(_total(view, metric), className="over top"),
        html.Div(legend(view, metric), className="over scale"),
        html.P(
            " · ".join(filter(None, [_beside(view, metric), *_bold(view), boundary_note(view)])), className="over note"
        ),
        said(CHART, _described(view, metric)),
    ]


def _table(view: View, metric: Metric) -> Component:
    """The counties in the order of the ranking, for a map that cannot be drawn."""
    rows: list[list[Child]] = []
    for row in rows_of(view.reads.ranking(metric, "county", view.city_wide)):
        goal = view.target(metric, str(row.code))
        distance = fmt.NONE if goal is None or pd.isna(row.value) else fmt.offset(row.value, goal.value, metric)
        value = fmt.join(*fmt.beside(row.value, goal.value if goal else None, metric, view.language))
        rows.append([view.name(row), value_link(view, metric, value, place=str(row.code)), distance])
    return listing(metric.name.in_language(view.language), [_("县区"), _("数值"), _("距目标")], rows)


def county_sheet(view: View) -> Sheet:
    """Every county of the map with both sides of its value."""
    metric = view.lead
    rows = rows_of(view.reads.ranking(metric, "county", view.city_wide))
    return Sheet(
        _("数据"), number_heads(), [line(view, metric, (view.name(row), str(row.code)), row, "") for row in rows]
    )


def boundary_note(view: View) -> str:
    """The notice every map carries, with the review number or the place where it is missing."""
    return _("界线经概化，示意 · 审图号：%(number)s", number=view.site.map_review_number or _("待填"))


def _bold(view: View) -> list[str]:
    if outlined(view) not in _drawn(view):
        return []
    return [_("粗线：所选县区") if view.scope.division else _("粗线：最需关注县区")]


def _drawn(view: View) -> set[str]:
    """The counties that have a boundary."""
    return set(view.counties.loc[view.counties["geometry"].notna(), "code"])


def _has_shapes(view: View) -> bool:
    return view.site.show_boundaries and bool(view.counties["geometry"].notna().any())


def areas_of(view: View) -> list[Area]:
    """The counties as they are drawn, by the metric that leads; none where the site hides boundaries or has none."""
    if not _has_shapes(view):
        return []
    metric = view.lead
    rows = view.reads.ranking(metric, "county", view.city_wide).set_index("code")
    shapes = view.counties[view.counties["geometry"].notna()]
    found = rows["value"].reindex(shapes["code"])
    trusted = view.trusted(metric)
    fills = _fills(view, metric, found)
    areas = []
    for shape, value, fill in zip(rows_of(shapes), found, fills, strict=True):
        goal = view.target(metric, str(shape.code))
        distance = "" if goal is None or pd.isna(value) or not trusted else fmt.offset(value, goal.value, metric)
        against = None if goal is None else goal.value
        text = fmt.join(*fmt.beside(value, against, metric, view.language)) if pd.notna(value) else fmt.NONE
        hatched = not trusted or bool(pd.isna(value))
        areas.append(Area(str(shape.code), view.name(shape), text, distance, fill, shape.geometry, hatched))
    return areas


def _fills(view: View, metric: Metric, values: pd.Series) -> list[str]:
    """The colour of each value; one for all while they are late, failed or immature, which is not judged."""
    if not view.trusted(metric):
        return [view.palette.line] * len(values)
    half = half_of(view, metric, values)
    low, high = values.min(), values.max()
    fills = []
    for code, value in values.items():
        goal = view.target(metric, str(code))
        if pd.isna(value):
            fills.append(view.palette.nodata)
        elif goal is not None:
            fills.append(diverging(value - goal.value, half, view.palette))
        else:
            fills.append(sequential(value, low, high, view.palette))
    return fills


def half_of(view: View, metric: Metric, values: pd.Series) -> float:
    """Half the width of the scale around the target."""
    goals = {str(code): view.target(metric, str(code)) for code in values.index}
    gaps = [float(values[code]) - goal.value for code, goal in goals.items() if goal and pd.notna(values[code])]
    return spread(gaps)


def _total(view: View, metric: Metric) -> list[Component]:
    value = view.reads.total(metric, view.city_wide)
    goal = view.target(metric)
    number, unit = fmt.beside(value.value, goal.value if goal else None, metric, view.language)
    missed = view.judged(metric, value).status is Status.MISSED
    period = fmt.month(view.scope.period.start, view.language)
    lines: list[Component] = [
        html.Div(f"{view.place(view.city.code)} · {period}", className="xs t2"),
        html.Div(
            [
                value_link(
                    view, metric, html.B(number, className=f"big {'bad' if missed else ''}"), scope=view.city_wide
                ),
                html.Span(unit, className="t2"),
            ]
        ),
    ]
    if goal is not None:
        text = _("目标 %(value)s", value=f"{goal.sign}{fmt.goal(goal.value, metric, view.language)}")
        lines.append(html.Div(text, className="xs t2"))
    if "grid_events_reported" in view.metrics and metric.key != "grid_events_reported":
        volume = view.metrics["grid_events_reported"]
        count = fmt.quantity(view.reads.total(volume, view.city_wide).value, volume, view.language)
        shown = value_link(view, volume, strong(count), scope=view.city_wide)
        lines.append(html.Div([_("事件量"), " ", shown], className="xs t2"))
    return lines


def _beside(view: View, metric: Metric) -> str:
    return beside(view, metric, view.city_wide, lambda other: view.reads.ranking(other, "county", view.city_wide))


def legend(view: View, metric: Metric) -> list[Child]:
    """What the colours mean; the state of the data in their place where they are not judged."""
    if not view.trusted(metric):
        status = view.judged(metric, view.reads.total(metric, view.city_wide)).status
        return [chip(status), freshness_badge(view, metric), html.Div(_("不判定，图上不着色。"), className="xs t2")]
    rows = view.reads.ranking(metric, "county", view.city_wide)
    goal = view.target(metric)
    kind = "div" if goal is not None else "seq"
    swatches = html.Div([html.I(className=f"{kind}-{step}") for step in range(1, 8)], className="ramp")
    if goal is not None:
        half = fmt.plain(half_of(view, metric, rows.set_index("code")["value"]))
        unit = _("百分点") if metric.is_rate else metric.unit.in_language(view.language)
        title = _("距目标 %(value)s（%(unit)s）", value=fmt.goal(goal.value, metric, view.language), unit=unit)
        ends = [f"≤{fmt.MINUS}{half}", _("低于"), "0", _("高于"), f"≥+{half}"]
    else:
        unit = metric.unit.in_language(view.language)
        title = f"{metric.name.in_language(view.language)} ({unit})"
        ends = [fmt.plain(rows["value"].min(), metric.decimals), fmt.plain(rows["value"].max(), metric.decimals)]
    return [html.Div(title, className="xs t2"), swatches, html.Div([html.Span(end) for end in ends], className="ends")]


def _described(view: View, metric: Metric) -> str:
    """The map in one sentence, for those who do not see it; the worst county only where counties are judged."""
    rows = view.reads.ranking(metric, "county", view.city_wide)
    rows = rows[rows["value"].notna()]
    name = metric.name.in_language(view.language)
    if rows.empty:
        return _("%(name)s：没有数据。", name=name)
    worst = rows_of(rows)[-1]
    target = view.target(metric, str(worst.code))
    if metric.direction is Direction.NONE or target is None or not view.trusted(metric):
        low, high = (fmt.quantity(each, metric, view.language) for each in (rows["value"].min(), rows["value"].max()))
        return _("%(name)s：%(count)s 个县区，%(low)s 至 %(high)s。", name=name, count=len(rows), low=low, high=high)
    return _(
        "%(name)s：最需关注 %(county)s %(value)s，显著未达目标的县区 %(count)s 个。",
        name=name,
        county=view.name(worst),
        value=fmt.join(*fmt.beside(worst.value, target.value, metric, view.language)),
        count=len(below_target(view, metric)),
    )
