"""One question, two denominators: two rates side by side, with what makes them differ."""

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, frame, strong, words
from dashboard.language import gettext as _
from dashboard.panels.tiles import tile
from dashboard.told import told
from dashboard.view import View
from data_access.metric import Metric


def two_ways(view: View, name: str, title: str, first: str, second: str) -> Component:
    """Both rates and the sentence that explains their gap."""
    one, other = view.metrics[first], view.metrics[second]
    return frame(
        name,
        title,
        _("同一批案件，分母不同"),
        [html.Div([tile(view, one), tile(view, other), html.P(_gap(view, one, other), className="gap-said")])],
    )


def _gap(view: View, one: Metric, other: Metric) -> list[Child]:
    here, there = told(view, one).value, told(view, other).value
    if here.value is None or there.value is None or not one.denominator_name or not other.denominator_name:
        return [_("两个口径都有数时，这里说明差在哪里。")]
    points = fmt.distance(here.value, there.value, one, view.language)
    return words(
        _("相差 {gap}：前者除以{first}，后者除以{second}。"),
        gap=strong(points),
        first=_base(view, one, here.denominator),
        second=_base(view, other, there.denominator),
    )


def _base(view: View, metric: Metric, count: float | None) -> Child:
    name = metric.denominator_name.in_language(view.language) if metric.denominator_name else ""
    return f"{name} {fmt.plain(count)}"
