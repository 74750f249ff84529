"""The headline of the page of grids: how much there is, what has changed, where most of it is, in one sentence."""

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, strong, words
from dashboard.drawer.numbers import value_link
from dashboard.language import gettext as _
from dashboard.panels.finer import Parts, level_of, parts, place_name, place_scope
from dashboard.panels.headline import of_place, trouble
from dashboard.panels.hot_spots import significant
from dashboard.rows import rows_of
from dashboard.told import rows_told, told
from dashboard.view import View
from data_access.metric import Metric


def grid_headline(view: View) -> Component:
    """A number with a target is judged as on the overview; a count is told with where most of it is."""
    metric = view.lead
    judged = view.target(metric) is not None and not view.state.grid
    return html.H2(of_place(view, metric) if judged else _counted(view, metric), className="say")


def _counted(view: View, metric: Metric) -> list[Child]:
    found = told(view, metric, place_scope(view))
    name, period = metric.name.in_language(view.language), fmt.month(view.scope.period.start, view.language)
    if found.why:
        return [found.why]
    if found.value.value is None:
        return words(_("{period}没有{name}的数据。"), period=period, name=name)
    if said := trouble(view, metric):
        return said
    counted = strong(fmt.quantity(found.value.value, metric, view.language))
    number = value_link(view, metric, counted, scope=place_scope(view))
    said = words(
        _("{place}{period}{name} {value}"),
        place=_spaced(view, place_name(view)),
        period=period,
        name=name,
        value=number,
    )
    if metric.comparable_over_time and not view.state.grid:
        said += _changed(view, metric)
    if metric.additive and found.value.value and not view.state.grid:
        said += _most(view, metric, found.value.value)
        said += _hot(view)
    return [*said, _("。")]


def _changed(view: View, metric: Metric) -> list[Child]:
    """Against the month before, over equally many days."""
    before = view.before(metric)
    if not before or before[0].now.value is None or before[0].before.value is None:
        return []
    change = fmt.change(before[0].now.value, before[0].before.value, metric, view.language)
    return words(_("，环比 {change}"), change=strong(change))


def _most(view: View, metric: Metric, whole: float) -> list[Child]:
    """Which part has most of it; and, of a city or county, how few grids have half of it."""
    below = parts(view)
    rows, why = rows_told(view, lambda: view.reads.ranking(metric, below.level, below.scope))
    rows = rows[rows["value"] > 0] if not why else rows
    if len(rows) < 2:
        return []
    top = rows_of(rows.sort_values(["value", "code"], ascending=[False, True]))[0]
    share = f"{fmt.plain(100 * top.value / whole)}%"
    said = words(_("，{part}最多，占 {share}"), part=strong(view.name(top)), share=share)
    return said + _half(view, metric, below)


def _hot(view: View) -> list[Child]:
    """How many hot spots there are, and in which township most of them are."""
    spots = significant(view)
    if spots is None or spots.empty:
        return []
    count = strong(fmt.plain(len(spots)))
    if level_of(view) not in ("city", "county"):
        return words(_("；显著热点 {count} 个"), count=count)
    most = spots["township_code"].mode().iloc[0]
    return words(_("；显著热点 {count} 个，{place}最多"), count=count, place=strong(view.place(most)))


def _half(view: View, metric: Metric, below: Parts) -> list[Child]:
    if below.level == "grid" or view.scope.rights.depth != "grid":
        return []
    counts, why = rows_told(view, lambda: view.reads.breakdown(metric, "grid", below.scope))
    values = counts["value"].dropna().sort_values(ascending=False)
    if why or not values.sum():
        return []
    number = int((values.cumsum() < values.sum() / 2).sum()) + 1
    return words(_("；一半集中在 {count} 个网格"), count=strong(fmt.plain(number)))


def _spaced(view: View, place: str) -> str:
    """The name of the place before a month: apart from it where both are of digits."""
    return f"{place} · " if view.language == "en" or place[-1:].isdigit() else place
